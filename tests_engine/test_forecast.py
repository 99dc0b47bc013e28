"""Expected payments: what must hold for every debtor, whatever he did."""

import math
import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.board.drift import Effects, Moments, Seen, effects
from engine.board.expectation import Source, Word, expect
from engine.board.forecast import Group, Habit, group

TODAY = date(2026, 3, 2)
WEEKS = [TODAY + timedelta(days=7 * week) for week in range(13)]
seen = st.builds(
    Seen,
    days=st.integers(-120, 730),
    ago=st.integers(0, 730),
    disputed=st.booleans(),
    weight=st.floats(0.01, 1),
)
histories = st.lists(seen, max_size=30)
dues = st.dates(TODAY - timedelta(days=1500), TODAY + timedelta(days=200))
moved = st.builds(Effects, st.floats(-0.05, 0.05), st.floats(-20, 40))
words = st.lists(
    st.builds(
        Word,
        st.sampled_from([Source.PROMISE, Source.PLAN, Source.LIFECYCLE]),
        day=st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=120)),
        until=st.dates(TODAY - timedelta(days=20), TODAY + timedelta(days=120)),
        part=st.floats(0, 1.2),
    ),
    max_size=4,
)


@given(histories, dues, moved, st.booleans())
def test_never_in_the_past_and_in_order(past, due, effects_, disputed):
    rest = Habit(past, group([past], effects_), effects_).after(due, TODAY, TODAY, disputed)
    days = [rest.day(part / 20) for part in range(1, 20)]
    assert days[0] >= TODAY
    assert days == sorted(days)


@given(histories, dues, words, st.floats(0, 1))
def test_weeks_never_bring_more_than_is_open(past, due, said, kept):
    found = expect(Habit(past, Group()), due, TODAY, WEEKS, said, kept)
    assert all(share >= -1e-9 for share in found.shares)
    assert sum(found.shares) <= 1 + 1e-9
    assert TODAY <= found.early <= found.day <= found.late
    assert all(sum(its) <= 1 + 1e-9 for its in found.told.values())


@given(histories, dues)
def test_the_share_paid_grows_with_the_days(past, due):
    rest = Habit(past, Group()).after(due, TODAY, TODAY)
    shares = [rest.before(TODAY + timedelta(days=day)) for day in range(0, 900, 30)]
    assert shares[0] == 0
    assert shares == sorted(shares)


def test_who_has_paid_nothing_pays_as_his_class():
    of_class = Group(level=12, spread=4, shape=((-1.0, 0.3), (0.0, 0.4), (1.0, 0.3)))
    assert Habit([], of_class).after(TODAY, TODAY, TODAY).day(0.5) == TODAY + timedelta(days=12)


def test_who_has_paid_much_pays_as_himself():
    of_class = Group(level=0, spread=4, shape=((0.0, 1.0),))
    steady = Habit([Seen(40, 10 * number) for number in range(40)], of_class)
    assert abs((steady.after(TODAY, TODAY, TODAY).day(0.5) - TODAY).days - 40) <= 1


def test_one_payment_moves_him_some_of_the_way():
    of_class = Group(level=0, spread=4, shape=((0.0, 1.0),))
    assert 0 < Habit([Seen(40, 10)], of_class).level < 40


def test_the_older_the_later():
    """Not paid at an age at which he usually has: it takes at least until tomorrow, and longer the older it is."""
    habit = Habit([Seen(20 + number % 5, 10 * number) for number in range(40)], Group(20, 5, ((0.0, 1.0),)))
    waits = [
        (habit.after(TODAY - timedelta(days=age), TODAY, TODAY).day(0.5) - TODAY).days for age in (0, 10, 20, 60, 200)
    ]
    assert waits[0] > waits[1] > waits[2]
    assert waits[4] >= waits[2]


def test_of_what_is_older_than_anything_seen_little_is_known():
    """He pays on the 29th day; 170 days later nobody says tomorrow: half come within two months, the band is wide."""
    steady = Habit([Seen(29, 10 * number) for number in range(40)], Group(25, 4, ((-1.0, 0.5), (1.0, 0.5))))
    rest = steady.after(TODAY - timedelta(days=200), TODAY, TODAY)
    assert timedelta(days=40) < rest.day(0.5) - TODAY < timedelta(days=70)
    assert rest.day(0.9) - rest.day(0.1) > timedelta(days=120)


def test_the_book_drifts():
    """Forty debtors, each with an average of his own, pay 3 days earlier in 300 days, disputed instalments 8 days
    later."""
    draw = random.Random(1)
    past = [
        [
            Seen(own + 0.01 * ago + 8 * disputed + draw.gauss(0, 2), ago, disputed)
            for ago in range(0, 600, 20)
            for disputed in [draw.random() < 0.3]
        ]
        for own in range(-20, 20)
    ]
    found = effects(map(Moments.of, past))
    assert math.isclose(found.drift, -0.01, abs_tol=0.002)
    assert math.isclose(found.disputed, 8, abs_tol=0.6)


@given(st.lists(histories, max_size=5))
def test_effects_are_numbers(past):
    found = effects(map(Moments.of, past))
    assert math.isfinite(found.drift)
    assert math.isfinite(found.disputed)


def test_a_promise_of_less_than_half_moves_the_weeks_alone():
    habit = Habit([Seen(30, 10 * number) for number in range(40)], Group(30, 2, ((0.0, 1.0),)))
    word = Word(Source.PROMISE, TODAY, TODAY, 0.4)
    found = expect(habit, TODAY, TODAY, WEEKS, [word], kept=1.0)
    assert found.source is Source.BEHAVIOUR
    assert math.isclose(found.shares[0], 0.4, abs_tol=0.01)
