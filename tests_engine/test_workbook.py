"""The workbook: what it holds is typed, totalled and never executed."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from engine.handoff.placement_file import CLAIMS, FLAG, TABLES
from engine.tables import workbook
from engine.tables.workbook import Workbook


def make(tmp_path, *rows):
    path = tmp_path / "book.xlsx"
    book = Workbook(str(path), TABLES, "Title")
    for row in rows:
        book.add({CLAIMS.name: [CLAIMS.row(row)]})
    book.close()
    return load_workbook(path), load_workbook(path, data_only=True)


def test_types_and_totals(tmp_path):
    row = {"dossier_ref": "R1", "number": "=1+1", "due_date": date(2026, 3, 2), "balance": Decimal("10.10")}
    book, values = make(tmp_path, row, {**row, "balance": 0.2, "number": "FAC/2"})
    sheet = book[CLAIMS.title]
    place = {key: number for number, key in enumerate(CLAIMS.keys)}
    cells = list(sheet.iter_rows())
    assert (cells[1][place["number"]].value, cells[1][place["number"]].data_type) == ("=1+1", "s")
    assert cells[1][place["due_date"]].value == datetime(2026, 3, 2)
    assert cells[1][place["balance"]].number_format == "#,##0.00"
    assert cells[4][place["balance"]].value.startswith("=SUBTOTAL(9,")
    assert list(values[CLAIMS.title].iter_rows(values_only=True))[4][place["balance"]] == 10.3
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("B2", "A1:")


def test_an_empty_book(tmp_path):
    book, _values = make(tmp_path)
    assert book.sheetnames == [table.title for table in TABLES]
    assert book[CLAIMS.title].max_row == 1


def test_yes_and_no_are_written_as_agencies_read_them(tmp_path):
    path = tmp_path / "book.xlsx"
    book = Workbook(str(path), TABLES)
    table, flag = next((table, column.key) for table in TABLES for column in table.columns if column.kind == FLAG)
    book.add({table.name: [table.row({flag: said}) for said in (True, False, None)]})
    book.close()
    rows = load_workbook(path)[table.title].iter_rows(min_row=2, max_row=4, values_only=True)
    assert [row[table.keys.index(flag)] for row in rows] == ["Y", "N", None]


def test_a_tab_that_is_full_loses_no_row_in_silence(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "LAST_ROW", 2)
    with pytest.raises(ValueError, match="Créances: a tab holds no more than 2 rows"):
        make(tmp_path, {"number": "FAC/1"}, {"number": "FAC/2"})


def test_a_row_has_every_column_and_no_other():
    row = CLAIMS.row({"number": "FAC/1"})
    assert (tuple(row), row["number"], row["balance"]) == (CLAIMS.keys, "FAC/1", None)
    with pytest.raises(KeyError, match="02_creances has no column ballance"):
        CLAIMS.row({"ballance": 1})
