"""When a debt lapses: the limitation of a debt of money, what starts it anew and what makes it stand still.

The period depends on the class of the debtor: 2 years against a consumer for goods and services (C. conso. L218-2),
5 years otherwise (C. com. L110-4 I, C. civ. 2224). It runs from the earlier of the end of the service and the due
date: a late invoice does not postpone it (Cass. com. 26/02/2020 n° 18-25.036, Cass. 1re civ. 19/05/2021
n° 20-12.520). Against a public body it is 4 years from the first day of the next year, and so is each new period (loi
n° 68-1250 of 31/12/1968, art. 1 and 2). Rents of homes have 3 years (loi n° 89-462 art. 7-1), carriage of goods has
one (C. com. L133-6), and an enforceable title is enforced for 10 years (CPCE L111-4), whatever the debt was.

What starts a new full period (C. civ. 2231) is a closed list: a recognition by the debtor, of which a part payment is
one (2240), a claim in court, until its end (2241, 2242), an act of enforcement (2244), the declaration of claim in
insolvency proceedings (C. com. L622-25-1). It comes before the end or not at all. A reminder, a formal notice by
registered letter too, interrupts nothing (Cass. com. 18/05/2022 n° 20-23.204), but a public body is interrupted by any
written demand (loi n° 68-1250 art. 2). A mediation or conciliation that was agreed on in writing suspends: what was
left of the time goes on after the end, for six months at least (C. civ. 2238). Recognitions and suspensions never carry
a debt beyond 20 years (C. civ. 2232).

>>> limitation_date(date(2024, 3, 1), "consumer")
datetime.date(2026, 3, 1)
>>> limitation_date(date(2024, 3, 1), "public")
datetime.date(2028, 12, 31)
>>> limitation_date(date(2024, 3, 1), "consumer", [date(2025, 6, 10)])
datetime.date(2027, 6, 10)
>>> limitation_date(date(2024, 3, 1), "consumer", [date(2026, 3, 2)])  # too late: the debt had lapsed
datetime.date(2026, 3, 1)
>>> limitation_date(date(2024, 3, 1), "consumer", suspensions=[(date(2026, 2, 1), date(2026, 5, 15))])
datetime.date(2026, 11, 15)
>>> notice = Act("demand", date(2025, 6, 10))  # a formal notice
>>> [limitation(date(2024, 3, 1), kind, [notice]).last.isoformat() for kind in ("business", "public")]
['2029-03-01', '2029-12-31']
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .plan import month_later

LEAST_MONTHS = 6  # that are left after a suspension
LONG_STOP_YEARS = 20
SUSPENSION, TITLE, DEMAND = "suspension", "title", "demand"
BY_THE_JUDGE = ("claim", "insolvency_claim", "enforcement", TITLE)  # no long stop (C. civ. 2232)
ALERT_DAYS = (180, 90, 30)


@dataclass(frozen=True, slots=True)
class Period:
    """How long, by which text; `from_new_year`: counted from the first day of the next year."""

    years: int
    article: str
    from_new_year: bool = False

    def last_day(self, start: date) -> date:
        """The last day of a period that starts on a day (C. civ. 2229: it is included).

        >>> Period(2, "").last_day(date(2024, 2, 29)), Period(4, "", True).last_day(date(2024, 3, 1))
        (datetime.date(2026, 2, 28), datetime.date(2028, 12, 31))
        """
        if self.from_new_year:
            return date(start.year + self.years, 12, 31)
        return _years_later(start, self.years)


PERIODS = {
    "business": Period(5, "C. com. L110-4"),
    "consumer": Period(2, "C. conso. L218-2"),
    "public": Period(4, "loi 68-1250 art. 1", from_new_year=True),
    "housing": Period(3, "loi 89-462 art. 7-1"),
    "carriage": Period(1, "C. com. L133-6"),
    TITLE: Period(10, "CPCE L111-4"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What may move the end: of a kind, on a day. `until`: the end of a suspension, or of a lawsuit; what goes on ends,
    so far, on the day that is asked about."""

    kind: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An act, whether it counted, and the last day after it."""

    act: Act
    counts: bool
    last: date


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day on which the debt can be claimed in court, and how it comes about."""

    start: date
    period: Period
    last: date
    steps: tuple[Step, ...]

    def is_over(self, day: date) -> bool:
        """Whether the debt has lapsed on `day`."""
        return day > self.last

    def alert(self, day: date) -> int | None:
        """Which of `ALERT_DAYS` has been reached on `day`; none once the debt has lapsed.

        >>> from datetime import timedelta
        >>> lapses = limitation(date(2024, 3, 1), "consumer")
        >>> [lapses.alert(date(2026, 3, 1) - timedelta(days=left)) for left in (181, 180, 91, 30, 0, -1)]
        [None, 180, 180, 30, 30, None]
        """
        left = (self.last - day).days
        return min((days for days in ALERT_DAYS if 0 <= left <= days), default=None)


def period_of(debtor_class: str, matter: str | None = None) -> Period:
    """The period of a debt of this class of debtor; `matter`: what it is for, where a special period holds. That of
    homes holds against persons: a business rents no home.

    >>> period_of("consumer").years, period_of("association").years, period_of("business", "carriage").years
    (2, 5, 1)
    >>> period_of("public", "carriage").years, period_of("consumer", "housing").years
    (4, 3)
    >>> period_of("business", "housing").years
    5
    """
    if debtor_class == "public" or (matter == "housing" and debtor_class != "consumer"):
        matter = None
    return PERIODS.get(matter or debtor_class, PERIODS["business"])


def limitation(start: date, debtor_class: str, acts: Iterable[Act] = (), matter: str | None = None) -> Limitation:
    """The limitation of a debt. `start`: the earlier of the end of the service and the due date.

    >>> suit = Act("claim", date(2026, 2, 1), until=date(2027, 5, 4))  # decided in 2027
    >>> title = Act("title", date(2027, 5, 4))
    >>> [limitation(date(2024, 3, 1), "consumer", acts).last.isoformat() for acts in ([suit], [suit, title])]
    ['2029-05-04', '2037-05-04']
    """
    period = first = period_of(debtor_class, matter)
    last, steps = period.last_day(start), []
    for act in sorted(acts, key=lambda act: (act.on, act.until or act.on, act.kind)):
        in_time = act.on <= last or act.kind == TITLE  # a judge has heard the debtor already
        counts = in_time and (act.kind != DEMAND or first.from_new_year)
        if counts:
            period = PERIODS[TITLE] if act.kind == TITLE else period
            last = max(last, _moved(act, start, period, last))
        steps.append(Step(act, counts, last))
    return Limitation(start, period, last, tuple(steps))


def limitation_date(
    start: date,
    debtor_class: str,
    interruptions: Iterable[date] = (),
    suspensions: Iterable[tuple[date, date]] = (),
) -> date:
    """The last day, where all that is known are days of recognition, and first and last days of suspensions."""
    acts = [Act("recognition", day) for day in interruptions]
    acts += [Act(SUSPENSION, first, until) for first, until in suspensions]
    return limitation(start, debtor_class, acts).last


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


def _moved(act: Act, start: date, period: Period, last: date) -> date:
    """The last day after an act that counts."""
    until = max(act.until or act.on, act.on)
    if act.kind == SUSPENSION:
        moved = max(until + (last - act.on), month_later(until, LEAST_MONTHS))
    else:
        moved = period.last_day(until)
    return moved if act.kind in BY_THE_JUDGE else min(moved, _years_later(start, LONG_STOP_YEARS))


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 28 February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
