"""The tables of a file as a workbook: one tab each, typed cells, frozen headers, totals, filters.

It is written row by row, so that a batch of any size takes the same memory (`constant_memory` of `xlsxwriter`). Texts
are written as texts, never as formulas or links, whatever they begin with.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from ..handoff.placement_file import AMOUNT, COUNT, DATE, FLAG, RATE, TIME, Column, Table
from .tabular import Value, clean

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
FORMATS = {
    AMOUNT: {"num_format": "#,##0.00"},
    RATE: {"num_format": '0.00" %"'},
    COUNT: {"num_format": "0"},
    DATE: {"num_format": "dd/mm/yyyy", "align": "left"},
    TIME: {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
}
HEADER = {"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
TOTAL = {"bold": True, "top": 1}
WIDTHS = {AMOUNT: 14, RATE: 10, COUNT: 9, DATE: 12, TIME: 17, FLAG: 9}
WIDE = {"address", "line", "label", "items", "answer", "notes", "reason", "result", "name", "sha256", "basis", "file"}
LONGEST_TEXT = 32_000  # a cell holds 32,767 characters
LAST_ROW = 1_048_000


class Workbook:
    """A workbook that grows: `add` rows to its tabs in any order, then `close` it."""

    def __init__(self, path: str, tables: Iterable[Table], title: str = "", author: str = ""):
        self._book = xlsxwriter.Workbook(path, OPTIONS)
        self._book.set_properties({"title": title, "author": author})
        self._formats = {kind: self._book.add_format(values) for kind, values in FORMATS.items()}
        self._text = self._book.add_format({"valign": "top"})
        self._totals = {kind: self._book.add_format({**values, **TOTAL}) for kind, values in FORMATS.items()}
        self._total_label = self._book.add_format(TOTAL)
        self._tabs = {table.name: _Tab(self, table) for table in tables}

    def add(self, rows: Mapping[str, Iterable[Mapping[str, Value]]]) -> None:
        """Append rows, given by the name of their table; each is a value by column (`Table.row`)."""
        for name, its_rows in rows.items():
            for row in its_rows:
                self._tabs[name].add(row)

    def close(self) -> None:
        """Write the totals, and the file."""
        for tab in self._tabs.values():
            tab.finish()
        self._book.close()


class _Tab:
    """One tab: the next row to write, and the sums so far."""

    def __init__(self, workbook: Workbook, table: Table):
        self.table, self._workbook, self._next = table, workbook, 1
        self._sums = {number: Decimal(0) for number, column in enumerate(table.columns) if column.summed}
        self._sheet = workbook._book.add_worksheet(table.title)
        header = workbook._book.add_format(HEADER)
        for number, column in enumerate(table.columns):
            self._sheet.set_column(number, number, _width(column))
        self._sheet.set_row(0, 30)
        for number, column in enumerate(table.columns):
            self._sheet.write_string(0, number, column.key, header)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.repeat_rows(0)

    def add(self, row: Mapping[str, Value]) -> None:
        """:raises ValueError: the tab is full"""
        if self._next >= LAST_ROW:
            raise ValueError(f"{self.table.title}: a tab holds no more than {LAST_ROW} rows")
        for number, column in enumerate(self.table.columns):
            value = row[column.key]
            if number in self._sums and value:
                self._sums[number] += Decimal(str(value))
            self._write_cell(number, column.kind, value)
        self._next += 1

    def _write_cell(self, number: int, kind: str, value: Value) -> None:
        if kind == FLAG and isinstance(value, bool):
            value = "Y" if value else "N"
        if value is None or value is False or value == "":
            return
        place = (self._next, number)
        if isinstance(value, datetime | date):
            self._sheet.write_datetime(*place, value, self._workbook._formats[kind if kind == TIME else DATE])
        elif kind in (AMOUNT, RATE, COUNT):
            self._sheet.write_number(*place, float(value), self._workbook._formats[kind])
        else:
            self._sheet.write_string(*place, clean(value)[:LONGEST_TEXT], self._workbook._text)

    def finish(self) -> None:
        """The filter over the rows; the totals stand apart, a row below, so that sorting leaves them where they are."""
        last = self._next - 1
        self._sheet.autofilter(0, 0, last, len(self.table.columns) - 1)
        if not (self._sums and last):
            return
        self._sheet.write_string(last + 2, 0, "TOTAL", self._workbook._total_label)
        for number, amount in self._sums.items():
            letter = xlsxwriter.utility.xl_col_to_name(number)
            formula = f"=SUBTOTAL(9,{letter}2:{letter}{last + 1})"
            self._sheet.write_formula(last + 2, number, formula, self._workbook._totals[AMOUNT], float(amount))


def _width(column: Column) -> int:
    """Wide enough for what stands in it; a long header wraps."""
    if column.kind in WIDTHS:
        return max(WIDTHS[column.kind], len(column.key) // 2 + 2)
    wide = WIDE & set(column.key.replace("-", "_").split("_"))
    return 32 if wide else max(14, min(len(column.key) + 2, 22))
