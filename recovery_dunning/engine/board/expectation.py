"""What is expected of one open instalment: by what the debtor said (a promise, a plan, a payment that his platform says
was sent), and for the rest by how he pays.

Shares are `float` between 0 and 1 of what is open; days are dates of the creditor, none before today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from .forecast import BAND, Habit, Rest

EARLY, MIDDLE, LATE = (1 - BAND) / 2, 0.5, (1 + BAND) / 2
USUALLY_KEPT = 0.7  # of promises, before a debtor has made some
KEPT_WEIGHT = 2  # counts as much as so many of his own
SURE = 0.95  # of what a platform says was sent, and what arrives


class Source(str, Enum):
    """By what an instalment is expected."""

    PROMISE = "promise"
    PLAN = "plan"
    LIFECYCLE = "lifecycle"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True)
class Word:
    """What was said of an instalment: the part of it that is to come on `day`, or by `until` at the latest."""

    source: Source
    day: date
    until: date
    part: float


def trust(kept: float, due: float) -> float:
    """How likely a debtor keeps the next promise, after `kept` of the `due` ones.

    >>> trust(0, 0), round(trust(0, 3), 2), round(trust(8, 8), 2)
    (0.7, 0.28, 0.94)
    """
    return (kept + KEPT_WEIGHT * USUALLY_KEPT) / (due + KEPT_WEIGHT)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of an instalment. `shares`: of what is open, what comes in each of the weeks asked for; `told`:
    the part of it that was promised or planned, by source."""

    day: date
    early: date
    late: date
    source: Source
    shares: tuple[float, ...]
    told: dict[Source, tuple[float, ...]]


def expect(
    habit: Habit,
    due: date,
    today: date,
    mondays: Sequence[date],
    words: Iterable[Word] = (),
    kept: float = USUALLY_KEPT,
    disputed: bool = False,
) -> Expected:
    """When the money of an instalment is expected, and what of it comes in the weeks that begin on `mondays` (the first
    is that of today, or earlier). `kept`: how likely the debtor keeps what he says.

    What was said is expected on its day with that likelihood, otherwise as he pays, after it. What was said for less
    than
    half of it moves the weeks, not the day.

    >>> from engine.board.drift import Seen
    >>> from engine.board.forecast import Group, Habit
    >>> habit = Habit([Seen(20, 100)] * 30, Group(20, 2, ((0.0, 1.0),)))
    >>> today = date(2026, 3, 2)
    >>> weeks = [today + timedelta(days=7 * week) for week in range(4)]
    >>> its = expect(habit, date(2026, 2, 25), today, weeks)
    >>> its.day, its.source.value, [round(share, 2) for share in its.shares]
    (datetime.date(2026, 3, 17), 'behaviour', [0.01, 0.2, 0.79, 0.0])
    >>> word = Word(Source.PROMISE, date(2026, 3, 5), date(2026, 3, 9), 1.0)
    >>> its = expect(habit, date(2026, 2, 25), today, weeks, [word], kept=0.75)
    >>> its.day, its.source.value, [round(share, 2) for share in its.shares]
    (datetime.date(2026, 3, 5), 'promise', [0.75, 0.05, 0.2, 0.0])
    """
    told_of = sorted((word for word in words if word.part > 0), key=lambda word: word.day)
    ends = [monday + timedelta(days=7) for monday in mondays]
    shares = [0.0] * len(ends)
    told: dict[Source, list[float]] = {}
    left, said = 1.0, 0.0
    leading: Word | None = None
    for word in told_of:
        part = min(word.part, left)
        left, said = left - part, said + part
        if leading is None and said >= 0.5:
            leading = word
        likely = SURE if word.source is Source.LIFECYCLE else kept
        day = max(word.day, today)
        its_told = told.setdefault(word.source, [0.0] * len(ends))
        for week, end in enumerate(ends):
            if day < end:
                shares[week] += part * likely
                its_told[week] += part
                break
        _spread(shares, ends, habit.after(due, max(word.until, day), today, disputed), part * (1 - likely))
    rest = habit.after(due, today, today, disputed)
    _spread(shares, ends, rest, left)
    days = _of_word(leading, habit, due, today, disputed, kept) if leading else _of_habit(rest)
    source = leading.source if leading else Source.BEHAVIOUR
    return Expected(*days, source, tuple(shares), {source: tuple(its) for source, its in told.items()})


def _spread(shares: list[float], ends: Sequence[date], rest: Rest, part: float) -> None:
    """Add what comes by habit to the weeks."""
    if part <= 0:
        return
    before = 0.0
    for week, end in enumerate(ends):
        by_end = rest.before(end)
        shares[week] += part * (by_end - before)
        before = by_end


def _of_habit(rest: Rest) -> tuple[date, date, date]:
    return rest.day(MIDDLE), rest.day(EARLY), rest.day(LATE)


def _of_word(word: Word, habit: Habit, due: date, today: date, disputed: bool, kept: float) -> tuple[date, date, date]:
    """(expected, early, late): on the day that was said; at the latest by its end where that is likely enough,
    otherwise when the debtor has paid as he pays."""
    likely = SURE if word.source is Source.LIFECYCLE else kept
    day = max(word.day, today)
    until = max(word.until, day)
    if likely >= LATE:
        return day, day, until
    rest = habit.after(due, until, today, disputed)
    late = rest.day((LATE - likely) / (1 - likely))
    if likely >= MIDDLE:
        return day, day, late
    return rest.day((MIDDLE - likely) / (1 - likely)), day, late
