"""How a debtor pays, when his money is to be expected, whom to work on first and what to do now, each with its reasons.

Amounts are `Decimal` in the currency of the company, days whole days, points between 0 and 100. A priority never falls
because more is owed, because it is older, because one more promise was broken or because the debtor pays later: each
part grows with its own fact alone, so that a collector can check it by heart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)
GRADES = "ABCDE"
GRADE_DAYS = (3, 15, 30, 60)  # the last day late of the grades A to D
HISTORY_DAYS = 730  # for how long a payment says how a debtor pays
AFTER_CALL_DAYS = 10  # a payment within these follows the call
SILENT_DAYS = 30  # after so many without a contact somebody looks at the case
PATIENCE = 7  # days given to a debtor who is later already than he usually is
FRESH = 7  # for so many days a broken promise is fresh

# the most that each part of a priority may weigh; together 100
AMOUNT, AGE, BROKEN, HABIT, FRESHLY_BROKEN = 45, 20, 20, 10, 5
ANSWERED = 100  # a debtor who has answered comes before all who have not
# where half of the weight is reached
HALF_AGE, HALF_BROKEN, HALF_LATE = 45, 1, 30


@dataclass(frozen=True, slots=True)
class Paid:
    """Some instalments that were paid: how many days late (negative when early), and how much."""

    days_late: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a debtor pays: the days late of his instalments on average, weighted by their amounts; None when he has never
    paid one. `after_call`: most of his calls are followed by a payment."""

    days_late: int | None = None
    after_call: bool = False


def average_days_late(paid: Iterable[Paid]) -> int | None:
    """The days late of paid instalments, weighted by their amounts, to the nearest day; None without any. Early
    payments count as they are, so that one late invoice does not make a bad payer of a good one.

    >>> average_days_late([Paid(0, Decimal(900)), Paid(30, Decimal(100))])
    3
    >>> average_days_late([]) is None
    True
    """
    paid = [part for part in paid if part.amount > 0]
    total = sum((part.amount for part in paid), ZERO)
    return round(sum(part.days_late * part.amount for part in paid) / total) if total else None


def pays_after_calls(calls: int, followed: int) -> bool:
    """Whether the debtor usually pays after a call: at least two calls, and more than half of them were followed.

    >>> pays_after_calls(calls=3, followed=2), pays_after_calls(calls=1, followed=1), pays_after_calls(4, 2)
    (True, False, False)
    """
    return calls >= 2 and 2 * followed > calls


def grade(days_late: int | None, broken_promises: int = 0) -> str | None:
    """A (on time) to E (more than two months late), a grade lower with a broken promise and two with three of them;
    None for a debtor who has neither paid nor promised anything.

    >>> grade(2), grade(20), grade(20, broken_promises=1), grade(200, broken_promises=5), grade(None)
    ('A', 'C', 'D', 'E', None)
    """
    if days_late is None and not broken_promises:
        return None
    place = sum(days_late > limit for limit in GRADE_DAYS) if days_late is not None else 2
    place += (broken_promises > 0) + (broken_promises > 2)
    return GRADES[min(place, len(GRADES) - 1)]


def expected_on(due: date, days_late: int | None, today: date, promised: date | None = None) -> date:
    """The day on which the money of an instalment is to be expected: as promised, otherwise as late as usual; a debtor
    who is later already is given a week. Never a day that has passed.

    >>> expected_on(date(2026, 3, 1), 12, date(2026, 3, 2))
    datetime.date(2026, 3, 13)
    >>> expected_on(date(2026, 1, 1), 12, date(2026, 3, 2))
    datetime.date(2026, 3, 9)
    >>> expected_on(date(2026, 1, 1), 12, date(2026, 3, 2), promised=date(2026, 3, 20))
    datetime.date(2026, 3, 20)
    """
    if promised and promised >= today:
        return promised
    usual = due + timedelta(days=max(days_late or 0, 0))
    return usual if usual >= today else today + timedelta(days=PATIENCE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a priority is made of. `overdue`: what is overdue; `usual`: what a debtor of the company owes on average.
    `days`: since the oldest due date. `broken_days`: days since the last promise was broken. `answered`: the debtor
    wrote and waits."""

    overdue: Decimal = ZERO
    usual: Decimal = ZERO
    days: int = 0
    broken_promises: int = 0
    broken_days: int | None = None
    days_late: int | None = None
    answered: bool = False


def priority(situation: Situation) -> int:
    """Whom to work on first, the highest first: 0 to 100, and 100 more for a debtor who waits for an answer.

    >>> priority(Situation(overdue=Decimal(12400), usual=Decimal(4000), days=47, broken_promises=1, broken_days=1))
    59
    >>> priority(Situation())
    0
    >>> priority(Situation(overdue=Decimal(1), usual=Decimal(4000), answered=True))
    100
    """
    fresh = situation.broken_days is not None and situation.broken_days <= FRESH
    points = (
        AMOUNT * _share(situation.overdue, situation.usual)
        + AGE * _share(situation.days, HALF_AGE)
        + BROKEN * _share(situation.broken_promises, HALF_BROKEN)
        + HABIT * _share(situation.days_late or 0, HALF_LATE)
        + FRESHLY_BROKEN * (fresh and situation.broken_promises > 0)
    )
    return round(points) + ANSWERED * situation.answered


def _share(value: Decimal | int, half: Decimal | int) -> Decimal:
    """The part of its weight that a fact is given: nothing for nothing, half of it at `half`, all of it never quite.

    >>> _share(45, 45), _share(0, 45), _share(-3, 45), _share(5, 0)
    (Decimal('0.5'), Decimal('0'), Decimal('0'), Decimal('1'))
    """
    value = max(Decimal(value), ZERO)
    return value / (value + Decimal(half)) if value else ZERO


# what a collector may have to do on a case; of two on one day the one that comes first here is done first
ACTIONS = (
    "answer",  # the debtor wrote
    "declare",  # a claim in an insolvency, before its deadline
    "court",  # a proceeding is prepared, or its deadline comes near
    "dispute",  # a dispute waits for its answer
    "broken",  # a promise was broken, and nobody has spoken with the debtor since
    "plan",  # a payment of a plan is missing
    "mend",  # a notice did not reach anybody
    "approve",  # a notice waits for approval
    "post",  # a registered letter to post
    "proof",  # a proof of payment to check
    "hand_over",
    "call",
    "promise",  # the day of a promise
    "match",  # money came in that covers what is overdue, and that nobody has matched
    "task",
    "peace",  # nothing may be asked for before that day
    "review",  # nothing was said for a long time, and nothing is planned
)

# what presses a debtor: none of it is to be done while nothing may be asked of him (rule 18)
PRESSING = frozenset({"broken", "mend", "approve", "call", "post", "hand_over", "review"})


def first_action(candidates: Iterable[tuple[str, date]], today: date) -> tuple[str, date] | tuple[None, None]:
    """What to do first: of what is due by `today` the most urgent kind, the longest due; otherwise what is due next.

    >>> first_action([("call", date(2026, 3, 1)), ("answer", date(2026, 3, 2)), ("task", date(2026, 2, 1))],
    ...              date(2026, 3, 2))
    ('answer', datetime.date(2026, 3, 2))
    >>> first_action([("call", date(2026, 3, 9)), ("promise", date(2026, 3, 5))], date(2026, 3, 2))
    ('promise', datetime.date(2026, 3, 5))
    >>> first_action([], date(2026, 3, 2))
    (None, None)
    """

    def urgency(candidate: tuple[str, date]) -> tuple[bool, int, date, int]:
        kind, day = candidate
        rank, is_due = ACTIONS.index(kind), day <= today
        return not is_due, rank if is_due else 0, day, rank

    ordered = sorted(candidates, key=urgency)
    return ordered[0] if ordered else (None, None)
