"""Payment behaviour, expected day, priority and next action: examples counted by hand, and what must hold for all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.score import (
    ACTIONS,
    ANSWERED,
    Paid,
    Situation,
    average_days_late,
    expected_on,
    first_action,
    grade,
    pays_after_calls,
    priority,
)

TODAY = date(2026, 3, 2)
amounts = st.decimals(0, 10_000_000, places=2)
days = st.integers(0, 4000)
situations = st.builds(
    Situation,
    overdue=amounts,
    usual=amounts,
    days=days,
    broken_promises=st.integers(0, 20),
    broken_days=st.none() | days,
    days_late=st.none() | st.integers(-60, 1000),
    answered=st.booleans(),
)
candidates = st.lists(st.tuples(st.sampled_from(ACTIONS), st.dates(date(2025, 1, 1), date(2027, 1, 1))), max_size=8)


def test_average_is_weighted_by_amount():
    # (1000 * 10 + 500 * 40) / 1500 = 20
    assert average_days_late([Paid(10, Decimal(1000)), Paid(40, Decimal(500))]) == 20


def test_what_was_paid_early_counts():
    assert average_days_late([Paid(-10, Decimal(100)), Paid(10, Decimal(100))]) == 0


@pytest.mark.parametrize(
    ("late", "expected"),
    [(-5, "A"), (3, "A"), (4, "B"), (15, "B"), (16, "C"), (30, "C"), (31, "D"), (60, "D"), (61, "E")],
)
def test_grades(late, expected):
    assert grade(late) == expected


def test_broken_promises_lower_the_grade():
    assert [grade(0, broken) for broken in (0, 1, 2, 3, 9)] == ["A", "B", "B", "C", "C"]
    assert grade(None, 1) == "D"  # nothing known of his payments: in the middle, less one


def test_priority_by_hand():
    # 45 * 3000/4000 + 20 * 45/90 + 20 * 1/2 + 10 * 30/60 + 5 = 33.75 + 10 + 10 + 5 + 5
    situation = Situation(Decimal(3000), Decimal(1000), 45, 1, 2, 30)
    assert priority(situation) == 64
    assert priority(replace(situation, broken_days=8)) == 59
    assert priority(replace(situation, answered=True)) == 64 + ANSWERED


@given(situations)
def test_priority_is_between_its_limits(situation):
    low = ANSWERED if situation.answered else 0
    assert low <= priority(situation) <= low + 100


@given(situations, amounts)
def test_more_money_never_lowers(situation, more):
    assert priority(replace(situation, overdue=situation.overdue + more)) >= priority(situation)


@given(situations, days)
def test_older_never_lowers(situation, more):
    assert priority(replace(situation, days=situation.days + more)) >= priority(situation)


@given(situations, st.integers(1, 5))
def test_a_broken_promise_never_lowers(situation, more):
    broken = replace(situation, broken_promises=situation.broken_promises + more)
    assert priority(broken) >= priority(situation)
    assert priority(replace(broken, broken_days=0)) >= priority(broken)


@given(situations, days)
def test_a_later_payer_never_comes_after(situation, more):
    assert priority(replace(situation, days_late=(situation.days_late or 0) + more)) >= priority(situation)


@given(situations, situations)
def test_who_answered_comes_first(one, other):
    assert priority(replace(one, answered=True)) >= priority(replace(other, answered=False))


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.none() | st.integers(-90, 400), st.none() | st.dates())
def test_money_is_never_expected_in_the_past(due, late, promised):
    assert expected_on(due, late, TODAY, promised) >= TODAY


@given(st.integers(0, 50), st.integers(0, 50))
def test_who_pays_after_calls_was_called_twice(calls, followed):
    assert not pays_after_calls(calls, followed) or calls >= 2


@given(candidates)
def test_what_is_due_comes_before_what_is_to_come(choices):
    kind, day = first_action(choices, TODAY)
    if not choices:
        assert (kind, day) == (None, None)
    elif any(when <= TODAY for _what, when in choices):
        assert day <= TODAY
        assert all(ACTIONS.index(what) >= ACTIONS.index(kind) for what, when in choices if when <= TODAY)
    else:
        assert day == min(when for _what, when in choices)


def test_of_one_kind_the_longest_due():
    assert first_action([("call", TODAY), ("call", TODAY - timedelta(days=3))], TODAY)[1] == TODAY - timedelta(days=3)
