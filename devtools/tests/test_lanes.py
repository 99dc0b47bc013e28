"""Work in lanes: all of it is done and added up, and an interruption leaves no program behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from devtools.lanes import Lanes
from devtools.tally import Tally

PATIENCE = 10  # seconds


class Machine:
    """Starts programs as the platform does, without its variables."""

    def start(self, command, **options) -> subprocess.Popen:
        return subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, **options)


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def alive(number: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about is not alive."""
    try:
        with open(f"/proc/{number}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_the_works_count_is_added_up():
    with Lanes(Machine()) as lanes:
        for number in range(5):
            lanes.add(lambda lanes, number=number: Tally(number, number % 2))
        lanes.open(2)
        assert lanes.wait() == Tally(10, 2)


def test_two_works_run_at_the_same_time(tmp_path):
    """Each waits for what only the other one does."""

    def work(mine, other):
        text = (
            "import pathlib, time\n"
            f"pathlib.Path({str(tmp_path / mine)!r}).touch()\n"
            f"while not pathlib.Path({str(tmp_path / other)!r}).exists(): time.sleep(0.02)"
        )
        return lambda lanes: Tally(int(lanes.follow(program(text), tmp_path / f"{mine}.log", print) == 0))

    with Lanes(Machine()) as lanes:
        lanes.add(work("a", "b"))
        lanes.add(work("b", "a"))
        lanes.open(2)
        assert lanes.wait() == Tally(2)


def test_lines_go_to_the_log_and_to_the_reader(tmp_path):
    lines = []
    with Lanes(Machine()) as lanes:
        code = lanes.follow(program("print('one'); print('two'); raise SystemExit(3)"), tmp_path / "log", lines.append)
    assert (code, lines) == (3, ["one", "two"])
    assert (tmp_path / "log").read_text() == "one\ntwo\n"


def test_a_killed_program_is_told_by_its_code_though_its_child_keeps_the_output_open(tmp_path):
    text = (
        "import os, signal, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    lines = []
    with Lanes(Machine()) as lanes:
        assert lanes.follow(program(text), tmp_path / "log", lines.append) == -signal.SIGKILL
    wait_until(lambda: not alive(int(lines[0])))


def test_what_a_work_raises_is_raised_once_the_others_are_done():
    done = []

    def broken(lanes):
        raise ValueError("broken")

    with Lanes(Machine()) as lanes:
        lanes.add(broken)
        lanes.add(lambda lanes: done.append(1) or Tally(1))
        lanes.open(1)
        with pytest.raises(ValueError, match="broken"):
            lanes.wait()
    assert done


def test_an_interruption_lets_programs_clear_away_and_starts_nothing_more(tmp_path):
    text = (
        "import os, pathlib, time\n"
        "try:\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(600)\n"
        "finally:\n"
        f"    pathlib.Path({str(tmp_path / 'cleared')!r}).touch()"
    )
    lines, later = [], []
    with pytest.raises(KeyboardInterrupt), Lanes(Machine()) as lanes:
        lanes.add(lambda lanes: Tally(lanes.follow(program(text), tmp_path / "log", lines.append)))
        lanes.add(lambda lanes: later.append(1) or Tally())
        lanes.open(1)
        wait_until(lambda: lines)
        raise KeyboardInterrupt
    assert (tmp_path / "cleared").exists()
    assert not alive(int(lines[0]))
    assert not later


def test_a_program_that_clears_nothing_away_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("devtools.lanes.PATIENCE", 0.2)
    text = "import os, signal, time; signal.signal(2, signal.SIG_IGN); print(os.getpid(), flush=True); time.sleep(600)"
    lines = []
    with pytest.raises(SystemExit), Lanes(Machine()) as lanes:
        lanes.add(lambda lanes: Tally(lanes.follow(program(text), tmp_path / "log", lines.append)))
        lanes.open(1)
        wait_until(lambda: lines)
        raise SystemExit(143)
    assert not alive(int(lines[0]))
    assert os.getpid() != int(lines[0])
