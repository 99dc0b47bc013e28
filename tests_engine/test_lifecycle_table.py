"""The table of what each status does with each reason: whole, and as it stands in the documentation."""

import os
from pathlib import Path

import pytest

from engine.lifecycle import codes, table

PAGE = Path(__file__).parents[1] / "docs/lifecycle.md"
ROWS = list(table.rows())


def test_the_page_says_what_the_rules_say():
    """`WRITE_DOCS=1` writes it."""
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(table.page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == table.page()


def test_every_status_and_every_reason_that_it_may_give_is_in_it():
    assert len(ROWS) >= 150 and len(set(ROWS)) == len(ROWS)
    assert {row.code for row in ROWS} == codes.CODES.keys()
    told = {(row.code, row.reason) for row in ROWS if row.reason}
    assert told == {(code, reason) for code, reasons in table.ALLOWED.items() for reason in reasons}


@pytest.mark.parametrize(
    ("code", "number"), [("200", 1), ("206", 13), ("207", 26), ("208", 7), ("210", 20), ("213", 12), ("501", 10)]
)
def test_as_many_reasons_as_the_norm_has(code, number):
    assert len(table.ALLOWED[code]) == number
    assert not set(table.ALLOWED[code]) - table.REASONS.keys()


def row(code, reason="", told=""):
    (found,) = [one for one in ROWS if (one.code, one.reason, one.told) == (code, reason, told)]
    return found


def test_rows_told_by_hand():
    assert row("207", "PU_ERR").follows.startswith("Dispute (price) on 1,200.00 of 1,200.00; 0.00 goes on")
    assert row("207", "PU_ERR").follows.endswith("Ask how much is contested.")
    assert row("206", "QTE_ERR", "disputed 200.00").follows.startswith("Dispute (price) on 200.00")
    assert "1,000.00 goes on being dunned" in row("206", "QTE_ERR", "disputed 200.00").follows
    assert row("213", "DOUBLON").standing == "undelivered"
    assert row("213", "DOUBLON", "after 203").standing == "delivered"
    assert row("211", told="announced 400.00").follows.startswith("Waited for: 400.00")
    assert row("211").follows.startswith("Waited for: all")
    assert row("226").follows == "Kept in the time line; nothing follows."
