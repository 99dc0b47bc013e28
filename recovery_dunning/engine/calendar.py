"""When a message may leave by itself, in the debtor's own time; bank days; how many contacts are left.

No statute fixes hours or days for debt recovery in France. The default window, Monday to Friday from 9 to
19 h and no public holiday, is good practice, kept clear of the insistence that C. conso L121-6 calls
aggressive. Public holidays come from the `holidays` library, by country and region of the debtor.

Moments are aware datetimes of any zone, looked at to the minute; days are days in the debtor's zone.

>>> metz = Place("Europe/Paris", "FR", french_subdivision("57000"))
>>> good_friday = datetime(2026, 4, 3, 10, tzinfo=metz.clock)
>>> why_closed(good_friday, Window(), metz)
Closed(by=<ClosedBy.HOLIDAY: 'holiday'>, name='Good Friday')
>>> next_opening(good_friday, Window(), metz).astimezone(metz.clock).isoformat()
'2026-04-07T09:00:00+02:00'
>>> is_open(good_friday, Window(), Place("Europe/Paris", "FR"))
True
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays
import pytz

MONDAY_TO_FRIDAY = frozenset(range(5))
SEARCH_DAYS = 400  # a window that opens on no day of a whole year is a mistake, not a calendar
NO_LIMIT = math.inf
UTC = timezone.utc
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

# Postcodes by their first digits, the most precise first, to the codes of the `holidays` library.
# Moselle and Alsace keep Good Friday and 26 December (C. trav. L3134-13), the overseas territories
# the day on which slavery was abolished (L3422-2) and days of their own.
FRENCH_SUBDIVISIONS = {
    "97133": "BL",  # Saint-Barthélemy and Saint-Martin kept their postcodes when they left Guadeloupe
    "97150": "MF",
    **{"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"},
    **{"971": "971", "972": "972", "973": "973", "974": "974", "976": "976"},
    **{"57": "57", "67": "6AE", "68": "6AE"},
}
# overseas France has its own ISO codes too, and its own clocks
OVERSEAS = {
    **{"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"},
    **{code: code for code in ("BL", "MF", "PM", "TF", "WF", "PF", "NC")},
}
OVERSEAS_CODES = {subdivision: code for code, subdivision in OVERSEAS.items()}


class CalendarError(ValueError):
    """A window, place, closure, moment or limit makes no sense; the message says what to do."""


class NothingOpens(CalendarError):
    """No moment within `SEARCH_DAYS` is open."""


class ClosedBy(str, Enum):
    """What keeps a message from leaving."""

    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    CLOSURE = "closure"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Closed:
    """Why nothing leaves at a moment. `name`: the public holiday, in English, otherwise ''."""

    by: ClosedBy
    name: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which a message may leave by itself: on `weekdays` (Monday is 0), from `opens` until
    just before `closes`, and on public `holidays` only if it says so. Hours are numbers as Odoo keeps them (8.5 is
    8:30, 24 is midnight) or times of day; they are kept as numbers. Raises `CalendarError`.

    >>> Window(opens=time(8, 30), closes=20) == Window(opens=8.5, closes=20.0)
    True
    >>> Window(opens=19, closes=9)
    Traceback (most recent call last):
    engine.calendar.CalendarError: A sending window opens before it closes, between 0 and 24 h: not 19 to 9 h.
    """

    weekdays: Collection[int] = MONDAY_TO_FRIDAY
    opens: float | time = 9.0
    closes: float | time = 19.0
    holidays: bool = False

    def __post_init__(self):
        object.__setattr__(self, "weekdays", frozenset(self.weekdays))
        object.__setattr__(self, "opens", _hours(self.opens))
        object.__setattr__(self, "closes", _hours(self.closes))
        if not self.weekdays or self.weekdays - frozenset(range(7)):
            raise CalendarError("A sending window needs at least one weekday, from 0 (Monday) to 6 (Sunday).")
        if not self.minutes or self.minutes.start < 0 or self.minutes.stop > 24 * 60:
            hours = f"{self.opens:g} to {self.closes:g} h"
            raise CalendarError(f"A sending window opens before it closes, between 0 and 24 h: not {hours}.")

    @property
    def minutes(self) -> range:
        """The minutes of the day that are open, counted from midnight."""
        return range(round(self.opens * 60), round(self.closes * 60))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the debtor is: `zone` as in the time zone database ("Europe/Paris"), `country` an ISO 3166 code,
    `subdivision` a code of the `holidays` library. Raises `CalendarError` for an unknown zone."""

    zone: str
    country: str = ""
    subdivision: str = ""

    def __post_init__(self):
        try:
            ZoneInfo(self.zone)
        except (LookupError, ValueError, TypeError, OSError) as error:
            raise CalendarError(f"Time zone {self.zone!r} is unknown: write it like 'Europe/Paris'.") from error

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which the company sends nothing: two days, both included, as the debtor's calendar has
    them, or two moments, the same for debtors everywhere; from `last` on, it is over. A last minute that is
    begun is closed as a whole: Odoo ends a day's leave at 23:59:59. Raises `CalendarError`."""

    first: date | datetime
    last: date | datetime

    def __post_init__(self):
        if isinstance(self.first, datetime) != isinstance(self.last, datetime):
            raise CalendarError("A closure lies between two days or between two moments, not one of each.")
        if self.of_moments:
            object.__setattr__(self, "first", _utc(self.first))
            last = _utc(self.last) + MINUTE - timedelta.resolution  # up to the next whole minute
            object.__setattr__(self, "last", last.replace(second=0, microsecond=0))
        if self.first > self.last:
            raise CalendarError(f"A closure cannot end ({self.last}) before it begins ({self.first}).")

    @property
    def of_moments(self) -> bool:
        return isinstance(self.first, datetime)

    def covers(self, local: datetime) -> bool:
        if self.of_moments:
            return self.first <= local.astimezone(UTC) < self.last
        return self.first <= local.date() <= self.last


def french_subdivision(zip_code: str | None) -> str:
    """The region of a French postcode that has public holidays of its own, as the `holidays` library
    calls it; '' for the rest of France and for what is no French postcode.

    >>> [french_subdivision(zip_code) for zip_code in ("57000", "F-67 000", "97400", "98800", "75001", "")]
    ['57', '6AE', '974', 'NC', '', '']
    """
    postcode = re.fullmatch(r"(?:FR?-?)?([0-9]{5})", "".join((zip_code or "").split()).upper())
    if not postcode:
        return ""
    return next((code for digits, code in FRENCH_SUBDIVISIONS.items() if postcode[1].startswith(digits)), "")


@lru_cache(maxsize=2048)
def place_of(country: str | None, zip_code: str | None, zone: str | None, home: str) -> Place:
    """Where a debtor is, from his address. `zone` is the time zone that is known of him: it counts if it is one of
    his country (a contact keeps that of whoever created it); otherwise the country's first. `home`: the zone of
    somebody about whom nothing is known.

    >>> place_of("FR", "97400", "Europe/Paris", "Europe/Paris")
    Place(zone='Indian/Reunion', country='FR', subdivision='974')
    >>> place_of("US", None, "America/Denver", "Europe/Paris").zone, place_of("", None, None, "Europe/Paris").zone
    ('America/Denver', 'Europe/Paris')
    """
    country = country or ""
    subdivision = OVERSEAS.get(country) or (french_subdivision(zip_code) if country == "FR" else "")
    zones = pytz.country_timezones.get(OVERSEAS_CODES.get(subdivision, country), ())
    if not (zone and (zone in zones or not zones)):
        zone = zones[0] if zones else home
    return Place(zone, "FR" if subdivision else country, subdivision)


@lru_cache(maxsize=2048)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Public holidays of one year with their English names. A subdivision that the library does not know
    has those of its country, an unknown country has none.

    >>> public_holidays("FR", "974", 2026)[date(2026, 12, 20)]
    'Abolition of Slavery'
    """
    options = {"subdiv": subdivision or None, "years": year, "expand": False, "language": "en_US"}
    try:
        return MappingProxyType(dict(holidays.country_holidays((country or "").upper(), **options)))
    except NotImplementedError:  # how the library says that it does not know a place
        return public_holidays(country, "", year) if subdivision else MappingProxyType({})


def holiday_name(day: date, place: Place) -> str:
    """The public holiday that `day` is at `place`, in English, or ''."""
    return public_holidays(place.country, place.subdivision, day.year).get(day, "")


def _closing_holiday(day: date, window: Window, place: Place) -> str:
    return "" if window.holidays else holiday_name(day, place)


def why_closed(moment: datetime, window: Window, place: Place, closures: Collection[Closure] = ()) -> Closed | None:
    """Why nothing may leave by itself for a debtor at `place` at `moment`; None if it may. Of several
    reasons the first is named: weekday, holiday, closure, hour. Raises `CalendarError` without a zone."""
    local = _utc(moment).astimezone(place.clock)
    if local.weekday() not in window.weekdays:
        return Closed(ClosedBy.WEEKDAY)
    if name := _closing_holiday(local.date(), window, place):
        return Closed(ClosedBy.HOLIDAY, name)
    if any(closure.covers(local) for closure in closures):
        return Closed(ClosedBy.CLOSURE)
    if local.hour * 60 + local.minute not in window.minutes:
        return Closed(ClosedBy.HOUR)
    return None


def is_open(moment: datetime, window: Window, place: Place, closures: Collection[Closure] = ()) -> bool:
    """A message may leave by itself for a debtor at `place` at `moment`."""
    return why_closed(moment, window, place, closures) is None


def next_opening(moment: datetime, window: Window, place: Place, closures: Collection[Closure] = ()) -> datetime:
    """The first moment, from `moment` on, at which a message may leave, in UTC: `moment` itself if it may
    leave now, otherwise a whole minute. Raises `NothingOpens`."""
    moment = _utc(moment)
    if is_open(moment, window, place, closures):
        return moment
    today = moment.astimezone(place.clock).date()
    for day in (today + timedelta(days=ahead) for ahead in range(SEARCH_DAYS + 1)):
        if day.weekday() not in window.weekdays or _closing_holiday(day, window, place):
            continue
        for minute in _minutes_that_may_open(day, window, place, closures):
            if minute > moment and is_open(minute, window, place, closures):
                return minute
    raise NothingOpens(f"Nothing may leave within {SEARCH_DAYS} days of {today}: check sending window and closures.")


def next_working_day(day: date, window: Window, place: Place, closures: Collection[Closure] = ()) -> date:
    """The first day, from `day` on, on which a message may leave at some time. Raises `NothingOpens`."""
    return next_opening(_midnight(day, place), window, place, closures).astimezone(place.clock).date()


def add_bank_days(day: date, number: int, place: Place) -> date:
    """`number` bank days after `day`: days from Monday to Friday that are no public holiday at `place`. No
    bank days later is `day` itself, whatever day it is. Raises `CalendarError` for a negative number.

    >>> add_bank_days(date(2026, 4, 30), 2, Place("Europe/Paris", "FR"))  # 1 May, then a weekend
    datetime.date(2026, 5, 5)
    """
    if number < 0:
        raise CalendarError(f"Bank days are counted forward: {number} is negative.")
    while number:
        day += DAY
        number -= day.weekday() in MONDAY_TO_FRIDAY and not holiday_name(day, place)
    return day


def budget_left(contacts: Iterable[date], day: date, per_days: int, limit: int) -> float:
    """How many contacts may still be made on `day` when at most `limit` are made in any `per_days` days
    (`day` is the last of them; later contacts do not count). `NO_LIMIT` when `limit` is 0, as on a
    procedure. Raises `CalendarError`.

    >>> budget_left([date(2026, 3, 2), date(2026, 3, 4)], date(2026, 3, 8), per_days=7, limit=3)
    1
    """
    if per_days < 1 or limit < 0:
        raise CalendarError("A contact budget needs at least one day, and no negative number of contacts.")
    if not limit:
        return NO_LIMIT
    return max(0, limit - sum(day - per_days * DAY < contact <= day for contact in contacts))


def reopens_on(contacts: Iterable[date], day: date, per_days: int, limit: int) -> date:
    """The first day, from `day` on, on which the budget allows a contact. Raises `CalendarError`.

    >>> reopens_on([date(2026, 3, 2), date(2026, 3, 4)], date(2026, 3, 5), per_days=7, limit=2)
    datetime.date(2026, 3, 9)
    """
    contacts = sorted(contacts)
    days = [day, *(contact + per_days * DAY for contact in contacts if contact + per_days * DAY > day)]
    return next(free for free in days if budget_left(contacts, free, per_days, limit))


def _hours(value: float | time) -> float:
    if isinstance(value, time):
        return value.hour + value.minute / 60
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    raise CalendarError(f"{value!r} is no hour of a day: write 8.5 for 8:30.")


def _utc(moment: datetime) -> datetime:
    """`moment` in UTC, where comparing and adding are right in the nights when clocks change."""
    if moment.utcoffset() is None:
        raise CalendarError(f"{moment} has no time zone: nobody can say which moment it is.")
    return moment.astimezone(UTC)


def _midnight(day: date, place: Place) -> datetime:
    return datetime.combine(day, time(), place.clock)


def _minutes_that_may_open(day: date, window: Window, place: Place, closures: Iterable[Closure]) -> Iterable[datetime]:
    """The minutes of `day` at which closed may turn into open, in order, in UTC. On a day when clocks change
    it may be any: an hour is missing or comes twice."""
    midnight, next_midnight = _midnight(day, place), _midnight(day + DAY, place)
    start, end = _utc(midnight), _utc(next_midnight)
    if midnight.utcoffset() != next_midnight.utcoffset():
        return (start + number * MINUTE for number in range((end - start) // MINUTE))
    reopenings = (closure.last for closure in closures if closure.of_moments and start <= closure.last < end)
    return sorted([start + window.minutes.start * MINUTE, *reopenings])
