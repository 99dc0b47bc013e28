"""When a debt lapses: cases counted by hand, and what holds for any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.limitation import is_time_barred, limitation_date

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
classes = st.sampled_from(["consumer", "business", "public"])


@pytest.mark.parametrize(
    ("start", "debtor_class", "interruptions", "expected"),
    [
        (date(2024, 3, 1), "consumer", [], date(2026, 3, 1)),
        (date(2024, 3, 1), "business", [], date(2029, 3, 1)),
        (date(2024, 3, 1), "public", [], date(2029, 3, 1)),
        (date(2024, 2, 29), "consumer", [], date(2026, 2, 28)),
        (date(2024, 3, 1), "consumer", [date(2026, 3, 1)], date(2028, 3, 1)),  # on the last day
        (date(2024, 3, 1), "consumer", [date(2026, 3, 2)], date(2026, 3, 1)),  # a day too late
        (date(2024, 3, 1), "consumer", [date(2027, 1, 1), date(2025, 9, 1)], date(2029, 1, 1)),  # each in its time
    ],
)
def test_counted_by_hand(start, debtor_class, interruptions, expected):
    assert limitation_date(start, debtor_class, interruptions) == expected


@given(days, classes, st.lists(days, max_size=4), days)
def test_an_interruption_never_shortens_the_time(start, debtor_class, interruptions, another):
    before = limitation_date(start, debtor_class, interruptions)
    assert limitation_date(start, debtor_class, [*interruptions, another]) >= before


@given(days, classes, st.lists(days, max_size=4))
def test_lapsed_from_the_day_after_on(start, debtor_class, interruptions):
    last = limitation_date(start, debtor_class, interruptions)
    assert not is_time_barred(last, start, debtor_class, interruptions)
    assert is_time_barred(last + timedelta(days=1), start, debtor_class, interruptions)


@pytest.mark.parametrize(
    ("suspensions", "expected"),
    [
        ([], date(2026, 3, 1)),
        ([(date(2025, 1, 1), date(2025, 1, 31))], date(2026, 3, 31)),  # 30 days, and more than six months are left
        ([(date(2026, 2, 1), date(2026, 5, 15))], date(2026, 11, 15)),  # a month was left: six are given
        ([(date(2026, 3, 2), date(2026, 5, 15))], date(2026, 3, 1)),  # too late
        ([(date(2025, 1, 1), date(2025, 1, 31)), (date(2026, 3, 20), date(2026, 4, 1))], date(2026, 10, 1)),
    ],
)
def test_a_mediation_suspends_it(suspensions, expected):
    assert limitation_date(date(2024, 3, 1), "consumer", suspensions=suspensions) == expected


@given(days, classes, days, st.integers(0, 400))
def test_a_suspension_never_shortens_it(start, debtor_class, first, length):
    until = first + timedelta(days=length)
    assert limitation_date(start, debtor_class, suspensions=[(first, until)]) >= limitation_date(start, debtor_class)
