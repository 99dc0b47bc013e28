"""`./dev demo`: a fresh demonstration database, a mailbox of files, and Odoo serving both until Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools import platform
from devtools.cache import Cache
from devtools.console import Console, Failure
from devtools.network import HOST, free_port

DATABASE = "recovery_demo"
FIRST_PORT = 8069
START_SECONDS = 180


class DemoLock:
    """Held by the demo while it runs. The system lets go of it if the demo dies, so that a dead one blocks nobody."""

    def __init__(self, cache: Cache):
        self.path = cache / "demo.lock"

    @contextmanager
    def held(self):
        """Take the lock, or say where the other demo is."""
        with self.path.open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                url = self.read().get("url")
                where = f"at {url}" if url else "being made"
                raise Failure(f"A demo is already {where}: use that one, or end it with ./dev stop.") from None
            self.write()
            yield self
            handle.truncate(0)

    def write(self, url: str | None = None) -> None:
        """Tell others who we are and where Odoo answers."""
        self.path.write_text(json.dumps({"pid": os.getpid(), "url": url}), encoding="utf-8")

    def read(self) -> dict:
        """What the holder wrote."""
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def is_held(self) -> bool:
        """Whether a demo runs."""
        if not self.path.exists():
            return False
        with self.path.open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


def run() -> int:
    """Make the demo and serve it; returns when the user stops it."""
    cache = Cache()
    with DemoLock(cache).held() as lock, ExitStack() as stack:
        machine = platform.setup()
        mails = cache / "demo/mails"
        stack.enter_context(demonstration(machine, DATABASE, mails))
        url, odoo = stack.enter_context(odoo_server(machine, DATABASE, cache / "demo/odoo.log"))
        lock.write(url)
        print(f"\nOdoo: {url} (user admin, password admin)\nMails: {mails}\nCtrl-C ends the demo.", flush=True)
        try:
            odoo.wait()
        except KeyboardInterrupt:
            machine.console.say("Stopping the demo …")
            return 0
        raise Failure(f"Odoo has stopped: {cache / 'demo/odoo.log'} says why.")


@contextmanager
def demonstration(machine: platform.Platform, database: str, mails: Path):
    """A fresh database with the demonstration; its mails go to a folder as long as the block lasts."""
    machine.require_addons(platform.ADDONS)
    machine.drop_database(database)
    machine.install(database, [*platform.ADDONS, platform.PAYMENT], platform.COMPANY_MODULES)
    shutil.rmtree(mails, ignore_errors=True)
    with mail_sink(machine, mails) as smtp_port:
        if machine.run_module("devtools.demo", "--database", database, "--smtp-port", smtp_port):
            raise Failure("The demonstration data couldn't be made.")
        yield


@contextmanager
def mail_sink(machine: platform.Platform, folder: Path):
    """An SMTP server on a free port, which is yielded; its mails become files of the folder."""
    command = [machine.python, "-m", "devtools.smtp_sink", "--folder", folder, "--port", "0"]
    process = machine.start(command, stdout=subprocess.PIPE, text=True)
    with terminated(process):
        words = process.stdout.readline().split()
        if not words:
            raise Failure("The mail sink doesn't start.")
        yield int(words[-1])


@contextmanager
def odoo_server(machine: platform.Platform, database: str, log_file: Path):
    """Odoo on this machine only with one database, once it answers: its address and its process."""
    url = f"http://{HOST}:{free_port(FIRST_PORT)}"
    options = ["-d", database, f"--db-filter=^{database}$", "--workers=0", "--max-cron-threads=1"]
    options += [f"--http-interface={HOST}", f"--http-port={url.rpartition(':')[2]}"]
    with log_file.open("w", encoding="utf-8") as log:
        process = machine.start(machine.odoo_command(options), stdout=log, stderr=subprocess.STDOUT)
    with terminated(process):
        with machine.console.step("Starting Odoo"):
            wait_for(f"{url}/web/login", process, log_file)
        yield url, process


def wait_for(url: str, process: subprocess.Popen, log_file: Path) -> None:
    """Wait until the page answers 200."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise Failure(f"Odoo doesn't answer at {url}: {log_file} says why.")


@contextmanager
def terminated(process: subprocess.Popen):
    """End a program of ours when the block ends, politely first."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop(cache: Cache, console: Console) -> None:
    """End the demo that runs, if one does, and wait for it."""
    lock = DemoLock(cache)
    if not lock.is_held():
        console.say("No demo was running.")
        return
    os.kill(lock.read()["pid"], signal.SIGTERM)
    for _ in range(120):
        if not lock.is_held():
            console.say("The demo is stopped.")
            return
        time.sleep(0.25)
    raise Failure("The demo doesn't stop: end its process by hand.")
