"""`./dev test` as a whole: one count of what several processes say, though one of them dies.

The tests of pytest are real. In the place of Odoo a small program tells classes of stories, with a log like its own.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from devtools import testing
from devtools.console import Console
from devtools.platform import REPOSITORY
from devtools.shared_stories import remembered_times
from devtools.tally import Tally
from devtools.testing import Choice, Session, everything

TELLER = """\
import os, signal, sys, time
from pathlib import Path
from devtools.shared_stories import SharedStories
stories, count = SharedStories(Path(sys.argv[1])), 0
classes = {f"test_x.Test{number}": [number] * 10 for number in range(6)}
stories.plan(classes)
HEAD = "2030-01-31 10:00:00,123 42 INFO db odoo.tests: "
for number in stories.share(classes, classes):
    print(f"{HEAD}Starting Test{number}.test_it ... ", flush=True)
    time.sleep(0.01)
    count += 1
    if number == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
print(f"{HEAD}0 failed, 0 error(s) of {count} tests when loading database 'db'", flush=True)
"""
GOOD, BAD = "def test_good():\n    pass\n", "def test_bad():\n    assert 1 + 1 == 3, 'arithmetic'\n"


class Machine:
    """A machine without Odoo, whose databases are names."""

    python = sys.executable

    def __init__(self, cache: Path):
        self.cache = cache
        self.console = Console()
        self.databases = set()

    def start(self, command, **options):
        options = {"cwd": REPOSITORY, "stdin": subprocess.DEVNULL, **options}
        return subprocess.Popen([str(part) for part in command], **options)

    def create_database(self, name, template):
        self.databases.add(name)

    def print_at_once(self, name):
        assert name in self.databases

    def drop_database(self, name):
        self.databases.discard(name)

    def template(self, modules):
        return "template"


@contextmanager
def session(tmp_path, monkeypatch, choice, deadly=None, installed=True):
    """A session of two lanes."""
    monkeypatch.setattr(testing.system, "ensure_browser", lambda console: None)
    monkeypatch.setattr("devtools.story_databases._drop_orphans", lambda machine: None)
    (tmp_path / "run").mkdir()
    run = Session(Machine(tmp_path), choice, tmp_path / "run", jobs=2)
    run.teller = ("-c", TELLER.replace("DEADLY", str(deadly)))
    monkeypatch.setattr(run, "_install", lambda lanes, database: installed)
    yield run
    assert not run.machine.databases, "all are dropped in the end"


def test_all_are_counted_once(tmp_path, monkeypatch, capfd):
    (tmp_path / "test_good.py").write_text(GOOD)
    with session(tmp_path, monkeypatch, Choice((str(tmp_path / "test_good.py"),), "/addon")) as run:
        assert run.result(reuse=False) == Tally(61, 0)
    assert remembered_times(run.times).keys() == {f"test_x.Test{number}" for number in range(6)}
    shown = capfd.readouterr().out
    assert all(shown.count(f"  Test{number}\n") == 1 for number in range(6))


@pytest.mark.parametrize("deadly", [0, 5])
def test_a_process_that_dies_is_a_failure_and_the_others_go_on(tmp_path, monkeypatch, capfd, deadly):
    with session(tmp_path, monkeypatch, Choice((), "/addon"), deadly) as run:
        tally = run.result(reuse=False)
    assert tally.failed == 2, "the process, and the class that it was at"
    assert f"test_x.Test{deadly} was to run, and did not run to its end." in capfd.readouterr().out
    assert len(run.stories.seconds()) == 5


def test_a_failure_under_pytest_is_shown_and_counted(tmp_path, monkeypatch, capfd):
    (tmp_path / "test_bad.py").write_text(GOOD + BAD)
    with session(tmp_path, monkeypatch, Choice((str(tmp_path / "test_bad.py"),))) as run:
        assert run.result(reuse=False) == Tally(1, 1)
    assert "AssertionError: arithmetic" in capfd.readouterr().out


def test_a_folder_without_tests_is_a_failure(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    with session(tmp_path, monkeypatch, Choice((str(tmp_path / "empty"),))) as run:
        assert run.result(reuse=False) == Tally(0, 1)


def test_tags_that_name_nothing_are_a_failure(tmp_path, monkeypatch, capfd):
    with session(tmp_path, monkeypatch, Choice((), "/nowhere")) as run:
        run.teller = ("-c", "")
        assert run.result(reuse=False) == Tally(0, 1)
    assert "are the tags /nowhere right?" in capfd.readouterr().out


def test_where_the_add_ons_cannot_be_installed_no_story_is_told(tmp_path, monkeypatch):
    with session(tmp_path, monkeypatch, Choice((), "/addon"), installed=False) as run:
        assert run.result(reuse=False) == Tally(0, 1)


def test_everything_is_each_test_file_of_this_repository():
    """What pytest would find itself, in whole folders or file by file."""
    chosen = everything().pytest
    files = [file for place in chosen for file in ([REPOSITORY / place] if place.endswith(".py") else [])]
    files += [file for place in chosen for file in (REPOSITORY / place).glob("test_*.py")]
    there = {
        file
        for folder in ("tests_*", "devtools/tests", "bench/tests")
        for file in REPOSITORY.glob(f"{folder}/test_*.py")
    }
    assert set(files) == there
    assert len(files) == len(there)


@pytest.mark.parametrize(
    ("tags", "few"),
    [
        ("/recovery_dunning:TestRun", True),
        ("/recovery_dunning:TestRun.test_undo,/recovery_dunning_sale:TestRelease", True),
        ("/recovery_dunning/tests/run/test_run.py", True),
        ("/recovery_dunning", False),
        ("/recovery_dunning:TestRun,/recovery_dunning_sale", False),
        (",".join(f"/recovery_dunning:Test{number}" for number in range(9)), False),
    ],
)
def test_a_few_stories_need_no_copies(tags, few):
    assert Choice((), tags).few_stories() is few
