"""The order of the rooms: who may import whom, what models know of wizards, and how large files and folders grow."""

from __future__ import annotations

import ast
import re

import pytest

from devtools.platform import ADDON, REPOSITORY

HOUSE = REPOSITORY / ADDON
ROOMS = [
    alias.name
    for node in ast.parse((HOUSE / "models/__init__.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
]
MOST_LINES, MOST_FILES = 300, 25
ACTED_ON_BY_MODELS: dict[str, str] = {}  # a model of wizard/, and why a model may do more than open it


def python_files(*folders):
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


def imports(path):
    """The modules that a file imports, in full: `recovery_dunning.models.run.run`. What it takes from a package is
    given as a module of that package."""
    package = path.relative_to(REPOSITORY).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(module):
    parts = module.split(".")
    return parts[2] if parts[:2] == [ADDON, "models"] and len(parts) > 2 and parts[2] in ROOMS else None


def test_every_room_has_its_place():
    assert sorted(ROOMS) == sorted(path.parent.name for path in (HOUSE / "models").glob("*/__init__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_what_stands_above_it(room):
    downwards = [
        f"{path.relative_to(HOUSE)}: {module}"
        for path in python_files(f"{ADDON}/models/{room}")
        for module in imports(path)
        if room_of(module) and ROOMS.index(room_of(module)) > ROOMS.index(room)
    ]
    assert not downwards


def test_the_engine_knows_nobody():
    strangers = [
        f"{path.relative_to(HOUSE)}: {module}"
        for path in python_files(f"{ADDON}/engine")
        for module in imports(path)
        if module.split(".")[0] == "odoo" or (module.startswith(ADDON) and not module.startswith(f"{ADDON}.engine"))
    ]
    assert not strangers


def test_the_engine_goes_round_in_no_circle():
    known = {path.stem for path in (HOUSE / "engine").glob("*.py")}
    uses = {
        path.stem: {module.split(".")[2] for module in imports(path) if module.startswith(f"{ADDON}.engine.")} & known
        for path in (HOUSE / "engine").glob("[a-z]*.py")
    }
    while free := {name for name, used in uses.items() if not used & uses.keys()}:
        uses = {name: used for name, used in uses.items() if name not in free}
    assert not uses


def test_models_import_no_wizard_controller_or_report():
    above = tuple(f"{ADDON}.{folder}" for folder in ("wizard", "controllers", "report"))
    known = [
        f"{path.relative_to(HOUSE)}: {module}"
        for path in python_files(f"{ADDON}/models")
        for module in imports(path)
        if module.startswith(above)
    ]
    assert not known


def test_models_only_open_wizards():
    """A dialog is opened as an action, by the name of its model; none is asked for by `env[…]`."""
    of_wizards = {
        name
        for path in python_files(f"{ADDON}/wizard")
        for name in re.findall(r'^    _name = "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    used = [
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.slice.value}"
        for path in python_files(f"{ADDON}/models")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in of_wizards - ACTED_ON_BY_MODELS.keys()
    ]
    assert not used


def test_files_and_folders_stay_small():
    files = python_files(ADDON)
    long = [path for path in files if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES]
    full = {path.parent for path in files if len(list(path.parent.glob("*.py"))) > MOST_FILES}
    assert not [str(path.relative_to(HOUSE)) for path in (*long, *full)]


def test_devtools_do_not_know_the_bench():
    """The table of commands alone names it."""
    files = [path for path in python_files("devtools") if "tests" not in path.parts and path.name != "cli.py"]
    assert not [path.name for path in files if any(module.split(".")[0] == "bench" for module in imports(path))]
