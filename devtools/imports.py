"""Who stands on what, as the `import` lines of Python files tell it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def imported(file: Path) -> frozenset[tuple[str, ...]]:
    """The names that a file imports, each in its parts: `from ..engine import ladder` gives ("engine", "ladder")."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module or ''}.{alias.name}" for alias in node.names)
    return frozenset(tuple(filter(None, name.split("."))) for name in names)


def files_behind(file: Path, repository: Path) -> set[Path]:
    """The modules of the repository that a file imports, and those that these import, and so on."""
    found, waiting = set(), [file]
    while waiting:
        for parts in imported(waiting.pop()):
            # the last part may be a module or something in it
            for place in (repository.joinpath(*some).with_suffix(".py") for some in (parts, parts[:-1]) if some):
                if place.exists() and place not in found:
                    found.add(place)
                    waiting.append(place)
    return found


def modules_on(module: str, package: Path) -> set[str]:
    """This module of a package, and those of the package that stand on it."""
    used = {file.stem: {part for parts in imported(file) for part in parts} for file in package.glob("[!_]*.py")}
    standing = {module}
    while more := {name for name, names in used.items() if names & standing} - standing:
        standing |= more
    return standing


def uses(file: Path, package: str, modules: set[str]) -> bool:
    """Whether a file imports one of these modules of a package, or something of it."""
    return any(package in parts and modules.intersection(parts) for parts in imported(file))


def browser_stories(tests: Path) -> set[Path]:
    """The files with a test class that drives a browser, itself or by a class that it builds on."""
    classes = {}  # name: (file, names of its bases)
    for file in tests.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                classes[node.name] = (file, {base.id for base in node.bases if isinstance(base, ast.Name)})
    browsing = {"HttpCase"}
    while more := {name for name, (_file, bases) in classes.items() if bases & browsing} - browsing:
        browsing |= more
    return {classes[name][0] for name in browsing & classes.keys() if classes[name][0].name.startswith("test_")}
