"""What covers a debt: by amount, never more, the meant first; random books keep every cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cover import STRENGTH, Item, Money, Source, allocate

EURO, DOLLAR, YEN = 1, 2, 3
FIRST = date(2026, 3, 1)
RATES = {(EURO, DOLLAR): Decimal("1.25"), (DOLLAR, EURO): Decimal("0.8")}


def convert(amount, source, target):
    rate = RATES.get((source, target))
    return rate and (amount * rate).quantize(Decimal("0.01"), "ROUND_DOWN")


def item(number, amount, currency=EURO, days=None):
    return Item(number, currency, Decimal(str(amount)), FIRST + timedelta(days=number if days is None else days))


def money(amount, source=Source.CREDIT, currency=EURO, **values):
    return Money(source, Decimal(str(amount)), currency, **values)


def amounts(cover, *numbers):
    return [cover.of(number).amount for number in numbers]


def test_a_part_payment_covers_its_amount_and_no_more():
    cover = allocate([item(1, 10_000)], [money(100, Source.PAYMENT, items=frozenset({1}))])
    assert amounts(cover, 1) == [100]


def test_an_order_covers_the_instalment_that_it_holds_and_nothing_else():
    cover = allocate([item(1, 300), item(2, 300)], [money(500, Source.ORDER, items=frozenset({2}), only=True)])
    assert amounts(cover, 1, 2) == [0, 300]
    assert cover.left[0][1] == 200


def test_what_is_left_of_a_payment_goes_to_the_oldest():
    cover = allocate([item(1, 300), item(2, 300)], [money(400, Source.PAYMENT, items=frozenset({2}))])
    assert amounts(cover, 1, 2) == [100, 300]


def test_the_surer_source_covers_first_and_the_weaker_is_named():
    cover = allocate([item(1, 100)], [money(80, Source.BANK), money(60, Source.CREDIT)])
    assert [(part.money.source, part.amount) for part in cover.of(1).parts] == [
        (Source.CREDIT, 60),
        (Source.BANK, 40),
    ]
    assert cover.of(1).source is Source.BANK


def test_a_cheque_in_a_bag_holds_what_it_touches_until_somebody_decides():
    cover = allocate([item(1, 100), item(2, 500)], [money(150, Source.DRAFT, decide=True)])
    assert amounts(cover, 1, 2) == [100, 50]
    assert cover.of(1).undecided and cover.of(2).undecided


def test_money_in_another_currency_is_seen_at_its_worth_and_waits():
    cover = allocate([item(1, 1000, DOLLAR)], [money(400, Source.BANK)], convert)
    (part,) = cover.of(1).parts
    assert (part.amount, part.taken, part.foreign) == (Decimal(500), 400, True)
    assert cover.of(1).undecided


def test_money_goes_to_debts_in_its_own_currency_first():
    cover = allocate([item(1, 1000, DOLLAR), item(2, 300)], [money(300, Source.BANK)], convert)
    assert amounts(cover, 1, 2) == [0, 300]
    assert not cover.of(1).undecided


@pytest.mark.parametrize("rate", [None, convert])
def test_without_a_rate_the_oldest_waits_and_nothing_is_invented(rate):
    cover = allocate([item(1, 1000, YEN), item(2, 300, YEN)], [money(300, Source.BANK)], rate)
    assert amounts(cover, 1, 2) == [0, 0]
    assert cover.of(1).undecided and not cover.of(2).undecided


def test_a_bank_line_of_nothing_covers_nothing():
    cover = allocate([item(1, 100)], [money(0, Source.BANK), money(-5, Source.BANK)])
    assert (cover.by_item, cover.left) == ({}, ())


@pytest.mark.parametrize(
    ("paid", "paid_on", "covered"),
    [(98, 10, 100), (98, 11, 98), (97, 9, 97), (100, 9, 100), (98, None, 98)],
)
def test_an_early_payment_discount_is_earned_by_paying_the_rest_in_time(paid, paid_on, covered):
    until = FIRST + timedelta(days=10)
    invoice = Item(1, EURO, Decimal(100), FIRST + timedelta(days=30), discount=Decimal(2), discount_until=until)
    on = paid_on and FIRST + timedelta(days=paid_on)
    cover = allocate([invoice], [money(paid, Source.BANK, on=on)])
    assert amounts(cover, 1) == [covered]


CENTS = st.integers(0, 100_000).map(lambda cents: Decimal(cents) / 100)
ITEMS = st.lists(
    st.builds(
        lambda number, currency, amount, days: Item(number, currency, amount, FIRST + timedelta(days=days)),
        st.integers(1, 9),
        st.sampled_from([EURO, DOLLAR]),
        CENTS,
        st.integers(0, 60),
    ),
    max_size=6,
    unique_by=lambda its: its.id,
)
MONEY = st.lists(
    st.builds(
        Money,
        st.sampled_from(list(Source)),
        CENTS,
        st.sampled_from([EURO, DOLLAR, YEN]),
        items=st.frozensets(st.integers(1, 9), max_size=3),
        only=st.booleans(),
        decide=st.booleans(),
    ),
    max_size=6,
)


@given(ITEMS, MONEY)
def test_nothing_is_covered_beyond_what_is_open_or_beyond_the_money(items, funds):
    cover = allocate(items, funds, convert)
    for its in items:
        covered = cover.of(its.id)
        assert 0 <= covered.amount <= its.open
        assert covered.amount == sum(part.amount for part in covered.parts)
    for covered in cover.by_item.values():
        for part in covered.parts:
            assert part.amount >= 0 and part.taken >= 0
    left = sum(rest for _its, rest in cover.left)
    taken = sum(part.taken for covered in cover.by_item.values() for part in covered.parts)
    assert abs(left + taken - sum(its.amount for its in funds)) < Decimal("1e-9")


@given(ITEMS, MONEY)
def test_what_is_meant_for_one_only_covers_no_other(items, funds):
    cover = allocate(items, funds, convert)
    for item_id, covered in cover.by_item.items():
        assert all(item_id in part.money.items for part in covered.parts if part.money.only)


@given(ITEMS, MONEY, st.randoms())
def test_the_order_in_which_money_is_read_changes_no_total(items, funds, random):
    shuffled = list(funds)
    random.shuffle(shuffled)
    one, other = allocate(items, funds), allocate(items, shuffled)
    assert sum(c.amount for c in one.by_item.values()) == sum(c.amount for c in other.by_item.values())


def test_what_may_cover_the_rest_leaves_its_place_to_what_may_not():
    items, named = [item(1, 10), item(2, 10)], frozenset({1})
    funds = [money(10, items=named), money(10, items=named, only=True)]
    for order in (funds, funds[::-1]):
        assert amounts(allocate(items, order), 1, 2) == [10, 10]


@given(ITEMS, MONEY)
def test_money_in_the_currency_of_a_debt_is_used_up_before_anything_is_asked(items, funds):
    cover = allocate(items, funds)
    for currency in (EURO, DOLLAR):
        at_large = sum(rest for its, rest in cover.left if its.currency_id == currency and not its.only)
        uncovered = sum(its.open - cover.of(its.id).amount for its in items if its.currency_id == currency)
        assert not (at_large and uncovered)


def test_each_source_has_its_strength():
    assert set(STRENGTH) == set(Source)
