"""How a debtor pays: counted by hand, and what must hold for all."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.board.behaviour import Delay, Part, Profile, Scored, Signs, Why, delay, score, suggest

parts = st.lists(
    st.builds(Part, st.decimals(0, 100_000, places=2), st.integers(-60, 1000), st.integers(0, 1000)), max_size=12
)


def test_a_late_invoice_weighs_by_its_amount():
    # (900 x 0 + 100 x 30) / 1,000
    assert delay([Part(Decimal(900), 0), Part(Decimal(100), 30)]).days == 3


def test_the_time_of_a_dispute_is_not_the_debtors():
    assert delay([Part(Decimal(100), 40, 25)]).days == 15
    assert delay([Part(Decimal(100), 40, 90)]).days == 0


def test_parts_of_one_instalment_are_one():
    assert delay([Part(Decimal(50), 0, weight=0.5), Part(Decimal(50), 9, weight=0.5)]).count == 1


def test_two_instalments_say_nothing():
    few = Delay(Decimal(9000), Decimal(100), 2)
    assert score(few, Delay()) == Scored(None, 90, None)
    assert score(few, Delay(), broken_promises=1).grade == "D"


def test_change():
    now, before = Delay(Decimal(2000), Decimal(100), 9), Delay(Decimal(3000), Decimal(100), 8)
    assert score(now, before).change == -10


@pytest.mark.parametrize(
    ("signs", "profile", "reasons"),
    [
        (Signs(Scored("C", 20, 0)), Profile.DISORGANISED, (Why.LATE,)),
        (Signs(Scored("C", 20, 0), after_calls=True), Profile.DISORGANISED, (Why.LATE, Why.AFTER_CALLS)),
        (Signs(Scored("C", 20, 9)), Profile.CASH_STRAPPED, (Why.LATER,)),
        (Signs(Scored("E", 90, 0)), Profile.BAD_PAYER, (Why.VERY_LATE,)),
        (Signs(Scored("E", 90, 0), parts=3), Profile.CASH_STRAPPED, (Why.PARTS,)),
        (Signs(Scored("A", 0, 0), broken_promises=2), Profile.BAD_PAYER, (Why.BROKEN,)),
        (Signs(Scored("A", 0, 0), broken_promises=2, kept_promises=9), None, ()),
        (Signs(Scored("E", 90, 0), disputes=2, disputed=Decimal("0.5")), Profile.DISSATISFIED, (Why.DISPUTES,)),
        (Signs(Scored(None, 90, None)), None, ()),
    ],
)
def test_profiles(signs, profile, reasons):
    assert suggest(signs) == (profile, reasons)


@given(parts)
def test_the_average_lies_between_the_parts(some):
    found = delay(some)
    counted = [part for part in some if part.amount > 0]
    if counted:
        own = [part.days if part.days <= 0 else max(part.days - part.disputed_days, 0) for part in counted]
        assert min(own) <= found.days <= max(own)
    else:
        assert found.days is None


@given(parts, st.integers(0, 5))
def test_a_broken_promise_never_raises_a_grade(some, broken):
    its = replace(delay(some), count=9)
    without, with_it = score(its, Delay(), broken).grade, score(its, Delay(), broken + 1).grade
    if without is not None:
        assert with_it >= without
