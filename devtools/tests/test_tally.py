"""How `./dev test` reads what pytest and Odoo say."""

from __future__ import annotations

from devtools.tally import OdooLog, Tally, read_junit

HEAD = "2030-01-31 10:00:00,123 42 {} recovery_test_42 odoo.{}: {}"


def read(*lines):
    log = OdooLog()
    return log, [shown for shown in map(log.read, lines) if shown is not None]


def test_a_class_is_named_once_and_the_rest_is_silent():
    log, shown = read(
        HEAD.format("INFO", "modules.loading", "Loading module recovery_dunning (49/49)"),
        HEAD.format("INFO", "addons.recovery_dunning.tests.run.test_run", "Starting TestRun.test_propose ... "),
        HEAD.format("INFO", "addons.recovery_dunning.tests.run.test_run", "Starting TestRun.test_undo ... "),
        HEAD.format("INFO", "addons.recovery_dunning.tests.test_case", "Starting TestCase.test_phase ... "),
        HEAD.format("INFO", "tests.result", "0 failed, 0 error(s) of 3 tests when loading database 'recovery_test_42'"),
    )
    assert shown == ["  TestRun", "  TestCase"]
    assert (log.tally, log.errors) == (Tally(3, 0), 0)


def test_an_error_is_shown_with_its_traceback_and_counted():
    error = HEAD.format("ERROR", "addons.recovery_dunning.tests.run.test_run", "FAIL: TestRun.test_undo")
    log, shown = read(
        error,
        "Traceback (most recent call last):",
        "AssertionError: 1 != 2",
        HEAD.format("INFO", "tests.stats", "quiet again"),
        "a continued line",
        HEAD.format("ERROR", "tests.result", "1 failed, 1 error(s) of 9 tests when loading database 'x'"),
    )
    assert shown == [error, "Traceback (most recent call last):", "AssertionError: 1 != 2"]
    assert (log.tally, log.errors) == (Tally(7, 2), 1)


def test_skipped_tests_are_neither_passed_nor_failed(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="1" errors="1" skipped="3"/></testsuites>')
    assert read_junit(report) == Tally(5, 2)


def test_tallies_add_up_and_a_failure_that_no_test_counts_is_one():
    assert Tally(3, 1) + Tally(4, 0) == Tally(7, 1)
    assert Tally(3, 0).with_failure(-9) == Tally(3, 1)
    assert Tally(3, 2).with_failure(1) == Tally(3, 2)
    assert Tally(3, 0).with_failure(0) == Tally(3, 0)
    assert str(Tally(3, 1)) == "3 passed, 1 failed"
