"""When a message may leave by itself, in the debtor's own time; how many contacts and calls are left.

No statute fixes hours or days for debt recovery in France. The default window, Monday to Friday from 9 to
19 h and no public holiday, is good practice, kept clear of the insistence that C. conso L121-6 calls
aggressive.

Moments are aware datetimes of any zone, looked at to the minute; days are days in the debtor's zone.

>>> from engine.place import french_subdivision
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
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum

from .place import DAY, MONDAY_TO_FRIDAY, CalendarError, Place, holiday_name

SEARCH_DAYS = 400  # a window that opens on no day of a whole year is a mistake, not a calendar
NO_LIMIT = math.inf
UTC = timezone.utc
MINUTE = timedelta(minutes=1)
CALLS_A_WEEK = 2  # to one debtor, at most
TRIES = 3  # calls without an answer after which something else is tried


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


def _hours(value: float | time) -> float:
    if isinstance(value, time):
        return value.hour + value.minute / 60
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    raise CalendarError(f"{value!r} is no hour of a day: write 8.5 for 8:30.")


@dataclass(frozen=True, slots=True)
class Window:
    """The hours in which a message may leave by itself: on `weekdays` (Monday is 0), from `opens` until
    just before `closes`, and on public `holidays` only if it says so. Hours are numbers as Odoo keeps them (8.5 is
    8:30, 24 is midnight) or times of day; they are kept as numbers. Raises `CalendarError`.

    >>> Window(opens=time(8, 30), closes=20) == Window(opens=8.5, closes=20.0)
    True
    >>> Window(opens=19, closes=9)
    Traceback (most recent call last):
    engine.place.CalendarError: A sending window opens before it closes, between 0 and 24 h: not 19 to 9 h.
    """

    weekdays: Collection[int] = MONDAY_TO_FRIDAY
    opens: float | time = 9.0
    closes: float | time = 19.0
    holidays: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", frozenset(self.weekdays))
        object.__setattr__(self, "opens", _hours(self.opens))
        object.__setattr__(self, "closes", _hours(self.closes))
        if not self.weekdays or frozenset(self.weekdays) - frozenset(range(7)):
            raise CalendarError("A sending window needs at least one weekday, from 0 (Monday) to 6 (Sunday).")
        if not self.minutes or self.minutes.start < 0 or self.minutes.stop > 24 * 60:
            hours = f"{self.opens:g} to {self.closes:g} h"
            raise CalendarError(f"A sending window opens before it closes, between 0 and 24 h: not {hours}.")

    @property
    def minutes(self) -> range:
        """The minutes of the day that are open, counted from midnight."""
        return range(round(_hours(self.opens) * 60), round(_hours(self.closes) * 60))


CALL_HOURS = Window(weekdays=range(6), opens=8, closes=20)  # the outer limit of good practice


@dataclass(frozen=True, slots=True)
class Closure:
    """A time in which the company sends nothing: two days, both included, as the debtor's calendar has
    them, or two moments, the same for debtors everywhere; from `last` on, it is over. A last minute that is
    begun is closed as a whole: Odoo ends a day's leave at 23:59:59. Raises `CalendarError`."""

    first: date | datetime
    last: date | datetime

    def __post_init__(self) -> None:
        if isinstance(self.first, datetime) != isinstance(self.last, datetime):
            raise CalendarError("A closure lies between two days or between two moments, not one of each.")
        if isinstance(self.first, datetime) and isinstance(self.last, datetime):
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
    ends = (closure.last for closure in closures if isinstance(closure.last, datetime))
    return sorted([start + window.minutes.start * MINUTE, *(moment for moment in ends if start <= moment < end)])
