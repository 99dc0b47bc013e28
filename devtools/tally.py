"""How many tests passed and failed, as pytest's report and Odoo's log tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$")
START = re.compile(r"Starting (?P<test_class>\w+)\.\w+ \.\.\.")
SUMMARY = re.compile(r"(?P<failures>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<tests>\d+) tests")


@dataclass
class Tally:
    """How many tests passed and failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"

    def with_failure(self, happened) -> Tally:
        """The same, with a failure where something went wrong that no test counts."""
        return Tally(self.passed, self.failed or int(bool(happened)))


def read_junit(report: Path) -> Tally:
    """The figures of pytest's report; a skipped test is neither passed nor failed."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    tally = Tally()
    for suite in suites:
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        tally += Tally(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) - failed, failed)
    return tally


@dataclass
class OdooLog:
    """Reads Odoo's log line by line: shows what matters of it, and keeps the count of the tests."""

    current_class: str = ""
    showing: bool = False
    errors: int = 0
    tally: Tally = field(default_factory=Tally)

    def read(self, line: str) -> str | None:
        """Take one line; return what the user should see of it."""
        parts = LOG_LINE.match(line)
        if not parts:  # the rest of a message that began on an earlier line
            return line if self.showing else None
        if summary := SUMMARY.search(parts["text"]):
            self.showing = False
            self._count(summary)
            return None
        self.showing = parts["level"] in ("WARNING", "ERROR", "CRITICAL")
        self.errors += parts["level"] in ("ERROR", "CRITICAL")
        if self.showing:
            return line
        return self._new_class(parts["text"])

    def _new_class(self, text: str) -> str | None:
        start = START.search(text)
        if not start or start["test_class"] == self.current_class:
            return None
        self.current_class = start["test_class"]
        return f"  {self.current_class}"

    def _count(self, summary: re.Match) -> None:
        failed = int(summary["failures"]) + int(summary["errors"])
        self.tally += Tally(max(int(summary["tests"]) - failed, 0), failed)
