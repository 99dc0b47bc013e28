"""What would happen: days to come, lived through in memory with one debtor, as the daily runs would.

What is proposed on a day is taken to leave on that day if sending is open, approved by whoever must, and nobody
is taken to pay or to answer. A hold ends by itself after its last day, and so does a promise; plans and disputes go on.

>>> from datetime import date
>>> from decimal import Decimal
>>> from engine.ladder import Debtor, Instalment, Level, Procedure
>>> procedure = Procedure(1, (Level(id=1, delay=3), Level(id=2, delay=15, min_gap=5)))
>>> late = Instalment(7, 7, 1, date(2026, 3, 2), Decimal(100), Decimal(100), procedure)
>>> debtor = Debtor(1, (late,), contact_id=1)
>>> days = days_from(date(2026, 3, 2), date(2026, 3, 31))
>>> [(day.date.isoformat(), m.level.id) for day in simulate(debtor, days) for m in day.leaving]
[('2026-03-05', 1), ('2026-03-17', 2)]
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .facts import Debtor, Instalment, Level, Reason
from .ladder import Message, Proposal, decide, propose

DAY = timedelta(days=1)
EVERY_DAY_ANEW = (Reason.BUDGET, Reason.NO_CONTACT)
WAITING = (Reason.NOT_DUE, Reason.QUIET)  # for a day that is known


@dataclass(frozen=True, slots=True)
class Day:
    """A day lived through: the debtor on its morning, what the run of the day proposes, and which of the messages
    leave on it. What does not leave is proposed again the next day."""

    date: date
    debtor: Debtor
    proposal: Proposal
    leaving: tuple[Message, ...]


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + number * DAY for number in range((last - first).days + 1))


def simulate(
    debtor: Debtor,
    days: Iterable[date],
    may_leave: Callable[[Level, date], bool] = lambda level, day: True,
) -> Iterator[Day]:
    """Live through `days` (in order) with `debtor`, who is given as he is on the first of them.

    `may_leave(step, day)`: a message of that step may leave on that day. Calls are taken to be made by nobody.
    """
    wake: date | None = None  # until it wakes, a day is like the one before
    proposal: Proposal | None = None
    for day in days:
        debtor = _morning(debtor, day)
        if proposal and wake and day < wake:
            yield Day(day, debtor, proposal, ())
            continue
        proposal = propose(debtor, day)
        leaving = tuple(message for message in proposal.messages if may_leave(message.level, day))
        yield Day(day, debtor, proposal, leaving)
        wake = _wake(debtor, day, proposal)
        if not wake:
            debtor = _evening(debtor, day, leaving, may_leave)


def _wake(debtor: Debtor, day: date, proposal: Proposal) -> date | None:
    """The first day after `day` on which the proposal may be another one, as long as nobody pays; None: the next."""
    if proposal.messages or any(i.pending or i.taken_out for i in debtor.instalments):
        return None
    wakes = [i.due + DAY for i in debtor.instalments if i.due >= day]  # preventive steps end with the due date
    wakes += [i.held_until + DAY for i in debtor.instalments if i.held and i.held_until]
    wakes += [i.promised_until + DAY for i in debtor.instalments if i.promised_until]
    for refusal in proposal.refusals:
        if refusal.reason in EVERY_DAY_ANEW:
            return None
        if refusal.reason in WAITING and refusal.on and refusal.level:
            due_on = refusal.instalment.due + refusal.level.delay * DAY  # from then on it waits for its gap
            wakes.append(due_on if due_on > day else refusal.on)
    return min(wakes, default=date.max)


def _morning(debtor: Debtor, day: date) -> Debtor:
    """Holds and promises that are over have ended."""
    instalments = tuple(_awakened(instalment, day) for instalment in debtor.instalments)
    return debtor if instalments == debtor.instalments else replace(debtor, instalments=instalments)


def _awakened(instalment: Instalment, day: date) -> Instalment:
    """The instalment without the hold and the promise that have ended before `day`."""
    if instalment.held and instalment.held_until and instalment.held_until < day:
        resumed_on = instalment.held_until + DAY
        instalment = replace(instalment, held=False, held_until=None, resumed_on=resumed_on)
    if instalment.promised_until and instalment.promised_until < day:
        instalment = replace(instalment, promised_until=None)
    return instalment


def _evening(debtor: Debtor, day: date, leaving: Sequence[Message], may_leave: Callable[[Level, date], bool]) -> Debtor:
    """The debtor once the messages of `day` have left. What was on its way since earlier leaves too, and what was taken
    out of the day's run is back."""
    taken = {move.instalment.id: move.level for message in leaving for move in message.moves}
    spoken = sum(message.level.speaks and not message.apart for message in leaving)
    on_their_way = {i.id: level for i in debtor.instalments if (level := _level_on_its_way(i, debtor, day))}
    leaving_late = {number: level for number, level in on_their_way.items() if may_leave(level, day)}
    spoken += any(level.speaks for level in leaving_late.values())  # one message, as far as anybody can tell
    levels = {**taken, **leaving_late}
    instalments = tuple(
        replace(i, taken_out=False, pending=False, reached=levels[i.id], reached_on=day)
        if i.id in levels
        else replace(i, taken_out=False, pending=i.pending and i.id in on_their_way)
        for i in debtor.instalments
    )
    if not spoken:
        return replace(debtor, instalments=instalments)
    said = [level.tone for level in levels.values() if level.speaks and not level.preventive]
    contacts = (*debtor.contacts, *[day] * spoken)
    heard = max([debtor.heard, *said])
    return replace(debtor, last_contact=day, contacts=contacts, heard=heard, instalments=instalments)


def _level_on_its_way(instalment: Instalment, debtor: Debtor, day: date) -> Level | None:
    """The step of the notice on which the instalment waits, if it may leave; otherwise it is dropped."""
    if not instalment.pending:
        return None
    decision = decide(replace(instalment, pending=False), debtor, day)
    return decision if isinstance(decision, Level) else None
