"""The key figures: hand-made books, and what must hold for all of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.board.kpi import (
    Book,
    Promised,
    Unknown,
    collection_effectiveness,
    countback,
    dso,
    figures,
    month_before,
    month_start,
    months_until,
    promises_kept,
)

DAY = date(2026, 3, 31)
OLD = date(2020, 1, 1)
amounts = st.decimals(0, 10_000_000, places=2)
signed = st.decimals(-1_000_000, 10_000_000, places=2)
months = st.lists(st.tuples(st.integers(28, 31), signed), max_size=24)
books = st.builds(
    Book,
    st.just(DAY),
    receivable=signed,
    overdue=signed,
    sales=signed,
    months=months.map(tuple),
    first=st.none() | st.dates(OLD, DAY),
    before=signed,
    month_sales=signed,
    delay=st.tuples(signed, amounts),
)


def test_dso_of_a_quarter():
    # 45,000 open, 135,000 sold in 90 days: 45,000 x 90 / 135,000
    assert dso(Decimal(45000), Decimal(135000)) == 30


def test_average_days_delinquent():
    # the example of the trade: 45 days of DSO, 12 of which nobody is late: 33
    found = figures(
        Book(DAY, Decimal(45000), Decimal(33000), Decimal(90000), first=OLD, month_sales=Decimal(1), before=Decimal(1))
    )
    assert (found.dso, found.dso_best, found.days_delinquent) == (45, 12, 33)


def test_nothing_sold():
    found = figures(Book(DAY, Decimal(100), Decimal(100), first=OLD))
    assert found.dso is found.dso_best is found.days_delinquent is Unknown.NO_SALES
    assert found.overdue_share == 100


def test_more_credited_than_sold():
    found = figures(Book(DAY, Decimal(100), Decimal(0), Decimal(-50), ((31, Decimal(-50)),), first=OLD))
    assert found.dso is Unknown.NO_SALES
    assert found.dso_countback is Unknown.NO_SALES


def test_countback_goes_through_a_month_of_credit_notes():
    # 500 open; March sold -200: 31 days, 700 to find; February sold 1,400: half of its 28 days
    assert countback(Decimal(500), [(31, Decimal(-200)), (28, Decimal(1400))]) == 45


def test_an_empty_book():
    found = figures(Book(DAY, Decimal(0), Decimal(0)))
    assert found.dso is Unknown.SHORT_HISTORY
    assert found.overdue_share is Unknown.NOTHING
    assert found.dso_countback == 0
    assert months_until(DAY, {}) == ()


def test_collection_effectiveness_is_whole_when_all_that_was_due_came():
    assert collection_effectiveness(Decimal(1000), Decimal(400), Decimal(300), Decimal(300)) == 100


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 1, 31)),
        (date(2024, 2, 29), date(2024, 1, 31)),
        (date(2024, 3, 30), date(2024, 2, 29)),
        (date(2026, 1, 1), date(2025, 12, 1)),
    ],
)
def test_a_month_before(day, expected):
    assert month_before(day) == expected


def test_the_days_of_months():
    sold = {date(2026, 3, 1): Decimal(1), date(2026, 2, 1): Decimal(2), date(2025, 12, 1): Decimal(3)}
    assert [days for days, _sales in months_until(DAY, sold)] == [31, 28, 31, 31]


def test_promises_by_count_and_amount():
    promises = [Promised(Decimal(100), Decimal(100), True), Promised(Decimal(900), Decimal(0), False)]
    assert promises_kept(promises) == (50, 10)


@given(books)
def test_what_is_unknown_is_never_a_number(book):
    found = figures(book)
    assert found.known().keys().isdisjoint(found.unknown())
    assert len(found.known()) + len(found.unknown()) == 7


@given(books)
def test_late_days_are_the_difference(book):
    known = figures(book).known()
    if "days_delinquent" in known:
        assert known["days_delinquent"] == known["dso"] - known["dso_best"]


@given(amounts, months, st.decimals(0, 1000, places=2))
def test_more_open_takes_no_fewer_days(receivable, sales, more):
    one, other = countback(receivable, sales), countback(receivable + more, sales)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        assert other >= one


@given(amounts, st.lists(st.tuples(st.integers(28, 31), amounts), min_size=1, max_size=24))
def test_countback_stays_within_its_months(receivable, sales):
    found = countback(receivable, sales)
    if isinstance(found, Decimal):
        assert 0 <= found <= sum(days for days, _amount in sales)
        assert receivable <= sum((amount for _days, amount in sales), Decimal(0))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_back(day, back):
    start = month_start(day, back)
    assert start.day == 1
    assert (day.year - start.year) * 12 + day.month - start.month == back
    assert month_start(month_start(day) - timedelta(days=1)) == month_start(day, 1)
