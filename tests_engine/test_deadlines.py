"""Deadlines counted by hand. Each table stands in the docstring of its test: a line is a case with what is counted, the
article and the arithmetic; the test reads its own lines."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import deadlines as rules
from engine.place import Place

PLACES = {
    "Paris": Place("Europe/Paris", "FR"),
    "Metz": Place("Europe/Paris", "FR", "57"),
    "Strasbourg": Place("Europe/Paris", "FR", "6AE"),
    "Saint-Denis": Place("Indian/Reunion", "FR", "974"),
    "Fort-de-France": Place("America/Martinique", "FR", "972"),
    "Mamoudzou": Place("Indian/Mayotte", "FR", "976"),
    "Noumea": Place("Pacific/Noumea", "FR", "NC"),
    "Berlin": Place("Europe/Berlin", "DE"),
}
PARIS = PLACES["Paris"]
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
places = st.sampled_from(list(PLACES.values()))


def cases(function):
    """The lines `what from [options] = day : why` of a docstring, each a case of its test."""
    lines = [line.strip() for line in function.__doc__.splitlines() if " = " in line]
    assert all(re.search(r" : .*\d", line) for line in lines), "each line has its article and its arithmetic"
    rows = [line.split(" : ")[0].split(" = ") for line in lines]
    return pytest.mark.parametrize(("said", "expected"), rows, ids=lines)(function)


def day_of(text):
    return date.fromisoformat(text)


@cases
def test_counting(said, expected):
    """Periods in the way of CPC 640 to 642: start, months, days, where.

    2026-03-02 1m 0d Paris = 2026-04-02 : CPC 641, from number to number: 2 March + 1 month
    2026-03-31 1m 0d Paris = 2026-04-30 : CPC 641, April has no 31st: its last day
    2026-01-31 1m 0d Paris = 2026-03-02 : CPC 641, last day of February, 28, a Saturday: on to Monday 2 (CPC 642)
    2024-01-31 1m 0d Paris = 2024-02-29 : CPC 641, leap year: 29 February 2024, a Thursday
    2023-01-31 1m 0d Paris = 2023-02-28 : CPC 641, 28 February 2023, a Tuesday
    2024-02-29 12m 0d Paris = 2025-02-28 : CPC 641, a year from a leap day: 28 February 2025, a Friday
    2023-08-31 6m 0d Paris = 2024-02-29 : CPC 641, 31 August + 6 months: 29 February 2024
    2024-01-10 0m 15d Paris = 2024-01-25 : CPC 641, the day itself does not count: 10 + 15
    2024-01-15 1m 10d Paris = 2024-02-26 : CPC 641, months first: 15 February, + 10 = Sunday 25: Monday 26
    2018-02-20 3m 0d Paris = 2018-05-22 : CPC 642, Sunday 20 May, then Whit Monday 21 (Cass. 3e civ. 21/01/2021)
    2026-04-08 1m 0d Paris = 2026-05-11 : CPC 642, 8 May 2026 is a holiday and a Friday: Monday 11
    2026-04-01 1m 0d Paris = 2026-05-04 : CPC 642, 1 May is a Friday, then a weekend: Monday 4
    2026-06-14 1m 0d Paris = 2026-07-15 : CPC 642, 14 July, a Tuesday: Wednesday 15
    2025-12-25 12m 0d Paris = 2026-12-28 : CPC 642, Christmas 2026 is a Friday, then Saturday and Sunday: 28
    2025-12-01 1m 0d Paris = 2026-01-02 : CPC 642, 1 January, a Thursday: Friday 2
    2026-03-03 1m 0d Paris = 2026-04-03 : CPC 642, Good Friday is a working day in Paris
    2026-03-03 1m 0d Metz = 2026-04-07 : CPC 642, Good Friday 3 April in Moselle, then Easter Monday 6: Tuesday 7
    2026-03-03 1m 0d Strasbourg = 2026-04-07 : CPC 642, the same in Alsace: 3, 4, 5, 6 April are no working days
    2024-11-26 1m 0d Strasbourg = 2024-12-27 : CPC 642, 26 December is a holiday in Alsace: Friday 27
    2024-11-26 1m 0d Paris = 2024-12-26 : CPC 642, 26 December is a working day elsewhere
    2027-11-20 1m 0d Saint-Denis = 2027-12-21 : CPC 642, 20 December, end of slavery on Réunion: Tuesday 21
    2026-04-22 1m 0d Fort-de-France = 2026-05-26 : CPC 642, 22 May on Martinique, weekend, Whit Monday 25: 26
    2027-03-27 1m 0d Mamoudzou = 2027-04-28 : CPC 642, 27 April, end of slavery on Mayotte: Wednesday 28
    2026-10-14 1m 0d Paris = 2026-11-16 : CPC 642, 14 November is a Saturday: Monday 16
    2026-10-11 1m 0d Paris = 2026-11-12 : CPC 642, 11 November: Thursday 12
    """
    start, months, number, place = said.split()
    period = rules.count(day_of(start), int(months[:-1]), int(number[:-1]), PLACES[place])
    assert period.last == day_of(expected)


@cases
def test_payment_order_served_in_time(said, expected):
    """Until when an order is served (CPC 1411), by its day: both regimes of 2026.

    2026-02-16 Paris = 2026-08-17 : CPC 1411, before 1 September 2026: 6 months: 16 August, a Sunday: 17
    2026-03-02 Paris = 2026-09-02 : CPC 1411, 6 months: the order of March keeps them after 1 September
    2026-08-31 Paris = 2027-03-01 : CPC 1411, the last day of the old rule: 6 months: 28 February 2027, a Sunday
    2026-09-01 Paris = 2026-12-01 : CPC 1411 (decree 2026-96 art. 9), the first of the new one: 3 months
    2026-09-15 Paris = 2026-12-15 : CPC 1411, 3 months
    2026-11-30 Paris = 2027-03-01 : CPC 1411, 3 months: 28 February 2027, a Sunday: Monday 1
    2026-10-08 Paris = 2027-01-08 : CPC 1411, 3 months
    2027-02-08 Paris = 2027-05-10 : CPC 1411, 3 months: 8 May 2027, a Saturday: Monday 10
    2026-09-26 Strasbourg = 2026-12-28 : CPC 1411, 3 months: 26 December 2026, a Saturday: Monday 28
    2027-12-26 Strasbourg = 2028-03-27 : CPC 1411, 3 months: 26 March 2028, a Sunday: Monday 27
    """
    order_date, place = said.split()
    assert rules.service_deadline(day_of(order_date), PLACES[place]).last == day_of(expected)


@cases
def test_opposition(said, expected):
    """Until when the debtor opposes (CPC 1416): service, in person or not, court, where he lives, first act.

    2026-09-10 person Paris Paris - = 2026-10-12 : CPC 1416, 1 month: 10 October, a Saturday: Monday 12
    2026-09-10 absent Paris Paris - = None : CPC 1416, not in person and no act yet: 0 days are known
    2026-09-10 absent Paris Paris 2027-01-15 = 2027-02-15 : CPC 1416, 1 month from the first seizure
    2026-09-10 person Paris Saint-Denis - = 2026-11-10 : CPC 643, lives on Réunion: 1 + 1 months
    2026-09-10 person Paris Noumea - = 2026-11-10 : CPC 643, lives in New Caledonia: 1 + 1 months
    2026-09-10 person Paris Berlin - = 2026-12-10 : CPC 643, lives abroad: 1 + 2 months
    2026-09-10 person Saint-Denis Saint-Denis - = 2026-10-12 : CPC 644, lives where the court is: 1 month, Monday 12
    2026-09-10 person Saint-Denis Paris - = 2026-11-10 : CPC 644, lives in metropolitan France: 1 + 1 months
    2026-09-10 person Saint-Denis Mamoudzou - = 2026-11-10 : CPC 644, lives in another part overseas: 1 + 1 months
    2027-01-31 person Paris Paris - = 2027-03-01 : CPC 1416, 1 month: 28 February 2027, a Sunday: Monday 1
    2027-03-26 person Metz Metz - = 2027-04-26 : CPC 1416, 1 month: a Monday
    """
    served_on, how, court, debtor, act = said.split()
    first_act = None if act == "-" else day_of(act)
    found = rules.opposition_deadline(day_of(served_on), how == "person", PLACES[court], PLACES[debtor], first_act)
    assert str(found and found.last) == expected


@cases
def test_enforcement(said, expected):
    """The first day of enforcement: order, service, court, debtor.

    2026-09-01 2026-09-10 Paris Paris = 2026-11-11 : CPC 1422, 2 months from service: after 10 November
    2026-09-01 2026-12-31 Paris Paris = 2027-03-01 : CPC 1422, 2 months: after 28 February, which is the 31st there
    2026-08-31 2026-09-10 Paris Paris = 2026-10-13 : CPC 1416, old order: the day after 1 month, Monday 12 October
    2026-09-01 2026-09-10 Paris Berlin = 2026-12-11 : CPC 643, never before the 1 + 2 months of opposition: after 10
    2026-09-01 2026-09-10 Paris Saint-Denis = 2026-11-11 : CPC 643, 1 + 1 months end on 10 November as the 2 months do
    2026-08-31 2026-09-10 Paris Saint-Denis = 2026-11-11 : CPC 1416 and 643, old order: after 1 + 1 months
    """
    order_date, served_on, court, debtor = said.split()
    found = rules.enforcement_date(day_of(order_date), day_of(served_on), PLACES[court], PLACES[debtor])
    assert (found.last, found.opens) == (day_of(expected), True)


@cases
def test_the_others(said, expected):
    """Deposit, counsel, small claims, officers' orders, seizures, appeals, titles: what, from, where.

    deposit_deadline 2026-03-02 Paris = 2026-03-17 : CPC 1425, 15 days: 2 + 15
    deposit_deadline 2026-04-23 Paris = 2026-05-11 : CPC 1425, 15 days: 8 May, a Friday: Monday 11
    deposit_deadline 2026-03-19 Strasbourg = 2026-04-07 : CPC 1425, 15 days: Good Friday 3 April: Tuesday 7
    counsel_deadline 2026-10-31 Paris = 2026-11-16 : CPC 1418, 15 days: 15 November, a Sunday: Monday 16
    answer_deadline 2026-03-31 Paris = 2026-04-30 : CPCE L125-1, 1 month: April has no 31st
    contest_deadline 2026-09-30 Paris = 2026-10-30 : CPCE L126-1, 1 month
    record_date 2026-09-30 Paris = 2026-11-07 : CPCE L126-3, 30 October, and 8 days
    conservatory_deadline 2026-07-14 Paris = 2026-08-14 : CPCE R511-7, 1 month: a Friday
    title_expiry 2024-02-29 - = 2034-02-28 : CPCE L111-4, 10 years from a leap day
    title_expiry 2026-05-08 - = 2036-05-08 : CPCE L111-4, 10 years; a limitation is not carried on by a holiday
    suspension_end 2026-03-02 - = 2028-03-02 : C. conso. L722-3, 2 years at most
    """
    name, start, place = said.split()
    function = getattr(rules, name)
    found = function(day_of(start)) if place == "-" else function(day_of(start), PLACES[place])
    assert found.last == day_of(expected)


@cases
def test_appeal(said, expected):
    """Until when a decision is appealed from: kind, service, court, party.

    judgment 2026-03-02 Paris Paris = 2026-04-02 : CPC 538, 1 month
    summary 2026-03-02 Paris Paris = 2026-03-17 : CPC 490, 15 days
    judgment 2025-01-10 Paris Berlin = 2025-04-10 : CPC 538 and 643, 1 + 2 months
    summary 2026-03-02 Paris Saint-Denis = 2026-04-17 : CPC 490 and 643, 1 month first, then 15 days
    """
    kind, served_on, court, party = said.split()
    found = rules.appeal_deadline(day_of(served_on), kind == "summary", PLACES[court], PLACES[party])
    assert found.last == day_of(expected)


@cases
def test_insolvency(said, expected):
    """Deadlines of insolvency: what, from, court, creditor.

    declaration 2026-03-10 Paris Paris = 2026-05-11 : C. com. R622-24, 2 months: 10 May, a Sunday: Monday 11
    declaration 2026-03-08 Paris Paris = 2026-05-11 : C. com. R622-24, 2 months: 8 May, a Friday: Monday 11
    declaration 2025-12-31 Paris Paris = 2026-03-02 : C. com. R622-24, 2 months: 28 February, a Saturday: Monday 2
    declaration 2023-12-31 Paris Paris = 2024-02-29 : C. com. R622-24, 2 months into a leap year
    declaration 2026-03-10 Paris Berlin = 2026-07-10 : C. com. R622-24, lives abroad: 2 + 2 months
    declaration 2026-03-10 Paris Saint-Denis = 2026-07-10 : C. com. R622-24, not in the territory of the court: 2 + 2
    declaration 2026-03-10 Saint-Denis Saint-Denis = 2026-05-11 : C. com. R622-24, in its territory: 2 months, Monday 11
    declaration 2026-02-03 Metz Paris = 2026-04-07 : C. com. R622-24, 2 months: Good Friday in Moselle: Tuesday 7
    contestation 2026-03-02 Paris Paris = 2026-04-01 : C. com. L622-27, 30 days: 2 March + 30
    contestation 2026-04-08 Paris Paris = 2026-05-11 : C. com. L622-27, 30 days: 8 May: Monday 11
    retention 2026-03-10 Paris Paris = 2026-06-10 : C. com. L624-9, 3 months
    retention 2025-11-30 Paris Paris = 2026-03-02 : C. com. L624-9, 3 months: 28 February, a Saturday: Monday 2
    relief 2026-03-10 Paris Paris = 2026-09-10 : C. com. L622-26, 6 months
    relief 2025-08-31 Paris Paris = 2026-03-02 : C. com. L622-26, 6 months: 28 February, a Saturday: Monday 2
    """
    name, start, court, creditor = said.split()
    function = getattr(rules, f"{name}_deadline")
    places = (PLACES[court], PLACES[creditor]) if name == "declaration" else (PLACES[court],)
    assert function(day_of(start), *places).last == day_of(expected)


@given(days, st.integers(0, 24), st.integers(0, 60), places)
def test_no_period_ends_on_a_day_off_or_before_its_time(start, months, number, place):
    period = rules.count(start, months, number, place)
    assert rules.is_working_day(period.last, place)
    assert start <= period.counted <= period.last <= period.counted + timedelta(days=7)


@given(days, st.integers(1, 24), places)
def test_later_starts_never_end_earlier(start, months, place):
    first, second = (rules.count(start + timedelta(days=more), months, place=place).last for more in (0, 1))
    assert first <= second


@given(days, places, places)
def test_an_order_is_never_enforced_while_it_may_be_opposed(order_date, court, debtor):
    served_on = order_date + timedelta(days=20)
    opposed = rules.opposition_deadline(served_on, True, court, debtor)
    assert rules.enforcement_date(order_date, served_on, court, debtor).last > opposed.last


def test_a_day_off_carries_the_end_and_that_is_said():
    sunday = rules.opposition_deadline(date(2026, 1, 8), True, PARIS, PARIS)  # 8 January + 1 month: Sunday 8 February
    assert (sunday.counted, sunday.last, sunday.is_carried) == (date(2026, 2, 8), date(2026, 2, 9), True)
    assert not rules.opposition_deadline(date(2026, 1, 12), True, PARIS, PARIS).is_carried


@given(days, st.integers(-5, 40))
def test_alerts_come_once_each_and_end_with_the_deadline(last, left):
    found = rules.Deadline("any", last, "CPC 641", last).alert(last - timedelta(days=left))
    assert found == (None if left < 0 or left > 30 else 7 if left <= 7 else 15 if left <= 15 else 30)
