"""How procedure counts time, and the deadlines of a court or an insolvency by the rules in force on their day.

A period in months ends on the day of the last month that has the number of the first day, otherwise on its last day; of
days, the first does not count (CPC 641). What would end on a Saturday, a Sunday or a public holiday is carried on to
the next working day (CPC 642). Who lives overseas has a month more to appear, to oppose and to appeal before a court in
metropolitan France, who lives abroad two (CPC 643); before a court overseas the same holds for who does not live there
(CPC 644). The holidays are those where the court is: Alsace and Moselle have two more.

An order to pay is void unless it is served within 3 months, within 6 if it was made before 1 September 2026 (CPC 1411,
decree 2026-96 of 16/02/2026, art. 9): both hold side by side until the end of February 2027.

>>> FRANCE = Place("Europe/Paris", "FR")
>>> count(date(2026, 1, 31), months=1, place=FRANCE).last  # 28 February is a Saturday
datetime.date(2026, 3, 2)
>>> service_deadline(date(2026, 8, 31), FRANCE).last, service_deadline(date(2026, 9, 1), FRANCE).last
(datetime.date(2027, 3, 1), datetime.date(2026, 12, 1))
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .place import DAY, MONDAY_TO_FRIDAY, OVERSEAS, Place, holiday_name
from .plan import month_later

SHORTER_SERVICE_FROM = date(2026, 9, 1)  # orders made from this day on
LATE_ALERTS = (30, 15, 7)  # days before a deadline at which it is told
OVERSEAS_PARTS = frozenset(OVERSEAS.values())
ECONOMIC_COURTS = ("commerce", "tae", "tj_commercial")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which something may be done, or, where `opens`, the first one; how it comes about: from `start`,
    so many months and days, `distance` months more for who lives far away, `counted` before it was carried on."""

    name: str
    last: date
    article: str
    start: date
    months: int = 0
    days: int = 0
    distance: int = 0
    counted: date | None = None
    opens: bool = False

    @property
    def is_carried(self) -> bool:
        """Whether it would have ended on a day on which nobody works (CPC 642)."""
        return bool(self.counted) and self.counted != self.last

    def alert(self, today: date, days: tuple[int, ...] = LATE_ALERTS) -> int | None:
        """Which of these numbers of days before the end has been reached; none once it is over.

        >>> soon = Deadline("service", date(2026, 12, 1), "CPC 1411", date(2026, 9, 1))
        >>> [soon.alert(soon.last - timedelta(days=left)) for left in (31, 30, 16, 15, 3, 0, -1)]
        [None, 30, 30, 15, 7, 7, None]
        """
        left = (self.last - today).days
        return min((number for number in days if 0 <= left <= number), default=None)


def is_working_day(day: date, place: Place) -> bool:
    """Neither Saturday, Sunday nor a public holiday at `place`.

    >>> metz = Place("Europe/Paris", "FR", "57")
    >>> [is_working_day(date(2026, 12, 26), Place("Europe/Paris", "FR", part)) for part in ("", "57")]  # a Saturday
    [False, False]
    >>> is_working_day(date(2026, 4, 3), metz), is_working_day(date(2026, 4, 3), Place("Europe/Paris", "FR"))
    (False, True)
    """
    return day.weekday() in MONDAY_TO_FRIDAY and not holiday_name(day, place)


def carried(day: date, place: Place) -> date:
    """`day`, or the next working day (CPC 642).

    >>> carried(date(2026, 5, 8), Place("Europe/Paris", "FR"))  # a Friday, end of the war in 1945
    datetime.date(2026, 5, 11)
    """
    while not is_working_day(day, place):
        day += DAY
    return day


def count(
    start: date,
    months: int = 0,
    days: int = 0,
    place: Place | None = None,
    distance: int = 0,
    name: str = "",
    article: str = "",
) -> Deadline:
    """A period from `start`, months first, then days (CPC 641). `place`: where the court is; without it the end is not
    carried on, as of a limitation (C. civ. 2229)."""
    counted = month_later(start, months + distance) if months or distance else start
    counted += timedelta(days=days)
    last = carried(counted, place) if place else counted
    return Deadline(name, last, article, start, months, days, distance, counted)


def distance_months(court: Place, party: Place) -> int:
    """The months more that a party has for where it lives (CPC 643, 644).

    >>> paris, reunion = Place("Europe/Paris", "FR"), Place("Indian/Reunion", "FR", "974")
    >>> berlin = Place("Europe/Berlin", "DE")
    >>> [distance_months(paris, party) for party in (paris, reunion, berlin)]
    [0, 1, 2]
    >>> [distance_months(reunion, party) for party in (paris, reunion, berlin)]
    [1, 0, 2]
    """
    if party.country != "FR":
        return 2
    theirs = _part(party)
    if theirs == _part(court):
        return 0
    return 1


def _part(place: Place) -> str:
    """The overseas part of France, '' for all that is metropolitan."""
    return place.subdivision if place.subdivision in OVERSEAS_PARTS else ""


# ---- payment order --------------------------------------------------------------------------------------------------


def service_deadline(order_date: date, court: Place) -> Deadline:
    """Until when an order to pay is served, else it is void (CPC 1411)."""
    months = 3 if order_date >= SHORTER_SERVICE_FROM else 6
    return count(order_date, months, place=court, name="service_deadline", article="CPC 1411")


def opposition_deadline(
    served_on: date, in_person: bool, court: Place, debtor: Place, first_act_on: date | None = None
) -> Deadline | None:
    """Until when the debtor may oppose an order to pay: a month from its service; not served in person, a month from
    the first act that was, or from the first seizure, and without either nobody knows until when (CPC 1416).

    >>> paris = Place("Europe/Paris", "FR")
    >>> opposition_deadline(date(2026, 9, 10), False, paris, paris) is None
    True
    >>> opposition_deadline(date(2026, 9, 10), False, paris, paris, date(2027, 1, 4)).last
    datetime.date(2027, 2, 4)
    """
    start = served_on if in_person else first_act_on
    if not start:
        return None
    return count(start, 1, 0, court, distance_months(court, debtor), "opposition_deadline", "CPC 1416")


def enforcement_date(order_date: date, served_on: date, court: Place, debtor: Place) -> Deadline:
    """The first day on which an order that nobody opposed is enforced: the day after two months from its service (CPC
    1422); of orders before September 2026, the day after the month of opposition (CPC 1416). It never comes before
    the time of a debtor far away has passed."""
    to_oppose = count(served_on, 1, 0, court, distance_months(court, debtor), article="CPC 1416")
    if order_date < SHORTER_SERVICE_FROM:
        return _from_the_day_after(to_oppose)
    waited = count(served_on, 2, name="enforcement_date", article="CPC 1422")
    return _from_the_day_after(max(waited, to_oppose, key=lambda deadline: deadline.last))


def _from_the_day_after(last: Deadline) -> Deadline:
    parts = (last.start, last.months, last.days, last.distance, last.last)
    return Deadline("enforcement_date", last.last + DAY, last.article, *parts, opens=True)


def deposit_deadline(request_on: date, court: Place) -> Deadline:
    """Until when the costs are deposited with the clerk of a commercial court, from the request, or from what he says
    of an opposition, else it lapses (CPC 1425)."""
    return count(request_on, days=15, place=court, name="deposit_deadline", article="CPC 1425")


def counsel_deadline(notified_on: date, court: Place) -> Deadline:
    """Until when a creditor appoints counsel before the judicial court after an opposition (CPC 1418)."""
    return count(notified_on, days=15, place=court, name="counsel_deadline", article="CPC 1418")


# ---- the others -----------------------------------------------------------------------------------------------------


def answer_deadline(sent_on: date, place: Place) -> Deadline:
    """Until when a debtor agrees to the procedure of small claims; his silence is a refusal (CPCE L125-1)."""
    return count(sent_on, 1, place=place, name="answer_deadline", article="CPCE L125-1")


def contest_deadline(commanded_on: date, place: Place) -> Deadline:
    """Until when a trader contests the order to pay of an officer (CPCE L126-1)."""
    return count(commanded_on, 1, place=place, name="answer_deadline", article="CPCE L126-1")


def record_date(commanded_on: date, place: Place) -> Deadline:
    """The first day on which an officer records that a trader contested nothing: 8 days after his month (L126-3)."""
    over = contest_deadline(commanded_on, place).last
    return Deadline("record_date", over + timedelta(days=8), "CPCE L126-3", over, days=8, opens=True)


def conservatory_deadline(seized_on: date, place: Place) -> Deadline:
    """Until when a creditor who had goods seized as a precaution goes to court (CPCE R511-7)."""
    return count(seized_on, 1, place=place, name="conservatory_deadline", article="CPCE R511-7")


def appeal_deadline(served_on: date, interim: bool, court: Place, party: Place) -> Deadline:
    """Until when a decision is appealed from: a month from its service (CPC 538), 15 days in summary proceedings (CPC
    490)."""
    months, days, article = (0, 15, "CPC 490") if interim else (1, 0, "CPC 538")
    return count(served_on, months, days, court, distance_months(court, party), "appeal_deadline", article)


def title_expiry(title_on: date) -> Deadline:
    """Until when an enforceable title is enforced: ten years (CPCE L111-4). A limitation is not carried on."""
    return count(title_on, 120, name="title_expiry", article="CPCE L111-4")


# ---- insolvency -----------------------------------------------------------------------------------------------------


def declaration_deadline(published_on: date, court: Place, creditor: Place) -> Deadline:
    """Until when a claim is declared: two months from the publication of the judgment, two more for a creditor who
    does not live in the territory of the court (C. com. R622-24, R641-25 in a liquidation)."""
    return _of_insolvency(published_on, court, "declaration_deadline", "C. com. R622-24", 2, creditor)


def relief_deadline(published_on: date, court: Place) -> Deadline:
    """Until when a creditor who is late asks to be relieved of it (C. com. L622-26)."""
    return _of_insolvency(published_on, court, "relief_deadline", "C. com. L622-26", 6)


def retention_deadline(published_on: date, court: Place) -> Deadline:
    """Until when goods under retention of title are claimed (C. com. L624-9)."""
    return _of_insolvency(published_on, court, "retention_deadline", "C. com. L624-9", 3)


def contestation_deadline(letter_on: date, court: Place) -> Deadline:
    """Until when a creditor answers the representative who contests his claim (C. com. L622-27)."""
    return count(letter_on, days=30, place=court, name="contestation_deadline", article="C. com. L622-27")


def suspension_end(admitted_on: date) -> Deadline:
    """How long, at most, the admission of an over-indebted person suspends enforcement (C. conso. L722-3)."""
    return count(admitted_on, 24, name="suspension_end", article="C. conso. L722-3")


def _of_insolvency(
    start: date, court: Place, name: str, article: str, months: int, creditor: Place | None = None
) -> Deadline:
    away = creditor is not None and distance_months(court, creditor)
    return count(start, months, 0, court, 2 if away else 0, name, article)
