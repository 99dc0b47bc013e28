"""An invoice is posted anew in other terms: which of its instalments replace which of those that it had.

>>> march, april, may = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
>>> replaced([Term(march, Decimal(90))], [Term(march, Decimal(30)), Term(april, Decimal(30)), Term(may, Decimal(30))])
[(0,), (0,), (0,)]
>>> replaced([Term(march, Decimal(50)), Term(april, Decimal(50))], [Term(may, Decimal(100))])
[(0, 1)]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Term:
    """An instalment: when it falls due, and its amount, above 0, in the currency of its invoice."""

    due: date
    amount: Decimal


def replaced(before: Sequence[Term], after: Sequence[Term]) -> list[tuple[int, ...]]:
    """For each instalment of `after` the places in `before` of those that it replaces.

    What has kept its due date and amount replaces itself. Of what is left both sides are laid side by side in the order
    of their due dates, each as its share of the whole, and whatever overlaps is replaced: so a corrected amount, a
    split and a later day all find what they came from.

    >>> march, april = date(2026, 3, 1), date(2026, 4, 1)
    >>> replaced([Term(march, Decimal(100)), Term(april, Decimal(100))], [Term(april, Decimal(100))])
    [(1,)]
    >>> corrected = [Term(march, Decimal(50)), Term(april, Decimal(100))]
    >>> replaced([Term(march, Decimal(100)), Term(april, Decimal(200))], corrected)
    [(0,), (1,)]
    """
    found = [()] * len(after)
    old = sorted(range(len(before)), key=lambda place: (before[place].due, place))
    new = sorted(range(len(after)), key=lambda place: (after[place].due, place))
    for place in list(new):
        same = next((one for one in old if before[one] == after[place]), None)
        if same is not None:
            found[place] = (same,)
            old.remove(same)
            new.remove(place)
    shares_before = _shares([before[place].amount for place in old])
    for place, (start, end) in zip(new, _shares([after[place].amount for place in new]), strict=True):
        found[place] = tuple(
            one for one, (from_, to) in zip(old, shares_before, strict=True) if max(start, from_) < min(end, to)
        )
    return found


def _shares(amounts: Sequence[Decimal]) -> list[tuple[Fraction, Fraction]]:
    """Where each amount begins and ends in their sum, as shares of it."""
    ends = list(accumulate(map(Fraction, amounts)))
    whole = ends[-1] if ends else 1
    return [((end - Fraction(amount)) / whole, end / whole) for end, amount in zip(ends, amounts, strict=True)]
