"""Old pins are told apart, and what runs on a commit is what `./dev lint` runs."""

from __future__ import annotations

import doctest
import re

import pytest

from devtools import lint, python_env, quality, surface, translations, wheels
from devtools.platform import REPOSITORY


def test_old_pins_are_told_apart():
    pins = 'ruff==0.1.0\n# a note\nlxml==5.2.1; python_version < "3.13"\nXlsxWriter==3.3.1\n'
    assert quality.PIN.findall(pins) == [("ruff", "0.1.0"), ("lxml", "5.2.1"), ("XlsxWriter", "3.3.1")]
    assert quality.remark_on("3.3.1", "xlsxwriter (4.0)\nAvailable versions: 4.0, 3.3.1\n") == ", newest 4.0"


def test_a_commit_is_checked_with_the_same_versions():
    text = (REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    pinned = set(quality.PIN.findall(python_env.LINT_REQUIREMENTS.read_text(encoding="utf-8")))
    used = set(re.findall(r'"([a-z-]+)==([\d.]+)"', text))
    assert used
    assert used <= pinned
    left_out = {name for names in re.findall(r"--disable=([\w,-]+)", text) for name in names.split(",")}
    assert left_out == set(lint.NOT_FOR_US)


@pytest.mark.parametrize("module", [quality, surface, translations, wheels])
def test_examples(module):
    failed, tried = doctest.testmod(module)
    assert tried
    assert not failed
