"""Where a debtor is: his clock, his public holidays, his bank days.

Public holidays come from the `holidays` library, by country and region, and the closing days of the banks of the euro
area (TARGET), which are the same in all of it: on a national holiday a transfer arrives, and nobody is called.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays
import pytz

MONDAY_TO_FRIDAY = frozenset(range(5))
DAY = timedelta(days=1)
# whose transfers the Eurosystem settles (SEPA in euros); overseas, that of the Pacific has a franc of its own
EURO_AREA = frozenset(
    (
        *("AD", "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GP", "GF", "GR", "HR", "IE", "IT", "LT", "LU"),
        *("LV", "MC", "MQ", "MT", "NL", "PM", "PT", "RE", "SI", "SK", "SM", "VA", "YT", "BL", "MF"),
    )
)
OWN_FRANC = frozenset(("PF", "NC", "WF"))

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the debtor is: `zone` as in the time zone database ("Europe/Paris"), `country` an ISO 3166 code,
    `subdivision` a code of the `holidays` library. Raises `CalendarError` for an unknown zone."""

    zone: str
    country: str = ""
    subdivision: str = ""

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (LookupError, ValueError, TypeError, OSError) as error:
            raise CalendarError(f"Time zone {self.zone!r} is unknown: write it like 'Europe/Paris'.") from error

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


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


@lru_cache(maxsize=64)
def closing_days(year: int) -> frozenset[date]:
    """The days of a year, beside weekends, on which TARGET settles no transfer.

    >>> len(closing_days(2026)), date(2026, 4, 6) in closing_days(2026), date(2026, 7, 14) in closing_days(2026)
    (6, True, False)
    """
    return frozenset(holidays.financial_holidays("ECB", years=year, expand=False))


def is_bank_day(day: date, place: Place) -> bool:
    """Whether a bank at `place` settles transfers on `day`: by TARGET in the euro area, by public holidays elsewhere.

    >>> places = Place("Europe/Paris", "FR"), Place("Pacific/Noumea", "FR", "NC")
    >>> [is_bank_day(date(2026, 7, 14), place) for place in places]
    [True, False]
    """
    if day.weekday() not in MONDAY_TO_FRIDAY:
        return False
    if place.country in EURO_AREA and place.subdivision not in OWN_FRANC:
        return day not in closing_days(day.year)
    return not holiday_name(day, place)


def add_bank_days(day: date, number: int, place: Place) -> date:
    """`number` bank days after `day`, for a bank at `place`. No bank days later is `day` itself, whatever day it is.
    Raises `CalendarError` for a negative number.

    >>> add_bank_days(date(2026, 4, 30), 2, Place("Europe/Paris", "FR"))  # 1 May, then a weekend
    datetime.date(2026, 5, 5)
    """
    if number < 0:
        raise CalendarError(f"Bank days are counted forward: {number} is negative.")
    while number:
        day += DAY
        number -= is_bank_day(day, place)
    return day


def next_weekday(day: date, place: Place) -> date:
    """The first day after `day`, from Monday to Friday, that is no public holiday at `place`.

    >>> next_weekday(date(2026, 7, 13), Place("Europe/Paris", "FR"))  # the 14th is a holiday
    datetime.date(2026, 7, 15)
    """
    day += DAY
    while day.weekday() not in MONDAY_TO_FRIDAY or holiday_name(day, place):
        day += DAY
    return day
