"""Days to come, simulated: the first day is what a proposal says, and each day starts from the one before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.cover import Money, Source
from engine.ladder import Debtor, Instalment, Level, Procedure, Reason, propose
from engine.simulation import days_from, simulate

FIRST = date(2026, 3, 2)  # a Monday


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def procedures(draw):
    delays = draw(st.lists(st.integers(-10, 60), min_size=1, max_size=6, unique=True).map(sorted))
    tones = sorted(draw(st.integers(1, 4)) for _ in delays)
    return Procedure(
        id=1,
        levels=tuple(
            Level(
                id=number,
                delay=delay,
                min_gap=draw(st.integers(0, 12)),
                phase="preventive" if delay < 0 else "amicable",
                tone=1 if delay < 0 else tone,
                speaks=draw(st.sampled_from([True, True, False])),
            )
            for number, (delay, tone) in enumerate(zip(delays, tones, strict=True), start=1)
        ),
        grouping=draw(st.sampled_from(["customer", "level", "invoice"])),
        quiet_days=draw(st.integers(0, 5)),
        max_contacts=draw(st.integers(0, 3)),
        max_contacts_week=draw(st.integers(0, 2)),
    )


@st.composite
def instalments(draw, number, procedure):
    reached = draw(st.none() | st.sampled_from(procedure.levels))
    held = draw(st.sampled_from([False, False, True]))
    residual = Decimal(draw(st.integers(1, 50_000))) / 100
    return Instalment(
        id=number,
        move_id=number // 2,
        currency_id=draw(st.sampled_from([1, 2])),
        due=day(draw(st.integers(-90, 20))),
        residual=residual,
        residual_company=residual,
        procedure=draw(st.sampled_from([procedure, procedure, procedure, None])),
        reached=reached,
        reached_on=day(-draw(st.integers(0, 30))) if reached else None,
        pending=draw(st.sampled_from([False, False, False, True])),
        taken_out=draw(st.sampled_from([False, False, False, True])),
        held=held,
        held_until=draw(st.none() | st.integers(0, 20).map(day)) if held else None,
        promised_until=draw(st.none() | st.none() | st.integers(0, 20).map(day)),
        planned=draw(st.sampled_from([False, False, False, True])),
        disputed=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal(30), residual])),
    )


@st.composite
def debtors(draw):
    procedure = draw(procedures())
    contacts = draw(st.lists(st.integers(0, 29).map(lambda days: day(-days)), max_size=3))
    return Debtor(
        id=draw(st.sampled_from([0, 1, 1, 1])),
        contact_id=draw(st.sampled_from([None, 5, 5, 5])),
        instalments=tuple(draw(instalments(number, procedure)) for number in range(1, draw(st.integers(1, 6)) + 1)),
        money=(Money(Source.CREDIT, Decimal(draw(st.integers(0, 30_000))) / 100, 1),),
        phase=draw(st.sampled_from(["amicable", "amicable", "amicable", "agency"])),
        last_contact=max(contacts, default=None),
        contacts=tuple(contacts),
        heard=draw(st.integers(0, 4)),
    )


def working_day(level, day):
    return day.weekday() < 5 or not level.speaks


def lived(debtor, days=45, **options):
    return list(simulate(debtor, days_from(FIRST, day(days - 1)), **options))


def taken(days):
    """{instalment id: the steps it takes, in order}"""
    levels = {}
    for lived_day in days:
        for message in lived_day.leaving:
            for move in message.moves:
                levels.setdefault(move.instalment.id, []).append(move.level)
    return levels


@given(debtors())
def test_the_first_day_is_what_a_proposal_says(debtor):
    (first,) = lived(debtor, days=1)
    assert first.proposal == propose(debtor, FIRST)
    assert first.leaving == first.proposal.messages


@given(debtors())
def test_every_day_is_what_a_proposal_says(debtor):
    """The simulation sleeps over the days on which nothing can happen, and misses nothing."""
    for lived_day in lived(debtor, may_leave=working_day):
        assert lived_day.proposal == propose(lived_day.debtor, lived_day.date)


@given(debtors(), st.booleans())
def test_days_in_a_row_are_one_after_the_other(debtor, weekends):
    """Wherever the simulation is cut, it goes on the same."""
    options = {} if weekends else {"may_leave": working_day}
    for before, after in zip(days := lived(debtor, 10, **options), days[1:], strict=False):
        (_again, following) = simulate(before.debtor, [before.date, after.date], **options)
        assert (following.proposal.messages, following.leaving) == (after.proposal.messages, after.leaving)


@given(debtors())
def test_no_step_twice_and_never_a_step_back(debtor):
    """Rules 2 and 5."""
    reached = {i.id: i.reached for i in debtor.instalments if i.reached}
    for number, levels in taken(lived(debtor, may_leave=working_day)).items():
        assert len({level.id for level in levels}) == len(levels)
        intensities = [level.intensity for level in (*filter(None, [reached.get(number)]), *levels)]
        assert intensities == sorted(set(intensities))


@given(debtors())
def test_the_whole_is_there_on_every_day(debtor):
    """Rule 3."""
    for lived_day in lived(debtor, 10):
        proposal = lived_day.proposal
        numbers = [m.instalment.id for message in proposal.messages for m in message.moves]
        numbers += [refusal.instalment.id for refusal in proposal.refusals]
        assert sorted(numbers) == sorted(i.id for i in debtor.instalments)


@given(debtors())
def test_the_contact_budget_holds_over_any_thirty_days_and_any_week(debtor):
    debtor = replace(debtor, instalments=tuple(replace(i, pending=False) for i in debtor.instalments))
    procedure = next((i.procedure for i in debtor.instalments if i.procedure), REMINDERS)
    days = lived(debtor, 60)
    spoken = [d.date for d in days for message in d.leaving if message.level.speaks]
    for per_days, limit in ((30, procedure.max_contacts), (7, procedure.max_contacts_week)):
        for last in spoken if limit else ():
            assert sum(timedelta(0) <= last - contact < timedelta(days=per_days) for contact in spoken) <= limit


@given(debtors())
def test_the_tone_never_falls(debtor):
    """Rule 16, over all invoices; and a formal notice stands alone on its day."""
    heard = debtor.heard
    for lived_day in lived(debtor, 60):
        spoken = [m for m in lived_day.leaving if m.level.speaks and not m.level.preventive]
        assert all(message.tone >= max(heard, message.level.tone) for message in spoken)
        heard = max([heard, *(message.tone for message in spoken)])
        if any(message.level.formal for message in spoken):
            assert all(move.level.formal for message in spoken for move in message.moves)


REMINDERS = Procedure(1, (Level(id=1, delay=3), Level(id=2, delay=15, min_gap=5), Level(id=3, delay=30, min_gap=5)))


def one(late=0, **values):
    defaults = {"id": 1, "move_id": 1, "currency_id": 1, "residual": Decimal(100), "residual_company": Decimal(100)}
    return Instalment(**{**defaults, "due": day(-late), "procedure": REMINDERS, **values})


def story(*debts, **options):
    """[(number of the day, instalment, step)] of all that leaves in 45 days."""
    debtor = Debtor(1, debts, contact_id=1)
    return [
        ((lived_day.date - FIRST).days, move.instalment.id, move.level.id)
        for lived_day in lived(debtor, **options)
        for message in lived_day.leaving
        for move in message.moves
    ]


def test_an_old_debt_climbs_one_step_at_a_time():
    assert story(one(late=100)) == [(0, 1, 1), (5, 1, 2), (10, 1, 3)]


def test_a_closed_day_is_caught_up():
    assert story(one(late=-2)) == [(5, 1, 1), (17, 1, 2), (32, 1, 3)]
    closed = {day(number) for number in (5, 6, 17)}
    assert story(one(late=-2), may_leave=lambda level, on: on not in closed) == [(7, 1, 1), (18, 1, 2), (32, 1, 3)]


def test_a_hold_ends_and_leaves_its_gap():
    held = one(late=100, reached=REMINDERS.levels[0], reached_on=day(-50), held=True, held_until=day(9))
    assert story(held) == [(15, 1, 2), (20, 1, 3)]
    assert lived(Debtor(1, (held,), contact_id=1))[10].proposal.refusals[0].reason is Reason.QUIET


def test_a_promise_that_is_not_kept():
    assert story(one(late=100, promised_until=day(6))) == [(7, 1, 1), (12, 1, 2), (17, 1, 3)]


def test_what_is_on_its_way_leaves_first():
    assert story(one(late=100, pending=True)) == [(5, 1, 2), (10, 1, 3)]


def test_old_contacts_leave_the_budget():
    procedure = replace(REMINDERS, max_contacts=2)
    debtor = Debtor(
        1, (one(late=100, procedure=procedure),), contact_id=1, contacts=(day(-20), day(-1)), last_contact=day(-1)
    )
    days = lived(debtor)
    assert [(d.date - FIRST).days for d in days if d.leaving] == [10, 29, 40]
