"""What `./dev bench --faults` counts, and how it says it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from bench.faults import run, state

WELL = {"where": "after 0.1 s of 1", "doubtful": 0}


def test_every_work_has_its_place_in_the_table():
    source = (Path(run.__file__).with_name("works.py")).read_text(encoding="utf-8")
    assert tuple(re.findall(r'Work\(\s*"([^"]+)"', source)) == run.NAMES


def test_nothing_to_say_of_what_was_recovered():
    rows = {"mails": Counter(a=1, b=1)}
    assert state.compare(rows, {"mails": Counter(b=1, a=1)}) == {"lost": [], "doubled": [], "half done": []}


def test_what_is_missing_is_lost_what_is_there_twice_is_doubled():
    expected = {"mails": Counter(a=1, b=1), "events": Counter(c=1), "cases": Counter(open=1)}
    found = {"mails": Counter(a=1), "events": Counter(c=2), "cases": Counter(closed=1)}
    told = state.compare(expected, found)
    assert told["lost"] == ["mails: 1 missing “b”, 0 more"]
    assert told["doubled"] == ["events: 0 missing, 1 more “c”"]
    assert told["half done"] == ["cases: 1 missing “open”, 1 more “closed”"]


def test_the_table_counts_stories_not_sentences():
    lost = {**WELL, "doubtful": 1, "lost": ["mails: 1 missing", "events: 1 missing"]}
    rows = [{"work": "send", "fault": "killed", "stories": [WELL, lost, {**WELL, "doubled": ["mails"]}]}]
    assert run.table(rows).splitlines()[-1] == "| send | killed | 3 | 1 | 1 | 1 | 0 | 1 |"
    assert run.summary(rows) == "killed: 1 of 3 recovered"
