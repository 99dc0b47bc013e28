"""What `./dev test --changed` runs, told from the files of a real git repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from devtools.changed import changed_files, select
from devtools.console import Failure
from devtools.testing import ALL_TAGS

STORY = "from odoo.tests import {base}\nclass Test{name}({base}):\n    pass\n"
TREE = {
    "dev": "",
    "README.md": "",
    "devtools/cache.py": "",
    "devtools/console.py": "from devtools import cache\n",
    "devtools/letters.py": "",
    "devtools/tests/test_cache.py": "",
    "devtools/tests/test_docs.py": "",
    "devtools/tests/test_engine_doctests.py": "",
    "bench/tests/test_report.py": "",
    "bench/run.py": "",
    "tests_engine/test_rate.py": "",
    "tests_demo/test_book.py": "from devtools.console import Console\n",
    "tests_faults/test_kill.py": "",
    "recovery_dunning/__manifest__.py": "",
    "recovery_dunning/engine/rate.py": "",
    "recovery_dunning/engine/interest.py": "from .rate import Rate\n",
    "recovery_dunning/engine/words.py": "",
    "recovery_dunning/models/claim/claim.py": "from ...engine import interest\n",
    "recovery_dunning/models/run/run.py": "",
    "recovery_dunning/models/court/court.py": "",
    "recovery_dunning/wizard/notice/track.py": "from odoo.addons.recovery_dunning.engine.words import words\n",
    "recovery_dunning/tests/common.py": "from odoo.tests import HttpCase\nclass Browsing(HttpCase):\n    pass\n",
    "recovery_dunning/tests/claim/test_claim.py": STORY.format(name="Claim", base="TransactionCase"),
    "recovery_dunning/tests/run/test_run.py": STORY.format(name="Run", base="TransactionCase"),
    "recovery_dunning/tests/run/test_run_tours.py": "class TestTours(Browsing):\n    pass\n",
    "recovery_dunning/tests/notice/test_notice.py": STORY.format(name="Notice", base="TransactionCase"),
    "recovery_dunning/tests/whole/test_translations.py": STORY.format(name="Terms", base="TransactionCase"),
    "recovery_dunning/tests/stories/letters.py": "ADDRESS = {}\n",
    "recovery_dunning/tests/stories/handoff.py": "from .letters import ADDRESS\n",
    "recovery_dunning/tests/stories/alone.py": "",
    "recovery_dunning/tests/route/test_route.py": "from ..stories import letters\n",
    "recovery_dunning_sale/models/order.py": "",
    "recovery_dunning_sale/tests/test_order.py": (
        "from odoo.addons.recovery_dunning.tests.stories.handoff import PRINT\n"
    ),
}
CLAIM = "/recovery_dunning/tests/claim/test_claim.py"
RUN = "/recovery_dunning/tests/run/test_run.py,/recovery_dunning/tests/run/test_run_tours.py"
NOTICE = "/recovery_dunning/tests/notice/test_notice.py"


@pytest.fixture
def repository(tmp_path):
    """A clone that follows a branch, with one commit."""
    upstream, clone = tmp_path / "upstream.git", tmp_path / "clone"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", upstream)
    git(tmp_path, "clone", "-q", upstream, clone)
    git(clone, "switch", "-q", "-c", "main")
    for name, text in TREE.items():
        write(clone, name, text)
    commit(clone)
    git(clone, "push", "-q", "-u", "origin", "main")
    return clone


def git(folder: Path, *arguments) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *map(str, arguments)], cwd=folder, check=True, capture_output=True)


def write(folder: Path, name: str, text: str = "# changed\n") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "a commit")


def test_committed_staged_edited_and_unknown_files_differ(repository):
    write(repository, "dev")
    commit(repository)
    write(repository, "README.md")
    git(repository, "add", "README.md")
    write(repository, "devtools/letters.py")
    write(repository, "recovery_dunning/models/run/été.py")
    (repository / "bench/run.py").unlink()
    assert changed_files(repository) == [
        "README.md",
        "bench/run.py",
        "dev",
        "devtools/letters.py",
        "recovery_dunning/models/run/été.py",
    ]


def test_a_moved_file_differs_by_both_names(repository):
    git(repository, "mv", "recovery_dunning/models/run/run.py", "recovery_dunning/models/claim/run.py")
    assert changed_files(repository) == ["recovery_dunning/models/claim/run.py", "recovery_dunning/models/run/run.py"]


def test_what_others_have_pushed_meanwhile_does_not_differ(repository, tmp_path):
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", tmp_path / "upstream.git", other)
    write(other, "dev")
    commit(other)
    git(other, "push", "-q")
    git(repository, "fetch", "-q")
    write(repository, "README.md")
    assert changed_files(repository) == ["README.md"]


def test_where_nothing_differs_the_last_commit_does(repository):
    write(repository, "bench/run.py")
    commit(repository)
    git(repository, "push", "-q")
    assert changed_files(repository) == ["bench/run.py"]


def test_the_first_commit_of_all_has_nothing_before_it(repository):
    assert changed_files(repository) == []


def test_without_a_branch_to_follow_it_is_what_is_not_committed(repository):
    git(repository, "branch", "--unset-upstream")
    write(repository, "dev")
    assert changed_files(repository) == ["dev"]


def test_a_folder_without_a_commit_is_told_so(tmp_path):
    git(tmp_path, "init", "-q", ".")
    with pytest.raises(Failure, match=r"run \./dev test"):
        changed_files(tmp_path)


@pytest.mark.parametrize(
    ("files", "pytest_paths", "tags", "bench"),
    [
        (["docs/case.png", "LICENSE", "tests_neighbours/bank.py"], (), "", False),
        (["README.md", "docs/architecture.md"], ("devtools/tests/test_docs.py",), "", False),
        (["recovery_dunning/models/run/run.py"], (), RUN, False),
        (["recovery_dunning/views/claim/claim.xml", "recovery_dunning/report/run/x.xml"], (), f"{CLAIM},{RUN}", False),
        (["recovery_dunning/tests/notice/test_notice.py"], (), NOTICE, False),
        (["recovery_dunning/wizard/notice/gone.py"], (), NOTICE, False),
        # a room without stories of its own, and what all rooms share
        (["recovery_dunning/models/court/court.py"], (), ALL_TAGS, False),
        (["recovery_dunning/models/__init__.py"], (), ALL_TAGS, False),
        (["recovery_dunning/tests/common.py", "recovery_dunning/models/run/run.py"], (), ALL_TAGS, False),
        (["recovery_dunning/__manifest__.py"], (), ALL_TAGS, False),
        (["recovery_dunning/data/rates.xml"], (), ALL_TAGS, False),
        (["recovery_dunning/controllers/portal.py"], (), ALL_TAGS, False),
        (
            ["recovery_dunning/tests/stories/letters.py"],
            (),
            "/recovery_dunning/tests/route/test_route.py,/recovery_dunning_sale",
            False,
        ),
        (["recovery_dunning/tests/stories/alone.py"], (), "", False),
        (["recovery_dunning/tests/stories/__init__.py"], (), ALL_TAGS, False),
        # the engine: its own tests, and the rooms that use it, near or far
        (
            ["recovery_dunning/engine/rate.py"],
            ("tests_engine", "devtools/tests/test_engine_doctests.py"),
            CLAIM,
            False,
        ),
        (
            ["recovery_dunning/engine/words.py", "devtools/letters.py"],
            ("tests_engine", "devtools/tests"),
            NOTICE,
            False,
        ),
        (["recovery_dunning/static/src/x.js"], (), "/recovery_dunning/tests/run/test_run_tours.py", False),
        (["recovery_dunning/i18n/fr.po"], (), "/recovery_dunning/tests/whole/test_translations.py", False),
        (["recovery_dunning_sale/models/order.py"], (), "/recovery_dunning_sale", False),
        (["tests_engine/test_rate.py"], ("tests_engine",), "", False),
        (["tests_faults/test_kill.py"], ("tests_faults/test_kill.py",), "", False),
        (["devtools/cache.py"], ("devtools/tests", "tests_demo/test_book.py"), "", False),
        (["bench/run.py"], ("bench/tests",), "", True),
        (
            ["pyproject.toml"],
            ("tests_engine", "devtools/tests", "bench/tests", "tests_demo/test_book.py", "tests_faults/test_kill.py"),
            ALL_TAGS,
            True,
        ),
    ],
)
def test_what_runs_for_a_changed_file(repository, files, pytest_paths, tags, bench):
    choice = select(files, repository).choice()
    assert (choice.pytest, choice.tags, choice.bench) == (pytest_paths, tags, bench)


def test_the_user_reads_what_runs_and_why(repository):
    room = "recovery_dunning/models/run"
    lines = select(["LICENSE", f"{room}/a.py", f"{room}/b.py"], repository).lines()
    assert lines == [
        "LICENSE: nothing",
        f"{room}/a.py and 1 more: run",
        f"In all: {RUN.replace('/recovery', 'recovery').replace(',', ', ')}",
    ]
    assert select([], repository).lines() == ["Nothing differs."]


def test_any_python_file_is_held_against_the_order_of_the_house(repository):
    for name in ("rooms", "stories"):
        write(repository, f"devtools/tests/test_{name}.py")
    room = "recovery_dunning/models/run"
    both = ("devtools/tests/test_rooms.py", "devtools/tests/test_stories.py")
    assert select([f"{room}/run.py"], repository).choice().pytest == both
    assert select([f"{room}/run.xml"], repository).choice().pytest == ()
