"""`./dev lint`: ruff over the whole repository, pylint-odoo over the add-ons, mypy over the types of the engine."""

from __future__ import annotations

import subprocess

from devtools import python_env
from devtools.cache import Cache
from devtools.console import Console
from devtools.platform import ADDON, REPOSITORY

# One README.md at the root serves all add-ons, our authors are no association, the categories and files that Odoo's
# shop asks for aren't needed outside it, and the parts of a large model lie in files of their own.
NOT_FOR_US = (
    "missing-readme",
    "manifest-required-author",
    "category-allowed-app",
    "manifest-required-key-app",
    "missing-odoo-file-app",
    "consider-merging-classes-inherited",
)


def run() -> int:
    """Run all of them; 0 when all are clean."""
    cache = Cache()
    console = Console(cache / "log/setup.log")
    with cache.lock(console):
        python = python_env.ensure("lint", python_env.LINT_REQUIREMENTS, cache, console)
    addons = sorted(manifest.parent.name for manifest in REPOSITORY.glob("*/__manifest__.py"))
    commands = {"ruff": ["ruff", "check", "--no-cache", "."]}
    if addons:
        commands["pylint-odoo"] = ["pylint", "--rcfile=.pylintrc", f"--disable={','.join(NOT_FOR_US)}", *addons]
    engine = REPOSITORY / ADDON
    settings = REPOSITORY / "pyproject.toml"
    commands["mypy"] = ["mypy", "--config-file", settings, "--cache-dir", cache / "mypy", "-p", "engine"]
    failed = []
    for name, command in commands.items():
        with console.step(name):
            folder = engine if name == "mypy" else REPOSITORY
            if subprocess.run([python, "-m", *command], cwd=folder).returncode:
                failed.append(name)
    print(f"Not clean: {', '.join(failed)}." if failed else "All clean.")
    return 1 if failed else 0
