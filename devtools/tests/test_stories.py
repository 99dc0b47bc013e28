"""The stories of the add-ons stand apart: what several of them set up is in `tests/stories` or `common`."""

from __future__ import annotations

import ast

import pytest

from devtools.platform import ADDONS, REPOSITORY

MODULES = sorted(path for addon in ADDONS for path in (REPOSITORY / addon / "tests").rglob("*.py"))


def imported(path) -> list[str]:
    """Each part of each name that the module at `path` imports."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return [part for name in names for part in name.split(".")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_no_story_is_imported_by_another(path):
    if path.name != "__init__.py":
        assert [part for part in imported(path) if part.startswith("test_")] == []


@pytest.mark.parametrize("addon", ADDONS)
def test_each_story_is_run(addon):
    """Odoo runs the modules that `tests/__init__.py` names, and no other."""
    tests = REPOSITORY / addon / "tests"
    assert set(imported(tests / "__init__.py")) >= {path.stem for path in tests.rglob("test_*.py")}
