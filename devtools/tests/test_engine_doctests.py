"""The examples in the docstrings of the add-on's engine are true. The engine is imported as a package without Odoo."""

from __future__ import annotations

import doctest
import importlib

import pytest

from devtools.platform import ADDON, REPOSITORY

ENGINE = REPOSITORY / ADDON / "engine"
MODULES = sorted(".".join(path.relative_to(ENGINE).with_suffix("").parts) for path in ENGINE.rglob("[a-z]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    results = doctest.testmod(importlib.import_module(f"engine.{name}"))
    assert results.failed == 0
