"""Payment plans: cases counted by hand, and what holds for any payments on any plan."""

import doctest
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import plan
from engine.place import Place
from engine.plan import (
    ZERO,
    Payment,
    PlanError,
    Standing,
    Terms,
    cure_days,
    fill,
    judge,
    late,
    month_later,
    next_payment,
    split,
)

FRANCE = Place("Europe/Paris", "FR")
MONDAY = date(2026, 3, 2)
THREE = split(Decimal(90), MONDAY, 2, Decimal(30))  # 30 on 2 March, 2 April and 2 May
TERMS = Terms(THREE, FRANCE)

cents = st.integers(1, 10_000_00).map(lambda number: Decimal(number) / 100)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "day_of_month", "expected"),
    [
        (date(2026, 1, 31), 1, 0, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, 0, date(2024, 2, 29)),
        (date(2026, 1, 31), 2, 0, date(2026, 3, 31)),
        (date(2026, 12, 15), 1, 5, date(2027, 1, 5)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(day, months, day_of_month, expected):
    assert month_later(day, months, day_of_month) == expected


def test_what_rounding_leaves_is_in_the_last_payment():
    assert [p.amount for p in split(Decimal("100.00"), MONDAY, 3)] == [Decimal(a) for a in ("33.33", "33.33", "33.34")]
    yen = split(Decimal(100), MONDAY, 3, rounding=Decimal(1))
    assert [p.amount for p in yen] == [33, 33, 34]
    assert [p.amount for p in split(Decimal("0.25"), MONDAY, 2, rounding=Decimal("0.05"))] == [
        Decimal("0.10"),
        Decimal("0.15"),
    ]


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("above 0", (Decimal(0), MONDAY, 3)),
        ("whole units", (Decimal("1.005"), MONDAY, 3)),
        ("first payment lies between", (Decimal(10), MONDAY, 3, Decimal(11))),
        ("first payment lies between", (Decimal(10), MONDAY, 3, Decimal(-1))),
        ("from 0 to 24 months", (Decimal(100), MONDAY, 25)),
        ("first payment is the whole", (Decimal(10), MONDAY, 0, Decimal(5))),
        ("Nothing is left", (Decimal(10), MONDAY, 2, Decimal(10))),
        ("day of the month", (Decimal(10), MONDAY, 2, ZERO, 32)),
        ("cannot be spread", (Decimal("0.02"), MONDAY, 3)),
    ],
)
def test_figures_of_which_no_plan_can_be_made(sentence, arguments):
    with pytest.raises(PlanError, match=sentence):
        split(*arguments)


def test_in_one_payment():
    assert split(Decimal(10), MONDAY, 0, Decimal(10)) == (Payment(MONDAY, Decimal(10)),)


def test_a_payment_fills_the_oldest_first_whatever_its_day():
    assert [f.paid for f in fill(reversed(THREE), Decimal(45))] == [30, 15, 0]
    assert next_payment(THREE, Decimal(45)).open == 15
    assert next_payment(THREE, Decimal(90)) is None
    assert [f.paid for f in fill(THREE, Decimal(-5))] == [0, 0, 0]


def test_late_after_two_bank_days():
    """2 April is a Thursday, Easter Monday the 6th: the float ends on Wednesday, for banks keep Good Friday too."""
    assert not late(TERMS, Decimal(30), date(2026, 4, 8))
    assert [f.open for f in late(TERMS, Decimal(30), date(2026, 4, 9))] == [30]


def test_default_cured_and_default_again():
    default = judge(TERMS, Standing(), ZERO, date(2026, 3, 5))
    assert default == Standing("default", cure_until=date(2026, 3, 13))
    assert judge(TERMS, default, ZERO, date(2026, 3, 13)) == default
    assert judge(TERMS, default, Decimal(30), date(2026, 3, 13)) == Standing("active")
    again = judge(TERMS, Standing("active"), Decimal(30), date(2026, 4, 9))
    assert again == Standing("default", cure_until=date(2026, 4, 17))


def test_not_cured_the_whole_is_due_once_and_for_all():
    default = Standing("default", cure_until=date(2026, 3, 13))
    fallen = judge(TERMS, default, Decimal(29), date(2026, 3, 14))
    assert (fallen.state, fallen.accelerated_on) == ("accelerated", date(2026, 3, 14))
    assert judge(TERMS, fallen, Decimal(60), date(2026, 3, 20)).state == "accelerated"
    paid = judge(TERMS, fallen, Decimal(90), date(2026, 3, 20))
    assert (paid.state, paid.accelerated_on) == ("done", date(2026, 3, 14))
    assert judge(TERMS, paid, Decimal(60), date(2026, 3, 25)).accelerated_on == date(2026, 3, 14)


def test_a_cheque_that_bounces_opens_a_paid_plan_again():
    done = judge(TERMS, Standing(), Decimal(90), MONDAY)
    assert done.state == "done"
    assert judge(TERMS, done, Decimal(30), MONDAY + timedelta(days=3)) == Standing("active")
    assert judge(TERMS, done, ZERO, MONDAY + timedelta(days=3)).state == "default"


def test_a_consumer_has_thirty_days():
    assert (cure_days("consumer"), cure_days("business"), cure_days("public")) == (30, 8, 8)


@given(cents, days, st.integers(1, 24), st.fractions(0, 1), st.integers(0, 31))
def test_any_split_adds_up_and_its_days_rise(total, day, months, share, day_of_month):
    down_payment = (total * Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.01"))
    try:
        payments = split(total, day, months, down_payment, day_of_month)
    except PlanError:
        assert total - down_payment < Decimal(months) / 100
        return
    assert sum(p.amount for p in payments) == total
    assert all(p.amount > 0 for p in payments)
    dues = [p.due for p in payments]
    assert dues == sorted(set(dues))
    monthly = payments[-months:]
    assert max(p.amount for p in monthly) - min(p.amount for p in monthly) < Decimal(months) / 100


@given(
    st.lists(st.tuples(days, cents), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 40), st.integers(-200_00, 500_00)), max_size=30),
    st.integers(1, 30),
)
def test_any_payments_on_any_plan(payments, story, to_cure):
    """Money comes in, is taken back, days pass: paid and due are always the total, and the plan falls at most once."""
    terms = Terms(tuple(Payment(*payment) for payment in payments), FRANCE, to_cure)
    day, received, standing, accelerations = min(due for due, _ in payments), ZERO, Standing(), 0
    for wait, amount in story:
        day += timedelta(days=wait)
        received = max(received + Decimal(amount) / 100, ZERO)
        before, standing = standing, judge(terms, standing, received, day)
        filled = fill(terms.payments, received)
        assert sum(f.payment.amount for f in filled) == terms.total
        assert sum(f.paid for f in filled) + sum(f.open for f in filled) == terms.total
        assert sum(f.paid for f in filled) == min(received, terms.total)
        assert (standing.state == "done") == (received >= terms.total)
        accelerations += before.accelerated_on != standing.accelerated_on
        if standing.state == "accelerated" and not before.accelerated_on:
            assert before.state == "default" and before.cure_until < day  # never without its notice
        assert judge(terms, standing, received, day) == standing  # asked twice on a day, it answers the same
    assert accelerations <= 1


@given(st.lists(st.tuples(days, cents), min_size=1, max_size=8), st.lists(cents, min_size=1, max_size=12))
def test_the_order_of_the_payments_changes_nothing_in_the_end(payments, receipts):
    schedule = [Payment(*payment) for payment in payments]
    forward, backward = sum(receipts, ZERO), sum(reversed(receipts), ZERO)
    assert fill(schedule, forward) == fill(schedule, backward)


@given(st.lists(st.tuples(days, cents), min_size=1, max_size=5), st.integers(1, 30))
def test_a_plan_that_nobody_pays_falls_exactly_once(payments, to_cure):
    terms = Terms(tuple(Payment(*payment) for payment in payments), FRANCE, to_cure)
    day, standing, falls = min(due for due, _ in payments), Standing(), []
    for _ in range(80):
        standing = judge(terms, standing, ZERO, day)
        falls.append(standing.accelerated_on)
        day += timedelta(days=1)
    assert len(set(falls) - {None}) == 1


def test_the_examples_of_its_docstrings():
    assert doctest.testmod(plan).failed == 0
