"""What the end of a debt means for what was agreed on it: a promise is kept by money, and by nothing else.

Amounts are `Decimal` in the currency of the instalments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .book import ZERO, Ending, Part

# he owes less than he did, or has settled it otherwise: what he promised of it is less by as much
REDUCING = frozenset({Ending.CREDITED, Ending.DISCOUNT, Ending.NETTED, Ending.CANCELLED})
# nobody asks him for it any more, or not here, although he has not paid
GIVEN_UP = frozenset({Ending.WAIVED, Ending.WRITTEN_OFF, Ending.SOLD, Ending.DOUBTFUL, Ending.MOVED})


def since(parts: Iterable[Part], settled_then: Decimal) -> tuple[Part, ...]:
    """Of what became of some instalments, what did so after a day on which `settled_then` of them was settled: the
    matches of before come first, and what was only matched anew is nothing new.

    >>> old = Part(Ending.MONEY, Decimal(40), Decimal(40), None, match_id=1)
    >>> [str(part.amount) for part in since([replace(old, match_id=2), old], Decimal(50))]
    ['30']
    """
    left, new = max(settled_then, ZERO), []
    for part in sorted(parts, key=lambda part: part.match_id):
        skipped = min(left, part.amount) if part.amount > 0 else ZERO
        left -= skipped
        if part.amount - skipped:
            new.append(replace(part, amount=part.amount - skipped))
    return tuple(new)


def total(parts: Iterable[Part], *endings: Ending, until: date | None = None) -> Decimal:
    """The sum of what ended so, by `until` where a day is given."""
    return sum(
        (
            part.amount
            for part in parts
            if part.ending in endings and (until is None or part.day is None or part.day <= until)
        ),
        ZERO,
    )


@dataclass(frozen=True, slots=True)
class Promised:
    """What a debtor promised to pay until a day, of what was open then."""

    amount: Decimal
    open_then: Decimal
    until: date


def verdict(promised: Promised, parts: Sequence[Part], today: date, coming: Decimal = ZERO) -> str:
    """Whether a promise is `kept`: by money alone. `parts`: what became of its instalments since (`since`); `coming`:
    money that is known of and not matched.

    What he does not owe any more (a credit note, a cancelled invoice) lessens what he promised. What was given up in
    time without his paying it is not held against him, and keeps nothing: the promise is `dropped` where nothing else
    of it is asked for. While the invoice is in draft, or money may be there, it stays `open`; then it is `broken`, or
    kept in `partial`.

    >>> said = Promised(Decimal(100), Decimal(100), date(2026, 3, 9))
    >>> paid = Part(Ending.MONEY, Decimal(60), Decimal(60), date(2026, 3, 5))
    >>> rest = Part(Ending.CREDITED, Decimal(40), Decimal(40), date(2026, 3, 20))
    >>> verdict(said, [paid], date(2026, 3, 12)), verdict(said, [paid, rest], date(2026, 3, 20))
    ('partial', 'kept')
    """
    owed = promised.open_then - total(parts, *REDUCING)
    left = min(promised.amount, owed)
    money = total(parts, Ending.MONEY, until=promised.until)
    asked = min(left, owed - total(parts, *GIVEN_UP, until=promised.until))
    if left > 0 and money >= left:
        return "kept"
    if asked <= max(money, ZERO):
        return "dropped"
    if promised.until >= today or total(parts, Ending.DRAFT) > 0 or money + coming >= asked:
        return "open"
    return "partial" if money + coming > 0 else "broken"
