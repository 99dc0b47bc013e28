"""The examples in the docstrings of the add-on's engine are true. The engine is imported as a package without Odoo."""

from __future__ import annotations

import doctest
import importlib

import pytest

from devtools.platform import ADDON, REPOSITORY

MODULES = sorted(path.stem for path in (REPOSITORY / ADDON / "engine").glob("[a-z]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    results = doctest.testmod(importlib.import_module(f"engine.{name}"))
    assert results.failed == 0
