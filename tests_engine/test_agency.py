"""The fees of an agency: whatever the order and the parts in which money comes in, the whole costs the same."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.handoff.agency import AGE_BANDS, OLDEST, Tier, age_band, tier_for

AMOUNTS = st.decimals(0, 10_000, places=2)
TIERS = st.builds(
    Tier,
    age_from=st.integers(0, 1000),
    amount_from=AMOUNTS,
    percent=st.decimals(0, 100, places=2),
    flat=AMOUNTS,
    minimum=AMOUNTS,
)


@given(TIERS, st.lists(AMOUNTS, max_size=8))
def test_parts_cost_what_the_whole_costs(tier, parts):
    before, fees = Decimal(0), Decimal(0)
    for part in parts:
        fees += tier.fee(part, before)
        before += part
    assert fees == tier.fee(before)
    assert before == 0 or fees >= tier.minimum


@given(st.lists(TIERS, max_size=8), AMOUNTS, st.integers(-10, 1000))
def test_the_tier_fits(tiers, placed, age):
    tier = tier_for(tiers, placed, age)
    fitting = [t for t in tiers if t.age_from <= max(age, 0) and t.amount_from <= placed]
    assert (tier is None) == (not fitting)
    assert tier is None or (tier in fitting and tier.age_from == max(t.age_from for t in fitting))


def test_by_hand():
    terms = (
        Tier(percent=Decimal(12)),
        Tier(amount_from=Decimal(5000), percent=Decimal(9)),
        Tier(age_from=365, percent=Decimal(20), flat=Decimal(30), minimum=Decimal(80)),
    )
    assert tier_for(terms, Decimal(800), 90).fee(Decimal(800)) == 96
    assert tier_for(terms, Decimal(6000), 90).fee(Decimal(2000)) == 180
    assert tier_for(terms, Decimal(6000), 400).fee(Decimal(100)) == 80
    assert tier_for(terms, Decimal(6000), 400).fee(Decimal(1000)) == 230


@given(st.integers(-10, 2000))
def test_every_age_has_a_band(age):
    names = [name for _last, name in AGE_BANDS] + [OLDEST]
    assert age_band(age) in names
    assert names.index(age_band(age)) <= names.index(age_band(age + 1))
