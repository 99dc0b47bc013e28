"""Whom a collector leaves in peace when he picks up the telephone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from engine.cover import Money, Source
from engine.facts import Debtor, Instalment, Reason
from engine.rest import Rest, rest_of

DAY = date(2026, 3, 10)
LATE = Instalment(7, 7, 1, date(2026, 3, 2), Decimal(100), Decimal(100))


def test_who_owes_nothing_overdue_is_left_in_peace_without_a_reason():
    assert rest_of(Debtor(1, ()), DAY) == Rest(None)
    assert rest_of(Debtor(1, (replace(LATE, due=DAY),)), DAY) == Rest(None)


def test_money_that_is_known_of_leaves_him_in_peace_where_it_covers_all():
    def rest(amount, source):
        return rest_of(Debtor(1, (LATE,), money=(Money(source, Decimal(amount), 1),)), DAY)

    assert rest(100, Source.BANK) == Rest(Reason.BANK_MATCH)
    assert rest(100, Source.ORDER) == Rest(Reason.PAYMENT_ORDER)
    assert rest(99, Source.BANK) is None


def test_the_weightiest_reason_is_told_and_the_first_day_on_which_one_ends():
    promised = replace(LATE, id=8, promised_until=DAY + timedelta(days=5))
    held = replace(LATE, id=9, held=True, held_until=DAY + timedelta(days=2))
    assert rest_of(Debtor(1, (held, promised)), DAY) == Rest(Reason.PROMISE, DAY + timedelta(days=3))
