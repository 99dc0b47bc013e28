"""The figures of a file alone, counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from devtools.book_csv import Invoice
from devtools.book_figures import average_delay, by_age, delays, figures
from devtools.replay_figures import days_to_compare

DAY = date(2013, 3, 31)


def invoice(customer, issued, due, amount, settled):
    return Invoice(customer, f"{customer}{issued}{amount}", issued, due, Decimal(amount), False, settled)


BOOK = [
    invoice("A", date(2013, 1, 10), date(2013, 2, 9), 1000, date(2013, 2, 19)),  # paid 10 days late
    invoice("A", date(2013, 2, 1), date(2013, 3, 3), 500, date(2013, 4, 12)),  # open, 28 days overdue
    invoice("B", date(2013, 3, 20), date(2013, 4, 19), 300, date(2013, 4, 1)),  # open, not due
]


def test_figures():
    found = figures(BOOK, DAY)
    assert (found["receivable"], found["overdue"]) == (800, 500)
    assert found["dso"] == Decimal(800) * 90 / 1800
    # March sold 300 in 31 days; of the 500 sold in the 28 days of February all are needed
    assert found["dso_countback"] == 31 + 28
    # 500 were open at the end of February, 300 were sold: 800 could come, and nothing did
    assert found["cei"] == 0
    assert found["average_delay"] == Decimal(1000 * 10 + 500 * 28) / 1500


def test_delays_of_customers():
    assert delays(BOOK, DAY) == {"A": Decimal(24000) / 1500}
    assert average_delay(BOOK, date(2013, 1, 20), 365) is None


def test_by_age():
    assert by_age(BOOK, DAY) == {0: (1500, 1000), 30: (0, 0)}


def test_a_short_book_is_not_compared():
    assert days_to_compare(BOOK) == []
