"""How an old book enters its ladders: at which step, by age, and on which day, so that nobody is blasted.

The step that the age of an instalment calls for is the one that comes next: the instalment enters below it. Nobody is
taken to have had more than a neutral reminder (tone 2): a formal notice that was never sent has no effect in law.

>>> from engine.ladder import Level, Procedure
>>> mild, neutral = Level(id=1, delay=3), Level(id=2, delay=15, tone=2)
>>> formal = Level(id=3, delay=45, phase="formal_notice", tone=4)
>>> procedure = Procedure(1, (mild, neutral, formal))
>>> [(age.first, age.last, age.called.id if age.called else None) for age in ages(procedure)]
[(1, 2, None), (3, 14, 1), (15, 44, 2), (45, None, 3)]
>>> [level and level.id for level in (entry_level(procedure, age.called) for age in ages(procedure))]
[None, None, 1, 2]
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .facts import HANDED_OVER, ZERO, Debtor, Instalment, Level, Procedure
from .ladder import next_level

ENTRY_TONE = 2  # the firmest that somebody may be taken to have had
SEARCH_DAYS = 400  # how far a sending day is looked for
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Age:
    """From the `first` to the `last` day after the due date (None: without end) the same step is called for."""

    first: int
    last: int | None
    called: Level | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An instalment that climbs: the first day on which its next step may be taken, were there no hold of its start,
    and the gap in days that a hold leaves behind it."""

    instalment_id: int
    first: date
    gap: int


@dataclass(frozen=True, slots=True)
class Start:
    """A debtor who is to start: his oldest due date, what is overdue, and all that waits for him to start."""

    debtor_id: int
    oldest: date
    amount: Decimal
    waiting: tuple[Waiting, ...]

    def ready(self, day: date) -> tuple[Waiting, ...]:
        """What a message of that day asks for."""
        return tuple(waiting for waiting in self.waiting if waiting.first <= day)

    def holds(self, day: date) -> tuple[date, dict[int, date]]:
        """The last day on which the debtor is held, and of his instalments which are held longer, {id: last day}, so
        that he gets his first message on `day`, with all that is ready on it: a hold leaves the gap of the next step
        behind it, and the steps of his instalments have gaps of their own."""
        until = {waiting.instalment_id: day - (1 + waiting.gap) * DAY for waiting in self.ready(day)}
        first = min(until.values())
        return first, {instalment_id: last for instalment_id, last in until.items() if last > first}


def ages(procedure: Procedure) -> tuple[Age, ...]:
    """The ages of an overdue instalment, youngest first, by the step that each calls for."""
    levels = [level for level in procedure.levels if not level.preventive]
    firsts = [max(level.delay, 1) for level in levels]  # one day late is the youngest age there is
    brackets = [Age(1, firsts[0] - 1, None)] if levels and firsts[0] > 1 else []
    for level, first, following in zip(levels, firsts, [*firsts[1:], None], strict=False):
        last = following - 1 if following else None
        if last is None or first <= last:
            brackets.append(Age(first, last, level))
    return tuple(brackets)


def age_of(ages: Sequence[Age], late: int) -> Age:
    """That of `ages` in which an instalment is that is `late` by so many days, one or more."""
    return next(age for age in ages if age.last is None or late <= age.last)


def entry_level(procedure: Procedure, called: Level | None) -> Level | None:
    """The step that an instalment is taken to have reached when its age calls for `called`: the one before,
    among the reminders that are no more than neutral; None: it begins with the first step."""
    if called is None:
        return None
    below = [level for level in procedure.levels if level.intensity < called.intensity and may_enter(level)]
    return below[-1] if below else None


def may_enter(level: Level) -> bool:
    return level.phase == "amicable" and level.tone <= ENTRY_TONE


def climbs(debtor: Debtor, instalment: Instalment) -> bool:
    """Whether the runs follow the instalment at all."""
    if not debtor.id or debtor.insolvent or debtor.phase in HANDED_OVER or instalment.procedure is None:
        return False
    stopped = (instalment.no_followup, instalment.time_barred, instalment.planned)
    return not any(stopped) and instalment.undisputed > 0


def enters(debtor: Debtor, instalment: Instalment, today: date) -> bool:
    """Whether the instalment is overdue, and nothing has been done about it yet."""
    return (
        climbs(debtor, instalment) and instalment.due < today and instalment.reached is None and not instalment.pending
    )


def start_of(debtor: Debtor, today: date) -> Start | None:
    """How `debtor` starts, with all of his instalments that climb; None: nothing is overdue, or no step is left."""
    climbing = [instalment for instalment in debtor.instalments if climbs(debtor, instalment)]
    overdue = [instalment for instalment in climbing if instalment.due < today]
    waiting = [its_level for instalment in climbing if (its_level := _waiting(instalment, debtor, today))]
    if not overdue or not waiting:
        return None
    amount = sum((instalment.residual_company for instalment in overdue), ZERO)
    return Start(debtor.id, min(instalment.due for instalment in overdue), amount, tuple(waiting))


def _waiting(instalment: Instalment, debtor: Debtor, today: date) -> Waiting | None:
    """What the instalment waits for; None: it never takes a step."""
    level = next_level(instalment.ladder, instalment.reached, overdue=True)
    if level is None or (instalment.held and not instalment.held_until):
        return None
    first = max(today, instalment.due + level.delay * DAY)
    if instalment.held and instalment.held_until:
        first = max(first, instalment.held_until + (1 + level.min_gap) * DAY)
    if instalment.promised_until:
        first = max(first, instalment.promised_until + DAY)
    if debtor.last_contact and level.speaks:
        first = max(first, debtor.last_contact + instalment.ladder.quiet_days * DAY)
    return Waiting(instalment.id, first, level.min_gap)


def spread(starts: Sequence[Start], today: date, days: int, is_open: Callable[[date], bool]) -> dict[int, date]:
    """The day on which each debtor gets his first message, {debtor id: day}: spread over `days` sending days, as many
    debtors on each, the oldest and then the largest debts first.

    Nobody gets one today, nor before the gaps of his steps have passed: who must wait takes a later day. No day has
    more debtors than its share. A book that may never send starts on a day far away.
    """
    share = math.ceil(len(starts) / days)
    taken: Counter[date] = Counter()
    first_days = {}
    for start in sorted(starts, key=lambda start: (start.oldest, -start.amount, start.debtor_id)):
        for day in (today + number * DAY for number in range(1, SEARCH_DAYS)):
            if taken[day] < share and _may_start(start, day, today) and is_open(day):
                break
        first_days[start.debtor_id] = day
        taken[day] += 1
    return first_days


def _may_start(start: Start, day: date, today: date) -> bool:
    """Whether something is ready on that day, and the holds that lead to it end today or later."""
    return bool(start.ready(day)) and start.holds(day)[0] >= today
