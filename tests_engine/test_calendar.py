"""The debtor's calendar: table cases that a reader can check with a diary, and what holds at any moment anywhere."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import (
    NO_LIMIT,
    Closed,
    ClosedBy,
    Closure,
    NothingOpens,
    Window,
    budget_left,
    is_open,
    next_opening,
    next_working_day,
    reopens_on,
    why_closed,
)
from engine.place import (
    FRENCH_SUBDIVISIONS,
    CalendarError,
    Place,
    add_bank_days,
    french_subdivision,
    holiday_name,
    is_bank_day,
    public_holidays,
)

UTC = timezone.utc
MINUTE = timedelta(minutes=1)
OFFICE = Window()
ALWAYS = Window(weekdays=range(7), opens=0, closes=24)

PARIS = Place("Europe/Paris", "FR")
METZ = Place("Europe/Paris", "FR", french_subdivision("57000"))
STRASBOURG = Place("Europe/Paris", "FR", french_subdivision("67000"))
REUNION = Place("Indian/Reunion", "FR", french_subdivision("97400"))
NEW_YORK = Place("America/New_York", "US")
NOWHERE = Place("UTC")


def at(moment, place=PARIS, fold=0):
    """A moment on the clock of a place: at("2026-07-14 10:00")."""
    return datetime.fromisoformat(moment).replace(tzinfo=place.clock, fold=fold)


def clock(moment, place=PARIS):
    return moment.astimezone(place.clock).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("moment", "place", "expected"),
    [
        ("2026-03-02 08:59", PARIS, ClosedBy.HOUR),
        ("2026-03-02 09:00", PARIS, None),
        ("2026-03-02 18:59:59", PARIS, None),
        ("2026-03-02 19:00", PARIS, ClosedBy.HOUR),
        ("2026-02-28 10:00", PARIS, ClosedBy.WEEKDAY),
        ("2026-03-01 10:00", PARIS, ClosedBy.WEEKDAY),
        ("2026-01-01 10:00", PARIS, ClosedBy.HOLIDAY),
        ("2026-04-06 10:00", PARIS, ClosedBy.HOLIDAY),  # Easter Monday
        ("2026-05-01 10:00", PARIS, ClosedBy.HOLIDAY),
        ("2026-07-14 10:00", PARIS, ClosedBy.HOLIDAY),
        ("2026-07-14 10:00", NEW_YORK, None),
        ("2026-07-03 10:00", NEW_YORK, ClosedBy.HOLIDAY),  # 4 July, a Saturday, kept on the Friday
        ("2026-04-03 10:00", PARIS, None),  # Good Friday
        ("2026-04-03 10:00", METZ, ClosedBy.HOLIDAY),
        ("2026-04-03 10:00", STRASBOURG, ClosedBy.HOLIDAY),
        ("2025-12-26 10:00", PARIS, None),
        ("2025-12-26 10:00", METZ, ClosedBy.HOLIDAY),
        ("2025-12-26 10:00", STRASBOURG, ClosedBy.HOLIDAY),
        ("2027-12-20 10:00", PARIS, None),
        ("2027-12-20 10:00", REUNION, ClosedBy.HOLIDAY),  # abolition of slavery
        ("2026-07-14 10:00", NOWHERE, None),
    ],
)
def test_what_keeps_a_message_from_leaving(moment, place, expected):
    closed = why_closed(at(moment, place), OFFICE, place)
    assert (closed and closed.by) == expected
    assert is_open(at(moment, place), OFFICE, place) == (expected is None)
    assert bool(closed and closed.name) == (expected is ClosedBy.HOLIDAY)


@pytest.mark.parametrize(
    ("moment", "place", "opening"),
    [
        ("2026-03-02 10:17:30", PARIS, "2026-03-02 10:17"),  # now
        ("2026-03-02 08:59:59", PARIS, "2026-03-02 09:00"),
        ("2026-03-06 19:00", PARIS, "2026-03-09 09:00"),  # over the weekend
        ("2026-04-02 19:00", PARIS, "2026-04-03 09:00"),
        ("2026-04-02 19:00", METZ, "2026-04-07 09:00"),  # over the whole of Easter
        ("2026-12-31 19:00", PARIS, "2027-01-04 09:00"),  # over New Year and a weekend
        ("2026-03-28 12:00", PARIS, "2026-03-30 09:00"),  # clocks go forward on Sunday
        ("2026-10-24 12:00", PARIS, "2026-10-26 09:00"),  # and back
    ],
)
def test_the_next_opening(moment, place, opening):
    assert clock(next_opening(at(moment, place), OFFICE, place), place) == opening


def test_an_open_moment_is_its_own_opening_to_the_second():
    moment = at("2026-03-02 10:17:30.500")
    assert next_opening(moment, OFFICE, PARIS) == moment.astimezone(UTC)


def test_the_debtor_s_clock_counts_not_the_company_s():
    """10 h in Paris is 4 h in New York: the message waits for the debtor's morning."""
    moment = at("2026-03-02 10:00", PARIS)
    assert is_open(moment, OFFICE, PARIS)
    assert why_closed(moment, OFFICE, NEW_YORK) == Closed(ClosedBy.HOUR)
    assert clock(next_opening(moment, OFFICE, NEW_YORK), PARIS) == "2026-03-02 15:00"
    # it is still Monday there when UTC has Tuesday
    evening = next_opening(at("2026-03-02 20:00", NEW_YORK), Window(opens=21, closes=22), NEW_YORK)
    assert clock(evening, NEW_YORK) == "2026-03-02 21:00"
    # Sunday evening in New York is Monday in Auckland
    assert is_open(at("2026-03-01 17:00", NEW_YORK), OFFICE, Place("Pacific/Auckland", "NZ"))


@pytest.mark.parametrize(
    ("opens", "closes", "moment", "opening"),
    [
        # 29 March 2026: 2 h becomes 3 h, at 01:00 UTC
        (2.5, 5, "2026-03-29 00:00", "2026-03-29 01:00"),  # 2:30 does not exist: the first moment after it
        (1, 2.5, "2026-03-29 01:59", "2026-03-29 00:59"),
        (1, 2.5, "2026-03-29 03:00", "2026-03-29 23:00"),  # closed at 2 h sharp, until the next night
        (2.25, 2.75, "2026-03-29 00:00", "2026-03-30 00:15"),  # no such time in this night
        # 25 October 2026: 3 h becomes 2 h, at 01:00 UTC
        (2.5, 5, "2026-10-25 00:00", "2026-10-25 00:30"),  # the first of the two
        (1, 2.5, "2026-10-25 02:30", "2026-10-25 01:00"),  # open again when 2 h comes again
        (3, 5, "2026-10-25 02:30", "2026-10-25 02:00"),
    ],
)
def test_nights_when_clocks_change(opens, closes, moment, opening):
    """The openings here are in UTC."""
    window = Window(range(7), opens, closes)
    assert next_opening(at(moment), window, PARIS).strftime("%Y-%m-%d %H:%M") == opening


def test_an_hour_that_comes_twice_is_open_twice():
    window = Window(range(7), 2, 3)
    assert is_open(at("2026-10-25 02:30", fold=0), window, PARIS)
    assert is_open(at("2026-10-25 02:30", fold=1), window, PARIS)


def test_a_day_without_midnight_opens_when_it_begins():
    """In Cairo, 24 April 2026 begins at 1 h."""
    cairo = Place("Africa/Cairo")
    opening = next_opening(at("2026-04-23 23:59", cairo), Window([4], 0, 1.5), cairo)
    assert clock(opening, cairo) == "2026-04-24 01:00"


def test_a_closure_over_christmas():
    by_days = Closure(date(2026, 12, 24), date(2027, 1, 1))
    by_moments = Closure(at("2026-12-24 00:00"), at("2027-01-01 23:59:59"))  # as Odoo keeps a leave
    for closure in (by_days, by_moments):
        assert is_open(at("2026-12-23 18:59"), OFFICE, PARIS, [closure])
        assert why_closed(at("2026-12-28 10:00"), OFFICE, PARIS, [closure]) == Closed(ClosedBy.CLOSURE)
        assert why_closed(at("2026-12-25 10:00"), OFFICE, PARIS, [closure]).by is ClosedBy.HOLIDAY
        assert clock(next_opening(at("2026-12-23 19:00"), OFFICE, PARIS, [closure])) == "2027-01-04 09:00"
        assert next_working_day(date(2026, 12, 24), OFFICE, PARIS, [closure]) == date(2027, 1, 4)


def test_a_closure_of_moments_is_the_same_everywhere():
    """The company is shut until 16 h in Paris: 10 h in New York."""
    closure = Closure(at("2026-03-02 14:00"), at("2026-03-02 16:00"))
    moment = at("2026-03-02 09:15", NEW_YORK)
    assert why_closed(moment, OFFICE, NEW_YORK, [closure]) == Closed(ClosedBy.CLOSURE)
    assert clock(next_opening(moment, OFFICE, NEW_YORK, [closure]), NEW_YORK) == "2026-03-02 10:00"


def test_closures_that_touch_and_overlap():
    closures = [
        Closure(at("2026-03-02 09:00"), at("2026-03-02 11:00")),
        Closure(at("2026-03-02 10:00"), at("2026-03-02 12:00")),
        Closure(at("2026-03-02 12:00"), at("2026-03-02 20:00")),
        Closure(at("2026-03-05 09:00"), at("2026-03-09 12:00")),
    ]
    assert clock(next_opening(at("2026-03-02 08:00"), OFFICE, PARIS, closures)) == "2026-03-03 09:00"


def test_a_minute_that_is_closed_by_half_is_closed():
    closure = Closure(at("2026-03-02 09:00"), at("2026-03-02 11:59:59"))
    assert not is_open(at("2026-03-02 11:59:59.500"), OFFICE, PARIS, [closure])
    assert clock(next_opening(at("2026-03-02 09:00"), OFFICE, PARIS, [closure])) == "2026-03-02 12:00"


def test_a_calendar_that_never_opens_says_so():
    for_ever = [Closure(date(2026, 1, 1), date(2030, 1, 1))]
    with pytest.raises(NothingOpens, match="within 400 days of 2026-03-02"):
        next_opening(at("2026-03-02 10:00"), OFFICE, PARIS, for_ever)
    with pytest.raises(NothingOpens):
        next_working_day(date(2026, 3, 2), OFFICE, PARIS, for_ever)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Window(weekdays=[]),
        lambda: Window(weekdays=[7]),
        lambda: Window(opens=19, closes=9),
        lambda: Window(opens=9, closes=9),
        lambda: Window(opens=-1),
        lambda: Window(closes=24.5),
        lambda: Window(opens=float("nan")),
        lambda: Window(opens="9"),
        lambda: Place(""),
        lambda: Place(False),
        lambda: Place("Europe/Metz"),
        lambda: Place("../etc/passwd"),
        lambda: Closure(date(2026, 3, 2), date(2026, 3, 1)),
        lambda: Closure(date(2026, 3, 2), datetime(2026, 3, 3, tzinfo=UTC)),
        lambda: Closure(datetime(2026, 3, 2), datetime(2026, 3, 3)),
        lambda: is_open(datetime(2026, 3, 2, 10), OFFICE, PARIS),
        lambda: next_opening(datetime(2026, 3, 2, 10), OFFICE, PARIS),
        lambda: add_bank_days(date(2026, 3, 2), -1, PARIS),
        lambda: budget_left([], date(2026, 3, 2), 0, 3),
        lambda: budget_left([], date(2026, 3, 2), 7, -1),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(make):
    with pytest.raises(CalendarError) as refused:
        make()
    assert str(refused.value).endswith(".")


def test_hours_are_numbers_or_times_of_day():
    window = Window(opens=time(8, 6), closes=time(17, 40))
    assert window.minutes == range(8 * 60 + 6, 17 * 60 + 40)
    assert window == Window(weekdays=[4, 3, 2, 1, 0, 0], opens=8.1, closes=17 + 40 / 60)
    assert is_open(at("2026-03-02 23:59"), Window(closes=24), PARIS)


@pytest.mark.parametrize(
    ("zip_code", "expected"),
    [
        ("57000", "57"),
        ("67100", "6AE"),
        ("68200", "6AE"),
        ("97110", "971"),
        ("97133", "BL"),
        ("97150", "MF"),
        ("97200", "972"),
        ("97300", "973"),
        ("97400", "974"),
        ("97500", "PM"),
        ("97600", "976"),
        ("98600", "WF"),
        ("98714", "PF"),
        ("98800", "NC"),
        (" 57 000 ", "57"),
        ("f-57000", "57"),
        ("FR-57000", "57"),
        ("75001", ""),
        ("20000", ""),
        ("98000", ""),  # Monaco
        ("5700", ""),
        ("570000", ""),
        ("B-5700", ""),
        ("", ""),
        (None, ""),
        (False, ""),
    ],
)
def test_the_region_of_a_french_postcode(zip_code, expected):
    assert french_subdivision(zip_code) == expected


def test_the_library_knows_each_of_our_regions():
    assert set(FRENCH_SUBDIVISIONS.values()) <= set(holidays.country_holidays("FR").subdivisions)


def test_places_that_the_library_does_not_know():
    assert public_holidays("ZZ", "57", 2026) == {}
    assert public_holidays("", "", 2026) == {}
    assert public_holidays("FR", "75", 2026) == public_holidays("FR", "", 2026)  # its country's, at least
    assert public_holidays("fr", "57", 2026) == public_holidays("FR", "57", 2026)


def test_public_holidays_are_worked_out_once_and_cannot_be_changed():
    found = public_holidays("FR", "", 2026)
    assert public_holidays("FR", "", 2026) is found
    assert {day.year for day in found} == {2026}
    with pytest.raises(TypeError):
        found[date(2026, 3, 2)] = "Day off"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_the_next_working_day(day, expected):
    assert next_working_day(day, OFFICE, PARIS) == expected
    assert next_working_day(day, OFFICE, REUNION) == expected


@pytest.mark.parametrize(
    ("day", "number", "place", "expected"),
    [
        (date(2026, 3, 2), 0, PARIS, date(2026, 3, 2)),
        (date(2026, 3, 7), 0, PARIS, date(2026, 3, 7)),
        (date(2026, 3, 2), 2, PARIS, date(2026, 3, 4)),
        (date(2026, 3, 5), 2, PARIS, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, PARIS, date(2026, 3, 9)),
        (date(2026, 4, 2), 2, PARIS, date(2026, 4, 8)),  # banks are closed on Good Friday
        (date(2026, 7, 13), 1, PARIS, date(2026, 7, 14)),  # and open on national holidays
        (date(2026, 11, 10), 2, PARIS, date(2026, 11, 12)),
        (date(2026, 4, 30), 1, Place("Pacific/Noumea", "FR", "NC"), date(2026, 5, 4)),
        (date(2026, 9, 23), 1, Place("Pacific/Noumea", "FR", "NC"), date(2026, 9, 25)),
        (date(2026, 7, 31), 1, Place("Europe/Zurich", "CH"), date(2026, 8, 3)),
        (date(2026, 4, 2), 2, METZ, date(2026, 4, 8)),
        (date(2026, 12, 30), 2, PARIS, date(2027, 1, 4)),
    ],
)
def test_bank_days(day, number, place, expected):
    assert add_bank_days(day, number, place) == expected


CONTACTS = [date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 5)]


@pytest.mark.parametrize(
    ("day", "limit", "left", "reopens"),
    [
        (date(2026, 3, 1), 3, 3, date(2026, 3, 1)),
        (date(2026, 3, 2), 3, 1, date(2026, 3, 2)),
        (date(2026, 3, 5), 3, 0, date(2026, 3, 9)),
        (date(2026, 3, 8), 3, 0, date(2026, 3, 9)),
        (date(2026, 3, 9), 3, 2, date(2026, 3, 9)),
        (date(2026, 3, 5), 1, 0, date(2026, 3, 12)),
        (date(2026, 3, 5), 0, NO_LIMIT, date(2026, 3, 5)),
    ],
)
def test_the_contact_budget_of_a_week(day, limit, left, reopens):
    assert budget_left(CONTACTS, day, 7, limit) == left
    assert reopens_on(iter(CONTACTS), day, 7, limit) == reopens


# ---------------------------------------------------------------------------------------------------------
# What holds at any moment, anywhere

ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Kathmandu"]
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
# moments around the nights when clocks change in one of the zones, and any others
MOMENTS = st.one_of(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.builds(
        lambda day, seconds: datetime.combine(day, time(), UTC) + timedelta(seconds=seconds),
        st.sampled_from(
            [date(2026, *day) for day in ((3, 7), (3, 28), (4, 4), (4, 23), (10, 3), (10, 24), (10, 29), (10, 31))]
        ),
        st.integers(0, 48 * 3600),
    ),
)
PLACES = st.one_of(
    st.sampled_from([PARIS, METZ, REUNION, NEW_YORK]),
    st.builds(Place, st.sampled_from(ZONES), st.sampled_from(["", "FR", "US", "ZZ"]), st.sampled_from(["", "57"])),
)
WINDOWS = st.builds(
    lambda weekdays, minutes: Window(weekdays, *(minute / 60 for minute in sorted(minutes))),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.integers(0, 24 * 60), min_size=2, max_size=2),
)


@st.composite
def closures_near(draw, moment):
    """Closures that begin before or after `moment`, of days and of moments."""
    closures = []
    for _ in range(draw(st.integers(0, 3))):
        first = moment + timedelta(minutes=draw(st.integers(-3000, 3000)))
        last = first + timedelta(seconds=draw(st.integers(0, 400_000)))
        of_days = draw(st.booleans())
        closures.append(Closure(first.date(), last.date()) if of_days else Closure(first, last))
    return closures


@given(MOMENTS, WINDOWS, PLACES, st.data())
def test_the_next_opening_is_open_and_none_comes_before_it(moment, window, place, data):
    closures = data.draw(closures_near(moment))
    opening = next_opening(moment, window, place, closures)
    assert is_open(opening, window, place, closures)
    assert opening >= moment
    assert next_opening(opening, window, place, closures) == opening
    # each minute of the last three days before it, and the moment itself, are closed
    if opening > moment:
        assert not is_open(moment, window, place, closures)
        assert (opening.second, opening.microsecond) == (0, 0)
        for back in range(1, min((opening - moment) // MINUTE, 3 * 24 * 60) + 1):
            assert not is_open(opening - back * MINUTE, window, place, closures)


@settings(max_examples=30)
@given(MOMENTS, WINDOWS, PLACES, st.data())
def test_the_next_opening_is_the_one_found_by_looking_at_each_minute(moment, window, place, data):
    closures = data.draw(closures_near(moment))
    opening = next_opening(moment, window, place, closures)
    if opening > moment:
        minute = moment.replace(second=0, microsecond=0) + MINUTE
        while not is_open(minute, window, place, closures):
            minute += MINUTE
        assert opening == minute


@given(MOMENTS, MOMENTS, WINDOWS, PLACES)
def test_who_waits_longer_does_not_leave_earlier(one, other, window, place):
    earlier, later = sorted((one, other))
    assert next_opening(earlier, window, place) <= next_opening(later, window, place)


@given(MOMENTS, WINDOWS, PLACES, st.sampled_from(ZONES))
def test_the_zone_in_which_a_moment_is_told_changes_nothing(moment, window, place, zone):
    told = moment.astimezone(Place(zone).clock)
    assert why_closed(told, window, place) == why_closed(moment, window, place)
    assert next_opening(told, window, place) == next_opening(moment, window, place)


@given(MOMENTS, PLACES)
def test_without_limits_only_holidays_close(moment, place):
    closed = why_closed(moment, ALWAYS, place)
    assert closed is None or closed.by is ClosedBy.HOLIDAY


@given(DAYS, WINDOWS, PLACES)
def test_the_next_working_day_is_one_and_stays(day, window, place):
    working = next_working_day(day, window, place)
    assert working >= day
    assert working.weekday() in window.weekdays
    assert not holiday_name(working, place)
    assert next_working_day(working, window, place) == working


@given(DAYS, st.integers(0, 30), st.integers(0, 30), PLACES)
def test_bank_days_rise_and_add_up(day, some, more, place):
    later = add_bank_days(day, some, place)
    assert later >= day + timedelta(days=some)
    assert add_bank_days(later, more, place) == add_bank_days(day, some + more, place)
    assert add_bank_days(day, some + 1, place) > later
    assert add_bank_days(day + timedelta(days=1), some, place) >= later
    if some:
        assert is_bank_day(later, place)


@given(st.lists(DAYS, max_size=12), DAYS, st.integers(1, 40), st.integers(0, 5), st.integers(0, 20))
def test_the_budget_is_never_negative_and_reopens(contacts, day, per_days, limit, ago):
    contacts += [day - timedelta(days=number) for number in range(ago)]
    left = budget_left(contacts, day, per_days, limit)
    assert 0 <= left <= (limit or NO_LIMIT)
    free = reopens_on(contacts, day, per_days, limit)
    assert free >= day
    assert budget_left(contacts, free, per_days, limit) > 0
    for number in range((free - day).days):
        assert budget_left(contacts, day + timedelta(days=number), per_days, limit) == 0
