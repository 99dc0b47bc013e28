"""Which step of its ladder an overdue instalment is due for today, or the reason why not.

The rules (numbers of the design's "rules that never break"):

- an instalment climbs one step at a time and never falls (5);
- the test is "due and not yet done", so a missed day is caught up and no step is jumped (4);
- what an open credit covers is not asked for (1);
- each instalment ends on a message or on a refusal with its reason (3).

Amounts are `Decimal`: `residual` in the currency of the instalment, `residual_company` and all
minimum amounts in the currency of the company. Days are whole days.

>>> reminder = Step(id=1, delay=3, min_gap=0, phase="amicable", tone=1)
>>> formal = Step(id=2, delay=45, min_gap=10, phase="formal_notice", tone=4)
>>> ladder = Ladder(id=1, steps=(reminder, formal))
>>> late = Instalment(id=7, move_id=7, currency_id=1, due=date(2026, 3, 1), residual=Decimal(100),
...                   residual_company=Decimal(100), ladder=ladder)
>>> debtor = Debtor(id=1, instalments=(late,), contact_id=1)
>>> proposal = propose(debtor, date(2026, 3, 4))
>>> [(m.step.id, [move.instalment.id for move in m.moves]) for m in proposal.messages]
[(1, [7])]
>>> propose(debtor, date(2026, 3, 3)).refusals[0].reason
<Reason.NOT_DUE: 'not_due'>
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from .contact import Contact

PHASES = ("preventive", "amicable", "formal_notice", "agency", "legal")
BUDGET_DAYS = 30  # the window in which `Ladder.max_contacts` is counted
ZERO = Decimal(0)


class Reason(str, Enum):
    """Why an overdue instalment is left out of a run."""

    NO_PROCEDURE = "no_procedure"
    NO_FOLLOWUP = "no_followup"
    INSOLVENCY = "insolvency"
    TIME_BARRED = "time_barred"
    HOLD = "hold"
    AGENCY = "agency"
    LEGAL = "legal"
    PLAN = "plan"
    PROMISE = "promise"
    DISPUTE = "dispute"
    COVERED_BY_CREDIT = "covered_by_credit"
    BANK_MATCH = "bank_match"
    LAST_LEVEL = "last_level"
    NOT_DUE = "not_due"
    QUIET = "quiet"
    NO_CONTACT = "no_contact"
    BELOW_MINIMUM = "below_minimum"
    BUDGET = "budget"
    TAKEN_OUT = "taken_out"


# what is not asked for here leaves the debtor's credits to his other instalments
USES_NO_CREDIT = (
    *(Reason.AGENCY, Reason.LEGAL, Reason.NO_FOLLOWUP, Reason.HOLD, Reason.TAKEN_OUT, Reason.COVERED_BY_CREDIT),
    *(Reason.INSOLVENCY, Reason.TIME_BARRED, Reason.PLAN, Reason.PROMISE, Reason.DISPUTE),
)
HANDED_OVER = {"agency": Reason.AGENCY, "legal": Reason.LEGAL}


@dataclass(frozen=True, slots=True)
class Step:
    """A level of a ladder: `delay` days after the due date (before it when negative), and at least
    `min_gap` days after the step before. `speaks`: the debtor gets a message (otherwise the step is
    a task for the collector alone), which leaves `by_mail`, `by_post` or `by_phone` (SMS)."""

    id: int
    delay: int
    min_gap: int = 0
    phase: str = "amicable"
    tone: int = 1
    min_amount: Decimal = ZERO
    speaks: bool = True
    by_mail: bool = True
    by_post: bool = False
    by_phone: bool = False

    @property
    def preventive(self) -> bool:
        return self.phase == "preventive"

    @property
    def intensity(self) -> tuple[int, int, int]:
        """What may never fall along a ladder: phase, tone, then delay."""
        return PHASES.index(self.phase), self.tone, self.delay


@dataclass(frozen=True, slots=True)
class Ladder:
    """A procedure: its steps by rising delay, and what holds for all of them. `quiet_days`: days of
    silence between two contacts with one debtor; `max_contacts` in 30 days (0 = no limit)."""

    id: int
    steps: tuple[Step, ...]
    grouping: str = "customer"
    quiet_days: int = 0
    max_contacts: int = 0
    min_amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Instalment:
    """An open receivable item with a due date, the step it has reached and when. `settled`: paid, though the
    ledger has not matched the payment yet. `pending`: on a notice that has not left yet. `taken_out`: left out of
    today's runs by hand. `held`: left in peace, until the day `held_until` where it has one. `resumed_on`: the first
    day after its last hold. `promised_until`: the last day on which a promise to pay may still be kept. `planned`:
    on a payment plan that is kept. `disputed`: the part of the residual that the debtor contests. `time_barred`: a
    consumer's debt whose limitation has passed (C. conso. L218-2)."""

    id: int
    move_id: int
    currency_id: int
    due: date
    residual: Decimal
    residual_company: Decimal
    ladder: Ladder | None = None
    reached: Step | None = None
    reached_on: date | None = None
    no_followup: bool = False
    settled: bool = False
    pending: bool = False
    taken_out: bool = False
    held: bool = False
    held_until: date | None = None
    resumed_on: date | None = None
    promised_until: date | None = None
    planned: bool = False
    disputed: Decimal = ZERO
    time_barred: bool = False

    @property
    def undisputed(self) -> Decimal:
        """What may be asked for of the residual."""
        return max(self.residual - self.disputed, ZERO) if self.disputed else self.residual


@dataclass(frozen=True, slots=True)
class Debtor:
    """Everything the ladder must know of one debtor in one company. `id`: 0 when an entry names nobody.
    `contact_id`: whom a mail reaches, `postal_id` a letter, `phone_id` an SMS, where `people`, those named for the
    firmer tones first, say nothing else. `credits`: open credits (unmatched payments, credit notes) as
    positive amounts by currency. `bank`: what has come in on the bank and is not reconciled yet, likewise.
    `contacts`: contacts of the last 30 days. `insolvent`: in insolvency proceedings, or over-indebted."""

    id: int
    instalments: tuple[Instalment, ...]
    contact_id: int | None = None
    postal_id: int | None = None
    phone_id: int | None = None
    people: tuple[Contact, ...] = ()
    credits: Mapping[int, Decimal] = field(default_factory=dict)
    bank: Mapping[int, Decimal] = field(default_factory=dict)
    phase: str = "amicable"
    last_contact: date | None = None
    contacts: int = 0
    insolvent: bool = False

    def contact_for(self, step: Step) -> int | None:
        """Whom `step` is addressed to, or None if none of its channels reaches anybody.

        >>> Debtor(1, (), contact_id=5, people=(Contact(6, tone=4, mail=True),)).contact_for(Step(1, 45, tone=4))
        6
        >>> Debtor(1, (), postal_id=5).contact_for(Step(1, 15)) is None
        True
        """
        for person in self.people:
            if person.hears(step):
                return person.id
        return (
            (step.by_mail and self.contact_id)
            or (step.by_post and self.postal_id)
            or (step.by_phone and self.phone_id)
            or None
        )


@dataclass(frozen=True, slots=True)
class Move:
    """An instalment that takes a step; `credit` is the part of it that open credits and the bank cover."""

    instalment: Instalment
    step: Step
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
    on which that step may be taken, where these are known."""

    instalment: Instalment
    reason: Reason
    step: Step | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What one debtor gets in one currency, in the words of the highest step on it."""

    currency_id: int
    step: Step
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    messages: tuple[Message, ...]
    refusals: tuple[Refusal, ...]


def next_step(ladder: Ladder, reached: Step | None, overdue: bool) -> Step | None:
    """The step after `reached`, or None at the end of the ladder.

    It holds across ladders too: a debtor moved to another ladder enters it above what he has
    already had. A statement of coming dues has no sense once the due date has passed: an overdue
    instalment enters the ladder after its preventive steps.

    >>> mild, firm = Step(id=1, delay=3), Step(id=2, delay=30, tone=3)
    >>> next_step(Ladder(1, (mild, firm)), reached=mild, overdue=True).id
    2
    """
    for step in ladder.steps:
        if step.preventive and overdue:
            continue
        if reached is None:
            return step
        if step.intensity > reached.intensity:
            return step
    return None


def decide(instalment: Instalment, debtor: Debtor, day: date) -> Step | Refusal:
    """The step that `instalment` takes on `day`, by itself: credits, minimum amounts and the contact
    budget concern the debtor's message as a whole and are looked at by `propose`."""
    if blocked := _blocked(instalment, debtor, day):
        return blocked
    step = next_step(instalment.ladder, instalment.reached, overdue=day > instalment.due)
    if step is None:
        return Refusal(instalment, Reason.LAST_LEVEL)
    due_on = instalment.due + timedelta(days=step.delay)
    rested_on = _rested_on(instalment, step, debtor, day)
    if day < due_on:
        return Refusal(instalment, Reason.NOT_DUE, step, max(due_on, rested_on))
    if day < rested_on or instalment.pending:
        return Refusal(instalment, Reason.QUIET, step, rested_on)
    if step.speaks and not debtor.contact_for(step):
        return Refusal(instalment, Reason.NO_CONTACT, step, day)
    return step


def _blocked(instalment: Instalment, debtor: Debtor, day: date) -> Refusal | None:
    """What keeps `instalment` from any step on `day`, whatever its ladder says; the weightiest reason first."""
    reason = on = None
    if not debtor.id:
        reason = Reason.NO_CONTACT
    elif debtor.insolvent:
        reason = Reason.INSOLVENCY
    elif instalment.time_barred:
        reason = Reason.TIME_BARRED
    elif instalment.ladder is None:
        reason = Reason.NO_PROCEDURE
    elif instalment.no_followup:
        reason = Reason.NO_FOLLOWUP
    elif instalment.held:
        reason, on = Reason.HOLD, _day_after(instalment.held_until)
    elif debtor.phase in HANDED_OVER:
        reason = HANDED_OVER[debtor.phase]
    elif instalment.planned:
        reason = Reason.PLAN
    elif instalment.promised_until:
        reason, on = Reason.PROMISE, _day_after(instalment.promised_until)
    elif not instalment.undisputed:
        reason = Reason.DISPUTE
    elif instalment.taken_out:
        reason, on = Reason.TAKEN_OUT, _day_after(day)
    elif instalment.settled:
        reason = Reason.COVERED_BY_CREDIT
    return Refusal(instalment, reason, on=on) if reason else None


def _day_after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def propose(debtor: Debtor, day: date) -> Proposal:
    """All that `debtor` gets on `day`, and each of his instalments that is left out, with the reason.
    The two together are the instalments given, each once."""
    moves, refusals = [], []
    credit_left, bank_left = dict(debtor.credits), dict(debtor.bank)
    for instalment in sorted(debtor.instalments, key=lambda i: (i.due, i.id)):
        decision = decide(instalment, debtor, day)
        if isinstance(decision, Refusal) and decision.reason in USES_NO_CREDIT:
            refusals.append(decision)
            continue
        undisputed = instalment.undisputed
        credit = _spend(credit_left, instalment.currency_id, undisputed)
        banked = _spend(bank_left, instalment.currency_id, undisputed - credit)
        if credit + banked == undisputed:
            refusals.append(Refusal(instalment, Reason.BANK_MATCH if banked else Reason.COVERED_BY_CREDIT))
        elif isinstance(decision, Refusal):
            refusals.append(decision)
        else:
            moves.append(Move(instalment, decision, credit + banked))
    messages, left_out = _messages(moves, debtor, day)
    return Proposal(tuple(messages), tuple(refusals + left_out))


def _spend(left: dict[int, Decimal], currency_id: int, wanted: Decimal) -> Decimal:
    """Take up to `wanted` out of what is left in the currency."""
    if not left.get(currency_id):
        return ZERO
    spent = min(left[currency_id], wanted)
    left[currency_id] -= spent
    return spent


def _rested_on(instalment: Instalment, step: Step, debtor: Debtor, day: date) -> date:
    """The first day on which neither the gap after the step before nor the debtor's quiet days speak
    against `step`."""
    rested_on = day
    for since in (instalment.reached_on, instalment.resumed_on):  # a hold that ends gives a fresh gap
        if since:
            rested_on = max(rested_on, since + timedelta(days=step.min_gap))
    if debtor.last_contact and step.speaks:
        rested_on = max(rested_on, debtor.last_contact + timedelta(days=instalment.ladder.quiet_days))
    return rested_on


def _group_key(move: Move) -> tuple:
    """What goes out together. A statement of coming dues, a reminder and an internal task stay apart."""
    grouping = move.instalment.ladder.grouping
    return (
        move.instalment.currency_id,
        move.step.preventive,
        move.step.speaks,
        move.step.id if grouping == "level" else 0,
        move.instalment.move_id if grouping == "invoice" else 0,
    )


def _messages(moves: Iterable[Move], debtor: Debtor, day: date) -> tuple[list[Message], list[Refusal]]:
    """Moves brought together into messages; those of a message that is too small, or one too many,
    are refused. The firmest message comes first when the contact budget is short."""
    groups = defaultdict(list)
    for move in moves:
        groups[_group_key(move)].append(move)
    messages, refusals, contacts = [], [], debtor.contacts
    for group in sorted(groups.values(), key=lambda group: max(m.step.intensity for m in group), reverse=True):
        firmest = max(group, key=lambda move: move.step.intensity)
        reason = _refused_as_a_whole(group, firmest, contacts, messages)
        if reason:
            reopens_on = _day_after(day) if reason is Reason.QUIET else None
            refusals += (Refusal(move.instalment, reason, move.step, reopens_on) for move in group)
            continue
        messages.append(Message(firmest.instalment.currency_id, firmest.step, tuple(group)))
        contacts += firmest.step.speaks
    return messages, refusals


def _refused_as_a_whole(group: Sequence[Move], firmest: Move, contacts: int, messages: list[Message]) -> Reason | None:
    ladder, step = firmest.instalment.ladder, firmest.step
    if company_amount(group) < max(ladder.min_amount, step.min_amount):
        return Reason.BELOW_MINIMUM
    if step.preventive and any(message.step.speaks for message in messages if not message.step.preventive):
        return Reason.QUIET  # a debtor who is being reminded today needs no statement of coming dues
    if step.speaks and 0 < ladder.max_contacts <= contacts:
        return Reason.BUDGET
    return None


def company_amount(moves: Iterable[Move]) -> Decimal:
    """What a message with these moves asks for, in the currency of the company."""
    return sum((m.instalment.residual_company * m.asked / m.instalment.residual for m in moves), ZERO)
