"""Virtual environments in the cache, one for each set of pins: one runs Odoo and the tools, one the linters."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import sysconfig
from pathlib import Path

from devtools.cache import Cache, fingerprint
from devtools.console import Console, Failure
from devtools.system import install_packages

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
LINT_REQUIREMENTS = Path(__file__).with_name("requirements-lint.txt")
GUIDE_REQUIREMENTS = Path(__file__).with_name("requirements-guide.txt")


def python_key(requirements: Path) -> str:
    """Changes when a pin or the Python does."""
    return fingerprint(requirements.read_text(encoding="utf-8"), sys.version, sysconfig.get_platform())


def ensure(name: str, requirements: Path, cache: Cache, console: Console) -> Path:
    """The Python of the environment with exactly these packages, made on the first call."""
    folder = cache / f"{name}-{python_key(requirements)}"
    python, stamp = folder / "bin/python", folder / "complete"
    if not stamp.exists():
        # An environment can't be renamed into place (its programs know where they are): a stamp says it is whole.
        shutil.rmtree(folder, ignore_errors=True)
        if not importlib.util.find_spec("ensurepip"):
            install_packages(["python3-venv"], "Python's own `venv` needs it", console)
        with console.step(f"Installing the Python packages of {requirements.name}"):
            console.run([sys.executable, "-m", "venv", folder], f"Python can't make a virtual environment in {folder}.")
            _install(python, requirements, console)
        stamp.touch()
    return python


def _install(python: Path, requirements: Path, console: Console) -> None:
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--prefer-binary"]
    failure = f"The packages of {requirements.name} couldn't be installed: check the network and pip's settings."
    console.run([*pip, "-r", requirements], failure)


def site_packages(python: Path) -> Path:
    """Where an environment keeps its packages."""
    found = sorted(python.parent.parent.glob("lib/python3.*/site-packages"))
    if not found:
        raise Failure(f"{python.parent.parent} isn't a virtual environment: remove that folder, and start again.")
    return found[-1]
