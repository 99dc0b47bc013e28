"""Late interest, segment by segment, so that a judge can recompute it; the fixed indemnity.

What a debtor in France owes (elsewhere: `EUROPE`, `ELSEWHERE`, or a `Regime` of one's own):

- a business: the ECB's main refinancing rate + 10 points, looked at anew each semester, or the rate of the
  contract, which is never below three times the legal rate (C. com. L441-10 II); 40 EUR an invoice (D441-5);
- a public body: the ECB's rate + 8 points, frozen in the semester in which interest began to run
  (C. commande publique R2192-31 to 36); 40 EUR an invoice (D2192-35);
- a consumer: the legal rate from the day after a formal notice (C. civ. 1231-6, 1344-1), and nothing else.

Interest is simple (C. civ. 1343-2): what is unpaid, VAT included, x rate x days / 365, in leap years too.
Rates are percent a year. Amounts are `Decimal` in the currency of the debt, indemnities in EUR.

>>> from engine.regime import ECB_MRO, FRANCE
>>> rates = RateTable([(ECB_MRO, date(2026, 1, 1), Decimal("2.15")), (ECB_MRO, date(2026, 7, 1), Decimal("2.40"))])
>>> part = Movement(date(2026, 7, 15), Decimal(400))
>>> late = Debt(Decimal(1000), date(2026, 5, 31), "business", FRANCE, (part,))
>>> account = late_interest(late, rates, as_of=date(2026, 7, 31))
>>> for segment in account.segments:
...     print(segment.date_from, segment.date_to, segment.kind, segment.formula)
2026-06-01 2026-06-30 ecb_plus_10 1 000.00 x 12.15 % x 30 / 365 = 9.99
2026-07-01 2026-07-15 ecb_plus_10 1 000.00 x 12.40 % x 15 / 365 = 5.10
2026-07-16 2026-07-31 ecb_plus_10 600.00 x 12.40 % x 16 / 365 = 3.26
>>> account.total
Decimal('18.35')
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from .regime import ONE, ZERO, InterestError, RateTable, Regime, Rule

DEBTOR_CLASSES = ("business", "consumer", "public")
CONTRACT = "contract"  # the kind of a segment at the rate of the contract
DAYS_OF_YEAR = 365  # no statute fixes it; administrations and practice use it in leap years too
CENT = Decimal("0.01")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Movement:
    """What lessens the principal on `date`: a payment (of it, the part imputed on the principal) or a credit
    note; negative for what raises it again, as a payment that bounces. The day itself still bears interest on what
    was owed before. A credit note that corrects the price from the start is given the due date or an earlier one."""

    date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Debt:
    """An instalment over time. `amount`: VAT included. `due`: its last day without interest. `contract_rate`:
    percent, None if the contract sets none. `formal_notice_on`: the day of the formal notice. `stopped_on`: the day
    of the insolvency judgment (C. com. L622-28; leave it out for a loan of a year or more) or of admission to
    over-indebtedness proceedings (C. conso L722-14). `rounding`: the unit of the currency (0.01; yen 1). Raises
    `InterestError`."""

    amount: Decimal
    due: date
    debtor_class: str
    regime: Regime
    movements: tuple[Movement, ...] = ()
    contract_rate: Decimal | None = None
    formal_notice_on: date | None = None
    stopped_on: date | None = None
    rounding: Decimal = CENT

    def __post_init__(self) -> None:
        if self.debtor_class not in DEBTOR_CLASSES:
            raise InterestError(f"{self.debtor_class!r} is no class of debtors: use {', '.join(DEBTOR_CLASSES)}.")
        if self.contract_rate is not None and self.contract_rate < 0:
            raise InterestError(f"The rate of a contract cannot be negative: not {self.contract_rate} %.")
        if self.rounding <= 0:
            raise InterestError(f"The unit that amounts are rounded to is positive: not {self.rounding}.")

    @property
    def rule(self) -> Rule:
        rule: Rule = getattr(self.regime, self.debtor_class)
        return rule

    @property
    def agreed_rate(self) -> Decimal | None:
        """The rate of the contract, where it counts."""
        return self.contract_rate if self.rule.agreed else None

    @property
    def runs_after(self) -> date | None:
        """The day after which interest runs; None where it has no rate, or lacks the formal notice it needs."""
        if self.rule.statutory is None and self.agreed_rate is None:
            return None
        if self.rule.from_notice:
            return self.formal_notice_on and max(self.due, self.formal_notice_on)
        return self.due

    def balance_on(self, day: date) -> Decimal:
        """What bears interest on `day`, never negative: what is paid on a day is still owed on that day."""
        paid = sum((movement.amount for movement in self.movements if movement.date < day), ZERO * self.rounding)
        return max(ZERO * self.rounding, self.amount - paid)

    def changes(self, first: date, last: date) -> set[date]:
        """The days, after `first` and up to `last`, from which another balance bears interest."""
        days = {movement.date + DAY for movement in self.movements if first <= movement.date < last}
        return {day for day in days if self.balance_on(day) != self.balance_on(day - DAY)}

    def owed_since(self, first: date, last: date) -> date | None:
        """The first day, from `first` to `last`, that bears interest; None if none does."""
        days = sorted({first, *self.changes(first, last)}) if first <= last else ()
        return next((day for day in days if self.balance_on(day)), None)


@dataclass(frozen=True, slots=True)
class Segment:
    """Days, both ends included, on which balance and rate stay the same. `rate`: percent a year. `kind`: where
    the rate comes from: `ecb_plus_10`, `contract`, `floor`, `public`, `legal`, `ecb_plus_8`, or a regime's own."""

    date_from: date
    date_to: date
    days: int
    base: Decimal
    rate: Decimal
    kind: str
    amount: Decimal

    @property
    def formula(self) -> str:
        """How to recompute the amount: `1 000.00 x 12.40 % x 31 / 365 = 10.53`."""
        rate = self.rate + ZERO * CENT  # two decimals at least
        return f"{self.base:,} x {rate} % x {self.days} / {DAYS_OF_YEAR} = {self.amount:,}".replace(",", " ")


@dataclass(frozen=True, slots=True)
class Account:
    """The interest on a debt: its segments in order, and their sum."""

    segments: tuple[Segment, ...]
    total: Decimal


def late_interest(debt: Debt, rates: RateTable, as_of: date) -> Account:
    """The interest on `debt` up to `as_of`, included.

    It runs from the day after the due date (C. com. L441-10 II), for a consumer after the formal notice too, to the
    day of payment, included, at the latest to the day before an insolvency judgment. A segment ends where the balance
    or the semester of the rate changes, and is rounded once, half up. Raises `MissingRate`, for a rate it needs only.
    """
    segments = tuple(_segments(debt, rates, as_of))
    return Account(segments, sum((segment.amount for segment in segments), ZERO * debt.rounding))


def simple_interest(base: Decimal, rate: Decimal, days: int, rounding: Decimal = CENT) -> Decimal:
    """The interest on `base` at `rate` percent a year, rounded half up to the unit of the currency.

    >>> simple_interest(Decimal(1000), Decimal("12.40"), 31)
    Decimal('10.53')
    """
    units = base * rate * days / (100 * DAYS_OF_YEAR * rounding)
    return units.quantize(ONE, ROUND_HALF_UP) * rounding


def fixed_indemnity(instalments: Iterable[Debt], as_of: date) -> Decimal:
    """The indemnity, in EUR, for one invoice, given all of its instalments: due once, however many of them are
    late on `as_of`, or were and have been paid. None from a consumer, and none for an instalment that fell due on
    the day of an insolvency judgment or later (C. com. L441-10 II, D441-5).

    >>> from engine.regime import FRANCE
    >>> thirds = [Debt(Decimal(100), date(2026, month, 28), "business", FRANCE) for month in (1, 2, 3)]
    >>> fixed_indemnity(thirds, date(2026, 1, 28)), fixed_indemnity(thirds, date(2026, 4, 1))
    (Decimal('0'), Decimal('40'))
    """
    late = (debt for debt in instalments if debt.owed_since(debt.due + DAY, min(as_of, debt.stopped_on or as_of)))
    return max((debt.rule.indemnity for debt in late), default=ZERO)


def _segments(debt: Debt, rates: RateTable, as_of: date) -> Iterator[Segment]:
    if debt.runs_after is None:
        return
    last = as_of if debt.stopped_on is None else min(as_of, debt.stopped_on - DAY)
    began = debt.owed_since(debt.runs_after + DAY, last)
    if began is None:
        return
    one_rate = debt.rule.frozen or (debt.agreed_rate is not None and debt.rule.floor is None)
    semesters = () if one_rate else _semester_starts(began, last)
    borders = sorted({began, *debt.changes(began, last), *semesters})
    for date_from, until in pairwise([*borders, last + DAY]):
        if base := debt.balance_on(date_from):
            kind, rate = _rate(debt, rates, began if one_rate else date_from)
            days = (until - date_from).days
            amount = simple_interest(base, rate, days, debt.rounding)
            yield Segment(date_from, until - DAY, days, base, rate, kind, amount)


def _semester_starts(first: date, last: date) -> Iterator[date]:
    """Each 1 January and 1 July after `first` and up to `last`."""
    days = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 7))
    return (day for day in days if first < day <= last)


def _rate(debt: Debt, rates: RateTable, day: date) -> tuple[str, Decimal]:
    """Kind and percent of the rate of the semester of `day`. A contract's counts if it is not below its floor."""
    floor, agreed, statutory = debt.rule.floor, debt.agreed_rate, debt.rule.statutory
    if agreed is None:
        assert statutory, "what bears no interest has no days"
        return statutory.kind, statutory.percent(rates, day)
    if floor is not None and (least := floor.percent(rates, day)) > agreed:
        return floor.kind, least
    return CONTRACT, agreed
