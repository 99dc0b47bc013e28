"""The command line: what is wrong is said in one sentence, and nothing is done."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from devtools import cli
from devtools.platform import REPOSITORY


def dev(*arguments, **variables) -> subprocess.CompletedProcess:
    """Run `./dev` as a user does."""
    command = [sys.executable, REPOSITORY / "dev", *arguments]
    return subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True)


def test_help_names_every_command():
    result = dev("help")
    assert result.returncode == 0
    for command in cli.COMMANDS:
        assert command.startswith("-") or f"\n  {command} " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["frobnicate"], "There is no command `frobnicate`."),
        (["install"], "Name the database to make"),
        (["install", "; DROP"], "can't name a database"),
        (["shell"], "./dev shell DB"),
        (["demo", "now"], "./dev demo"),
        (["test", "--fast"], "./dev test [TAGS | --changed]"),
        (["test", "--jobs=none"], "./dev test [TAGS | --changed]"),
        (["test", "/recovery_dunning", "--changed"], "or let --changed find them"),
        (["guide", "nothing"], "There is no picture nothing."),
        (["replay"], "Name the file to replay"),
        (["replay", "--disputes"], "Name the file to replay"),
    ],
)
def test_a_wrong_command_line_is_refused_with_the_help(arguments, sentence, tmp_path):
    result = dev(*arguments, RECOVERY_CACHE=str(tmp_path / "cache"))
    assert result.returncode == 2
    assert sentence in result.stderr.splitlines()[0]
    assert "Usage: ./dev COMMAND" in result.stderr
    assert not (tmp_path / "cache").exists()


def test_a_cache_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    result = dev("lint", RECOVERY_CACHE=str(tmp_path / "file/cache"))
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "set RECOVERY_CACHE" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fast"], "unrecognized arguments: --fast"),
        (["--quick", "--smoke"], "not allowed with argument --quick"),
        (["--letters", "--write"], "--write is for the whole table"),
    ],
)
def test_the_measurements_read_their_own_command_line(arguments, sentence, tmp_path):
    result = dev("bench", *arguments, RECOVERY_CACHE=str(tmp_path / "cache"))
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "usage: ./dev bench" in result.stderr
    assert not (tmp_path / "cache").exists()


def test_an_old_python_is_told_so_in_one_sentence():
    """The check must come before anything that an old Python can't read."""
    head = (REPOSITORY / "dev").read_text(encoding="utf-8").partition("from devtools")[0]
    program = "import sys\nsys.version_info = (3, 9, 1)\n" + head
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("Odoo 19 runs on Python 3.10 to 3.13, and this is 3.9:")
    assert len(result.stderr.splitlines()) == 1
