"""Several programs side by side: each lane takes the next piece of work as soon as it has done the one before.

    with Lanes(machine) as lanes:
        lanes.add(work)  # a function of the lanes that returns a Tally
        lanes.open(2)
        tally = lanes.wait()

Whatever interrupts the block ends the programs that are under way, and those that they started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from devtools.tally import Tally

PATIENCE = 20  # seconds that a program gets to clear away what it made, before it is killed


class Stopped(Exception):
    """The lanes are closed: nothing more is started."""


class Lanes:
    """Work waits in one queue, in the order in which it was added. Nothing is lost where a piece of it fails."""

    def __init__(self, machine):
        self.machine = machine
        self._work: SimpleQueue[Callable[[Lanes], Tally] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running: dict[subprocess.Popen, int] = {}  # with the signal that ends each
        self._lock = threading.Lock()
        self._stopping = False
        self._tally = Tally()
        self._failure: BaseException | None = None

    def __enter__(self) -> Lanes:
        return self

    def __exit__(self, *exc_info) -> None:
        if any(thread.is_alive() for thread in self._threads):
            self.stop()

    def add(self, work: Callable[[Lanes], Tally]) -> None:
        """Let a lane do this when its turn comes."""
        self._work.put(work)

    def open(self, count: int) -> None:
        """As many lanes more."""
        for _ in range(count):
            thread = threading.Thread(target=self._drive)
            self._threads.append(thread)
            thread.start()

    def wait(self) -> Tally:
        """Wait until all work is done; what came of it together. Raises what a piece of work has raised."""
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()
        if self._failure:
            raise self._failure
        return self._tally

    def stop(self) -> None:
        """End what runs, start nothing more. What doesn't end in time is killed."""
        with self._lock:
            self._stopping = True
            running = dict(self._running)
        for process, with_signal in running.items():
            end_group(process, with_signal)
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                end_group(process, signal.SIGKILL)
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()

    def follow(self, command: list, log_file: Path, read: Callable[[str], object], end_with=signal.SIGINT) -> int:
        """Run a program to its end; each of its lines goes to the log file and to `read`. Returns its exit code.

        :param end_with: what the program gets where the lanes are stopped: as by Ctrl-C it clears away what it made
        """
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("w", encoding="utf-8") as log:
            process = self._start(command, end_with)
            try:
                for line in process.stdout:
                    log.write(line)
                    read(line.rstrip("\n"))
                code = process.wait()
            finally:
                end_group(process, signal.SIGKILL)
                process.wait()
                self._running.pop(process)
        if self._stopping:
            raise Stopped
        return code

    def _start(self, command: list, end_with: int) -> subprocess.Popen:
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        with self._lock:
            if self._stopping:
                raise Stopped
            process = self.machine.start(command, start_new_session=True, **options)
            self._running[process] = end_with
        # what a dead program leaves behind would keep its output open, and us waiting for the end of it
        threading.Thread(target=lambda: (process.wait(), end_group(process, signal.SIGKILL)), daemon=True).start()
        return process

    def _drive(self) -> None:
        while work := self._work.get():
            try:
                if self._stopping:
                    return
                tally = work(self)
            except Stopped:
                return
            except BaseException as failure:
                self._failure = self._failure or failure
            else:
                with self._lock:
                    self._tally += tally


def end_group(process: subprocess.Popen, with_signal: int) -> None:
    """Send a signal to a program that has a session of its own, and to all that it started in it."""
    with suppress(ProcessLookupError, PermissionError):  # nobody is left of them
        os.killpg(process.pid, with_signal)
