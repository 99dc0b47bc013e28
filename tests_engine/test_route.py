"""Which way to go on with a debt: weighed by hand, and what holds for any debt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.route import Debt, Refusal, Route, best, chance_at, compare, refusal, weigh

D = Decimal
FALLING = ((0, D("0.949")), (30, D("0.899")), (90, D("0.696")), (365, D("0.228")), (730, D("0.093")))
AMICABLE = Route("amicable", days=30, chances=tuple((age, chance * D("0.6")) for age, chance in FALLING))
AGENCY = Route("agency", percent=D(12), days=60, chances=FALLING)
SMALL = Route("small_claims", costs=D(200), days=60, chances=((0, D("0.25")),))
ORDER = Route("payment_order", costs=D(300), days=180, chances=((0, D("0.55")),))
COURT = Route("court", costs=D(3600), days=450, chances=((0, D("0.65")),))
SALE = Route("sale", price=D(10))
WRITE_OFF = Route("write_off")
ROUTES = (AMICABLE, AGENCY, SMALL, ORDER, COURT, SALE, WRITE_OFF)

amounts = st.decimals(D("0.01"), D(10**7), places=2)
debts = st.builds(
    Debt,
    amounts,
    st.integers(0, 4000),
    st.sampled_from(["business", "consumer", "public"]),
    st.just(D(0)),
    *(st.booleans() for _ in range(4)),
)


def taken(debt):
    return best(compare(debt, ROUTES, D(4))).route.key


def test_counted_by_hand():
    """1,200 EUR, 90 days late, 200 of it VAT: 69.6 % of 1,200 by an agency for 12 %, 60 days at 4 % a year."""
    option = weigh(Debt(D(1200), age=90, vat=D(200)), AGENCY, D(4))
    assert option.expected == D("835.20")
    assert option.fee == D("100.22")  # 12 % of 835.20 = 100.224
    assert option.waiting == D("5.49")  # 835.20 x 4 % x 60 / 365 = 5.4917
    assert option.vat == D("60.80")  # 200 x 30.4 %
    assert option.net == D("790.29")


@pytest.mark.parametrize(
    ("debt", "expected"),
    [
        (Debt(D(1200), age=20), "agency"),
        (Debt(D(60000), age=700), "court"),  # 65 % of 60,000 less 3,600, against 10 % by an agency
        (Debt(D(3000), age=700), "payment_order"),  # 55 % of 3,000 less 300
        (Debt(D(300), age=700), "sale"),  # any court costs more than it is worth
        (Debt(D(3000), age=1000, debtor_class="consumer", time_barred=True), "write_off"),
        (Debt(D(3000), age=2000, time_barred=True), "sale"),  # a business may still pay what has lapsed
    ],
)
def test_the_best_way(debt, expected):
    assert taken(debt) == expected


@pytest.mark.parametrize(
    ("debt", "key", "expected"),
    [
        (Debt(D(5000)), "small_claims", None),
        (Debt(D("5000.01")), "small_claims", Refusal.TOO_LARGE),
        (Debt(D(100), abroad=True), "small_claims", Refusal.ABROAD),
        (Debt(D(100), contested=True), "payment_order", Refusal.CONTESTED),
        (Debt(D(100), contested=True), "court", None),
        (Debt(D(100), insolvent=True), "agency", Refusal.INSOLVENT),
        (Debt(D(100), debtor_class="public"), "court", Refusal.PUBLIC),
        (Debt(D(100), debtor_class="public"), "agency", None),
        (Debt(D(100), time_barred=True), "court", Refusal.TIME_BARRED),
        (Debt(D(100), time_barred=True), "amicable", None),
        (Debt(D(100), debtor_class="consumer", time_barred=True), "amicable", Refusal.TIME_BARRED),
        (Debt(D(100), phase="agency"), "amicable", Refusal.WITH_AGENCY),
        (Debt(D(100), phase="agency"), "court", None),
        (Debt(D(100), phase="legal"), "agency", Refusal.IN_COURT),
        (Debt(D(100), formal_notices=2), "amicable", Refusal.EXHAUSTED),
    ],
)
def test_what_closes_a_way(debt, key, expected):
    assert refusal(debt, key) is expected


@given(debts)
def test_writing_off_is_left_unless_proceedings_go_on(debt):
    """While they go on, the claim is declared, and nothing is given up."""
    options = compare(debt, ROUTES, D(4))
    assert len(options) == len(ROUTES)
    assert (best(options) is None) == debt.insolvent
    if debt.insolvent:
        return
    assert best(options).net == max(option.net for option in options if option.refusal is None)


@given(debts)
def test_an_insolvent_or_lapsed_consumer_is_asked_by_no_way(debt):
    if debt.insolvent:
        assert best(compare(debt, ROUTES, D(4))) is None
    elif debt.time_barred and debt.debtor_class == "consumer":
        assert taken(debt) == "write_off"


@given(debts, st.sampled_from(ROUTES))
def test_nobody_expects_more_than_is_owed(debt, route):
    option = weigh(debt, route, D(4))
    assert 0 <= option.expected <= debt.amount
    assert option.net <= debt.amount


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_chances_fall_with_age(younger, older):
    younger, older = sorted((younger, older))
    assert chance_at(FALLING, younger) >= chance_at(FALLING, older)
    assert D("0.093") <= chance_at(FALLING, older) <= D("0.949")


@given(debts, st.decimals(0, 30, places=1), st.decimals(0, 30, places=1))
def test_a_dearer_agency_brings_less(debt, percent, other):
    cheap, dear = sorted((percent, other))
    nets = [weigh(debt, Route("agency", percent=p, chances=FALLING), D(0)).net for p in (cheap, dear)]
    assert nets[0] >= nets[1]
