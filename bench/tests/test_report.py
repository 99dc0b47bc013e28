"""The table of `./dev bench`: it says of each bar whether it is met, and hides none that isn't."""

from __future__ import annotations

import doctest

import pytest

from bench import figures, readme, report
from bench.run import README
from devtools.console import Failure

FAST = {"seconds": 0.5, "cpu": 0.4, "queries": 40, "memory": 140, "written": 6_001}
SLOW = {"seconds": 9.0, "cpu": 8.0, "queries": 11_000, "memory": 190, "written": 15_000}


def bars(table: report.Report) -> dict[str, bool]:
    return {row.what: row.met for row in table.rows if row.met is not None}


def test_a_proposal_is_held_against_the_peer_and_the_floor():
    table = report.Report("1.0", "Odoo 19")
    table.add_proposal(5_000, [FAST], [SLOW], [{"seconds": 0.01, "with_keys": 0.05}])
    assert [(row.bar, row.met) for row in table.rows if row.bar] == [("≥ 12 ×", True), ("≤ 6 ×", False)]
    assert "18.0 ×" in table.table()
    assert (
        table.summary() == "1 of 2 bars are met. Not met:\n- Propose 5,000: time (0.050 s SQL floor): 10.0 ×, bar ≤ 6 ×"
    )


def test_queries_are_counted_by_chunk():
    table = report.Report("1.0", "Odoo 19")
    for size, queries in ((1_000, 40), (20_000, 80), (50_000, 240)):
        table.add_proposal(size, [{**FAST, "queries": queries}], [SLOW], [{"seconds": 0.5, "with_keys": 0.5}])
    table.rows.clear()
    table.add_chunks()
    assert bars(table) == {
        "Queries of a further chunk, 20,000 in 2": True,
        "Queries of a further chunk, 50,000 in 5": False,
    }


def test_ordinary_work_is_judged_by_the_median_pair():
    table = report.Report("1.0", "Odoo 19")
    plain = [{"posting": FAST, "paying": FAST}] * 5
    busy = {name: value * 2 for name, value in FAST.items()}
    table.add_ordinary_work(100, [*plain[:4], {"posting": busy, "paying": busy}], plain)
    assert all(bars(table).values())


def test_messages_have_a_minute_and_little_memory():
    table = report.Report("1.0", "Odoo 19")
    table.add_messages(10_000, {**FAST, "seconds": 59.0}, SLOW, {**FAST, "seconds": 61.0, "memory": 301})
    assert list(bars(table).values()) == [True, True, False, False]
    table.rows.clear()
    table.add_messages(2_000, {**FAST, "seconds": 11.9}, SLOW, {**FAST, "seconds": 12.1})
    assert list(bars(table).values()) == [True, True, False, True]


def test_mails_are_held_against_the_peer_and_the_wire():
    table = report.Report("1.0", "Odoo 19")
    table.add_mails(100, [{**FAST, "wire": 0.1}], [{**SLOW, "wire": 0.1}])
    assert list(bars(table).values()) == [True, False]
    assert "Mails: time, against that of the wire (1000/s over one connection): 5.0 ×, bar ≤ 3 ×" in table.summary()


def test_a_proposal_that_was_taken_back_slows_no_other():
    table = report.Report("1.0", "Odoo 19")
    kept = {"seconds": 10.0, "worst": 11.9}
    table.add_plans(200_000, {0: kept, 1_000_000: {**kept, "worst": 12.1}})
    assert list(bars(table).values()) == [True, False]


def test_figures_of_a_tiny_book_are_held_against_no_bar():
    table = report.Report("1.0", "Odoo 19")
    table.add_proposal(40, [SLOW], [FAST], [{"seconds": 0.5, "with_keys": 0.5}])
    assert False in bars(table).values()
    table.judge_nothing()
    assert table.rows
    assert bars(table) == {}
    assert "not met" not in table.table() + table.summary()


def test_the_readme_takes_the_table_between_its_marks(tmp_path):
    table = report.Report("1.0", "Odoo 19")
    table.add_proposal(20_000, [SLOW], [FAST], [{"seconds": 0.5, "with_keys": 0.5}])
    path = tmp_path / "README.md"
    path.write_text(f"Before.\n{readme.BEGIN}\nOld.\n{readme.END}\nAfter.\n", encoding="utf-8")
    readme.write_readme(path, table)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n{readme.BEGIN}\nMeasured on ")
    assert text.endswith(f"\n{readme.END}\nAfter.\n")
    assert "Old." not in text
    assert table.table() in text
    assert "0 of 2 bars are met. Not met:" in text
    once = text
    readme.write_readme(path, table)
    assert path.read_text(encoding="utf-8") == once


def test_a_readme_without_a_place_for_the_table_is_left_alone(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("Words.\n", encoding="utf-8")
    with pytest.raises(Failure, match="has no place for the table"):
        readme.write_readme(path, report.Report("1.0", "Odoo 19"))
    assert path.read_text(encoding="utf-8") == "Words.\n"


def test_our_readme_has_a_place_for_the_table():
    text = README.read_text(encoding="utf-8")
    assert text.index(readme.BEGIN) < text.index("| What ") < text.index(readme.END)


def test_ratios():
    assert doctest.testmod(figures).failed == 0
    assert doctest.testmod(figures).attempted > 0
