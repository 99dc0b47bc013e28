"""When a debt lapses: cases counted by hand, and what holds for any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.limitation import Act, is_time_barred, limitation, limitation_date

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
classes = st.sampled_from(["consumer", "business", "public"])
kinds = st.sampled_from(["payment", "recognition", "claim", "insolvency_claim", "enforcement", "title", "suspension"])
acts = st.builds(lambda kind, on, length: Act(kind, on, on + timedelta(days=length)), kinds, days, st.integers(0, 900))


@pytest.mark.parametrize(
    ("start", "debtor_class", "interruptions", "expected"),
    [
        (date(2024, 3, 1), "consumer", [], date(2026, 3, 1)),
        (date(2024, 3, 1), "business", [], date(2029, 3, 1)),
        (date(2024, 3, 1), "public", [], date(2028, 12, 31)),  # 4 years from 1 January 2025
        (date(2024, 1, 1), "public", [], date(2028, 12, 31)),
        (date(2024, 12, 31), "public", [], date(2028, 12, 31)),
        (date(2024, 3, 1), "public", [date(2026, 7, 14)], date(2030, 12, 31)),  # anew from 1 January 2027
        (date(2024, 2, 29), "consumer", [], date(2026, 2, 28)),
        (date(2024, 3, 1), "consumer", [date(2026, 3, 1)], date(2028, 3, 1)),  # on the last day
        (date(2024, 3, 1), "consumer", [date(2026, 3, 2)], date(2026, 3, 1)),  # a day too late
        (date(2024, 3, 1), "consumer", [date(2027, 1, 1), date(2025, 9, 1)], date(2029, 1, 1)),  # each in its time
    ],
)
def test_counted_by_hand(start, debtor_class, interruptions, expected):
    assert limitation_date(start, debtor_class, interruptions) == expected


@pytest.mark.parametrize(
    ("matter", "expected"), [(None, date(2026, 3, 1)), ("housing", date(2027, 3, 1)), ("carriage", date(2025, 3, 1))]
)
def test_special_matters(matter, expected):
    assert limitation(date(2024, 3, 1), "consumer", matter=matter).last == expected


@pytest.mark.parametrize(
    ("its_acts", "expected"),
    [
        # a lawsuit holds the time until it ends, then the whole period begins (C. civ. 2242)
        ([Act("claim", date(2026, 2, 1), date(2028, 6, 30))], date(2030, 6, 30)),
        ([Act("claim", date(2026, 3, 2), date(2028, 6, 30))], date(2026, 3, 1)),  # a day too late
        ([Act("insolvency_claim", date(2025, 5, 5), date(2029, 1, 10))], date(2031, 1, 10)),
        ([Act("enforcement", date(2025, 5, 5))], date(2027, 5, 5)),
        # a title has ten years of its own, and what interrupts it gives ten more
        ([Act("title", date(2026, 1, 15))], date(2036, 1, 15)),
        ([Act("title", date(2026, 1, 15)), Act("payment", date(2030, 4, 1))], date(2040, 4, 1)),
        ([Act("title", date(2027, 1, 15))], date(2037, 1, 15)),  # what a judge has said stands
        # a letter of the creditor is none of the list
        ([Act("demand", date(2025, 5, 5))], date(2026, 3, 1)),
        ([Act("demand", date(2025, 5, 5)), Act("payment", date(2025, 7, 1))], date(2027, 7, 1)),
    ],
)
def test_acts_counted_by_hand(its_acts, expected):
    assert limitation(date(2024, 3, 1), "consumer", its_acts).last == expected


def test_a_written_demand_interrupts_against_a_public_body():
    """Loi 68-1250 art. 2: 4 years from the first day of the year after."""
    assert limitation(date(2024, 3, 1), "public", [Act("demand", date(2026, 5, 5))]).last == date(2030, 12, 31)
    late = limitation(date(2024, 3, 1), "public", [Act("demand", date(2029, 1, 1))])
    assert (late.last, late.steps[0].counts) == (date(2028, 12, 31), False)


def test_no_recognition_carries_a_debt_beyond_twenty_years():
    """C. civ. 2232: each in its time, and yet the end is that of the twentieth year; a lawsuit goes beyond."""
    payments = [Act("payment", date(year, 1, 1)) for year in range(2005, 2021, 4)]  # the last one of 2017
    assert limitation(date(2000, 6, 1), "business", payments).last == date(2020, 6, 1)
    suit = Act("claim", date(2020, 5, 1), date(2021, 5, 1))
    assert limitation(date(2000, 6, 1), "business", [*payments, suit]).last == date(2026, 5, 1)


def test_the_steps_say_which_acts_counted():
    found = limitation(
        date(2024, 3, 1),
        "consumer",
        [Act("demand", date(2025, 1, 1)), Act("payment", date(2025, 2, 1)), Act("payment", date(2027, 2, 2))],
    )
    assert [(step.act.kind, step.counts, step.last) for step in found.steps] == [
        ("demand", False, date(2026, 3, 1)),
        ("payment", True, date(2027, 2, 1)),
        ("payment", False, date(2027, 2, 1)),
    ]


@given(days, classes, st.lists(days, max_size=4), days)
def test_an_interruption_never_shortens_the_time(start, debtor_class, interruptions, another):
    before = limitation_date(start, debtor_class, interruptions)
    assert limitation_date(start, debtor_class, [*interruptions, another]) >= before


@given(days, classes, st.lists(acts, max_size=5), acts)
def test_no_act_shortens_the_time(start, debtor_class, its_acts, another):
    before = limitation(start, debtor_class, its_acts).last
    assert limitation(start, debtor_class, [*its_acts, another]).last >= before


@given(days, st.sampled_from(["consumer", "business"]), st.lists(acts, max_size=5), days)
def test_a_letter_of_the_creditor_changes_nothing(start, debtor_class, its_acts, day):
    before = limitation(start, debtor_class, its_acts).last
    assert limitation(start, debtor_class, [*its_acts, Act("demand", day)]).last == before


@given(days, classes, st.lists(acts, max_size=5))
def test_the_order_of_telling_changes_nothing(start, debtor_class, its_acts):
    assert limitation(start, debtor_class, its_acts) == limitation(start, debtor_class, its_acts[::-1])


@given(days, classes, st.integers(-3, 3))
def test_the_last_day_is_still_in_time(start, debtor_class, late):
    found = limitation(start, debtor_class)
    assert found.is_over(found.last + timedelta(days=late)) == (late > 0)


@given(days, classes, st.lists(days, max_size=4))
def test_lapsed_from_the_day_after_on(start, debtor_class, interruptions):
    last = limitation_date(start, debtor_class, interruptions)
    assert not is_time_barred(last, start, debtor_class, interruptions)
    assert is_time_barred(last + timedelta(days=1), start, debtor_class, interruptions)


@given(days, classes, st.integers(0, 400))
def test_alerts_come_nearer_and_end_with_the_debt(start, debtor_class, left):
    found = limitation(start, debtor_class)
    expected = 30 if left <= 30 else 90 if left <= 90 else 180 if left <= 180 else None
    assert found.alert(found.last - timedelta(days=left)) == expected
    assert found.alert(found.last + timedelta(days=left + 1)) is None


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
