"""When a debt lapses: the limitation of a debt of money, and what starts it anew.

The period depends on the class of the debtor: 2 years against a consumer for goods and services (C. conso. L218-2),
5 years otherwise (C. com. L110-4 I, C. civ. 2224). It runs from the earlier of the end of the service and the due
date: a late invoice does not postpone it (Cass. com. 26/02/2020 n° 18-25.036, Cass. 1re civ. 19/05/2021
n° 20-12.520). A part payment is a recognition of the whole debt and starts a new full period (C. civ. 2240 and
2231), if it comes before the end; so does whatever else the caller counts as an interruption. A reminder, a formal
notice by registered letter too, interrupts nothing (Cass. com. 18/05/2022 n° 20-23.204). A mediation or conciliation
that was agreed on in writing suspends it: what was left of the time goes on after the end, for six months at least
(C. civ. 2238).

>>> limitation_date(date(2024, 3, 1), "consumer")
datetime.date(2026, 3, 1)
>>> limitation_date(date(2024, 3, 1), "consumer", [date(2025, 6, 10)])
datetime.date(2027, 6, 10)
>>> limitation_date(date(2024, 3, 1), "consumer", [date(2026, 3, 2)])  # too late: the debt had lapsed
datetime.date(2026, 3, 1)
>>> limitation_date(date(2024, 3, 1), "consumer", suspensions=[(date(2026, 2, 1), date(2026, 5, 15))])
datetime.date(2026, 11, 15)
"""

from collections.abc import Iterable
from datetime import date

from .plan import month_later

YEARS = {"consumer": 2}
GENERAL_YEARS = 5
LEAST_MONTHS = 6  # that are left after a suspension


def period(debtor_class: str) -> int:
    """Years of limitation of a debt of this class of debtor.

    >>> period("consumer"), period("business"), period("public")
    (2, 5, 5)
    """
    return YEARS.get(debtor_class, GENERAL_YEARS)


def limitation_date(
    start: date,
    debtor_class: str,
    interruptions: Iterable[date] = (),
    suspensions: Iterable[tuple[date, date]] = (),
) -> date:
    """The last day on which the debt can be claimed in court. `start`: the earlier of the end of the service and
    the due date. `interruptions`: days on which a new full period began. `suspensions`: first and last days of times
    in which it did not run; one that goes on ends, so far, on the day that is asked about."""
    years = period(debtor_class)
    last = _years_later(start, years)
    events = [(day, None) for day in interruptions] + [(first, until) for first, until in suspensions]
    for day, until in sorted(events, key=lambda event: event[0]):
        if day > last:
            continue  # too late: the debt had lapsed
        if until is None:
            last = max(last, _years_later(day, years))
        else:
            last = max(until + (last - day), month_later(until, LEAST_MONTHS))
    return last


def is_time_barred(
    day: date,
    start: date,
    debtor_class: str,
    interruptions: Iterable[date] = (),
    suspensions: Iterable[tuple[date, date]] = (),
) -> bool:
    """Whether the debt has lapsed on `day`.

    >>> is_time_barred(date(2026, 3, 1), date(2024, 3, 1), "consumer")
    False
    >>> is_time_barred(date(2026, 3, 2), date(2024, 3, 1), "consumer")
    True
    """
    return day > limitation_date(start, debtor_class, interruptions, suspensions)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 28 February where there is no 29th (C. civ. 2229: the last day is included)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
