"""Where a run of measurements works: a prefix for its databases and files, and the lock that tells that it lives."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from devtools.console import Failure
from devtools.platform import Platform

ALONE = "bench"
DROPPED_AT_ONCE = 8  # each waits until the server has written all that it has in memory: one wait serves many


@contextmanager
def alone(machine: Platform):
    """The prefix `bench_`, for one run on this machine: two would disturb each other's figures. Meanwhile PostgreSQL
    has a quarter of the memory."""
    with (machine.cache / f"{ALONE}.lock").open("w") as lock:
        if not _taken(lock):
            raise Failure("Another ./dev bench is measuring: wait for its end.")
        prefix = f"{ALONE}_"
        clear(machine, prefix)  # after an interrupted run
        try:
            with machine.server.started_with(shared_buffers=f"{quarter_of_memory()}MB"):
                yield prefix
        finally:
            clear(machine, prefix)


def quarter_of_memory() -> int:
    """MB: what PostgreSQL advises to give to a server in earnest (`shared_buffers`). A book of a million has 7,000."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20


@contextmanager
def among_others(machine: Platform):
    """A prefix that nobody else has, for a run that other work on this machine may accompany."""
    _clear_after_the_dead(machine)
    path = machine.cache / f"{ALONE}{secrets.token_hex(4)}.lock"
    with path.open("x") as lock:
        _taken(lock)
        prefix = f"{path.stem}_"
        try:
            yield prefix
        finally:
            clear(machine, prefix)
            path.unlink(missing_ok=True)  # only now: an interruption of the line before leaves it, for those who follow


def clear(machine: Platform, prefix: str) -> None:
    """Drop every database with this prefix, and throw away the mails that were kept for it."""
    names = machine.server.query(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')")
    with ThreadPoolExecutor(DROPPED_AT_ONCE) as pool:
        list(pool.map(machine.drop_database, names))
    for folder in machine.cache.folder.glob(f"{prefix}*.mails"):
        shutil.rmtree(folder, ignore_errors=True)


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
