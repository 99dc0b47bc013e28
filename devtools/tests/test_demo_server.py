"""One demo at a time; a dead one blocks nobody."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from devtools.cache import Cache
from devtools.console import Console, Failure
from devtools.demo_server import DemoLock, stop
from devtools.platform import REPOSITORY


def test_a_second_demo_is_told_where_the_first_one_is(tmp_path):
    cache = Cache(tmp_path)
    with DemoLock(cache).held() as lock:
        lock.write("http://127.0.0.1:8069")
        command = [sys.executable, REPOSITORY / "dev", "demo"]
        environment = {**os.environ, "RECOVERY_CACHE": str(tmp_path)}
        result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == "A demo is already at http://127.0.0.1:8069: use that one, or end it with ./dev stop.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"], "nothing else was touched"


def test_while_the_first_one_is_being_made_it_has_no_address_yet(tmp_path):
    cache = Cache(tmp_path)
    with DemoLock(cache).held(), pytest.raises(Failure, match="already being made"), DemoLock(cache).held():
        pass


def test_a_lock_left_behind_blocks_nobody(tmp_path, capsys):
    cache = Cache(tmp_path)
    DemoLock(cache).write("http://127.0.0.1:8069")
    stop(cache, Console())
    assert "No demo was running" in capsys.readouterr().out
    with DemoLock(cache).held():
        assert DemoLock(cache).is_held()
    assert not DemoLock(cache).is_held()
