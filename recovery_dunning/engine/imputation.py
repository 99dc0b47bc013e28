"""On what each payment of an instalment counts, and what is owed once all of them have counted.

Amounts are `Decimal` in the currency of the debt.

>>> from .interest import Movement
>>> from .regime import ECB_MRO, FRANCE
>>> rates = RateTable([(ECB_MRO, date(2026, 7, 1), Decimal("2.40"))])
>>> paid = Move(date(2026, 7, 31), Decimal(400), "BNK1", True)
>>> debt = Debt(Decimal(1000), date(2026, 6, 30), "business", FRANCE, (Movement(paid.date, paid.amount),))
>>> account = reckon(debt.amount, [paid], debt, rates, date(2026, 8, 31))
>>> [(str(move.on_interest), str(move.on_principal)) for move in account.moves]
[('10.53', '389.47')]
>>> str(account.principal), str(account.interest)
('610.53', '6.32')
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .interest import DAY, Debt, Segment, late_interest, simple_interest
from .regime import ZERO, InterestError, RateTable

# Only interest before principal is law (C. civ. 1343-1), and a contract or a plan may agree otherwise. The 40 EUR
# are a cost: whether they count as interest is unsettled. Costs come last, since they bear no interest (1342-10).
ORDERS = {
    "interest_first": ("interest", "principal", "costs"),
    "principal_first": ("principal", "interest", "costs"),
    "costs_first": ("costs", "interest", "principal"),
}


@dataclass(frozen=True, slots=True)
class Imputation:
    """Where a payment goes; `excess`: what is left once all is paid. The four add up to the payment."""

    principal: Decimal
    interest: Decimal
    costs: Decimal
    excess: Decimal


class Move(NamedTuple):
    """What lessened an instalment on `date`: a payment or a credit note (`name` of its entry); negative for what was
    taken back."""

    date: date
    amount: Decimal
    name: str
    is_payment: bool


class Imputed(NamedTuple):
    """A `Move`, what of it counts on interest and on principal, and the principal that is left after it."""

    date: date
    amount: Decimal
    name: str
    is_payment: bool
    on_interest: Decimal
    on_principal: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Reckoning:
    """An instalment on a day: what happened to it, the principal that is left, the interest by segments, and how much
    of the interest the payments have settled."""

    moves: tuple[Imputed, ...]
    segments: tuple[Segment, ...]
    principal: Decimal
    total: Decimal
    paid_interest: Decimal

    @property
    def interest(self) -> Decimal:
        """What is still owed of it."""
        return self.total - self.paid_interest


def reckon(
    amount: Decimal,
    moves: Iterable[Move],
    debt: Debt | None,
    rates: RateTable,
    as_of: date,
    settled_to: date | None = None,
    order: str = "interest_first",
) -> Reckoning:
    """The instalment of `amount` on `as_of`, each payment imputed on the interest of its own day and the principal.
    Without a `debt` there is no interest; what is invoiced or waived up to `settled_to` is left out. A credit note
    counts on the principal, and so does what a payment exceeds; a move after `as_of` does not count yet. Raises
    `MissingRate` and `InterestError`."""

    def accrued(day: date) -> tuple[Segment, ...]:
        if debt is None:
            return ()
        return tuple(segments_after(late_interest(debt, rates, day).segments, settled_to, debt.rounding))

    principal, paid_interest, imputed = amount, ZERO, []
    for move in moves:
        if move.date > as_of:
            continue
        on_interest = ZERO
        if move.is_payment and move.amount > 0:
            open_interest = max(ZERO, _sum(accrued(move.date)) - paid_interest)
            on_interest = impute(move.amount, principal, open_interest, order=order).interest
        on_principal = move.amount - on_interest
        principal, paid_interest = principal - on_principal, paid_interest + on_interest
        imputed.append(Imputed(*move, on_interest, on_principal, principal))
    segments = accrued(as_of)
    return Reckoning(tuple(imputed), segments, principal, _sum(segments), paid_interest)


def segments_after(segments: Iterable[Segment], day: date | None, rounding: Decimal) -> Iterator[Segment]:
    """The part of `segments` that lies after `day`; one that `day` cuts is computed anew from the day after."""
    for segment in segments:
        if day is None or segment.date_from > day:
            yield segment
        elif segment.date_to > day:
            days = (segment.date_to - day).days
            amount = simple_interest(segment.base, segment.rate, days, rounding)
            yield replace(segment, date_from=day + DAY, days=days, amount=amount)


def impute(
    payment: Decimal, principal: Decimal, interest: Decimal, costs: Decimal = ZERO, order: str = "interest_first"
) -> Imputation:
    """How much of `payment` goes where: on interest first (C. civ. 1343-1), unless another of the `ORDERS` was
    agreed. Raises `InterestError` for an unknown order and for negative amounts.

    >>> impute(Decimal(100), principal=Decimal(500), interest=Decimal("30.25"), costs=Decimal(40))
    Imputation(principal=Decimal('69.75'), interest=Decimal('30.25'), costs=Decimal('0.00'), excess=Decimal('0.00'))
    """
    if order not in ORDERS:
        raise InterestError(f"{order!r} is no order of imputation: use {', '.join(ORDERS)}.")
    owed = {"principal": principal, "interest": interest, "costs": costs}
    if min(payment, *owed.values()) < 0:
        raise InterestError("A payment and what it is imputed on cannot be negative; undo a payment that bounced.")
    left, parts = payment, {}
    for part in ORDERS[order]:
        parts[part] = min(left, owed[part])
        left -= parts[part]
    return Imputation(**parts, excess=left)


def in_order(payment: Decimal, owed: dict[str, Decimal]) -> dict[str, Decimal]:
    """What of `payment` settles each of the natures `owed`, the first of them first.

    >>> in_order(Decimal(50), {"interest": Decimal(20), "indemnity": Decimal(40), "cost": Decimal(5)})
    {'interest': Decimal('20'), 'indemnity': Decimal('30'), 'cost': Decimal('0')}
    """
    left, parts = payment, {}
    for nature, amount in owed.items():
        parts[nature] = min(left, amount)
        left -= parts[nature]
    return parts


def _sum(segments: Iterable[Segment]) -> Decimal:
    return sum((segment.amount for segment in segments), ZERO)
