"""`./dev bench --faults`: works of each kind are struck at random moments and taken up again; what is lost, doubled or
half done then is counted."""

from __future__ import annotations

import copy
import json
import os
import secrets
import shutil
import subprocess
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults.server import server_in
from devtools import oca_addons, platform
from devtools.console import Failure
from devtools.hosts import MODULES, REQUIREMENTS

BASE, STAGE = "bench_faults_book", "bench_faults"
LANES = 2
MAKE = """\
from bench.faults import book
from devtools.odoo_env import environment
with environment("{base}") as env:
    book.make(env)
"""
# of `works.WORKS`; whoever starts the lanes has no Odoo at hand
NAMES = (
    *("propose, daily", "propose, asked for", "send", "verdicts", "closing", "tracking of a carrier", "remittance"),
    *("life-cycle ZIP", "news of an agency", "insolvency (BODACC)", "go-live", "handover", "handover, asked for"),
    "packages",
)
KINDS = ("lost", "doubled", "half done")
ROOM = "256m"  # of the file system that is filled


@dataclass(frozen=True)
class Scale:
    """How many kills and how many other faults each kind of work gets, and which kinds are tried."""

    kills: int = 50
    faults: int = 5
    names: tuple[str, ...] = NAMES


def run(scale: Scale = Scale(), seed: str = "") -> int:
    """Strike, print the table; 1 where anything was lost, doubled or half done."""
    seed = seed or secrets.token_hex(4)
    machine = platform.setup()
    oca_addons.bring(machine, "queue", REQUIREMENTS)
    machine.console.say(f"Seed {seed}: `./dev bench --faults --seed {seed}` strikes at the same moments again")
    with tempfile.TemporaryDirectory(prefix="bench_faults_", dir=_fast_folder()) as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)  # the server's own user passes through
        lanes = [Lane(machine, Path(folder) / f"lane-{number}") for number in range(LANES)]
        first, *others = lanes
        with machine.console.step("Making the book"):
            first.make_base()
        for lane in others:
            lane.copy_of(first)
        for lane in lanes:
            stack.enter_context(lane.up())
        waiting = [*reversed(scale.names)]
        with ThreadPoolExecutor(LANES) as pool:
            done = [pool.submit(lane.work_off, waiting, scale, seed) for lane in lanes]
            rows = [row for one in done for row in one.result()]
    rows.sort(key=lambda row: NAMES.index(row["work"]))
    print(f"\n{table(rows)}\n\n{summary(rows)}")
    return int(any(kind in story for row in rows for story in row["stories"] for kind in KINDS))


def _fast_folder() -> str | None:
    """In memory where there is room: databases are copied a thousand times."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else None


class Lane:
    """A PostgreSQL, files and a process of its own."""

    def __init__(self, machine, folder: Path):
        self.folder = folder
        folder.mkdir()
        self.log = machine.cache / f"log/bench_faults-{folder.name}.log"
        self.server = server_in(folder, machine.server.programs)
        self.main = machine
        self.machine = copy.copy(machine)
        self.machine.server = self.server
        self.machine.data_dir = folder / "data"
        self.machine.data_dir.mkdir()
        self.machine.odoo_env = {
            **{name: value for name, value in machine.odoo_env.items() if not name.startswith("PG")},
            **self.server.environment,
            "ODOO_DATA_DIR": str(self.machine.data_dir),
        }

    def make_base(self) -> None:
        """The book, in a database that is copied from then on."""
        self.server.start()
        template = self.main.template()
        self.server.query(f"CREATE DATABASE {BASE} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
        dump = [self.server.programs / "pg_dump", "-Fc", template]
        restore = [self.server.programs / "pg_restore", "--no-owner", "-d", BASE]
        with subprocess.Popen(
            dump, env={**os.environ, **self.main.server.environment}, stdout=subprocess.PIPE
        ) as source:
            subprocess.run(restore, env={**os.environ, **self.server.environment}, stdin=source.stdout, check=True)
        shutil.copytree(self.main.filestore(template), self.machine.filestore(BASE))
        self.machine.add_modules(BASE, MODULES)
        self._script(MAKE.format(base=BASE))
        self.server.stop()

    def copy_of(self, other: Lane) -> None:
        subprocess.run(["cp", "-a", f"{other.server.data}", f"{self.server.data}"], check=True)
        shutil.copytree(other.machine.data_dir, self.machine.data_dir, dirs_exist_ok=True)

    @contextmanager
    def up(self):
        """With the server up, and the files on a small file system of their own where this user may mount one."""
        self.server.start()
        mounted = self._mount()
        try:
            yield
        finally:
            self.server.stop()
            if mounted:
                subprocess.run(["umount", self.machine.data_dir], check=False)

    def _mount(self) -> bool:
        kept = self.folder / "kept"
        self.machine.data_dir.rename(kept)
        self.machine.data_dir.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(self.machine.data_dir)]
        self.disk = subprocess.run(command, capture_output=True).returncode == 0 if shutil.which("mount") else False
        if not self.disk:
            self.main.console.say("No file system may be mounted here: a full disk is not tried")
        shutil.copytree(kept, self.machine.data_dir, dirs_exist_ok=True)
        return self.disk

    def work_off(self, waiting: list[str], scale: Scale, seed: str) -> list[dict]:
        """Try what waits, one kind of work after the other; what came of each."""
        options = {"base": BASE, "folder": str(self.folder), "programs": str(self.server.programs), "seed": seed}
        options |= {"kills": scale.kills, "faults": scale.faults, "disk": self.disk}
        command = [self.machine.python, "-m", "bench.faults.lane", STAGE, json.dumps(options)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        rows = []
        with self.log.open("w") as log, self.machine.start(command, stderr=log, **pipes) as lane:
            while waiting:
                name = waiting.pop()
                self.main.console.say(f"{name} …")
                print(name, file=lane.stdin, flush=True)
                while (line := lane.stdout.readline()).strip():
                    rows.append(json.loads(line))
                    self._say(rows[-1])
                if not line:
                    raise Failure(f"A lane of faults failed at {name}: {self.log} says why.")
            lane.stdin.close()
        return rows

    def _say(self, row: dict) -> None:
        """What came of it, and what was not recovered."""
        self.main.console.say(_cells(row))
        for story in row["stories"]:
            for kind in KINDS:
                for text in story.get(kind, ()):
                    self.main.console.say(f"{row['work']}, {row['fault']}, {story['where']}: {kind}: {text}")

    def _script(self, script: str) -> None:
        command = [str(self.machine.python), "-c", script]
        options = {"env": self.machine.odoo_env, "cwd": platform.REPOSITORY, "stdin": subprocess.DEVNULL}
        done = subprocess.run(command, capture_output=True, text=True, **options)
        if done.returncode:
            raise Failure(f"The book of the faults can't be made:\n{done.stderr[-3000:]}")


def table(rows: list[dict]) -> str:
    """A line for each kind of work and fault."""
    lines = ["| Work | Fault | Struck | Recovered | Lost | Doubled | Half done | Nobody knows |"]
    lines += ["|---|---|--:|--:|--:|--:|--:|--:|"]
    return "\n".join([*lines, *map(_cells, rows)])


def _cells(row: dict) -> str:
    stories = row["stories"]
    well = sum(not any(kind in story for kind in KINDS) for story in stories)
    counts = [sum(kind in story for story in stories) for kind in KINDS]
    doubtful = sum(story["doubtful"] for story in stories)
    cells = [row["work"], row["fault"], len(stories), well, *counts, doubtful]
    return "| " + " | ".join(map(str, cells)) + " |"


def summary(rows: list[dict]) -> str:
    """How many were struck, and of how many all was recovered."""
    struck, well = defaultdict(int), defaultdict(int)
    for row in rows:
        for story in row["stories"]:
            struck[row["fault"]] += 1
            well[row["fault"]] += not any(kind in story for kind in KINDS)
    return "\n".join(f"{fault}: {well[fault]} of {struck[fault]} recovered" for fault in struck)
