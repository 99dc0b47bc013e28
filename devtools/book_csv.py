"""Reads a book of settled invoices from a CSV file, line by line, and counts by itself what a replay must find in it.

The columns are those of a public sample of payment histories: dates are month/day/year, amounts in one currency.
Nothing here needs Odoo.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

COLUMNS = ("customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "Disputed", "SettledDate")
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
YES_OR_NO = {"yes": True, "no": False}
LONGEST_YEARS = 20


class BookError(Exception):
    """The file is not a book of invoices; the text is the one sentence that says where and why."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One line of the book: what was invoiced to whom, when it fell due and when it was paid."""

    customer: str
    number: str
    issued: date
    due: date
    amount: Decimal
    disputed: bool
    settled: date

    @property
    def days_late(self) -> int:
        """Days from the due date to the settlement; negative when it was paid early."""
        return (self.settled - self.due).days

    def opens_level(self, delay: int) -> bool:
        """Whether the invoice is still open in the run of its `delay`-th day late: payments are booked before it."""
        return self.days_late > delay


def read_book(path: Path | str) -> list[Invoice]:
    """The invoices of the file, in its order.

    :raises BookError: the file is missing, isn't such a book, or has a line that can't be read
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            invoices = list(_invoices(csv.DictReader(file, strict=True), path.name))
    except FileNotFoundError:
        raise BookError(f"There is no file {path}.") from None
    except OSError as error:
        raise BookError(f"The file {path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BookError(f"The file {path.name} is not text in UTF-8: save it as CSV in UTF-8.") from None
    if not invoices:
        raise BookError(f"The file {path.name} has no invoice.")
    first, last = span(invoices)
    if last - first > timedelta(days=366 * LONGEST_YEARS):
        raise BookError(
            f"The file {path.name} goes from {first} to {last}, over {LONGEST_YEARS} years: one of its dates is wrong."
        )
    return invoices


def span(invoices: Iterable[Invoice]) -> tuple[date, date]:
    """The days to replay: from the first due date to the last settlement, or to the last due date if all paid early."""
    dues, settlements = zip(*((invoice.due, invoice.settled) for invoice in invoices), strict=True)
    return min(dues), max(*dues, *settlements)


def without_disputes(invoices: Iterable[Invoice]) -> list[Invoice]:
    """The invoices nobody disputed."""
    return [invoice for invoice in invoices if not invoice.disputed]


def expected_counts(invoices: Sequence[Invoice], delays: Iterable[int]) -> list[int]:
    """How many invoices must be noticed at each delay: those settled more than that many days late.

    It knows no ladder: it is the yardstick that the replay is held against.
    """
    return [sum(invoice.opens_level(delay) for invoice in invoices) for delay in delays]


def _invoices(rows: csv.DictReader, name: str) -> Iterable[Invoice]:
    """Read and check each line; the number of a line is the one an editor shows."""
    lines_of_numbers: dict[str, int] = {}
    try:
        _require_columns(rows.fieldnames, name)
        for row in rows:
            invoice = _invoice(row, _Line(name, rows.line_num))
            first_line = lines_of_numbers.setdefault(invoice.number, rows.line_num)
            if first_line != rows.line_num:
                raise _Line(name, rows.line_num).error(
                    "invoiceNumber", f"{invoice.number} is on line {first_line} already"
                )
            yield invoice
    except csv.Error as error:
        raise BookError(f"{name}, line {rows.line_num}: not CSV ({error}).") from None


def _require_columns(found: Sequence[str] | None, name: str) -> None:
    if not found:
        raise BookError(f"The file {name} is empty.")
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        raise BookError(f"The file {name} lacks the {columns} {', '.join(missing)}: its first line must name them.")


@dataclass(frozen=True, slots=True)
class _Line:
    """Where we are in the file, for the sentence that says what is wrong."""

    name: str
    number: int

    def error(self, column: str, what: str) -> BookError:
        return BookError(f"{self.name}, line {self.number}, column {column}: {what}.")


def _invoice(row: dict, line: _Line) -> Invoice:
    if None in row or None in row.values():
        raise BookError(f"{line.name}, line {line.number}: it has not as many fields as the first line has columns.")
    values = {column: row[column].strip() for column in COLUMNS}
    for column in ("customerID", "invoiceNumber"):
        if not values[column]:
            raise line.error(column, "it is empty")
    invoice = Invoice(
        customer=values["customerID"],
        number=values["invoiceNumber"],
        issued=_date(values, "InvoiceDate", line),
        due=_date(values, "DueDate", line),
        amount=_amount(values, "InvoiceAmount", line),
        disputed=_yes_or_no(values, "Disputed", line),
        settled=_date(values, "SettledDate", line),
    )
    for column, day in (("DueDate", invoice.due), ("SettledDate", invoice.settled)):
        if day < invoice.issued:
            raise line.error(column, f"{values[column]} is before the invoice of {values['InvoiceDate']}")
    return invoice


def _date(values: dict[str, str], column: str, line: _Line) -> date:
    try:
        return datetime.strptime(values[column], "%m/%d/%Y").date()
    except ValueError:
        raise line.error(column, f"“{values[column]}” is not a date such as 1/31/2013 (month/day/year)") from None


def _amount(values: dict[str, str], column: str, line: _Line) -> Decimal:
    if not AMOUNT.fullmatch(values[column]) or not Decimal(values[column]):
        raise line.error(column, f"“{values[column]}” is not an amount above zero such as 55.94")
    return Decimal(values[column])


def _yes_or_no(values: dict[str, str], column: str, line: _Line) -> bool:
    try:
        return YES_OR_NO[values[column].lower()]
    except KeyError:
        raise line.error(column, f"“{values[column]}” is neither Yes nor No") from None
