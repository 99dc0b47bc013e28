"""The databases of the comparison, the peer's files, and the processes that measure."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from devtools.cache import fingerprint
from devtools.console import Failure
from devtools.demo_server import terminated
from devtools.platform import ADDON, Platform

PEER = "account_credit_control"
PEER_REQUIREMENTS = Path(__file__).with_name("requirements-peer.txt")
HANDS = 2  # that work side by side where nothing is timed


class Workshop:
    """Makes databases whose names begin with its prefix, and measures in them. Several threads may use it: while
    one works with a database, the others wait for it. What only makes figures fair is left out where nothing is timed.
    """

    def __init__(self, machine: Platform, prefix: str, timed: bool = True):
        self.machine = machine
        self.prefix = prefix
        self.timed = timed
        self._logs = machine.cache / "log" / prefix.rstrip("_")
        shutil.rmtree(self._logs, ignore_errors=True)
        self._logs.mkdir(parents=True)
        addons_path = f"{machine.addons_path},{self._peer_folder()}"
        self._environment = {**machine.odoo_env, "ODOO_ADDONS_PATH": addons_path}
        self._locks: dict[str, threading.RLock] = defaultdict(threading.RLock)
        self._starting = threading.Lock()
        self._running: set[subprocess.Popen] = set()
        self._stopped = False

    def forget_logs(self) -> None:
        """Nobody needs them where all went well."""
        shutil.rmtree(self._logs, ignore_errors=True)

    # -- several things at once

    def side_by_side(self, pieces: Iterable[Callable]) -> list:
        """What each piece of work returns, in their order; some are done at a time. Where one fails, all are ended."""
        pool = ThreadPoolExecutor(HANDS)
        try:
            works = [pool.submit(piece) for piece in pieces]
            for work in as_completed(works):
                work.result()  # the first failure, whichever piece it is of
            return [work.result() for work in works]
        except BaseException:
            self._stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _stop(self) -> None:
        """End what is under way, and begin nothing more."""
        with self._starting:
            self._stopped = True
            for process in list(self._running):
                process.terminate()

    # -- databases

    def make_bases(self) -> None:
        """Three databases to copy: a French company without any dunning, with our add-on, with the peer's."""
        with self.machine.console.step("Making the databases without an add-on, with ours and with the peer's"):
            self.machine.create_database(f"{self.prefix}plain", self.machine.template())
            self.measure("prepare_company", "plain")
            if not self.timed:
                self.machine.print_at_once(f"{self.prefix}plain")
            sides = {"ours": ADDON, "peer": PEER}.items()
            self.side_by_side([partial(self._make_base, *side) for side in sides])

    def _make_base(self, name: str, addon: str) -> None:
        self.copy("plain", name)
        self.machine.add_modules(self.prefix + name, [addon], env=self._environment)
        self.measure(f"prepare_{name}", name)

    def copy(self, source: str, name: str) -> str:
        """A database `name` like `source`, in place of an older one; its name."""
        with self._locks[name], self._locks[source]:
            self.drop(name)
            self.machine.create_database(self.prefix + name, self.prefix + source)
        return name

    def book(self, base: str, instalments: int) -> str:
        """The copy of a base with a book of this many instalments, filled on the first call; its name. Whoever keeps
        his work copies it."""
        name = f"{base}_{instalments}"
        with self._locks[name]:
            if not self.machine.server.exists(self.prefix + name):
                with self.machine.console.step(f"Filling {name}"):
                    self.copy(base, name)
                    self.measure("fill", name, instalments=instalments)
                    self.tidy(name)
        return name

    def tidy(self, name: str) -> None:
        """Take away what was rolled back, and tell the planner how big each table is."""
        if self.timed:
            with self._locks[name]:
                self.machine.server.query("VACUUM ANALYZE", self.prefix + name)

    def drop(self, name: str) -> None:
        self.machine.drop_database(self.prefix + name)

    # -- measuring

    def measure(self, task: str, database: str, **options) -> dict:
        """Run a task of `bench.measure` in a fresh process; what it measured."""
        with self._process(task, database, options) as process:
            lines = process.stdout.readlines()
            if process.wait():
                raise self._failure(task, database)
        return json.loads(lines[-1])

    def measure_afresh(self, task: str, database: str, **options) -> dict:
        """The same, after what earlier measurements rolled back has been taken away."""
        with self._locks[database]:
            self.tidy(database)
            return self.measure(task, database, **options)

    @contextmanager
    def worker(self, task: str, database: str, **options):
        """A process that does its next piece of work whenever the function that is yielded is called: that returns
        what the piece cost."""
        with self._process(task, database, options) as process:

            def next_piece() -> dict:
                try:
                    process.stdin.write("\n")
                    process.stdin.flush()
                except BrokenPipeError:
                    raise self._failure(task, database) from None
                line = process.stdout.readline()
                if not line:
                    raise self._failure(task, database)
                return json.loads(line)

            yield next_piece

    @contextmanager
    def mails_kept(self, database: str):
        """An SMTP server for the mails of a database, and the folder in which it keeps them, for the block."""
        folder = self.machine.cache / f"{self.prefix}{database}.mails"
        shutil.rmtree(folder, ignore_errors=True)
        command = [self.machine.python, "-m", "bench.mail_server", folder]
        process = self.machine.start(command, stdout=subprocess.PIPE, text=True)
        with terminated(process):
            port = process.stdout.readline()
            if not port:
                raise Failure("The mail server of the measurements doesn't start.")
            yield int(port), folder
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _process(self, task: str, database: str, options: dict):
        """A task as a process with pipes; none is left behind. What it complains of goes to the log."""
        command = [self.machine.python, "-m", "bench.measure", task, self.prefix + database, json.dumps(options)]
        with self._locks[database], self._log(database).open("a", encoding="utf-8") as log:
            log.write(f"{task} {self.prefix}{database} {options}\n")
            log.flush()
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
            process = self._start(command, env=self._environment, **pipes)
            try:
                with process, terminated(process):
                    yield process
            finally:
                self._running.discard(process)

    def _start(self, command: list, **options) -> subprocess.Popen:
        with self._starting:
            if self._stopped:
                raise Failure("Another measurement has failed.")
            process = self.machine.start(command, **options)
            self._running.add(process)
        return process

    def _log(self, database: str) -> Path:
        return self._logs / f"{database}.log"

    def _failure(self, task: str, database: str) -> Failure:
        log = self._log(database)
        last = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()][-1]
        return Failure(f"The measurement {task} in {self.prefix}{database} failed ({last.strip()}): {log} says why.")

    # -- the machine

    def versions(self) -> str:
        """What everything ran on."""
        server, *_ = self.machine.server.query("SHOW server_version")[0].split()
        (buffers,) = self.machine.server.query("SHOW shared_buffers")
        python = self.machine.console.run([self.machine.python, "-V"], "Python doesn't say its version.").strip()
        return f"Odoo {self.machine.odoo.version} Community, {python}, PostgreSQL {server} (shared_buffers {buffers})"

    def peer_version(self) -> str:
        return PEER_REQUIREMENTS.read_text(encoding="utf-8").split("==")[-1].strip()

    def _peer_folder(self) -> Path:
        """The folder of the peer's add-ons, fetched on the first call."""
        cache, console = self.machine.cache, self.machine.console
        name = f"peer-{fingerprint(PEER_REQUIREMENTS.read_text(encoding='utf-8'))}"
        with cache.lock(console):
            if not (cache / name).exists():
                failure = "The peer's add-on couldn't be fetched: check the network and pip's settings."
                pip = [self.machine.python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
                with console.step(f"Fetching the add-on {PEER} of OCA"), cache.building(name) as folder:
                    # its one requirement is Odoo, which is on no registry
                    console.run([*pip, "--no-deps", "--target", folder, "-r", PEER_REQUIREMENTS], failure)
        return cache / name / "odoo/addons"
