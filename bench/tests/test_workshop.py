"""Several runs on one machine: none takes another's databases away, and what a dead one left is thrown away."""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
import threading
import time
from pathlib import Path

import pytest

from bench import premises
from bench.workshop import Workshop
from devtools import odoo_source, platform
from devtools.cache import Cache
from devtools.console import Console, Failure


@pytest.fixture
def machine(tmp_path):
    """The Python, the Odoo and the server of these tests, with a cache of its own."""
    if not os.environ.get("PGHOST"):
        pytest.skip("no database server: run me with ./dev test")
    cache, console = Cache(tmp_path), Console(tmp_path / "log/setup.log")
    python = Path(sys.executable)
    server = platform.embedded_or_own_server(cache, console, python)
    odoo = odoo_source.inspect(Path(os.environ["ODOO_HOME"]))
    return platform.Platform(cache, console, python, odoo, server.programs, server)


@pytest.fixture
def dead(machine):
    """The prefix of a run that was killed: its lock file is there, nobody holds the lock, and it left a database."""
    prefix = f"bench{secrets.token_hex(4)}"
    (machine.cache / f"{prefix}.lock").touch()
    (machine.cache / f"{prefix}_mails.mails").mkdir()
    (machine.cache / "log" / prefix).mkdir(parents=True)
    machine.create_database(f"{prefix}_plain")
    yield prefix
    machine.drop_database(f"{prefix}_plain")


def test_each_run_has_a_prefix_of_its_own(machine):
    with premises.among_others(machine) as first, premises.among_others(machine) as second:
        assert first != second
        machine.create_database(f"{first}plain")
        with premises.among_others(machine):
            pass
        assert machine.server.exists(f"{first}plain"), "another run has taken it away"
    assert not machine.server.exists(f"{first}plain")
    assert list(machine.cache.folder.glob("bench*")) == []


def test_what_a_dead_run_left_is_thrown_away(machine, dead):
    with premises.among_others(machine):
        assert not machine.server.exists(f"{dead}_plain")
    assert list(machine.cache.folder.rglob("bench*")) == []


def test_what_a_living_run_has_is_left_alone(machine, dead):
    with (machine.cache / f"{dead}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with premises.among_others(machine):
            assert machine.server.exists(f"{dead}_plain")
    assert (machine.cache / f"{dead}.lock").exists()
    assert (machine.cache / "log" / dead).exists()


def test_two_that_measure_would_disturb_each_other(machine):
    with (machine.cache / "bench.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Failure, match=r"Another \./dev bench is measuring"), premises.alone(machine):
            pass


@pytest.fixture
def workshop(machine, monkeypatch):
    """A workshop without the peer, which would have to be fetched."""
    monkeypatch.setattr(Workshop, "_peer_folder", lambda self: machine.cache.folder)
    with premises.among_others(machine) as prefix:
        yield Workshop(machine, prefix)


def test_a_measurement_that_fails_says_why(workshop):
    with pytest.raises(Failure, match=f'failed .*database "{workshop.prefix}nowhere" does not exist.*log says why'):
        workshop.measure("propose_ours", "nowhere")


def test_pieces_of_work_are_given_back_in_their_order(workshop):
    second_is_done = threading.Event()

    def first():
        assert second_is_done.wait(30), "they aren't done side by side"
        return 1

    def second():
        second_is_done.set()
        return 2

    assert workshop.side_by_side([first, second, lambda: 3]) == [1, 2, 3]


def test_one_failure_ends_the_other_pieces(workshop, tmp_path, monkeypatch):
    """What runs is ended, and nothing more is begun."""
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    endless.chmod(0o755)
    monkeypatch.setattr(workshop.machine, "python", endless)
    begun = []

    def failing():
        while not workshop._running:
            time.sleep(0.01)
        raise Failure("The first one.")

    def further():
        begun.append(1)
        workshop.measure("fill", "elsewhere")

    started = time.monotonic()
    with pytest.raises(Failure, match="The first one"):
        workshop.side_by_side([lambda: workshop.measure("fill", "somewhere"), failing, *[further] * 5])
    assert time.monotonic() - started < 60
    assert not workshop._running
    assert len(begun) < 5
    with pytest.raises(Failure, match="Another measurement has failed"):
        workshop.measure("fill", "somewhere")
