"""What became of an instalment: money that came in, or something else that took it off the account (rule 12).

The counterpart of a reconciliation tells it: the other side of the entry that the credit stands on. A payment whose
entry has a bank and a loss on its other side is money for the one and a write-off for the other. An entry that moves
the debt to another item (a doubtful account, somebody else's account) is what became of that item.

Amounts are `Decimal`; `Part.company` in the company's currency, `Part.amount` in that of the instalment.

>>> bank, loss = Side(11, Ending.MONEY, Decimal(1)), Side(12, Ending.WRITTEN_OFF, Decimal(999))
>>> entry = Entry(1, date(2026, 3, 2), "BNK1", (Credit(10, Decimal(1000)),), (bank, loss))
>>> book = Book([entry], [Match(1, debit_id=5, credit_id=10, company=Decimal(1000), amount=Decimal(1000))])
>>> [(part.ending.value, str(part.amount)) for part in book.parts(5)]
[('money', '1.00'), ('written_off', '999.00')]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

ZERO = Decimal(0)
CENT = Decimal("0.01")
FAR = 8  # entries that a debt is followed through; what goes farther is where it was seen last
LATER = 2**62  # stands after every match: what has no number of its own


class Ending(str, Enum):
    """What became of a part of an instalment."""

    MONEY = "money"  # came in
    CREDITED = "credited"  # a credit note, or an entry that takes the invoice back
    DISCOUNT = "discount"  # for early payment
    NETTED = "netted"  # set off against what we owe
    WAIVED = "waived"  # by contract
    WRITTEN_OFF = "written_off"  # a loss
    SOLD = "sold"
    DOUBTFUL = "doubtful"  # the same debtor owes it on another account
    MOVED = "moved"  # another item has it: of somebody else, of another account, of himself
    EXCHANGE = "exchange"  # the rate of exchange, no debt
    CANCELLED = "cancelled"  # with the invoice
    DRAFT = "draft"  # the invoice is being corrected


class Side(NamedTuple):
    """A debit of an entry. `followed`: it is reconciled by itself, and what became of it is found there; `ending` is
    where it stands until then."""

    id: int
    ending: Ending
    amount: Decimal
    partner_id: int | None = None
    followed: bool = False


class Credit(NamedTuple):
    """A credit of an entry."""

    id: int
    amount: Decimal
    partner_id: int | None = None


class Entry(NamedTuple):
    """An entry with its two sides; `whole`: what all of it is, where the entry itself says so (a credit note)."""

    id: int
    day: date
    name: str
    credits: tuple[Credit, ...]
    sides: tuple[Side, ...] = ()
    whole: Ending | None = None


class Match(NamedTuple):
    """What of a credit is reconciled with a debit: in the company's currency, and in that of the debit."""

    id: int
    debit_id: int
    credit_id: int
    company: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a part of an instalment, on which day, by which entry. `match_id` orders them as they came;
    `item_id`: the item that it was moved to."""

    ending: Ending
    company: Decimal
    amount: Decimal
    day: date | None
    name: str = ""
    match_id: int = LATER
    item_id: int | None = None


class Stretch(NamedTuple):
    """From `start` to `end` of a credit: `side` is its counterpart, from `offset` on."""

    start: Decimal
    end: Decimal
    side: Side
    offset: Decimal


class Book:
    """Entries and matches, in which what became of an instalment is looked up.

    A credit takes first the debits of its own partner, then the others, money first: what it pays is what came in.
    What is matched with a credit earlier takes its stretch first. So no cent counts twice, whoever asks.
    """

    def __init__(self, entries: Iterable[Entry], matches: Iterable[Match]):
        self._entries: dict[int, Entry] = {}
        self._stretches: dict[int, list[Stretch]] = {}
        for entry in entries:
            self._entries.update((credit.id, entry) for credit in entry.credits)
            if not entry.whole:
                self._stretches.update(_stretches(entry))
        self._matches: defaultdict[int, list[Match]] = defaultdict(list)
        self._starts: dict[int, Decimal] = {}
        taken: defaultdict[int, Decimal] = defaultdict(Decimal)
        for match in sorted(matches):
            self._matches[match.debit_id].append(match)
            self._starts[match.id] = taken[match.credit_id]
            taken[match.credit_id] += match.company

    def parts(self, debit_id: int, rounding: Decimal = CENT) -> tuple[Part, ...]:
        """What became of all that is reconciled of an instalment, in the order of its matches; `rounding`: the unit of
        its currency."""
        return tuple(
            part for match in self._matches.get(debit_id, ()) for part in _shared(match, self._of(match), rounding)
        )

    def money_of(self, credit_id: int) -> Decimal:
        """What of a credit came in, matched or not, in the company's currency: what a receipt can be written for."""
        entry = self._entries[credit_id]
        whole = sum((credit.amount for credit in entry.credits if credit.id == credit_id), ZERO)
        parts = self._between(Match(0, 0, credit_id, whole, whole), ZERO, whole, frozenset())
        return sum((part.company for part in parts if part.ending is Ending.MONEY), ZERO)

    def _of(self, match: Match) -> list[Part]:
        start = self._starts[match.id]
        found = list(self._between(match, start, start + match.company, frozenset()))
        if found:
            return found
        entry = self._entries.get(match.credit_id)  # a match of no value here: the rate of exchange has taken it
        stretches = self._stretches.get(match.credit_id)
        ending = entry.whole if entry and entry.whole else stretches[0].side.ending if stretches else Ending.MOVED
        return [Part(ending, ZERO, ZERO, entry and entry.day, entry.name if entry else "")]

    def _between(self, match: Match, start: Decimal, end: Decimal, seen: frozenset[int]) -> Iterator[Part]:
        """What stands behind a credit from `start` to `end`."""
        entry = self._entries.get(match.credit_id)
        if entry is None or entry.whole:
            if end > start:
                yield _part(entry, (entry and entry.whole) or Ending.MOVED, end - start)
            return
        reached = start
        for stretch in self._stretches[match.credit_id]:
            low, high = max(start, stretch.start), min(end, stretch.end)
            if low < high:
                offset = stretch.offset + low - stretch.start
                yield from self._behind(entry, stretch.side, offset, offset + high - low, seen)
                reached = high
        if reached < end:  # more is matched than the entry has: nobody knows what it is
            yield _part(entry, Ending.MOVED, end - reached)

    def _behind(self, entry: Entry, side: Side, start: Decimal, end: Decimal, seen: frozenset[int]) -> Iterator[Part]:
        """What became of a debit from `start` to `end`."""
        if side.followed and len(seen) < FAR:
            reached = ZERO
            for match in self._matches.get(side.id, ()):
                low, high = max(start, reached), min(end, reached + match.company)
                if low < high and match.id not in seen:
                    offset = self._starts[match.id] - reached
                    for part in self._between(match, low + offset, high + offset, seen | {match.id}):
                        yield replace(part, item_id=side.id)
                elif low < high:
                    yield _part(entry, side.ending, high - low, side.id)
                reached += match.company
            start = max(start, reached)
        if start < end:
            yield _part(entry, side.ending, end - start, side.id if side.followed else None)


def _part(entry: Entry | None, ending: Ending, amount: Decimal, item_id: int | None = None) -> Part:
    return Part(ending, amount, amount, entry and entry.day, entry.name if entry else "", item_id=item_id)


def _stretches(entry: Entry) -> dict[int, list[Stretch]]:
    """The counterparts of each credit of an entry."""
    sides = sorted(entry.sides, key=lambda side: (side.ending is not Ending.MONEY, side.id))
    left = {side.id: side.amount for side in sides}
    found: dict[int, list[Stretch]] = {credit.id: [] for credit in entry.credits}
    reached = dict.fromkeys(found, ZERO)
    for own in (True, False):
        for credit in entry.credits:
            for side in sides:
                if own and (side.partner_id is None or side.partner_id != credit.partner_id):
                    continue
                start = reached[credit.id]
                amount = min(left[side.id], credit.amount - start)
                if amount > 0:
                    found[credit.id].append(Stretch(start, start + amount, side, side.amount - left[side.id]))
                    left[side.id] -= amount
                    reached[credit.id] = start + amount
    return found


def _shared(match: Match, parts: Sequence[Part], rounding: Decimal) -> Iterator[Part]:
    """The parts of a match, with their amounts in the currency of the debit: to its unit, and in all the whole."""
    whole = sum((part.company for part in parts), ZERO)
    company = reached = ZERO
    for number, part in enumerate(parts, 1):
        company += part.company
        if number == len(parts) or not whole:
            share = match.amount
        else:
            share = (match.amount * company / whole / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
        if share != reached or part.company:
            yield replace(part, amount=(share - reached).quantize(rounding), match_id=match.id)
        reached = share
