"""Where a run of measurements works: a prefix for its databases and files, and the lock that tells that it lives."""

from __future__ import annotations

import fcntl
import secrets
import shutil
from contextlib import contextmanager

from devtools.console import Failure
from devtools.platform import Platform

ALONE = "bench"


@contextmanager
def alone(machine: Platform):
    """The prefix `bench_`, for one run on this machine: two would disturb each other's figures."""
    with (machine.cache / f"{ALONE}.lock").open("w") as lock:
        if not _taken(lock):
            raise Failure("Another ./dev bench is measuring: wait for its end.")
        with _cleared(machine, f"{ALONE}_") as prefix:
            yield prefix


@contextmanager
def among_others(machine: Platform):
    """A prefix that nobody else has, for a run that other work on this machine may accompany."""
    _clear_after_the_dead(machine)
    path = machine.cache / f"{ALONE}{secrets.token_hex(4)}.lock"
    with path.open("x") as lock:
        _taken(lock)
        try:
            with _cleared(machine, f"{path.stem}_") as prefix:
                yield prefix
        finally:
            path.unlink(missing_ok=True)


def clear(machine: Platform, prefix: str) -> None:
    """Drop every database with this prefix, and throw away the mails that were kept for it."""
    for name in machine.server.query(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')"):
        machine.drop_database(name)
    for folder in machine.cache.folder.glob(f"{prefix}*.mails"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _cleared(machine: Platform, prefix: str):
    """Nothing is there before, but by an interrupted run, and nothing is left afterwards."""
    clear(machine, prefix)
    try:
        yield prefix
    finally:
        clear(machine, prefix)


def _clear_after_the_dead(machine: Platform) -> None:
    """What a run among others left behind that was killed: the system has let go of its lock. And the logs of one that
    has ended badly."""
    for path in machine.cache.folder.glob(f"{ALONE}?*.lock"):
        with path.open("a") as lock:
            if _taken(lock):
                clear(machine, f"{path.stem}_")
                path.unlink(missing_ok=True)
    for logs in (machine.cache / "log").glob(f"{ALONE}?*"):
        if not (machine.cache / f"{logs.name}.lock").exists():
            shutil.rmtree(logs, ignore_errors=True)


def _taken(lock) -> bool:
    """Take the lock of an open file; False where a living process has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
