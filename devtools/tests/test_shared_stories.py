"""Stories shared out between processes: each class is told once, a class that was begun and not ended is named."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import chain

from devtools.platform import REPOSITORY
from devtools.shared_stories import SharedStories, heaviest_first, remember_times, remembered_times

CLASSES = {f"test_x.Test{number:02}": [f"{number}a", f"{number}b"] for number in range(40)}
TELLER = """\
import sys, time
from pathlib import Path
from devtools.shared_stories import SharedStories
from devtools.tests.test_shared_stories import CLASSES
stories = SharedStories(Path(sys.argv[1]))
stories.plan(CLASSES)
for test in stories.share(CLASSES, CLASSES):
    time.sleep(0.002)
    print(test, flush=True)
"""


def test_processes_tell_each_class_once_between_them(tmp_path):
    command = [sys.executable, "-c", TELLER, tmp_path]
    tellers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) for _ in range(3)]
    told = [teller.communicate()[0].split() for teller in tellers]
    assert [teller.returncode for teller in tellers] == [0, 0, 0]
    assert Counter(test for tests in told for test in tests) == Counter(chain.from_iterable(CLASSES.values()))
    stories = SharedStories(tmp_path)
    assert stories.untold() == []
    assert stories.seconds().keys() == CLASSES.keys()
    assert not stories.left()


def test_a_class_of_a_teller_that_dies_is_named_and_the_others_are_told(tmp_path):
    first = SharedStories(tmp_path)
    first.plan(CLASSES)
    dying = first.share(CLASSES, CLASSES)
    assert [next(dying), next(dying), next(dying)] == ["0a", "0b", "1a"]  # and no more is heard of it
    second = SharedStories(tmp_path)
    assert second.left()
    list(second.share(CLASSES, CLASSES))
    assert second.untold() == ["test_x.Test01"]


def test_nobody_has_said_yet_what_there_is(tmp_path):
    stories = SharedStories(tmp_path)
    assert stories.left()
    assert stories.planned() == set()


def test_what_takes_long_begins_first():
    estimates = {"a": 1.0, "b": 5.0, "c": 3.0, "d": 3.0}
    assert heaviest_first(estimates, {}) == ["b", "c", "d", "a"]
    assert heaviest_first(estimates, {"a": 60.0, "b": 0.5, "gone": 9.0}) == ["a", "c", "d", "b"]


def test_times_are_remembered_from_run_to_run(tmp_path):
    file = tmp_path / "times.json"
    assert remembered_times(file) == {}
    remember_times(file, {"a": 1.0, "b": 2.0})
    remember_times(file, {"b": 3.0})
    assert remembered_times(file) == {"a": 1.0, "b": 3.0}
    for damaged in ("{", "[]", '{"a": null}'):
        file.write_text(damaged)
        assert remembered_times(file) == {}
