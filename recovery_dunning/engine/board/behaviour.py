"""How a debtor pays: days late weighted by amounts, what is overdue counting until the day, the time of disputes apart;
whether it gets better; and which of the four debtors of practice his payments speak for. The user decides.

Amounts are `Decimal` in the currency of the company, days whole days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from ..score import GRADE_DAYS, grade

ZERO = Decimal(0)
LEAST = 3  # instalments: fewer say nothing of a debtor
TREND_DAYS = 90
TREND = 5  # days later or earlier than that are a change
OFTEN_DISPUTED = Decimal("0.25")  # of what he was billed


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an instalment: paid so many days late, or overdue for so many days, of them so many in dispute.
    `weight`:
    what part of the instalment it is."""

    amount: Decimal
    days: int
    disputed_days: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Delay:
    """Sums over the parts of one debtor; those of several days or companies can be added. `count`: instalments."""

    amount_days: Decimal = ZERO
    amount: Decimal = ZERO
    count: int = 0

    @property
    def days(self) -> Decimal | None:
        """The days late on average, weighted by amounts; None of nothing."""
        return self.amount_days / self.amount if self.amount > 0 else None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough instalments to say how he pays."""
        return self.count >= LEAST


def delay(parts: Iterable[Part]) -> Delay:
    """The delay of these parts. The time that a dispute took is not the debtor's, and makes no payment early.

    1,000 paid 10 days late, 500 overdue for 40 days of which 20 were disputed, 100 paid 5 days early: (10,000 +
    10,000 -
    500) / 1,600 = 12.1875.

    >>> delay([Part(Decimal(1000), 10), Part(Decimal(500), 40, 20), Part(Decimal(100), -5)]).days
    Decimal('12.1875')
    >>> delay([]).days is None
    True
    """
    parts = [part for part in parts if part.amount > 0]
    return Delay(
        sum((part.amount * own_days(part.days, part.disputed_days) for part in parts), ZERO),
        sum((part.amount for part in parts), ZERO),
        whole(sum(part.weight for part in parts)),
    )


def whole(weights: float) -> int:
    """How many whole instalments these parts are.

    >>> whole(0.1 + 0.7 + 0.2 + 0.5)
    1
    """
    return int(weights + 1e-6)


def own_days(days: int, disputed: int) -> int:
    """The days late that are the debtor's own.

    >>> own_days(40, 20), own_days(10, 30), own_days(-5, 0)
    (20, 0, -5)
    """
    return days if days <= 0 else max(days - disputed, 0)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a debtor is told to be. `change`: days later (above 0) or earlier than 90 days ago, None where one of the
    two
    cannot be said."""

    grade: str | None
    days: int | None
    change: int | None


def score(now: Delay, before: Delay, broken_promises: int = 0) -> Scored:
    """The grade of a debtor with these delays, now and 90 days ago. With fewer than three instalments there is none,
    unless he broke a promise.

    >>> score(Delay(Decimal(2000), Decimal(100), 5), Delay(Decimal(600), Decimal(100), 4))
    Scored(grade='C', days=20, change=14)
    >>> score(Delay(Decimal(2000), Decimal(100), 2), Delay())
    Scored(grade=None, days=20, change=None)
    >>> score(Delay(Decimal(2000), Decimal(100), 5), Delay(), broken_promises=3).grade
    'E'
    """
    days = round(now.days) if now.days is not None else None
    known = days if now.is_enough else None
    change = None
    if now.days is not None and before.days is not None and now.is_enough and before.is_enough:
        change = round(now.days - before.days)
    return Scored(grade(known, broken_promises), days, change)


class Profile(str, Enum):
    """The four debtors of practice."""

    DISORGANISED = "disorganised"
    CASH_STRAPPED = "cash_strapped"
    BAD_PAYER = "bad_payer"
    DISSATISFIED = "dissatisfied"


class Why(str, Enum):
    """What speaks for a profile."""

    DISPUTES = "disputes"
    BROKEN = "broken"
    VERY_LATE = "very_late"
    LATER = "later"
    PARTS = "parts"
    AFTER_CALLS = "after_calls"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a debtor within a year. `parts`: payments of a part only; `disputed`: what he contested, as a
    share of what he paid or owes."""

    scored: Scored
    broken_promises: int = 0
    kept_promises: int = 0
    parts: int = 0
    disputes: int = 0
    disputed: Decimal = ZERO
    after_calls: bool = False


def suggest(signs: Signs) -> tuple[Profile | None, tuple[Why, ...]]:
    """The profile that most speaks for, with the reasons; None where he pays as he should, or too little is known.

    Who contests is asked why before anything else; who breaks his word more often than he keeps it, or is two months
    late, is a bad payer unless he pays in parts: then he has no cash. Who is late and pays when called is disorganised.

    >>> suggest(Signs(Scored("E", 70, None), broken_promises=2))
    (<Profile.BAD_PAYER: 'bad_payer'>, (<Why.BROKEN: 'broken'>, <Why.VERY_LATE: 'very_late'>))
    >>> suggest(Signs(Scored("C", 25, 12), parts=2))
    (<Profile.CASH_STRAPPED: 'cash_strapped'>, (<Why.PARTS: 'parts'>, <Why.LATER: 'later'>))
    >>> suggest(Signs(Scored("A", 0, 0)))
    (None, ())
    """
    late = signs.scored.grade is not None and (signs.scored.days or 0) > GRADE_DAYS[0]
    contests = signs.disputes >= 2 and signs.disputed >= OFTEN_DISPUTED
    if contests:
        return Profile.DISSATISFIED, (Why.DISPUTES,)
    breaks = signs.broken_promises >= 2 and signs.broken_promises > signs.kept_promises
    very_late = late and (signs.scored.days or 0) > GRADE_DAYS[-1]
    later = late and (signs.scored.change or 0) >= TREND
    in_parts = signs.parts >= 2
    if late and in_parts:
        reasons = ((Why.PARTS, True), (Why.LATER, later))
        return Profile.CASH_STRAPPED, tuple(why for why, speaks in reasons if speaks)
    if breaks or very_late:
        reasons = ((Why.BROKEN, breaks), (Why.VERY_LATE, very_late))
        return Profile.BAD_PAYER, tuple(why for why, speaks in reasons if speaks)
    if later:
        return Profile.CASH_STRAPPED, (Why.LATER,)
    if late:
        reasons = ((Why.LATE, True), (Why.AFTER_CALLS, signs.after_calls))
        return Profile.DISORGANISED, tuple(why for why, speaks in reasons if speaks)
    return None, ()
