"""How `./dev test` reads what pytest and Odoo say."""

from __future__ import annotations

from devtools.testing import OdooLog, Tally, read_junit

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
    assert shown[:2] == ["  TestRun", "  TestCase"]
    assert len(shown) == 3
    assert (log.tally, log.errors) == (Tally(3, 0), 0)


def test_an_error_is_shown_with_its_traceback_and_counted():
    error = HEAD.format("ERROR", "addons.recovery_dunning.tests.run.test_run", "FAIL: TestRun.test_undo")
    log, shown = read(
        error,
        "Traceback (most recent call last):",
        "AssertionError: 1 != 2",
        HEAD.format("INFO", "tests.stats", "quiet again"),
        "a continued line",
        HEAD.format("INFO", "tests.result", "1 failed, 1 error(s) of 9 tests when loading database 'x'"),
    )
    assert shown[:3] == [error, "Traceback (most recent call last):", "AssertionError: 1 != 2"]
    assert len(shown) == 4
    assert (log.tally, log.errors) == (Tally(7, 2), 1)


def test_skipped_tests_are_neither_passed_nor_failed(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="1" errors="1" skipped="3"/></testsuites>')
    assert read_junit(report) == Tally(5, 2)
