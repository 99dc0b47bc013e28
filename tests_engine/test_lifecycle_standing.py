"""Where an invoice stands: told by hand, and the same in whatever order its statuses arrive."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lifecycle.codes import CODES, Effect, effect_of
from engine.lifecycle.standing import Entry, standing

D = Decimal
START = datetime(2026, 9, 1, 9)


def told(*statuses):
    """The standing after statuses of one day each: '207', or ('213', 'DOUBLON'), or ('212', Decimal)."""
    return standing(entries(*statuses))


def entries(*statuses):
    for day, status in enumerate(statuses):
        code, more = status if isinstance(status, tuple) else (status, None)
        reasons = (more,) if isinstance(more, str) else ()
        collected = more if isinstance(more, Decimal) else None
        at = START + timedelta(days=day)
        yield Entry(str(day), at, code, effect_of(code, reasons), reasons, collected=collected)


@pytest.mark.parametrize(
    ("statuses", "name"),
    [
        ((), ""),
        (("200", "201"), ""),
        ((("200", "NON_TRANSMISE"),), "undelivered"),
        ((("200", "NON_TRANSMISE"), "202"), "delivered"),  # replayed later
        (("200", "202", "203", "204"), "delivered"),
        (("203", "205"), "approved"),
        (("203", "207"), "disputed"),
        (("207", "205"), "approved"),
        (("205", "207"), "disputed"),  # he may think again
        (("206", "205"), "approved"),
        (("207", "210"), "refused"),
        (("210", "205"), "approved"),
        (("210", "207"), "disputed"),
        (("207", "220"), "replaced"),
        (("220", "205"), "replaced"),
        (("207", ("212", D(100))), "delivered"),
        (("207", ("212", D(-100))), "disputed"),  # a collection taken back ends nothing
        (("207", "211"), "disputed"),
        (("208",), "suspended"),
        (("208", "209"), "delivered"),
        (("208", "205"), "approved"),
        (("208", "211"), "payment_sent"),
        (("205", "211"), "payment_sent"),
        (("211", "207"), "disputed"),
        (("211", "210"), "refused"),
        (("203", "213"), "undelivered"),
        (("203", ("213", "DOUBLON")), "delivered"),
        (("205", ("213", "REJ_UNI")), "approved"),
        ((("213", "DOUBLON"),), "undelivered"),
        ((("213", "DOUBLON"), "203"), "delivered"),
        (("221", "202"), "delivered"),
        (("205", "225"), "payee"),
        (("205", "225", "228"), "approved"),
        (("205", "226"), "approved"),
        (("205", "999"), "approved"),
    ],
)
def test_told_by_hand(statuses, name):
    assert told(*statuses).name == name


def test_a_duplicate_leaves_the_proof_of_delivery():
    found = told("202", "203", ("213", "DOUBLON"))
    assert found.delivered.code == "202" and found.undelivered is None


def test_each_payment_that_was_told_counts():
    assert [entry.key for entry in told("211", "211", "205").announced] == ["0", "1"]


def test_what_stops_says_why():
    assert [(why, entry.code) for why, entry in told("205", "225", "208").stops] == [
        ("payee", "225"),
        ("suspended", "208"),
    ]


reason = st.sampled_from([(), ("DOUBLON",), ("NON_TRANSMISE",), ("PU_ERR",), ("REJ_SEMAN",)])
amount = st.none() | st.decimals(-1000, 1000, places=2)
statuses = st.lists(
    st.builds(
        lambda key, minutes, code, reasons, collected: Entry(
            f"{key}", START + timedelta(minutes=minutes), code, effect_of(code, reasons), reasons, collected=collected
        ),
        st.integers(0, 10**6),
        st.integers(0, 6),  # many at the same minute
        st.sampled_from(sorted(CODES)),
        reason,
        amount,
    ),
    max_size=12,
    unique_by=lambda entry: entry.key,
)


@given(statuses, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_standing(known, random):
    shuffled = list(known)
    random.shuffle(shuffled)
    assert standing(shuffled) == standing(known)


@given(statuses, st.randoms(use_true_random=False))
def test_what_comes_twice_changes_nothing(known, random):
    assert standing([*known, *(random.choice(known) for _ in known)]) == standing(known)


@given(statuses)
def test_notes_change_nothing(known):
    said = [entry for entry in known if entry.effect not in (Effect.NOTE, Effect.CONFIDENTIAL)]
    assert standing(said) == standing(known)


@given(statuses)
def test_at_most_one_decision_of_the_buyer_is_in_force(known):
    found = standing(known)
    assert sum(bool(one) for one in (found.approved, found.disputed, found.refused)) <= 1
    assert not (found.undelivered and found.delivered)
    assert not found.name or found.because in known
