"""On what payments count, day by day: interest first or principal first, with the figures that a reader can check."""

from dataclasses import astuple
from datetime import date
from decimal import Decimal

import pytest

from engine.imputation import Move, reckon, segments_after
from engine.interest import ECB_MRO, FRANCE, Debt, Movement, RateTable, late_interest

RATES = RateTable([(ECB_MRO, date(2026, 7, 1), Decimal("2.40"))])  # a business owes 12.40 %
DUE, LAST = date(2026, 6, 30), date(2026, 8, 31)
PAID = Move(date(2026, 7, 31), Decimal(400), "BNK1/1", True)
CREDITED = Move(date(2026, 7, 31), Decimal(400), "RFAC/1", False)


def debt(*moves):
    movements = tuple(Movement(move.date, move.amount) for move in moves)
    return Debt(Decimal(1000), DUE, "business", FRANCE, movements)


def figures(account):
    return tuple(map(float, (account.principal, account.interest, account.paid_interest)))


@pytest.mark.parametrize(
    ("move", "order", "expected"),
    [
        # 31 days on 1,000 are 10.53; 31 days on 600 are 6.32
        (PAID, "interest_first", (610.53, 6.32, 10.53)),
        (PAID, "principal_first", (600.0, 16.85, 0.0)),
        (CREDITED, "interest_first", (600.0, 16.85, 0.0)),
    ],
)
def test_on_what_it_counts(move, order, expected):
    assert figures(reckon(Decimal(1000), [move], debt(move), RATES, LAST, order=order)) == expected


def test_each_payment_finds_what_the_ones_before_it_left():
    moves = [PAID, Move(date(2026, 8, 31), Decimal(700), "BNK1/2", True)]
    account = reckon(Decimal(1000), moves, debt(*moves), RATES, LAST)
    assert [(float(m.on_interest), float(m.on_principal), float(m.left)) for m in account.moves] == [
        (10.53, 389.47, 610.53),
        (6.32, 693.68, -83.15),
    ]


def test_what_comes_later_does_not_count():
    later = PAID._replace(date=date(2026, 9, 1))
    account = reckon(Decimal(1000), [later], debt(), RATES, LAST)
    assert account.moves == () and account.principal == 1000


def test_without_a_debt_there_is_no_interest():
    account = reckon(Decimal(1000), [PAID], None, RATES, LAST)
    assert figures(account) == (600.0, 0.0, 0.0) and account.segments == ()


def test_a_payment_that_is_taken_back_raises_the_principal():
    back = Move(date(2026, 8, 10), Decimal(-400), "BNK1/2", True)
    assert reckon(Decimal(1000), [PAID, back], None, RATES, LAST).principal == 1000


@pytest.mark.parametrize(
    ("settled_to", "days", "amount"),
    [(None, 62, 21.06), (date(2026, 6, 30), 62, 21.06), (date(2026, 7, 31), 31, 10.53), (LAST, 0, 0.0)],
)
def test_what_is_settled_is_left_out(settled_to, days, amount):
    segments = late_interest(debt(), RATES, LAST).segments
    left = tuple(segments_after(segments, settled_to, Decimal("0.01")))
    assert sum(segment.days for segment in left) == days
    assert float(sum(segment.amount for segment in left)) == amount
    assert all(segment.date_to == LAST for segment in left)
    account = reckon(Decimal(1000), [], debt(), RATES, LAST, settled_to)
    assert list(map(astuple, account.segments)) == list(map(astuple, left))
