"""`./dev test`: Odoo's stories in several databases side by side, the rules and the tools under pytest beside them."""

from __future__ import annotations

import os
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path

from devtools import platform, system
from devtools.lanes import Lanes
from devtools.network import HOST, free_port
from devtools.shared_stories import SharedStories, remember_times
from devtools.story_databases import INSTALL, MODULES, dropped_in_the_end, kept_database, names_of_run
from devtools.tally import OdooLog, Tally, read_junit

# Each is a piece of work for a lane, of BY_FILE each file is. What needs no database comes first: meanwhile the add-ons
# are installed. The stories come last: they are shared out class by class, so that all lanes end together.
WHOLE = ("tests_engine", "devtools/tests", "bench/tests")
BY_FILE = ("tests_demo", "tests_faults", "tests_package")
ALL_TAGS = ",".join(f"/{addon}" for addon in platform.ADDONS)
FEW = 3  # classes or files of stories
MOST_LANES = 8  # an Odoo with its browser takes a gigabyte


@dataclass(frozen=True)
class Choice:
    """What to test: paths for pytest, Odoo's test tags, and whether the measurements are tried out."""

    pytest: tuple[str, ...] = ()
    tags: str = ""
    bench: bool = False

    def few_stories(self) -> bool:
        """Whether one process has told them before others were ready: a few classes or files are named."""
        tags = self.tags.split(",")
        return len(tags) <= FEW and all(":" in tag or tag.endswith(".py") for tag in tags)


def everything(repository: Path = platform.REPOSITORY) -> Choice:
    """All tests that there are."""
    files = [file for folder in BY_FILE for file in sorted((repository / folder).glob("test_*.py"))]
    return Choice((*WHOLE, *(str(file.relative_to(repository)) for file in files)), ALL_TAGS, bench=True)


def run(choice: Choice, reuse: bool = False, jobs: int | None = None) -> int:
    """Test what is chosen, in `jobs` lanes. The last line says `N passed, M failed`."""
    machine = platform.setup()
    with tempfile.TemporaryDirectory(prefix="recovery_test_") as folder:
        tally = Session(machine, choice, Path(folder), jobs or lanes_of_machine()).result(reuse)
    print(tally, flush=True)
    return 1 if tally.failed or not tally.passed else 0


def lanes_of_machine() -> int:
    """As many as there are cores, and two at least: a story waits for its browser and its database half of its time."""
    return min(max(len(os.sched_getaffinity(0)), 2), MOST_LANES)


class Session:
    """One run of what is chosen: the works for the lanes, and what came of them."""

    teller = ("-m", "devtools.story_worker")  # the Python program that tells stories, with Odoo

    def __init__(self, machine: platform.Platform, choice: Choice, folder: Path, jobs: int):
        self.machine = machine
        self.choice = choice
        self.folder = folder
        self.jobs = jobs
        self.stories = SharedStories(folder)
        self.times = machine.cache / "story_times.json"

    def result(self, reuse: bool) -> Tally:
        """Do it all; what came of it together."""
        names = [] if reuse or not self.choice.tags else names_of_run(1 if self.choice.few_stories() else self.jobs)
        with dropped_in_the_end(self.machine, names), Lanes(self.machine) as lanes:
            for work in self._works():
                lanes.add(work)
            lanes.open(self.jobs - 1)
            prepared = self._prepare(lanes, names)  # the last lane opens when the stories can be told
            lanes.open(1)
            tally = lanes.wait()
        remember_times(self.times, self.stories.seconds())
        return tally + (self._untold() if prepared else Tally(0, 1))

    def _works(self) -> list:
        """What stands beside the stories, in the order in which it is best begun: what takes long is at no end."""
        long = [path for path in self.choice.pytest if path.startswith(BY_FILE)]
        quick = [path for path in self.choice.pytest if path not in long]
        bench = [self._bench] if self.choice.bench else []
        return [*map(self._pytest, quick), *bench, *map(self._pytest, long)]

    # -- Odoo

    def _prepare(self, lanes: Lanes, names: list[str]) -> bool:
        """Add the telling of the stories to the work; whether the add-ons could be installed for it.

        A few stories are told where the add-ons are being installed; many of them in copies of that database.
        """
        if not self.choice.tags:
            return True
        system.ensure_browser(self.machine.console)
        if not names:
            lanes.add(self._tell(1, *kept_database(self.machine)))
            return True
        first, *others = names
        self.machine.create_database(first, self.machine.template(MODULES))
        self.machine.print_at_once(first)
        if not others:
            lanes.add(self._tell(1, first, INSTALL))
            return True
        if not self._install(lanes, first):
            return False
        for database in others:
            self.machine.create_database(database, first)
        for number, database in enumerate(names, start=1):
            lanes.add(self._tell(number, database))
        return True

    def _install(self, lanes: Lanes, database: str) -> bool:
        """Install the add-ons for the stories; whether that went well. What went wrong is shown."""
        options = ("-d", database, *INSTALL, "--no-http", "--max-cron-threads=0")
        command = [self.machine.python, "-m", "devtools.story_install", *options]
        log, log_file = OdooLog(), self._log_file("install")
        with self.machine.console.step(f"Installing {', '.join(platform.ADDONS)} for Odoo's tests"):
            code = lanes.follow(command, log_file, lambda line: show("install", log.read(line)), signal.SIGKILL)
        return not code and not log.errors

    def _tell(self, number: int, database: str, install_options=()):
        """The work of one process that tells stories until none is left."""

        def work(lanes: Lanes) -> Tally:
            if not self.stories.left():
                return Tally()
            log, log_file = OdooLog(), self._log_file(f"odoo-{number}")
            options = ("-d", database, *install_options, "--test-tags", self.choice.tags, "--stop-after-init")
            server = ("--max-cron-threads=0", f"--http-interface={HOST}", f"--http-port={free_port()}")
            worker = (self.machine.python, *self.teller, self.folder, self.times)
            self._say(f"Odoo's tests {self.choice.tags} in {database} (whole log: {log_file})")
            command = [*worker, *options, *server]
            code = lanes.follow(command, log_file, lambda line: show(f"odoo {number}", log.read(line)), signal.SIGKILL)
            self._say(f"Odoo's tests in {database}: {log.tally}")
            return log.tally.with_failure(code or log.errors)

        return work

    def _untold(self) -> Tally:
        """A failure for each class that wasn't told to its end, and one where there was none at all to tell."""
        if not self.choice.tags:
            return Tally()
        untold = self.stories.untold()
        for name in untold:
            self._say(f"{name} was to run, and did not run to its end.")
        if not self.stories.planned():
            self._say(f"No test of Odoo ran: are the tags {self.choice.tags} right?")
        return Tally(0, len(untold) or int(not self.stories.planned()))

    # -- pytest and the measurements

    def _pytest(self, path: str):
        """The work of one process of pytest. What it says is shown at once when it ends, and only if a test failed."""

        def work(lanes: Lanes) -> Tally:
            name, lines = path.replace("/", "-"), []
            report = self.folder / f"{name}.xml"
            options = ("-q", "--show-capture=stdout", "-p", "no:cacheprovider")
            places = (f"--junitxml={report}", f"--basetemp={self.folder / name}")
            command = [self.machine.python, "-m", "pytest", *options, *places, path]
            self._say(f"pytest: {path}")
            code = lanes.follow(command, self._log_file(f"pytest-{name}"), lines.append)
            tally = (read_junit(report) if report.exists() else Tally()).with_failure(code)
            self._say(f"pytest: {path}: {tally}" + "".join(f"\n{line}" for line in lines if tally.failed))
            return tally

        return work

    def _bench(self, lanes: Lanes) -> Tally:
        """The measurements, tried out on a small book: they count as one test."""
        lines = []
        self._say("bench --smoke")
        code = lanes.follow([self.machine.python, "-m", "bench", "--smoke"], self._log_file("bench"), lines.append)
        tally = Tally(int(not code), int(bool(code)))
        self._say(f"bench --smoke: {tally}" + "".join(f"\n{line}" for line in lines if code))
        return tally

    def _log_file(self, name: str) -> Path:
        return self.machine.cache / f"log/test-{name}.log"

    def _say(self, text: str) -> None:
        self.machine.console.say(text)


def show(who: str, line: str | None) -> None:
    """A line of one of those who work side by side, preceded by who says it."""
    if line is not None:
        print(f"{who}: {line}", flush=True)
