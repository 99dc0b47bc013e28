"""The databases of the comparison, the peer's files, and the processes that measure."""

from __future__ import annotations

import fcntl
import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

from devtools.cache import fingerprint
from devtools.console import Failure
from devtools.demo_server import terminated
from devtools.platform import ADDON, REPOSITORY, Platform

PEER = "account_credit_control"
PEER_REQUIREMENTS = Path(__file__).with_name("requirements-peer.txt")
PREFIX = "bench_"


class Workshop:
    """Makes databases whose names begin with `bench_`, measures in them, and drops them."""

    def __init__(self, machine: Platform):
        self.machine = machine
        self._log_file = machine.cache / "log/bench.log"
        self._log_file.unlink(missing_ok=True)
        addons_path = f"{machine.addons_path},{self._peer_folder()}"
        self._environment = {**machine.odoo_env, "ODOO_ADDONS_PATH": addons_path}

    @classmethod
    @contextmanager
    def opened(cls, machine: Platform):
        """The only one on this machine; nothing of it is left at the end."""
        with (machine.cache / "bench.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failure("Another ./dev bench is measuring: wait for its end.") from None
            workshop = cls(machine)
            workshop.drop_all()
            try:
                yield workshop
            finally:
                workshop.drop_all()

    # -- databases

    def make_bases(self) -> None:
        """Three databases to copy: a French company without any dunning, with our add-on, with the peer's."""
        with self.machine.console.step("Making the databases without an add-on, with ours and with the peer's"):
            self.machine.create_database(f"{PREFIX}plain", self.machine.template())
            self.measure("prepare_company", "plain")
            for name, addon in (("ours", ADDON), ("peer", PEER)):
                self.copy("plain", name)
                self._install(name, addon)
            self.measure("prepare_peer", "peer")

    def copy(self, source: str, name: str) -> None:
        """A database `name` like `source`, in place of an older one."""
        self.drop(name)
        self.machine.create_database(PREFIX + name, PREFIX + source)

    def fill(self, base: str, instalments: int) -> str:
        """A copy of a base with a book of this many instalments; its name."""
        name = f"{base}_{instalments}"
        with self.machine.console.step(f"Filling {name}"):
            self.copy(base, name)
            self.measure("fill", name, instalments=instalments)
            self.tidy(name)
        return name

    def tidy(self, name: str) -> None:
        """Take away what was rolled back, and tell the planner how big each table is."""
        self.machine.server.query("VACUUM ANALYZE", PREFIX + name)

    def drop(self, name: str) -> None:
        self.machine.drop_database(PREFIX + name)

    def drop_all(self) -> None:
        """Every database of ours, those of an interrupted run too."""
        names = self.machine.server.query(f"SELECT datname FROM pg_database WHERE datname ~ '^{PREFIX}'")
        for name in names:
            self.drop(name.removeprefix(PREFIX))

    # -- measuring

    def measure(self, task: str, database: str, **options) -> dict:
        """Run a task of `bench.measure` in a fresh process; what it measured."""
        with self._process(task, database, options) as process:
            lines = process.stdout.readlines()
            if process.wait():
                raise self._failure(task, database)
        return json.loads(lines[-1])

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
    def _process(self, task: str, database: str, options: dict):
        """A task as a process with pipes; none is left behind. What it complains of goes to the log."""
        command = [self.machine.python, "-m", "bench.measure", task, PREFIX + database, json.dumps(options)]
        with self._log_file.open("a", encoding="utf-8") as log:
            log.write(f"{task} {PREFIX}{database} {options}\n")
            log.flush()
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
            process = self.machine.start(command, env=self._environment, **pipes)
        with process, terminated(process):
            yield process

    def _failure(self, task: str, database: str) -> Failure:
        return Failure(f"The measurement {task} in {PREFIX}{database} failed: {self._log_file} says why.")

    def measure_afresh(self, task: str, database: str, **options) -> dict:
        """The same, after what earlier measurements rolled back has been taken away."""
        self.tidy(database)
        return self.measure(task, database, **options)

    # -- the machine

    def versions(self) -> str:
        """What everything ran on."""
        server = self.machine.server.query("SHOW server_version")[0].split()[0]
        python = self.machine.console.run([self.machine.python, "-V"], "Python doesn't say its version.").strip()
        return f"Odoo {self.machine.odoo.version} Community, {python}, PostgreSQL {server}"

    def peer_version(self) -> str:
        return PEER_REQUIREMENTS.read_text(encoding="utf-8").split("==")[-1].strip()

    def _install(self, name: str, addon: str) -> None:
        options = ["-d", PREFIX + name, "-i", addon, "--stop-after-init", "--no-http", "--max-cron-threads=0"]
        command = self.machine.odoo_command(options)
        failure = f"Odoo couldn't install {addon}."
        self.machine.console.run(command, failure, env=self._environment, cwd=REPOSITORY)

    def _peer_folder(self) -> Path:
        """The folder of the peer's add-ons, fetched on the first call."""
        cache, console = self.machine.cache, self.machine.console
        name = f"peer-{fingerprint(PEER_REQUIREMENTS.read_text(encoding='utf-8'))}"
        if not (cache / name).exists():
            failure = "The peer's add-on couldn't be fetched: check the network and pip's settings."
            pip = [self.machine.python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
            with console.step(f"Fetching the add-on {PEER} of OCA"), cache.building(name) as folder:
                # its one requirement is Odoo, which is on no registry
                console.run([*pip, "--no-deps", "--target", folder, "-r", PEER_REQUIREMENTS], failure)
        return cache / name / "odoo/addons"
