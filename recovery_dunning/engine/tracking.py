"""What carriers report of registered letters: a CSV file with a number, a day and what happened, a line each.

The first line names the columns, in French or in English; others are ignored. A line that cannot be read is named, and
stops no other.

>>> reports, problems = read("numero;date;statut\\n1A 01;02/03/2026;Distribué\\n1A02;soon;Distribué\\n")
>>> reports
[Report(line=2, number='1A01', day=datetime.date(2026, 3, 2), event='delivered')]
>>> problems
[Problem(line=3, text='soon', reason='day')]
"""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

COLUMNS = {
    "number": ("number", "numero", "no", "tracking", "suivi"),
    "day": ("date", "day", "jour"),
    "event": ("event", "status", "statut", "etat", "evenement"),
}
EVENTS = {
    "posted": ("posted", "pris en charge", "depose", "depot"),
    "presented": ("presented", "presente", "avise", "presentation"),
    "delivered": ("delivered", "distribue", "remis", "livre"),
    "refused": ("refused", "refuse"),
    "unclaimed": ("unclaimed", "non reclame", "pli avise et non reclame"),
    "bounced": ("bounced", "returned", "retourne", "destinataire inconnu", "npai"),
}
EVENT_OF_WORD = {word: event for event, words in EVENTS.items() for word in words}
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y")


class NotATrackingFile(ValueError):
    """The first line does not name a number, a day and an event."""


@dataclass(frozen=True, slots=True)
class Report:
    """What happened to the letter `number` on a day."""

    line: int
    number: str
    day: date
    event: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that says nothing: what stands there, and what it should have been (`number`, `day` or `event`)."""

    line: int
    text: str
    reason: str


def compact(number: str) -> str:
    """A number without its spaces, in capitals.

    >>> compact("1a 123 456")
    '1A123456'
    """
    return "".join(number.split()).upper()


def read(text: str) -> tuple[list[Report], list[Problem]]:
    """The reports and the problems of a file, in its order.

    :raises NotATrackingFile: the first line names other columns
    """
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    places = _places(rows[0] if rows else [])
    reports, problems = [], []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        found = _report(line, row, places)
        (problems if isinstance(found, Problem) else reports).append(found)
    return reports, problems


def _places(header: list[str]) -> dict[str, int]:
    names = [_plain(cell) for cell in header]
    places = {
        column: next((names.index(alias) for alias in aliases if alias in names), None)
        for column, aliases in COLUMNS.items()
    }
    if None in places.values():
        raise NotATrackingFile(", ".join(header))
    return places


def _report(line: int, row: list[str], places: dict[str, int]) -> Report | Problem:
    number, day, event = (
        row[places[column]].strip() if places[column] < len(row) else "" for column in ("number", "day", "event")
    )
    if not number:
        return Problem(line, "", "number")
    when = _day(day)
    if not when:
        return Problem(line, day, "day")
    what = EVENT_OF_WORD.get(_plain(event))
    return Report(line, compact(number), when, what) if what else Problem(line, event, "event")


def _day(text: str) -> date | None:
    for form in FORMATS:
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    return None


def _plain(text: str) -> str:
    """Small letters without accents: how words are compared."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
