"""The table of `./dev bench`: it says of each bar whether it is met, and hides none that isn't."""

from __future__ import annotations

import doctest

import pytest

from bench import figures, readme, report
from bench.large.pieces import PIECES, SCREENS
from bench.large.report import add_board, add_load, add_screens, plans_text
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
    table.add_messages(10_000, [{**FAST, "seconds": 59.0}], [SLOW], [{**FAST, "seconds": 61.0, "memory": 301}])
    assert list(bars(table).values()) == [True, True, False, False]
    table.rows.clear()
    table.add_messages(2_000, [{**FAST, "seconds": 11.9}], [SLOW], [{**FAST, "seconds": 12.1}])
    assert list(bars(table).values()) == [True, True, False, True]


def test_packages_of_many_cases_are_held_against_those_of_few_in_the_same_turn():
    table = report.Report("1.0", "Odoo 19")
    few = {"cases": 20, "check_seconds": 0.1, "check_queries": 80, "seconds": 1.0, "memory": 196}
    many = {**few, "cases": 200, "seconds": 1.2, "memory": 1_001}
    busy = {"seconds": 4.0, "memory": 900}
    table.add_packages([few, {**few, "seconds": 1.0}, {**few, "seconds": 4.0}], [many, many | busy, many | busy])
    assert bars(table) == {"Hand over 200: package, time a case": True, "Hand over 200: memory": True}
    assert [row.ratio for row in table.rows if row.ratio] == ["1.20 ×"], "the median of 1.2, 4 and 1"
    assert "| Hand over 200: checks, queries a case | 0.4     | 4.0 of 20    |" in table.table()


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


def test_the_board_is_held_against_its_bars():
    table = report.Report("1.0", "Odoo 19")
    days = {"0": {"board": 0.5, "debtors": 2.9}, "365": {"board": 3.1, "debtors": 1.0}}
    busy = {"0": {"board": 9.5, "debtors": 9.9}, "365": {"board": 3.1, "debtors": 1.0}}
    nights = {"night": [{"seconds": 299, "memory": 200}], "again": [{"seconds": 301, "memory": 601}]}
    add_board(table, (200_000, 1_000_000), {**nights, "board": [{"seconds": 1.9}], "aged": [days, busy, days]})
    assert list(bars(table).values()) == [True, False, False, True, False, True]
    assert "aged balance for the board, 365 days ago" in table.summary()


def test_a_day_of_a_million_is_held_against_a_day_of_a_tenth():
    small = {"seconds": 1.0, "memory": 150, "slowest": 0.1, "done": 100, "statements": []}
    large = {**small, "seconds": 13.1, "slowest": 2.1, "done": 100}
    table = report.Report("1.0", "Odoo 19")
    taken = [
        {piece: [small] for piece in PIECES},
        {piece: [{**small, "seconds": 10.0}] for piece in PIECES} | {"rank": [large]},
    ]
    add_load(table, ((100, 200), (1_000, 2_000)), taken)
    assert sum(not met for met in bars(table).values()) == 3, (
        "rank, its statement, and mails: as few in ten times the time"
    )
    assert "Rank and grade the cases, 1,000 open and 2,000 paid: time (1.00 s of 100): 1.31 ×" in table.summary()


def test_a_screen_of_a_large_book_opens_in_less_than_a_third_of_a_second():
    quick, slow = [{"seconds": 0.3, "queries": 95}], [{"seconds": 0.31, "queries": 95}]
    table = report.Report("1.0", "Odoo 19")
    add_screens(
        table,
        ((100, 200), (1_000, 2_000)),
        [dict.fromkeys(SCREENS, slow), dict.fromkeys(SCREENS, quick) | {"case": slow}],
    )
    assert list(bars(table).values()) == [False, True, True, True]
    assert "A case opens, 1,000 open and 2,000 paid: time (0.310 s of 100): 0.310 s, bar ≤ 0.3 s" in table.summary()


def test_the_heaviest_statements_are_kept_with_their_plans():
    statement = {"text": "SELECT 1", "calls": 2, "seconds": 3.0, "slowest": 2.5, "plan": "Result  (rows=1)"}
    before = {"statements": [{**statement, "text": "SELECT 0"}]}
    text = plans_text({piece: [before, {"statements": [statement]}] for piece in PIECES}, (1_000, 2_000))
    assert "SELECT 0" not in text
    assert text.count("2 calls, 3.00 s, the slowest 2.50 s\nSELECT 1\nResult  (rows=1)\n") == len(PIECES)


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
