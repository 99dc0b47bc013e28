"""A table that somebody sends as CSV or XLSX: its rows, as text, numbers and days, whatever the file tries to do.

Nothing in it is computed: of a formula the value counts that was saved with it, in a CSV it is a text.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

MAX_BYTES = 20_000_000
MAX_UNPACKED = 200_000_000  # what a workbook of zipped parts may come to
MAX_ROWS = 20_030  # 20,000 lines and what stands above them: more is no remittance
MAX_COLUMNS = 60
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BYTE_ORDERS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8-sig", "cp1252")
DELIMITERS = ";,\t|"

Cell = str | int | float | date | None
Row = tuple[int, list[Cell]]  # its number in the file, from 1, and its cells


class NotATable(ValueError):
    """The file cannot be read: `reason` is `empty`, `too_big`, `too_long`, `old_excel`, `bomb` or `unreadable`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def read(content: bytes, most: int = MAX_ROWS) -> list[Row]:
    """The rows that hold something.

    :param most: so many are read in one go
    :raises NotATable: it is no CSV and no XLSX, or more than is read in one go

    >>> read("N°;Montant\\n\\n12;1 234,50\\n".encode("cp1252"))
    [(1, ['N°', 'Montant']), (3, ['12', '1 234,50'])]
    """
    if not content.strip():
        raise NotATable("empty")
    if len(content) > MAX_BYTES:
        raise NotATable("too_big")
    if content.startswith(OLD_EXCEL):
        raise NotATable("old_excel")
    cells = _xlsx(content) if content.startswith(ZIP) else _csv(content)
    rows = [*islice(_filled(cells), most + 1)]
    if len(rows) > most:
        raise NotATable("too_long")
    if not rows:
        raise NotATable("empty")
    return rows


def _filled(rows: Iterable[Iterable[object]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        row = [_cell(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield number, row


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, int | float | date | None):
        return str(value)
    return value


# ---- CSV ------------------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _text(content)
    delimiter = _delimiter(text)
    try:
        yield from (row[:MAX_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotATable("unreadable") from error


def _text(content: bytes) -> str:
    order = BYTE_ORDERS.get(content[:2])
    for encoding in (order,) if order else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable("unreadable")


def _delimiter(text: str) -> str:
    """The one that the first lines have most of.

    >>> _delimiter("a;b;c\\n1,5;2,5;3,5\\n")
    ';'
    """
    head = text[:4000].splitlines()[:20]
    return max(
        DELIMITERS,
        key=lambda mark: (sum(mark in line for line in head), max((line.count(mark) for line in head), default=0)),
    )


# ---- XLSX -----------------------------------------------------------------------------------------------------------


def _xlsx(content: bytes) -> Iterator[tuple[object, ...]]:
    """The rows of the first sheet that shows."""
    import openpyxl  # only where there is a workbook to read

    try:
        _check_parts(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        yield from sheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except NotATable:
        raise
    except Exception as error:  # what a broken workbook raises is not listed anywhere
        raise NotATable("unreadable") from error


def _check_parts(content: bytes) -> None:
    """Refuse what grows without end when it is unpacked, or defines entities of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
            raise NotATable("bomb")
        for part in parts.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with parts.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(2000):
                        raise NotATable("bomb")
