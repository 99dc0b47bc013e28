"""Which step of its ladder an overdue instalment is due for today, or the reason why not.

The rules (numbers of the design's "rules that never break"):

- an instalment climbs one step at a time and never falls (5);
- the test is "due and not yet done", so a missed day is caught up and no step is jumped (4);
- what money covers, wherever it is known from, is not asked for (1, 11);
- each instalment ends on a message or on a refusal with its reason (3).

Amounts are `Decimal`: `residual` in the currency of the instalment, `residual_company` and all
minimum amounts in the currency of the company. Days are whole days.

>>> reminder = Level(id=1, delay=3, min_gap=0, phase="amicable", tone=1)
>>> formal = Level(id=2, delay=45, min_gap=10, phase="formal_notice", tone=4)
>>> procedure = Procedure(id=1, levels=(reminder, formal))
>>> late = Instalment(id=7, move_id=7, currency_id=1, due=date(2026, 3, 1), residual=Decimal(100),
...                   residual_company=Decimal(100), procedure=procedure)
>>> debtor = Debtor(id=1, instalments=(late,), contact_id=1)
>>> proposal = propose(debtor, date(2026, 3, 4))
>>> [(m.level.id, [move.instalment.id for move in m.moves]) for m in proposal.messages]
[(1, [7])]
>>> propose(debtor, date(2026, 3, 3)).refusals[0].reason
<Reason.NOT_DUE: 'not_due'>
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeGuard

from .calendar import CALLS_A_WEEK, budget_left
from .facts import (
    BUDGET_DAYS,
    HANDED_OVER,
    REASON_OF,
    USES_NO_CREDIT,
    WEEK_DAYS,
    ZERO,
    Debtor,
    Instalment,
    Level,
    Procedure,
    Reason,
)


@dataclass(frozen=True, slots=True)
class Move:
    """An instalment that takes a step; `credit` is the part of it that money covers (`engine.cover`)."""

    instalment: Instalment
    level: Level
    credit: Decimal = ZERO

    @property
    def disputed(self) -> Decimal:
        """The part of the residual that is not asked for because the debtor contests it."""
        return self.instalment.residual - self.instalment.undisputed

    @property
    def asked(self) -> Decimal:
        """What the message asks for: the residual less what is disputed and what is covered."""
        return self.instalment.undisputed - self.credit


@dataclass(frozen=True, slots=True)
class Refusal:
    """An instalment that stays where it is: the reason, the step it waits for and the first day
    on which that step may be taken, where these are known; `detail`: the money that covers it."""

    instalment: Instalment
    reason: Reason
    level: Level | None = None
    on: date | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What one debtor gets in one currency, in the words of the highest step on it; `tone`: no softer than what was
    said to him before (rule 16). `contact_id`: whom it goes to, None for a task. `apart`: it leaves beside the same
    message to another address of his, and is one contact with that."""

    currency_id: int
    level: Level
    moves: tuple[Move, ...]
    tone: int
    contact_id: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    messages: tuple[Message, ...]
    refusals: tuple[Refusal, ...]


def next_level(procedure: Procedure, reached: Level | None, overdue: bool) -> Level | None:
    """The step after `reached`, or None at the end of the ladder.

    It holds across ladders too: a debtor moved to another ladder enters it above what he has
    already had, and no message of a tone is said to him twice. A statement of coming dues has no sense
    once the due date has passed: an overdue instalment enters the ladder after its preventive steps.

    >>> mild, firm = Level(id=1, delay=3), Level(id=2, delay=30, tone=3)
    >>> next_level(Procedure(1, (mild, firm)), reached=mild, overdue=True).id
    2
    """
    for level in procedure.levels:
        if level.preventive and overdue:
            continue
        if reached is None:
            return level
        if level.intensity > reached.intensity and not _repeats(level, reached, procedure):
            return level
    return None


def _repeats(level: Level, reached: Level, procedure: Procedure) -> bool:
    """Whether the debtor, who comes from another ladder, has had a message of this phase and tone."""
    same = (level.phase, level.tone) == (reached.phase, reached.tone)
    return same and level.speaks and reached.speaks and reached not in procedure.levels


def decide(instalment: Instalment, debtor: Debtor, day: date) -> Level | Refusal:
    """The step that `instalment` takes on `day`, by itself: credits, minimum amounts and the contact
    budget concern the debtor's message as a whole and are looked at by `propose`."""
    if refusal := blocked(instalment, debtor, day):
        return refusal
    level = next_level(instalment.ladder, instalment.reached, overdue=day > instalment.due)
    if level is None:
        return Refusal(instalment, Reason.LAST_LEVEL)
    due_on = instalment.due + timedelta(days=level.delay)
    rested_on = _rested_on(instalment, level, debtor, day)
    if day < due_on:
        return Refusal(instalment, Reason.NOT_DUE, level, max(due_on, rested_on))
    if day < rested_on or instalment.pending:
        return Refusal(instalment, Reason.QUIET, level, rested_on)
    if level.speaks and not level.calls and not debtor.contact_for(level, instalment):
        return Refusal(instalment, Reason.NO_CONTACT, level, day)
    return level


def blocked(instalment: Instalment, debtor: Debtor, day: date) -> Refusal | None:
    """What keeps `instalment` from any step on `day`, whatever its ladder says; the weightiest reason first."""
    reason = on = None
    if not debtor.id:
        reason = Reason.NO_CONTACT
    elif debtor.insolvent and not instalment.after_judgment:
        reason = Reason.INSOLVENCY
    elif instalment.time_barred:
        reason = Reason.TIME_BARRED
    elif instalment.procedure is None:
        reason = Reason.NO_PROCEDURE
    elif instalment.no_followup:
        reason = Reason.NO_FOLLOWUP
    elif instalment.held:
        reason, on = Reason.HOLD, _day_after(instalment.held_until)
    elif debtor.phase in HANDED_OVER and not (debtor.phase == "agency" and instalment.left_to_us):
        reason = HANDED_OVER[debtor.phase]
    elif instalment.planned:
        reason = Reason.PLAN
    elif instalment.promised_until:
        reason, on = Reason.PROMISE, _day_after(instalment.promised_until)
    elif not instalment.undisputed:
        reason = Reason.DISPUTE
    elif instalment.taken_out:
        reason, on = Reason.TAKEN_OUT, _day_after(day)
    elif debtor.archived:
        reason = Reason.NO_CONTACT
    return Refusal(instalment, reason, on=on) if reason else None


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def propose(debtor: Debtor, day: date) -> Proposal:
    """All that `debtor` gets on `day`, and each of his instalments that is left out, with the reason.
    The two together are the instalments given, each once."""
    decisions = [(i, decide(i, debtor, day)) for i in sorted(debtor.instalments, key=lambda i: (i.due, i.id))]
    cover = debtor.cover_of(instalment for instalment, decision in decisions if not _is_left_alone(decision))
    moves, refusals = [], []
    for instalment, decision in decisions:
        covered = cover.of(instalment.id)
        if _is_left_alone(decision):
            refusals.append(decision)
        elif covered.source and (covered.undecided or covered.amount == instalment.undisputed):
            refusals.append(Refusal(instalment, REASON_OF[covered.source], detail=covered.names))
        elif isinstance(decision, Refusal):
            refusals.append(decision)
        else:
            moves.append(Move(instalment, decision, covered.amount))
    messages, left_out = _messages(moves, debtor, day)
    return Proposal(tuple(messages), tuple(refusals + left_out))


def _is_left_alone(decision: Level | Refusal) -> TypeGuard[Refusal]:
    """Whether nothing is asked for here, so that the debtor's money goes to his other instalments."""
    return isinstance(decision, Refusal) and decision.reason in USES_NO_CREDIT


def _rested_on(instalment: Instalment, level: Level, debtor: Debtor, day: date) -> date:
    """The first day on which neither the gap after the step before nor the debtor's quiet days speak
    against `level`."""
    rested_on = day
    if instalment.reached_on:  # one step a day, however often somebody proposes on it
        rested_on = max(rested_on, instalment.reached_on + timedelta(days=max(level.min_gap, 1)))
    if instalment.resumed_on:  # a hold that ends gives a fresh gap
        rested_on = max(rested_on, instalment.resumed_on + timedelta(days=level.min_gap))
    if debtor.last_contact and level.speaks:
        rested_on = max(rested_on, debtor.last_contact + timedelta(days=instalment.ladder.quiet_days))
    return rested_on


def _group_key(move: Move, debtor: Debtor) -> tuple[int | None, ...]:
    """What goes out together. A statement of coming dues, a reminder, a formal notice, a call and a task stay apart:
    what a message says is true of each of its instalments. Each address that invoices are made out to, which comes
    last, gets its own."""
    grouping = move.instalment.ladder.grouping
    return (
        move.instalment.currency_id,
        move.level.preventive,
        move.level.formal,
        move.level.speaks,
        move.level.calls,
        move.level.id if grouping == "level" else 0,
        move.instalment.move_id if grouping == "invoice" else 0,
        debtor.address_for(move.level, move.instalment) if move.level.speaks else None,
    )


def _messages(moves: Iterable[Move], debtor: Debtor, day: date) -> tuple[list[Message], list[Refusal]]:
    """Moves brought together into messages; those of a message that is too small, or one too many,
    are refused. The firmest message comes first when the contact budget is short."""
    groups = defaultdict(list)
    for move in moves:
        groups[_group_key(move, debtor)].append(move)
    messages: list[Message] = []
    refusals: list[Refusal] = []
    written: set[tuple[int | None, ...]] = set()
    heard = debtor.heard
    ordered = sorted(groups.items(), key=lambda item: max(m.level.intensity for m in item[1]), reverse=True)
    for (*what, _address_id), group in ordered:
        firmest = max(group, key=lambda move: move.level.intensity)
        apart = tuple(what) in written  # to another address
        reason = _refused_as_a_whole(group, firmest, debtor, day, messages, apart)
        if reason:
            reopens_on = _day_after(day) if reason is Reason.QUIET else None
            refusals += (Refusal(move.instalment, reason, move.level, reopens_on) for move in group)
            continue
        level = firmest.level
        tone = max(level.tone, heard) if level.speaks else level.tone
        heard = heard if level.preventive or not level.speaks else tone
        contact_id = debtor.contact_for(level, firmest.instalment, tone)
        messages.append(Message(firmest.instalment.currency_id, level, tuple(group), tone, contact_id, apart))
        written.add(tuple(what))
    return messages, refusals


def _refused_as_a_whole(
    group: Sequence[Move], firmest: Move, debtor: Debtor, day: date, messages: Sequence[Message], apart: bool
) -> Reason | None:
    procedure, level = firmest.instalment.ladder, firmest.level
    if company_amount(group) < max(procedure.min_amount, level.min_amount):
        return Reason.BELOW_MINIMUM
    spoken = [message.level for message in messages if message.level.speaks and not message.level.preventive]
    if level.preventive and (spoken or debtor.heard > level.tone):
        return Reason.QUIET  # a debtor who is being reminded needs no statement of coming dues
    if level.speaks and not level.formal and any(said.formal for said in spoken):
        return Reason.QUIET  # a formal notice stands alone on its day
    if not apart and _one_too_many(level, procedure, debtor, day, messages):
        return Reason.BUDGET
    return None


def _one_too_many(level: Level, procedure: Procedure, debtor: Debtor, day: date, messages: Sequence[Message]) -> bool:
    """Whether the debtor has had as many contacts as `procedure` allows, or as many calls, those of today counted. A
    step that is neither a message nor a call is none."""
    if not level.speaks and not level.calls:
        return False
    if not (debtor.contacts or debtor.calls or messages):
        return False
    spoken = (*debtor.contacts, *(day for message in messages if message.level.speaks and not message.apart))
    called = (*debtor.calls, *(day for message in messages if message.level.calls))
    limits = [(spoken, BUDGET_DAYS, procedure.max_contacts), (spoken, WEEK_DAYS, procedure.max_contacts_week)]
    if level.calls:
        limits.append((called, WEEK_DAYS, CALLS_A_WEEK))
    return not all(budget_left(contacts, day, days, limit) for contacts, days, limit in limits)


def company_amount(moves: Iterable[Move]) -> Decimal:
    """What a message with these moves asks for, in the currency of the company."""
    return sum((m.instalment.residual_company * m.asked / m.instalment.residual for m in moves), ZERO)
