"""`./dev test`: the rules and tools under pytest, then the add-ons' tests in Odoo, on a database made for them."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from devtools import platform, system
from devtools.network import free_port

TEST_FOLDERS = ("devtools/tests", "tests_engine", "tests_faults", "tests_demo")
REUSED_DATABASE = "recovery_dev"
ALL_TAGS = ",".join(f"/{addon}" for addon in platform.ADDONS)
# Odoo's provider for trials comes along: with it the tests pay on the debtor's page
INSTALL = ("-i", ",".join([*platform.ADDONS, platform.PAYMENT]))
UPDATE = ("-u", ",".join(platform.ADDONS), "-i", platform.PAYMENT)
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
        self.showing = parts["level"] in ("WARNING", "ERROR", "CRITICAL")
        self.errors += parts["level"] in ("ERROR", "CRITICAL")
        if summary := SUMMARY.search(parts["text"]):
            self._count(summary)
            return parts["text"]
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


def run(tags: str | None, reuse: bool) -> int:
    """All tests, or those of Odoo that the tags name. The last line says `N passed, M failed`."""
    machine = platform.setup()
    tally = Tally() if tags else run_pytest(machine)
    if (platform.REPOSITORY / platform.ADDON / "__manifest__.py").exists():
        system.ensure_browser(machine.console)
        tally += run_odoo(machine, tags or ALL_TAGS, reuse)
    else:
        machine.console.say(f"There is no add-on {platform.ADDON} yet: its tests are left out.")
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or not tally.passed else 0


def run_pytest(machine: platform.Platform) -> Tally:
    """Rules and tools, then what makes databases of its own: faults, and the demonstration's book."""
    folders = [folder for folder in TEST_FOLDERS if (platform.REPOSITORY / folder).is_dir()]
    machine.console.say(f"pytest: {', '.join(folders)}")
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.xml"
        options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        code = machine.run_module("pytest", *options, *folders)
        tally = read_junit(report) if report.exists() else Tally()
    if code and not tally.failed:
        tally.failed = 1
    return tally


def read_junit(report: Path) -> Tally:
    """The figures of pytest's report; a skipped test is neither passed nor failed."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    tally = Tally()
    for suite in suites:
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        tally += Tally(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) - failed, failed)
    return tally


def run_odoo(machine: platform.Platform, tags: str, reuse: bool) -> Tally:
    """The add-ons' tests in Odoo. An error in the log counts as a failure, and so does it if no test ran."""
    log_file = machine.cache / "log/test.log"
    with test_database(machine, reuse) as (database, install_options):
        command = machine.odoo_command(
            [
                *("-d", database, *install_options, "--test-tags", tags, "--stop-after-init"),
                *("--max-cron-threads=0", "--http-interface=127.0.0.1", f"--http-port={free_port()}"),
            ]
        )
        machine.console.say(f"Odoo's tests {tags} on the database {database} (whole log: {log_file})")
        log, code = _follow(command, machine, log_file)
    if log.tally == Tally():
        machine.console.say(f"No test of Odoo ran: are the tags {tags} right?")
    if (code or log.errors or log.tally == Tally()) and not log.tally.failed:
        log.tally.failed = 1
    return log.tally


def _follow(command: list[str], machine: platform.Platform, log_file: Path) -> tuple[OdooLog, int]:
    """Run Odoo to its end, and show the part of its log that matters."""
    log = OdooLog()
    process = machine.start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    try:
        with log_file.open("w", encoding="utf-8") as kept:
            for line in process.stdout:
                kept.write(line)
                shown = log.read(line.rstrip("\n"))
                if shown is not None:
                    print(shown, flush=True)
        return log, process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def test_database(machine: platform.Platform, reuse: bool):
    """A database to test in, made anew and dropped, or kept; and the options that bring the add-ons into it."""
    template = machine.template(platform.COMPANY_MODULES)
    if reuse:
        known = machine.server.exists(REUSED_DATABASE)
        if not known:
            machine.create_database(REUSED_DATABASE, template)
        yield REUSED_DATABASE, UPDATE if known and _has_addons(machine) else INSTALL
        return
    _drop_orphans(machine)
    name = f"recovery_test_{os.getpid()}"
    machine.drop_database(name)
    machine.create_database(name, template)
    try:
        yield name, INSTALL
    finally:
        machine.drop_database(name)


def _has_addons(machine: platform.Platform) -> bool:
    """Whether all of them are in the kept database; one that lacks the younger add-ons gets them."""
    names = ", ".join(f"'{addon}'" for addon in platform.ADDONS)
    sql = f"SELECT name FROM ir_module_module WHERE name IN ({names}) AND state IN ('installed', 'to upgrade')"
    return len(machine.server.query(sql, REUSED_DATABASE)) == len(platform.ADDONS)


def _drop_orphans(machine: platform.Platform) -> None:
    """Test databases that a killed run left behind. Other runs on this machine may be under way: theirs stay."""
    if os.environ.get("PGHOST"):
        return  # a server that other machines may use: their process numbers mean nothing here
    for name in machine.server.query("SELECT datname FROM pg_database WHERE datname LIKE 'recovery\\_test\\_%'"):
        if not Path("/proc", name.rpartition("_")[2]).exists():
            machine.drop_database(name)
