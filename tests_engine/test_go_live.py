"""An old book enters its ladders: at the step below the one its age calls for, and spread over the days."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.go_live import Waiting, age_of, ages, enters, entry_level, may_enter, spread, start_of
from engine.ladder import Debtor, Instalment, Level, Procedure, next_level
from engine.simulation import days_from, simulate

TODAY = date(2026, 3, 2)  # a Monday
STEPS = (
    Level(id=0, delay=-5, phase="preventive"),
    Level(id=1, delay=3, min_gap=3),
    Level(id=2, delay=8, min_gap=3, speaks=False),
    Level(id=3, delay=15, min_gap=5, tone=2),
    Level(id=4, delay=30, min_gap=10, tone=3),
    Level(id=5, delay=45, min_gap=10, phase="formal_notice", tone=4),
)
LADDER = Procedure(1, STEPS)


def working_day(day):
    return day.weekday() < 5


def test_ages_and_entry_steps_of_the_usual_ladder():
    assert [(age.first, age.last, age.called and age.called.id) for age in ages(LADDER)] == [
        (1, 2, None),
        (3, 7, 1),
        (8, 14, 2),
        (15, 29, 3),
        (30, 44, 4),
        (45, None, 5),
    ]
    entries = [entry_level(LADDER, age.called) for age in ages(LADDER)]
    assert [level and level.id for level in entries] == [None, None, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((), []),
        ((STEPS[0],), []),
        ((Level(id=1, delay=0),), [(1, None)]),
        ((Level(id=1, delay=0), Level(id=2, delay=1)), [(1, None)]),
    ],
)
def test_ages_of_odd_ladders(levels, expected):
    assert [(age.first, age.last) for age in ages(Procedure(1, levels))] == expected


@given(st.sets(st.sampled_from(STEPS[1:]), min_size=1), st.integers(1, 200))
def test_the_next_message_is_never_firmer_than_the_age_calls_for(levels, late):
    procedure = Procedure(1, tuple(sorted(levels, key=lambda level: level.delay)))
    age = age_of(ages(procedure), late)
    assert age.first <= late
    entry = entry_level(procedure, age.called)
    assert entry is None or (may_enter(entry) and entry.tone <= 2)
    if age.called:
        assert next_level(procedure, entry, overdue=True).intensity <= age.called.intensity


@st.composite
def books(draw):
    """Debtors with old debts, each at the step at which it enters."""
    debtors = []
    for number in range(1, draw(st.integers(1, 30)) + 1):
        debts = tuple(
            Instalment(
                id=number * 10 + rank,
                move_id=number * 10 + rank,
                currency_id=1,
                due=TODAY - timedelta(days=draw(st.integers(1, 100))),
                residual=Decimal(draw(st.integers(1, 1000))),
                residual_company=Decimal(1),
                procedure=LADDER,
                reached=(reached := draw(st.none() | st.sampled_from(STEPS[1:4]))),
                reached_on=TODAY if reached else None,
            )
            for rank in range(draw(st.integers(1, 3)))
        )
        debtors.append(Debtor(number, debts, contact_id=1))
    return debtors


def started(debtor, day):
    """The debtor with the holds that lead to his first message on `day`."""
    until, longer = start_of(debtor, TODAY).holds(day)
    return replace(
        debtor,
        instalments=tuple(replace(i, held=True, held_until=longer.get(i.id, until)) for i in debtor.instalments),
    )


@given(books(), st.integers(1, 15))
def test_no_day_has_more_first_messages_than_its_share(debtors, days):
    """Each debtor gets all that is due in his first message, on his day, and not before."""
    first_days = spread([start_of(debtor, TODAY) for debtor in debtors], TODAY, days, working_day)
    assert set(first_days) == {debtor.id for debtor in debtors}
    assert max(Counter(first_days.values()).values()) <= math.ceil(len(debtors) / days)
    for debtor in debtors:
        first_day = first_days[debtor.id]
        assert first_day > TODAY
        assert working_day(first_day)
        held = started(debtor, first_day)
        assert min(i.held_until for i in held.instalments) >= TODAY, "a hold ends today at the earliest"
        lived = simulate(held, days_from(TODAY, first_day), lambda level, day: working_day(day))
        *before, first = lived
        assert not any(day.leaving for day in before)
        moved = {move.instalment.id for message in first.leaving for move in message.moves}
        assert moved == {waiting.instalment_id for waiting in start_of(debtor, TODAY).ready(first_day)}


def test_the_oldest_and_then_the_largest_start_first():
    def start(number, late, amount):
        amount = Decimal(amount)
        debt = Instalment(number, number, 1, TODAY - timedelta(days=late), amount, amount, LADDER)
        return start_of(Debtor(number, (debt,), contact_id=1), TODAY)

    first_days = spread([start(1, 40, 10), start(2, 90, 10), start(3, 40, 500)], TODAY, 3, working_day)
    # the first step leaves three days after a hold: on Friday, Monday and Tuesday
    assert [(first_days[number] - TODAY).days for number in (2, 3, 1)] == [4, 7, 8]


def test_who_is_held_for_ever_or_at_the_end_of_the_ladder_does_not_start():
    debt = Instalment(1, 1, 1, TODAY - timedelta(days=9), Decimal(1), Decimal(1), LADDER)
    for state in (
        *({"held": True}, {"reached": STEPS[-1]}, {"no_followup": True}, {"due": TODAY}, {"procedure": None}),
        *({"time_barred": True}, {"planned": True}, {"disputed": Decimal(1)}),
    ):
        assert start_of(Debtor(1, (replace(debt, **state),), contact_id=1), TODAY) is None
    assert start_of(Debtor(1, (debt,), contact_id=1, phase="legal"), TODAY) is None
    assert start_of(Debtor(1, (debt,), contact_id=1, insolvent=True), TODAY) is None
    assert start_of(Debtor(1, (debt,), contact_id=1), TODAY).waiting == (Waiting(1, TODAY, 3),)


def test_who_enters_a_ladder_in_the_middle():
    debt = Instalment(1, 1, 1, TODAY - timedelta(days=9), Decimal(1), Decimal(1), LADDER)
    debtor = Debtor(1, (debt,), contact_id=1)
    assert enters(debtor, debt, TODAY)
    for state in ({"due": TODAY}, {"reached": STEPS[1]}, {"pending": True}, {"planned": True}):
        assert not enters(debtor, replace(debt, **state), TODAY)


def test_what_the_first_step_waits_for():
    """A hold and its step's gap, a promise, the quiet days since the last contact: whatever ends last."""
    quiet = replace(LADDER, quiet_days=5)
    debt = Instalment(1, 1, 1, TODAY - timedelta(days=9), Decimal(1), Decimal(1), quiet)

    def waits(debtor=None, **state):
        found = start_of(Debtor(1, (replace(debt, **state),), contact_id=1, **(debtor or {})), TODAY)
        return (found.waiting[0].first - TODAY).days

    in_a_week = TODAY + timedelta(days=7)
    assert waits() == 0
    assert waits(held=True, held_until=in_a_week) == 7 + 1 + STEPS[1].min_gap
    assert waits(promised_until=in_a_week) == 8
    assert waits({"last_contact": TODAY - timedelta(days=1)}) == 4
    assert waits({"last_contact": TODAY}, promised_until=in_a_week) == 8


def test_a_book_that_may_never_send_starts_far_away():
    debt = Instalment(1, 1, 1, TODAY - timedelta(days=9), Decimal(1), Decimal(1), LADDER)
    start = start_of(Debtor(1, (debt,), contact_id=1), TODAY)
    assert spread([start], TODAY, 1, lambda day: False)[1] > TODAY + timedelta(days=365)
