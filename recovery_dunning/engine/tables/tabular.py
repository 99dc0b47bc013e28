"""Cells and CSV files as agencies want them: separator, decimals, days, and nothing that a spreadsheet would execute.

A cell that begins like a formula is a way into the machine of whoever opens the file, and names and e-mail addresses
come from outside. Such a cell is written with an apostrophe before it, which a spreadsheet shows as text. Numbers and
days are written by us and stay as they are.

>>> cell("=HYPERLINK(1)"), cell("@SUM"), cell("-5 rue du Port"), cell("+33 4 72 00 00 00")
("'=HYPERLINK(1)", "'@SUM", "'-5 rue du Port", '+33 4 72 00 00 00')
>>> cell(Decimal("-1234.5"), "amount"), cell(date(2026, 3, 2), "date", Style(days="%d/%m/%Y"))
('-1234,50', '02/03/2026')
>>> write([("number", "balance"), ("FAC/1", Decimal("9.9"))], ("text", "amount")).decode("utf-8-sig")
'number;balance\\r\\nFAC/1;9,90\\r\\n'
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

EXECUTABLE = ("=", "+", "-", "@", "\t", "\r", "\n")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SEPARATORS = re.compile(r"([,;|\t])")
PLAIN_NUMBER = re.compile(r"[+-]?\d[\d ]*")  # a telephone number is a number to a spreadsheet, and executes nothing
HUNDREDTH = Decimal("0.01")


Number = str | int | float | Decimal
Value = Number | date | None  # what a cell is given


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written. `days`: the format of `date.strftime`; `cents`: amounts without a decimal sign; `guard`:
    what could be executed gets an apostrophe."""

    separator: str = ";"
    decimal: str = ","
    days: str = "%Y-%m-%d"
    mark: bool = True  # the three bytes by which Excel knows UTF-8
    cents: bool = False
    guard: bool = True


FRENCH = Style()


def clean(text: object) -> str:
    """A text without what no file can hold, on one line.

    >>> clean("a\\x00b\\r\\nc")
    'ab c'
    """
    return re.sub(r"\s*[\r\n]+\s*", " ", CONTROL.sub("", str(text)))


def is_executable(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula: a space before it changes nothing.

    >>> [is_executable(text) for text in ("=1+1", " @a", "FAC/1", "")]
    [True, True, False, False]
    """
    text = text.lstrip(' \u00a0"')
    return text.startswith(EXECUTABLE) and not PLAIN_NUMBER.fullmatch(text)


def harmless(text: object) -> str:
    """The text as a cell that nobody's spreadsheet executes (OWASP, CSV injection), one that cuts it at another
    separator included: what begins a formula after any of them gets its apostrophe too.

    >>> harmless("Dupont,=HYPERLINK(1)"), harmless("Lyon; -5 rue du Port"), harmless("Fixe, +33 4 72 00 00 00")
    ("Dupont,'=HYPERLINK(1)", "Lyon;' -5 rue du Port", 'Fixe, +33 4 72 00 00 00')
    """
    parts = SEPARATORS.split(clean(text))
    parts[::2] = (f"'{part}" if is_executable(part) else part for part in parts[::2])
    whole = "".join(parts)
    return f"'{whole}" if is_executable(whole) else whole  # a separator begins a formula too


def cell(value: Value, kind: str = "text", style: Style = FRENCH) -> str:
    """One cell. Nothing known is an empty cell; 0 is 0.

    >>> cell(None), cell(False), cell(0, "count"), cell(True, "flag"), cell(False, "flag")
    ('', '', '0', 'Y', 'N')
    >>> cell(Decimal("12.345"), "amount", Style(cents=True)), cell(Decimal("12.4"), "rate", Style(decimal="."))
    ('1235', '12.4')
    """
    if kind == "flag" and isinstance(value, bool):
        return "Y" if value else "N"
    if value is None or value is False or value == "":
        return ""
    if isinstance(value, datetime):
        return f"{value.strftime(style.days)} {value:%H:%M}"
    if isinstance(value, date):
        return value.strftime(style.days)
    if kind == "amount":
        return _amount(value, style)
    if kind == "rate":
        return format(_decimal(value).normalize(), "f").replace(".", style.decimal)
    if kind == "count":
        return str(int(value))
    return harmless(value) if style.guard else clean(value)


def write(rows: Iterable[Sequence[Value]], kinds: Sequence[str], style: Style = FRENCH, header: bool = True) -> bytes:
    """The bytes of a CSV file. `rows`: the header, if any, then as many values in each as there are `kinds`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.separator, lineterminator="\r\n")
    for number, row in enumerate(rows):
        of_header = header and not number
        writer.writerow(
            [cell(value, "text" if of_header else kind, style) for value, kind in zip(row, kinds, strict=True)]
        )
    return text.getvalue().encode("utf-8-sig" if style.mark else "utf-8")


def _amount(value: Number, style: Style) -> str:
    amount = _decimal(value).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    if style.cents:
        return str(int(amount * 100))
    return format(amount, "f").replace(".", style.decimal)


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(value))
