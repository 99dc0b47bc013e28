"""What carriers report of registered letters: a table with a number, a day and what happened, a line each.

The first line names the columns, in French or in English; others are ignored. A line that cannot be read is named, and
stops no other.

>>> from engine.tables.spreadsheet import read as table
>>> rows = table("numero;date;statut\\n1A 01;02/03/2026;Distribué\\n1A02;soon;Distribué\\n".encode())
>>> reports, problems = read(rows)
>>> reports
[Report(line=2, number='1A01', day=datetime.date(2026, 3, 2), event='delivered')]
>>> problems
[Problem(line=3, text='soon', reason='day')]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .tables.cells import at, parse_day, plain, text_of
from .tables.spreadsheet import Cell, Row

MAX_ROWS = 100_000  # of a file, which a carrier writes for a month
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


def read(rows: Sequence[Row]) -> tuple[list[Report], list[Problem]]:
    """The reports and the problems of a file, in its order.

    :raises NotATrackingFile: the first line names other columns
    """
    places = _places(rows[0][1] if rows else [])
    found = [_report(line, cells, places) for line, cells in rows[1:]]
    return [its for its in found if isinstance(its, Report)], [its for its in found if isinstance(its, Problem)]


def _places(header: Sequence[Cell]) -> dict[str, int]:
    names = [plain(text_of(cell)) for cell in header]
    places = {
        column: next((names.index(alias) for alias in aliases if alias in names), -1)
        for column, aliases in COLUMNS.items()
    }
    if -1 in places.values():
        raise NotATrackingFile(", ".join(map(text_of, header)))
    return places


def _report(line: int, cells: Sequence[Cell], places: dict[str, int]) -> Report | Problem:
    number, day, event = (at(cells, places[column]) for column in ("number", "day", "event"))
    if number is None:
        return Problem(line, "", "number")
    try:
        when = parse_day(day)
    except ValueError:
        when = None
    if not when:
        return Problem(line, text_of(day), "day")
    what = EVENT_OF_WORD.get(plain(text_of(event)))
    return Report(line, compact(text_of(number)), when, what) if what else Problem(line, text_of(event), "event")
