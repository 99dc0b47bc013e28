"""What covers a debt that the ledger still shows as open: money that is known of, wherever it is known from.

Money counts by amount (rule 11): it covers what it covers, never more. What is meant for an instalment (an order
that holds it, a payment registered on its invoice) covers that one first; what is left, or meant for none, goes
to the oldest. Of two sources the stronger one covers first, so that the sentence names what is surest.

Amounts are `Decimal`, each in its own currency.

>>> table = Item(id=1, currency_id=1, open=Decimal(100), due=date(2026, 3, 1))
>>> chair = Item(id=2, currency_id=1, open=Decimal(50), due=date(2026, 3, 9))
>>> order = Money(Source.ORDER, Decimal(50), 1, name="PO/1", items=frozenset({2}), only=True)
>>> credit = Money(Source.CREDIT, Decimal(30), 1, name="RFAC/1")
>>> cover = allocate([table, chair], [credit, order])
>>> cover.of(1).amount, cover.of(2).amount
(Decimal('30'), Decimal('50'))
>>> [part.money.name for part in cover.of(2).parts]
['PO/1']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

ZERO = Decimal(0)


class Source(str, Enum):
    """Where money is known from, the surest first."""

    CREDIT = "credit"  # an entry on the debtor's account: a credit note, a payment that nobody has matched
    DISCOUNT = "discount"  # an early payment discount that was earned by paying the rest in time
    PAYMENT = "payment"  # registered, without an entry yet
    ONLINE = "online"  # paid on a page, not booked yet
    ORDER = "payment_order"  # in a payment order or a batch that is not paid yet
    BANK = "bank"  # came in on the bank, not reconciled
    DRAFT = "draft"  # brought back by somebody, not confirmed yet
    ANNOUNCED = "announced"  # the debtor's platform says that this part was sent
    THIRD_PARTY = "third_party"  # somebody else says that he pays


# what the debtor has paid, or need not pay: of the others the money is still to come
IN_HAND = frozenset({Source.CREDIT, Source.DISCOUNT, Source.PAYMENT, Source.ONLINE, Source.BANK})
FOLLOWED = frozenset({Source.DRAFT, Source.ANNOUNCED})  # a line of the bank follows them
BROUGHT_BEFORE = 3  # a payment may be entered some days after its money came
BROUGHT_WITHIN = 10  # and its money may come some days later; what comes later still is other money
STRENGTH = {source: rank for rank, source in enumerate(Source)}


@dataclass(frozen=True, slots=True)
class Item:
    """An open instalment: what is open of it in its currency (less what is disputed, where that is not asked for).
    `discount`: what an early payment takes off, if the rest is paid until `discount_until`."""

    id: int
    currency_id: int
    open: Decimal
    due: date
    discount: Decimal = ZERO
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that is known of. `items`: the instalments that it is meant for, none where it is the debtor's at
    large; `only`: it covers nothing else, whatever is left of it. `decide`: somebody has to decide on it first, and
    until then nothing that it may concern is asked for. `name`: what it is called, `ref`: its record."""

    source: Source
    amount: Decimal
    currency_id: int
    name: str = ""
    items: frozenset[int] = frozenset()
    only: bool = False
    decide: bool = False
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A payment that stands in the books, on some instalments or on account, and that the bank has not brought yet."""

    amount: Decimal
    currency_id: int
    on: date
    items: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What some money covers of an instalment: `amount` in the instalment's currency, `taken` in its own."""

    money: Money
    amount: Decimal
    taken: Decimal
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """What covers one instalment. `undecided`: the rest waits too, until somebody has decided on a part."""

    parts: tuple[Part, ...] = ()
    amount: Decimal = ZERO
    undecided: bool = False

    @property
    def source(self) -> Source | None:
        """The weakest source that it takes: this is what has to be looked at."""
        return max((part.money.source for part in self.parts), key=STRENGTH.__getitem__, default=None)

    @property
    def names(self) -> str:
        """What covers it, each by its name."""
        return ", ".join(dict.fromkeys(part.money.name for part in self.parts if part.money.name))


UNCOVERED = Covered()


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers each of some instalments, and what is left of the money."""

    by_item: dict[int, Covered] = field(default_factory=dict)
    left: tuple[tuple[Money, Decimal], ...] = ()

    def of(self, item_id: int) -> Covered:
        return self.by_item.get(item_id, UNCOVERED)


def told_once(money: Sequence[Money], awaited: Sequence[Awaited]) -> list[Money]:
    """Of what is known from two sources, one. The line of the bank of the amount of an awaited payment, of about its
    day, is that payment, unless it names another instalment. What was only announced, or brought back and not
    confirmed, is the line of the bank that follows it.

    >>> line = Money(Source.BANK, Decimal(40), 1, name="VIR", on=date(2026, 3, 4))
    >>> sent = Money(Source.ANNOUNCED, Decimal(40), 1, name="211", on=date(2026, 3, 2))
    >>> [its.name for its in told_once([sent, line], [])]
    ['VIR']
    >>> [its.name for its in told_once([sent, line, line], [Awaited(Decimal(40), 1, date(2026, 3, 3))])]
    ['VIR']
    """
    bank = [its for its in money if its.source is Source.BANK]
    kept = [its for its in money if its.source is not Source.BANK]
    for payment in awaited:
        if its := _brought(bank, payment, BROUGHT_WITHIN):
            bank.remove(its)
    followed, left = list(bank), []
    for its in kept:
        told = its.source in FOLLOWED and its.on and Awaited(its.amount, its.currency_id, its.on, its.items)
        if told and (line := _brought(followed, told)):
            followed.remove(line)
        else:
            left.append(its)
    return [*left, *bank]


def _brought(bank: Sequence[Money], payment: Awaited, within: int | None = None) -> Money | None:
    """The first line of the bank that may have brought this payment."""
    for its in bank:
        same = its.amount == payment.amount and its.currency_id == payment.currency_id
        elsewhere = its.items and payment.items and not its.items & payment.items
        if same and not elsewhere and its.on:
            days = (its.on - payment.on).days
            if days >= -BROUGHT_BEFORE and (within is None or days <= within):
                return its
    return None


Converter = Callable[[Decimal, int, int], Decimal | None]


def allocate(items: Sequence[Item], money: Sequence[Money], convert: Converter | None = None) -> Cover:
    """What covers each of `items` of one debtor.

    :param convert: (amount, from currency, to currency) -> the amount in the other currency, rounded down, or None
        where there is no rate. Money in a currency in which nothing is open covers by what it is worth, and what it
        touches waits for a decision; without a rate, the oldest instalment waits.
    """
    return _Allocation(items, money, convert).run() if money else Cover()


def _place(money: Money) -> tuple[object, ...]:
    """By which money goes: the surest first, of these what has fewest places to go to, so that what may cover the rest
    does not take the place of what may not. In whatever order it was read, the same covers the same."""
    places = (not money.only, len(money.items), sorted(money.items))
    return STRENGTH[money.source], *places, money.on or date.max, money.currency_id, money.amount


class _Allocation:
    """Money on its way to instalments: what is left of each."""

    def __init__(self, items: Sequence[Item], money: Sequence[Money], convert: Converter | None):
        self.items = sorted(items, key=lambda item: (item.due, item.id))  # the oldest first
        self.money = sorted(money, key=_place)
        self.convert = convert
        self.open = {item.id: item.open for item in self.items}
        self.left = [max(its.amount, ZERO) for its in self.money]
        self.parts: defaultdict[int, list[Part]] = defaultdict(list)
        self.undecided: set[int] = set()

    def run(self) -> Cover:
        """First what is meant for an instalment, then what is left or meant for none, then other currencies."""
        for meant in (True, False):
            for index, its in enumerate(self.money):
                if (meant and its.items) or (not meant and not its.only):
                    for item in self.items:
                        if item.currency_id == its.currency_id and (not meant or item.id in its.items):
                            self._spend(index, item)
        for item in self.items:
            self._grant_discount(item)
        for index, its in enumerate(self.money):
            for item in self.items:
                if item.currency_id != its.currency_id and (not its.only or item.id in its.items):
                    self._spend_foreign(index, item)
        return Cover(
            {
                item_id: Covered(tuple(parts), sum((part.amount for part in parts), ZERO), item_id in self.undecided)
                for item_id, parts in self.parts.items()
            },
            tuple((its, left) for its, left in zip(self.money, self.left, strict=True) if left),
        )

    def _spend(self, index: int, item: Item) -> None:
        amount = min(self.left[index], self.open[item.id])
        if amount > 0:
            self._take(index, item, Part(self.money[index], amount, amount))
            if self.money[index].decide:
                self.undecided.add(item.id)

    def _grant_discount(self, item: Item) -> None:
        """An early payment discount is earned where the rest was paid in time: it covers what is left then."""
        if not (item.discount_until and 0 < self.open[item.id] <= item.discount and self.parts[item.id]):
            return
        in_time = (part.money.on and part.money.on <= item.discount_until for part in self.parts[item.id])
        if all(in_time):
            left = self.open[item.id]
            granted = Money(Source.DISCOUNT, left, item.currency_id, items=frozenset({item.id}), only=True)
            self.open[item.id] = ZERO
            self.parts[item.id].append(Part(granted, left, left))

    def _spend_foreign(self, index: int, item: Item) -> None:
        its, left = self.money[index], self.left[index]
        if not left or not self.open[item.id]:
            return
        worth = self.convert(left, its.currency_id, item.currency_id) if self.convert else None
        if worth is None:  # no rate: nobody knows what it is worth, so the whole waits
            amount, taken = ZERO, left
        else:
            amount = min(worth, self.open[item.id])
            taken = left if amount == worth else left * amount / worth
        self._take(index, item, Part(its, amount, taken, foreign=True))
        self.undecided.add(item.id)

    def _take(self, index: int, item: Item, part: Part) -> None:
        self.left[index] -= part.taken
        self.open[item.id] -= part.amount
        self.parts[item.id].append(part)
