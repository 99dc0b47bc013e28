"""What the user sees while a machine is being set up: steps, seconds, and one sentence when something is missing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

TICK_SECONDS = 10


class Failure(Exception):
    """Something the user can mend. Its text is the one sentence that says what happened and what to do."""


class Console:
    """Prints steps with the seconds since the start, and keeps what the programs it runs say in a log file."""

    def __init__(self, log_file: Path | None = None):
        self.started = time.monotonic()
        self.log_file = log_file

    def say(self, text: str) -> None:
        """One line, preceded by the seconds since the command began."""
        print(f"[{time.monotonic() - self.started:5.0f}s] {text}", flush=True)

    @contextmanager
    def step(self, text: str):
        """Announce a piece of work, and say how long it took."""
        self.say(f"{text} …")
        begun = time.monotonic()
        yield
        self.say(f"{text}: done in {time.monotonic() - begun:.0f} s")

    def run(self, command: list, failure: str, **options) -> str:
        """Run a program quietly, with a sign of life every few seconds, and return what it printed.

        Its output goes to the log file too. Where it fails, raise `Failure` with the sentence given.
        """
        process = self._start(command, failure, **options)
        ticks = 0
        while True:
            try:
                output, _ = process.communicate(timeout=TICK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                ticks += 1
                self.say(f"  … still at it ({ticks * TICK_SECONDS} s)")
            except BaseException:
                process.kill()
                raise
        self._keep(command, output)
        if process.returncode:
            detail = f" Its output is in {self.log_file}." if self.log_file else ""
            raise Failure(failure + detail)
        return output

    def _start(self, command: list, failure: str, **options) -> subprocess.Popen:
        try:
            return subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                **options,
            )
        except OSError as error:
            raise Failure(f"{failure} ({command[0]}: {error.strerror})") from error

    def _keep(self, command: list, output: str) -> None:
        if self.log_file:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            with self.log_file.open("a", encoding="utf-8") as log:
                log.write(f"$ {' '.join(map(str, command))}\n{output}\n")


def complain(text: str) -> None:
    """The one sentence, where errors belong."""
    print(text, file=sys.stderr, flush=True)


def run_program(work: Callable[[], int | None]) -> int:
    """Run a program of ours from its beginning to its exit code: 0 well, 1 something is missing or failed."""
    os.umask(0o022)  # the database server's own user reads some of what we write
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that `finally` blocks clean up
    try:
        return work() or 0
    except Failure as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        complain("Interrupted: start again to go on from here.")
        return 130
