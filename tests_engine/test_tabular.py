"""Cells that nobody's spreadsheet executes, in the separators, decimals and days that an agency wants."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tables.tabular import EXECUTABLE, Style, cell, clean, harmless, write


@given(st.text(max_size=40))
def test_no_text_begins_like_a_formula(text):
    written = harmless(text)
    begin = written.lstrip(" \u00a0")
    assert not begin.startswith(EXECUTABLE) or begin.lstrip("+-").replace(" ", "").isdigit()
    assert written.replace("'", "").strip() == clean(text).replace("'", "").strip()


@given(
    st.lists(st.tuples(st.text(max_size=20), st.decimals(-(10**9), 10**9, places=2)), max_size=8),
    st.sampled_from(";,\t|"),
    st.sampled_from(",."),
)
def test_a_reader_finds_what_was_written(rows, separator, decimal):
    style = Style(separator=separator, decimal=decimal)
    content = write([("name", "amount"), *rows], ("text", "amount"), style)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert read[0] == ["name", "amount"]
    assert [row[0] for row in read[1:]] == [cell(name) for name, _amount in rows]
    assert [Decimal(row[1].replace(decimal, ".")) for row in read[1:]] == [amount for _name, amount in rows]


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (Decimal("-0.005"), "amount", "-0,01"),
        (0.1 + 0.2, "amount", "0,30"),
        (12.0, "rate", "12"),
        (datetime(2026, 3, 2, 8, 5), "time", "2026-03-02 08:05"),
        (date(2026, 3, 2), "date", "2026-03-02"),
        ("a\x00\nb", "text", "a b"),
        (3, "count", "3"),
    ],
)
def test_cells(value, kind, written):
    assert cell(value, kind) == written


def test_a_negative_amount_is_no_formula():
    assert cell(Decimal("-5"), "amount") == "-5,00"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("begin", "=+-@")
def test_what_another_separator_makes_a_cell_is_no_formula(separator, begin):
    """The file is opened with whatever separator the reader's country has."""
    written = cell(f"Dupont{separator}{begin}1+1")
    assert not any(part.lstrip(" \u00a0").startswith(("=", "+", "-", "@")) for part in written.split(separator))
