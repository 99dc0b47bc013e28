"""Rules of the ladder on random books and histories: what holds whatever the ladder, the debts and the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cover import Money, Source
from engine.facts import PHASES, REASON_OF
from engine.ladder import (
    Debtor,
    Instalment,
    Level,
    Move,
    Procedure,
    Reason,
    Refusal,
    decide,
    next_level,
    propose,
)

DAY = date(2026, 3, 2)
CURRENCIES = (1, 2)


@st.composite
def procedures(draw, procedure_id=1):
    """A ladder whose delays rise and whose phase and tone never fall."""
    delays = draw(st.lists(st.integers(-10, 90), min_size=1, max_size=7, unique=True).map(sorted))
    intensities = sorted(draw(st.tuples(st.integers(1, 4), st.integers(1, 4))) for _ in delays)
    levels = tuple(
        Level(
            id=procedure_id * 100 + number,
            delay=delay,
            min_gap=draw(st.integers(0, 15)),
            phase="preventive" if delay < 0 else PHASES[phase],
            tone=1 if delay < 0 else tone,
            min_amount=draw(st.sampled_from([Decimal(0), Decimal(20)])),
            speaks=draw(st.booleans()),
        )
        for number, (delay, (phase, tone)) in enumerate(zip(delays, intensities, strict=True))
    )
    return Procedure(
        id=procedure_id,
        levels=levels,
        grouping=draw(st.sampled_from(["customer", "level", "invoice"])),
        quiet_days=draw(st.integers(0, 7)),
        max_contacts=draw(st.integers(0, 4)),
        max_contacts_week=draw(st.integers(0, 3)),
        min_amount=draw(st.sampled_from([Decimal(0), Decimal(50)])),
    )


@st.composite
def instalments(draw, number, procedure):
    reached = draw(st.none() | st.sampled_from(procedure.levels))
    residual = Decimal(draw(st.integers(1, 50_000))) / 100
    return Instalment(
        id=number,
        move_id=number // 2,
        currency_id=draw(st.sampled_from(CURRENCIES)),
        due=DAY + timedelta(days=draw(st.integers(-120, 12))),
        residual=residual,
        residual_company=residual * 2,
        procedure=draw(st.sampled_from([procedure, procedure, procedure, None])),
        reached=reached,
        reached_on=DAY - timedelta(days=draw(st.integers(0, 40))) if reached else None,
        no_followup=draw(st.sampled_from([False, False, False, True])),
        pending=draw(st.sampled_from([False, False, False, True])),
        held=draw(st.sampled_from([False, False, False, True])),
        resumed_on=draw(st.none() | st.integers(0, 10).map(lambda days: DAY - timedelta(days=days))),
        promised_until=draw(st.sampled_from([None, None, None, DAY])),
        planned=draw(st.sampled_from([False, False, False, True])),
        disputed=draw(st.sampled_from([Decimal(0), Decimal(0), residual / 4, residual, residual * 2])),
        time_barred=draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def funds(draw):
    """Money from any source, meant for some instalment or for none."""
    return Money(
        draw(st.sampled_from(list(Source))),
        Decimal(draw(st.integers(0, 60_000))) / 100,
        draw(st.sampled_from(CURRENCIES)),
        name="money",
        items=draw(st.frozensets(st.integers(1, 8), max_size=2)),
        only=draw(st.booleans()),
        decide=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def debtors(draw):
    procedure = draw(procedures())
    numbers = range(1, draw(st.integers(1, 8)) + 1)
    return Debtor(
        id=draw(st.sampled_from([0, 1, 1, 1])),
        contact_id=draw(st.sampled_from([None, 5, 5, 5])),
        instalments=tuple(draw(instalments(number, procedure)) for number in numbers),
        money=tuple(draw(st.lists(funds(), max_size=4))),
        convert=draw(st.sampled_from([None, lambda amount, _source, _target: amount / 2])),
        phase=draw(st.sampled_from(["amicable", "amicable", "formal_notice", "agency", "legal"])),
        last_contact=draw(st.none() | st.integers(0, 10).map(lambda days: DAY - timedelta(days=days))),
        contacts=tuple(draw(st.lists(st.integers(0, 29).map(lambda days: DAY - timedelta(days=days)), max_size=5))),
        insolvent=draw(st.sampled_from([False, False, False, False, True])),
    )


def moves(proposal):
    return [move for message in proposal.messages for move in message.moves]


@given(debtors())
def test_messages_and_refusals_together_are_the_whole(debtor):
    """Rule 3."""
    proposal = propose(debtor, DAY)
    taken = [move.instalment.id for move in moves(proposal)]
    left = [refusal.instalment.id for refusal in proposal.refusals]
    assert sorted(taken + left) == sorted(instalment.id for instalment in debtor.instalments)


@given(debtors())
def test_nothing_is_asked_that_is_paid_covered_excluded_or_handed_over(debtor):
    """Rule 1, as far as the ladder knows."""
    proposal = propose(debtor, DAY)
    for move in moves(proposal):
        instalment = move.instalment
        assert not (instalment.no_followup or instalment.pending or instalment.held)
        assert not (instalment.promised_until or instalment.planned or instalment.time_barred)
        assert 0 < move.asked == instalment.residual - move.credit - move.disputed
        assert move.disputed == instalment.disputed
        assert debtor.phase not in ("agency", "legal")
        assert debtor.id
        assert not debtor.insolvent


@given(debtors())
def test_money_is_spent_once_and_each_cent_is_asked_covered_disputed_or_left_alone(debtor):
    """Rule 11: of each instalment, what is asked, covered and disputed is what is open, to the cent."""
    proposal = propose(debtor, DAY)
    asked_of = {move.instalment.id: move for move in moves(proposal)}
    by_money = {r.instalment.id: r for r in proposal.refusals if r.reason in set(REASON_OF.values())}
    for move in asked_of.values():
        assert move.asked + move.credit + move.disputed == move.instalment.residual
        assert move.asked > 0
    at_home = sum(its.amount for its in debtor.money)
    spent = sum(move.credit for move in asked_of.values())
    if debtor.convert is None:  # nothing is worth anything in another currency: what is covered is the money's own
        full = [r.instalment.undisputed for r in by_money.values() if not _is_undecided(debtor, r)]
        assert spent + sum(full) <= at_home
    assert not asked_of.keys() & by_money.keys()


def _is_undecided(debtor, refusal):
    return any(its.decide or its.currency_id != refusal.instalment.currency_id for its in debtor.money)


@given(debtors())
def test_each_step_is_the_next_one_and_is_due(debtor):
    """Rules 4 and 5: one step, upwards, not before its day nor within its gap."""
    for move in moves(propose(debtor, DAY)):
        instalment, level = move.instalment, move.level
        assert instalment.due + timedelta(days=level.delay) <= DAY
        between = [
            other
            for other in instalment.procedure.levels
            if other.delay < level.delay and (not instalment.reached or other.delay > instalment.reached.delay)
        ]
        assert all(other.preventive and instalment.due < DAY for other in between), "no step is jumped"
        if instalment.reached:
            assert level.intensity > instalment.reached.intensity
            assert instalment.reached_on + timedelta(days=max(level.min_gap, 1)) <= DAY
        if instalment.resumed_on:
            assert instalment.resumed_on + timedelta(days=level.min_gap) <= DAY


@given(debtors())
def test_a_message_speaks_with_its_highest_step_in_one_currency(debtor):
    for message in propose(debtor, DAY).messages:
        assert message.level.intensity == max(move.level.intensity for move in message.moves)
        assert {move.instalment.currency_id for move in message.moves} == {message.currency_id}
        assert {move.level.preventive for move in message.moves} == {message.level.preventive}


@given(debtors())
def test_the_contact_budget_holds(debtor):
    spoken = [message for message in propose(debtor, DAY).messages if message.level.speaks]
    procedure = next((i.procedure for i in debtor.instalments if i.procedure), LADDER)
    if spoken and procedure.max_contacts:
        assert len(debtor.contacts) + len(spoken) <= procedure.max_contacts
    if spoken and procedure.max_contacts_week:
        of_the_week = [contact for contact in debtor.contacts if contact > DAY - timedelta(days=7)]
        assert len(of_the_week) + len(spoken) <= procedure.max_contacts_week


@given(debtors(), st.integers(1, 60))
def test_a_history_takes_each_step_once_and_never_falls(debtor, days):
    """Rules 2, 4 and 5 over many days: whatever was sent is what the next day starts from."""
    debtor = replace(debtor, last_contact=None, contacts=())
    taken = {instalment.id: [] for instalment in debtor.instalments}
    for offset in range(days):
        day = DAY + timedelta(days=offset)
        proposal = propose(debtor, day)
        level_of = {move.instalment.id: move.level for move in moves(proposal)}
        for number, level in level_of.items():
            taken[number].append(level)
        debtor = replace(
            debtor,
            instalments=tuple(
                replace(i, reached=level_of[i.id], reached_on=day) if i.id in level_of else i
                for i in debtor.instalments
            ),
            last_contact=day if any(message.level.speaks for message in proposal.messages) else debtor.last_contact,
        )
    for levels in taken.values():
        assert len({level.id for level in levels}) == len(levels)
        assert [level.intensity for level in levels] == sorted(level.intensity for level in levels)


@given(debtors())
def test_waiting_refusals_name_a_day_ahead(debtor):
    """Who is told to wait is told until when: on that day the reason no longer holds."""
    for refusal in propose(debtor, DAY).refusals:
        if refusal.reason is Reason.NOT_DUE:
            assert refusal.on > DAY
            assert refusal.level is not None


LADDER = Procedure(
    1,
    (
        Level(id=1, delay=-5, phase="preventive"),
        Level(id=2, delay=3),
        Level(id=3, delay=30, tone=3, min_gap=10),
        Level(id=4, delay=45, phase="formal_notice", tone=4, min_gap=10),
    ),
)


def late(days, **values):
    return Instalment(
        **{
            "id": 1,
            "move_id": 1,
            "currency_id": 1,
            "due": DAY - timedelta(days=days),
            "residual": Decimal(100),
            "residual_company": Decimal(100),
            "procedure": LADDER,
            **values,
        }
    )


@pytest.mark.parametrize(
    ("days", "reached", "since", "expected"),
    [
        (-6, None, 0, Reason.NOT_DUE),
        (-5, None, 0, 1),
        (0, None, 0, 1),
        (1, None, 0, Reason.NOT_DUE),  # the due date has passed: no statement of coming dues any more
        (3, None, 0, 2),
        (90, None, 0, 2),  # however late, the first step first
        (90, 2, 9, Reason.QUIET),
        (90, 2, 10, 3),
        (90, 4, 50, Reason.LAST_LEVEL),
    ],
)
def test_one_instalment(days, reached, since, expected):
    levels = {level.id: level for level in LADDER.levels}
    instalment = late(days, reached=levels.get(reached), reached_on=DAY - timedelta(days=since) if reached else None)
    decision = decide(instalment, Debtor(1, (instalment,), contact_id=1), DAY)
    assert (decision.reason if isinstance(decision, Refusal) else decision.id) == expected


def test_two_runs_on_a_day_take_one_step():
    """Whoever proposes again on the same day steps no further, also where the next step asks for no gap."""
    ladder = Procedure(1, (Level(id=1, delay=3), Level(id=2, delay=8, tone=2)))
    instalment = late(90, procedure=ladder, reached=ladder.levels[0], reached_on=DAY)
    debtor, tomorrow = Debtor(1, (instalment,), contact_id=1), DAY + timedelta(days=1)
    refusal = decide(instalment, debtor, DAY)
    assert (refusal.reason, refusal.on) == (Reason.QUIET, tomorrow)
    assert decide(instalment, debtor, tomorrow) == ladder.levels[1]


def test_a_change_of_ladder_never_steps_back():
    """A debtor moved to a stricter ladder goes on above what he has had; to a milder one, he waits."""
    formal = LADDER.levels[-1]
    milder = Procedure(2, (Level(id=20, delay=10), Level(id=21, delay=60, tone=2)))
    stricter = Procedure(3, (Level(30, 50, phase="formal_notice", tone=4), Level(31, 70, phase="agency", tone=4)))
    assert next_level(milder, formal, overdue=True) is None
    assert next_level(stricter, formal, overdue=True).id == 31, "nobody gets a second formal notice"


def test_a_reminded_debtor_gets_no_statement_the_same_day():
    coming, overdue = late(-4, id=1), late(5, id=2, move_id=2)
    proposal = propose(Debtor(1, (coming, overdue), contact_id=1), DAY)
    assert [m.instalment.id for m in moves(proposal)] == [2]
    assert [(r.instalment.id, r.reason) for r in proposal.refusals] == [(1, Reason.QUIET)]


def test_minimum_amount_looks_at_the_message_less_its_credits():
    procedure = replace(LADDER, min_amount=Decimal(150))
    two = (late(5, id=1, procedure=procedure), late(5, id=2, move_id=2, procedure=procedure))
    assert len(propose(Debtor(1, two, contact_id=1), DAY).messages) == 1
    credited = Debtor(1, two, contact_id=1, money=(Money(Source.CREDIT, Decimal(60), 1),))
    assert {r.reason for r in propose(credited, DAY).refusals} == {Reason.BELOW_MINIMUM}


def test_the_firmest_message_goes_first_when_the_budget_is_short():
    procedure = replace(LADDER, grouping="invoice", max_contacts=3)
    firm = late(50, id=1, procedure=procedure, reached=LADDER.levels[1], reached_on=DAY - timedelta(days=20))
    mild = late(5, id=2, move_id=2, procedure=procedure)
    proposal = propose(Debtor(1, (mild, firm), contact_id=1, contacts=(DAY,) * 2), DAY)
    assert [move.instalment.id for move in moves(proposal)] == [1]
    assert [refusal.reason for refusal in proposal.refusals] == [Reason.BUDGET]


def test_a_formal_notice_stands_alone_on_its_day():
    procedure = replace(LADDER, grouping="invoice")
    firm = late(90, id=1, procedure=procedure, reached=LADDER.levels[2], reached_on=DAY - timedelta(days=20))
    proposal = propose(Debtor(1, (late(5, id=2, move_id=2, procedure=procedure), firm), contact_id=1), DAY)
    assert [move.level.formal for move in moves(proposal)] == [True]
    assert [(refusal.instalment.id, refusal.reason) for refusal in proposal.refusals] == [(2, Reason.QUIET)]


def test_a_move_asks_for_what_is_neither_disputed_nor_covered():
    move = Move(late(5, disputed=Decimal(30)), LADDER.levels[1], credit=Decimal(20))
    assert (move.disputed, move.asked) == (30, 50)
    assert Move(late(5, disputed=Decimal(130)), LADDER.levels[1]).disputed == 100  # no more than is open


def test_calls_have_a_week_of_their_own():
    """Two calls in seven days at most; a message and another task are not held up by them."""
    call, task, mail = Level(1, 3, speaks=False, calls=True), Level(1, 3, speaks=False), Level(1, 3)

    def reasons(level, *calls):
        instalment = late(5, procedure=Procedure(1, (level,)))
        return [r.reason for r in propose(Debtor(1, (instalment,), contact_id=1, calls=calls), DAY).refusals]

    called_on = DAY - timedelta(days=6)
    assert reasons(call, called_on) == reasons(task, called_on, DAY) == reasons(mail, called_on, DAY) == []
    assert reasons(call, called_on, DAY) == [Reason.BUDGET]
    assert reasons(call, called_on - timedelta(days=1), DAY) == []


def test_a_call_is_made_whether_the_message_beside_it_reaches_somebody():
    """Its own message, beside that of another instalment: nobody forgets to call."""
    call = Procedure(9, (Level(900, 3, by_mail=False, by_phone=True, calls=True),))
    called, written = late(5, procedure=call), late(5, id=2, move_id=2)
    messages = propose(Debtor(1, (called, written), contact_id=1), DAY).messages
    assert {message.level.id for message in messages} == {900, next_level(LADDER, None, overdue=True).id}


def test_a_task_for_the_collector_needs_no_mail_address():
    task = Procedure(1, (Level(id=1, delay=3, speaks=False),))
    instalment = late(5, procedure=task)
    assert isinstance(propose(Debtor(1, (instalment,)), DAY).messages[0].moves[0], Move)
