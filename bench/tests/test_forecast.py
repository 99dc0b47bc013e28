"""The forecast on a book of made-up customers: they drift, some contest, and nothing is known before it happens."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bench.forecast import RULES, expectations, walk
from devtools.book_csv import Invoice

CUSTOMERS, MONTHS = 25, 20
TODAY = date(2024, 12, 2)


def book(seed=1, drift=-0.01):
    """Invoices of customers who each have their own delay and scatter; the whole book is paid a little earlier each
    day,
    a fifth is disputed and comes twelve days later."""
    draw, invoices, start = random.Random(seed), [], date(2024, 1, 1)
    for customer in range(CUSTOMERS):
        level, scatter = draw.gauss(3, 10), draw.uniform(2, 8)
        for number in range(MONTHS):
            issued = start + timedelta(days=30 * number + draw.randrange(30))
            disputed = draw.random() < 0.2
            late = round(draw.gauss(level, scatter) + 12 * disputed + drift * (issued - start).days)
            due = issued + timedelta(days=30)
            settled = max(due + timedelta(days=late), issued)
            amount = Decimal(draw.randrange(2000, 12000)) / 100
            name = f"C{customer}"
            invoices.append(Invoice(name, f"{customer}-{number}", issued, due, amount, disputed, settled))
    return invoices


@pytest.fixture(scope="module")
def judged():
    return walk(book())


def test_better_than_both_naive_rules(judged):
    assert judged.gain > 0.15
    off = {rule: sum(days) / len(days) for rule, days in judged.days.items()}
    assert off[RULES[2]] < min(off[rule] for rule in RULES[:2])


def test_the_bands_hold_what_they_say(judged):
    assert 0.75 <= sum(judged.band) / len(judged.band) <= 0.85
    assert 0.7 <= sum(judged.weeks) / len(judged.weeks) <= 0.9


def test_nothing_of_the_future_is_known():
    """What comes after a Monday changes nothing of what was expected on it."""
    invoices = [invoice for invoice in book() if invoice.issued < TODAY]
    later = [
        replace(invoice, settled=invoice.settled + timedelta(days=200)) if invoice.settled >= TODAY else invoice
        for invoice in invoices
    ]
    days = [rest.day(0.5) for _invoice, rest, _usual in expectations(invoices, TODAY)]
    assert len(days) > 10
    assert days == [rest.day(0.5) for _invoice, rest, _usual in expectations(later, TODAY)]
    assert min(days) >= TODAY


def test_the_table_names_each_rule(judged):
    assert all(rule in judged.table() for rule in RULES)
