"""What a cell of somebody's table says: a title, a reference, an amount or a day. French or English, decimal comma or
point, days either way."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from .spreadsheet import Cell

BIGGEST = Decimal(10) ** 12
OUTSIDE_DIGITS = re.compile(r"[\s'€$£]|EUR|USD|GBP|CHF")
# an amount by its decimal mark: digits, in groups of three or not, and what follows the mark
WRITTEN = {
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII),
}
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d.%m.%y")


def plain(text: str) -> str:
    """Small letters and digits, without accents: how titles and words are compared.

    >>> plain("  N° de Dossier ")
    'n de dossier'
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("°", " "))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9_]", " ", letters).split())


def compact(text: str) -> str:
    """Letters and digits alone, in capitals: how references are compared.

    >>> compact("rec/2026-0001 ")
    'REC20260001'
    """
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def text_of(cell: Cell) -> str:
    """The cell as text, of an empty one nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a number of a case that a spreadsheet took for an amount
    return "" if cell is None else str(cell)


def at(cells: Sequence[Cell], place: int | None) -> Cell:
    """The cell at `place` of a row that may be shorter, or of a table that has no such column."""
    return cells[place] if place is not None and place < len(cells) else None


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark of a column of amounts: whatever one of them shows beyond doubt, otherwise the comma.

    >>> decimal_mark(["1.200", "12.5"]), decimal_mark(["1.200", "1.234,50"]), decimal_mark(["1,200"])
    ('.', ',', ',')
    """
    for text in texts:
        marks = re.sub(r"[^.,]", "", text)
        if not marks:
            continue
        if len(set(marks)) == 2:
            return marks[-1]
        if len(marks) > 1:
            return "," if marks[0] == "." else "."
        if len(re.split(r"[.,]", re.sub(r"[^0-9.,]", "", text))[-1]) != 3:
            return marks
    return ","


def parse_amount(cell: Cell, mark: str = ",") -> Decimal | None:
    """The amount of a cell, or None of an empty one.

    :raises ValueError: it is no amount

    >>> parse_amount("1 234,50 €"), parse_amount("(12.00)", "."), parse_amount(0.1 + 0.2), parse_amount(None)
    (Decimal('1234.50'), Decimal('-12.00'), Decimal('0.3'), None)
    """
    if cell is None:
        return None
    if isinstance(cell, int | float):
        amount = Decimal(repr(round(cell, 6)))
    elif isinstance(cell, str):
        amount = Decimal(_digits(cell, mark))
    else:
        raise ValueError(str(cell))
    if not amount.is_finite() or abs(amount) >= BIGGEST:
        raise ValueError(str(cell))
    return amount


def _digits(text: str, mark: str) -> str:
    bare = OUTSIDE_DIGITS.sub("", text.replace("−", "-"))
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if not WRITTEN[mark].fullmatch(bare):
        raise ValueError(text)
    return bare.replace("." if mark == "," else ",", "").replace(mark, ".")


def parse_day(cell: Cell) -> date | None:
    """The day of a cell, or None of an empty one.

    :raises ValueError: it is no day of this century

    >>> parse_day("02/03/2026"), parse_day("2026-03-02 10:00"), parse_day(None)
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), None)
    """
    if cell is None or (isinstance(cell, date) and 2000 <= cell.year < 2100):
        return cell
    return _day_of(str(cell))


@lru_cache(1000)
def _day_of(text: str) -> date:
    """A file has many lines and few days."""
    for form in DAY_FORMS:
        for part in (text, text[:10]):
            try:
                day = datetime.strptime(part, form).date()
            except ValueError:
                continue
            if 2000 <= day.year < 2100:
                return day
    raise ValueError(text)
