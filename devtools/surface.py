"""`./dev surface`: what of Odoo we stand on beyond its public methods, held against the Odoo at hand.

Odoo promises nothing of a method that begins with an underscore, of a view's name, of a template or a script: they may
change within 19.0. `docs/surface.md` lists those that we override, call, inherit or import, with their parameters as
they were when it was written; the command reads the Odoo at hand (`ODOO_HOME`), says what is gone or has other
parameters now, and writes the list anew.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from devtools.platform import ADDONS, REPOSITORY

DOCUMENT = REPOSITORY / "docs/surface.md"
BASE = "BaseModel"  # what every model inherits
HEAD = """\
# What we stand on in Odoo

Written by `./dev surface`, which holds it against the Odoo at hand (`ODOO_HOME`): what is gone, or has other parameters
than here, may break us on that build. Odoo promises nothing of any of it.
"""
SCRIPT = re.compile(r"""from\s+["']@(web|mail|account|sale|portal|payment|sms)/([^"']+)["']""")
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|", re.MULTILINE)


@dataclass
class Core:
    """What the add-ons of Odoo that ours depend on define."""

    methods: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # {name: {model: parameters}}
    ancestors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # {model: those it inherits}
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # {addon: ids of its XML}
    folders: dict[str, Path] = field(default_factory=dict)

    def kin(self, models: Iterable[str]) -> set[str]:
        """These models and all that they inherit."""
        found, waiting = {BASE}, list(models)
        while waiting:
            model = waiting.pop()
            if model not in found:
                found.add(model)
                waiting += self.ancestors[model]
        return found


def read_core(odoo) -> Core:
    """Read the sources of the Odoo at hand: the ORM, and the add-ons that ours depend on."""
    core = Core()
    for addon in dependencies(odoo.addons_paths):
        folder = next(path / addon for path in odoo.addons_paths if (path / addon).is_dir())
        core.folders[addon] = folder
        for file in folder.rglob("*.py"):
            if "tests" not in file.parts:
                _read_models(core, file)
        for file in folder.rglob("*.xml"):
            if not {"static", "tests", "i18n"} & set(file.relative_to(folder).parts[:1]):
                core.names[addon].update(_ids(file))
        for file in (folder / "static/src").rglob("*.xml"):
            text = file.read_text(encoding="utf-8", errors="replace")
            core.names[addon].update(re.findall(r't-name="([\w.]+)"', text))
    for file in (odoo.python_path / "odoo/orm").glob("models*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name in (BASE, "Model"):
                _take_methods(core, BASE, node)
    return core


def dependencies(addons_paths: Sequence[Path]) -> list[str]:
    """The add-ons of Odoo that ours depend on, directly or not."""
    found, waiting = {}, ["base", *ADDONS]
    while waiting:
        addon = waiting.pop()
        if addon in found:
            continue
        places = [path / addon / "__manifest__.py" for path in (*addons_paths, REPOSITORY)]
        manifest = next((place for place in places if place.exists()), None)
        found[addon] = manifest
        if manifest:
            waiting += ast.literal_eval(manifest.read_text(encoding="utf-8")).get("depends", [])
    return sorted(addon for addon, manifest in found.items() if manifest and REPOSITORY not in manifest.parents)


def _ids(file: Path) -> Iterator[str]:
    try:
        tree = ElementTree.parse(file)
    except ElementTree.ParseError:
        return
    for node in tree.iter():
        if node.tag in ("record", "template") and node.get("id"):
            yield node.get("id").rpartition(".")[2]


def _models_of(node: ast.ClassDef) -> tuple[str | None, list[str]]:
    """(`_name`, what is in `_inherit` and `_inherits`) of a class."""
    name, inherited = None, []
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            target = item.targets[0].id
            texts = [part.value for part in ast.walk(item.value) if isinstance(part, ast.Constant)]
            texts = [text for text in texts if isinstance(text, str)]
            if target == "_name" and texts:
                name = texts[0]
            elif target == "_inherit":
                inherited = texts
    return name, inherited


def _read_models(core: Core, file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8", errors="replace"))):
        if isinstance(node, ast.ClassDef):
            name, inherited = _models_of(node)
            model = name or (inherited[0] if inherited else None)
            if "controllers" in file.parts:
                model = node.name  # a controller is inherited by the name of its class
            if model:
                core.ancestors[model].update(set(inherited) - {model})
                _take_methods(core, model, node)


def _take_methods(core: Core, model: str, node: ast.ClassDef) -> None:
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and is_private(item.name):
            core.methods[item.name].setdefault(model, parameters(item))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def parameters(node: ast.FunctionDef) -> str:
    """The parameters that a caller sees, without their defaults; `=` marks those that have one.

    >>> parameters(ast.parse("def f(self, a, b=None, *c, d, **e): pass").body[0])
    'a, b=, *c, d, **e'
    """
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    given = len(plain) - len(arguments.defaults)
    names = [argument.arg + ("=" if number >= given else "") for number, argument in enumerate(plain)]
    if names and names[0] in ("self", "cls"):
        names = names[1:]
    if arguments.vararg:
        names.append(f"*{arguments.vararg.arg}")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        names.append(argument.arg + ("=" if default else ""))
    if arguments.kwarg:
        names.append(f"**{arguments.kwarg.arg}")
    return ", ".join(names)


class Ours:
    """What our sources use of it."""

    def __init__(self, core: Core):
        self.core = core
        self.overridden: dict[tuple[str, str], set[str]] = defaultdict(set)  # {(model, method): our files}
        self.called: dict[str, set[str]] = defaultdict(set)  # {method: our files}
        for file in self._files("*.py"):
            self._read(file)

    def _files(self, pattern: str) -> list[Path]:
        files = (file for addon in ADDONS for file in sorted((REPOSITORY / addon).rglob(pattern)))
        return [file for file in files if not {"tests", "migrations"} & set(file.relative_to(REPOSITORY).parts[1:2])]

    @cached_property
    def own_methods(self) -> set[str]:
        """The private methods that we define ourselves, and Odoo does not."""
        trees = (ast.parse(file.read_text(encoding="utf-8")) for file in self._files("*.py"))
        names = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        return names - self.core.methods.keys()

    def _read(self, file: Path) -> None:
        tree, place = ast.parse(file.read_text(encoding="utf-8")), str(file.relative_to(REPOSITORY))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self._read_class(node, place)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._read_call(node.func, place)

    def _read_class(self, node: ast.ClassDef, place: str) -> None:
        name, inherited = _models_of(node)
        bases = [getattr(base, "attr", getattr(base, "id", "")) for base in node.bases]
        kin = self.core.kin([*inherited, *([name] if name else []), *bases])
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and is_private(item.name):
                definers = sorted(self.core.methods[item.name].keys() & kin) if item.name in self.core.methods else []
                if definers:
                    self.overridden[definers[-1] if definers[0] == BASE else definers[0], item.name].add(place)

    def _read_call(self, function: ast.Attribute, place: str) -> None:
        of_super = isinstance(function.value, ast.Call) and getattr(function.value.func, "id", "") == "super"
        if is_private(function.attr) and function.attr in self.core.methods and not of_super:
            self.called[function.attr].add(place)

    def names(self) -> dict[str, set[str]]:
        """{XML id or template of Odoo: our files that inherit or call it}."""
        found = defaultdict(set)
        for file in self._files("*.xml"):
            place = str(file.relative_to(REPOSITORY))
            text = file.read_text(encoding="utf-8")
            for pattern in (r'name="inherit_id" ref="([\w.]+)"', r'inherit_id="([\w.]+)"', r't-call="([\w.]+)"'):
                for name in re.findall(pattern, text):
                    if name.partition(".")[0] in self.core.folders:
                        found[name].add(place)
            for name in re.findall(r't-inherit="([\w.]+)"', text):
                found[name].add(place)
        return found

    def scripts(self) -> dict[str, set[str]]:
        """{module of Odoo's JavaScript: our files that import it}."""
        found = defaultdict(set)
        for file in self._files("*.js"):
            if "tests" in file.parts:
                continue
            for addon, module in SCRIPT.findall(file.read_text(encoding="utf-8")):
                found[f"@{addon}/{module}"].add(str(file.relative_to(REPOSITORY)))
        return found


def entries(core: Core) -> dict[str, list[tuple[str, str, set[str]]]]:
    """By chapter: what it is, how it looks in the Odoo at hand ("gone" where it isn't there), our files."""
    ours = Ours(core)
    overridden = [
        (f"{model}.{name}", f"({core.methods[name][model]})", files)
        for (model, name), files in sorted(ours.overridden.items())
    ]
    called = []
    for name, files in sorted(ours.called.items()):
        ways = sorted({f"({known})" for known in core.methods[name].values()})
        called.append((name, " or ".join(ways) if len(ways) <= 3 else f"{len(ways)} ways", files))
    views = []
    for name, files in sorted(ours.names().items()):
        addon, _, rest = name.partition(".")
        there = rest in core.names[addon] or name in set().union(*core.names.values())
        views.append((name, "there" if there else "gone", files))
    scripts = []
    for name, files in sorted(ours.scripts().items()):
        addon, _, path = name.removeprefix("@").partition("/")
        there = addon in core.folders and (core.folders[addon] / "static/src" / f"{path}.js").exists()
        scripts.append((name, "there" if there else "gone", files))
    return {
        "Methods that we override": overridden,
        "Methods that we call": called,
        "Views and templates that we inherit or call": views,
        "Scripts that we import": scripts,
    }


def document(found: dict[str, list[tuple[str, str, set[str]]]]) -> str:
    """The list as a page."""
    lines = [HEAD]
    for chapter, rows in found.items():
        lines += [f"## {chapter}", "", "| what | in Odoo | where we do |", "|---|---|---|"]
        for name, way, files in rows:
            shown = sorted(short(file) for file in files)
            more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
            lines.append(f"| `{name}` | {way.replace('|', '/')} | {', '.join(shown[:3])}{more} |")
        lines.append("")
    return "\n".join(lines)


def short(file: str) -> str:
    """
    >>> short("recovery_dunning/models/case/case.py")
    'models/case/case.py'
    """
    return file.removeprefix(f"{ADDONS[0]}/")


def differences(written: str, now: str) -> list[str]:
    """What of the written list the Odoo at hand does otherwise."""
    before = {row[0]: row[1] for row in ROW.findall(written)}
    after = {row[0]: row[1] for row in ROW.findall(now)}
    told = [f"{name}: {way}, in the list {before[name]}" for name, way in after.items() if before.get(name, way) != way]
    return [*told, *(f"{name}: not found any more" for name in before if name not in after)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="surface", allow_abbrev=False)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    from devtools import platform
    from devtools.console import Console

    now = document(entries(read_core(platform.setup(Console()).odoo)))
    told = differences(DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "", now)
    for line in told:
        print(line)
    if not options.check:
        DOCUMENT.write_text(now, encoding="utf-8")
    print("The Odoo at hand does something otherwise." if told else "The Odoo at hand does all of it as written.")
    return int(bool(told))


if __name__ == "__main__":
    raise SystemExit(main())
