"""`./dev coverage` and `./dev pins`: which lines no test runs, and which of the pinned packages are old."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from devtools import platform, python_env, testing, wheels
from devtools.cache import Cache
from devtools.console import Console

REQUIREMENTS = Path(__file__).with_name("requirements-coverage.txt")
ENGINE = "recovery_dunning/engine"
ENGINE_TESTS = ("tests_engine", "devtools/tests/test_engine_doctests.py")
ENGINE_LEAST, REST_LEAST = 100, 90  # percent
AT_ONCE = 4  # packages asked about
OF_ODOO = ("odoo-addon-", "19.0.")  # what add-ons of this Odoo begin with, and their versions
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)", re.MULTILINE)


def coverage(tags: str = "", rest: bool = False) -> int:
    """Run the tests of the engine, or Odoo's stories of these tags, and print which lines none of them ran.

    :param rest: all stories, side by side as `./dev test` tells them, for all but the engine
    :returns: 1 where a test fails, or too few lines are run
    """
    machine = platform.setup()
    with machine.cache.lock(machine.console):
        python = python_env.ensure("coverage", REQUIREMENTS, machine.cache, machine.console)
    with tempfile.TemporaryDirectory(prefix="recovery_coverage_") as name:
        folder = Path(name)
        tool = wheels.with_what_they_need(["coverage"], python_env.site_packages(python))
        wheels.lay_out(tool.values(), folder / "tool")
        path = os.pathsep.join([machine.odoo_env["PYTHONPATH"], str(folder / "tool")])
        machine.odoo_env |= {"PYTHONPATH": path, "COVERAGE_FILE": str(folder / "data")}
        measure = [machine.python, "-B", "-m", "coverage"]
        if rest or tags:
            told = _Measured(machine, testing.Choice(tags=tags or testing.ALL_TAGS), folder, testing.lanes_of_machine())
            tally = told.result(reuse=False)
            print(tally, flush=True)
            failed = tally.failed or not tally.passed
            machine.start([*measure, "combine", "--quiet"]).wait()
        else:
            run = [f"--source={ENGINE}", "-m", "pytest", "-q", "-p", "no:cacheprovider", *ENGINE_TESTS]
            failed = machine.start([*measure, "run", *run]).wait()
        of_the_rest = [f"--omit=*/{ENGINE}/*", f"--fail-under={REST_LEAST}"] if rest else []
        least = of_the_rest if rest or tags else [f"--fail-under={ENGINE_LEAST}"]
        report = [*measure, "report", "--skip-covered", "--show-missing", *least]
        return int(bool(machine.start(report).wait() or failed))


class _Measured(testing.Session):
    """Stories whose tellers note which lines they run."""

    teller = (
        *("-m", "coverage", "run", "--parallel-mode", f"--source={','.join(platform.ADDONS)}", "--omit=*/tests/*"),
        *testing.Session.teller,
    )


def pins() -> None:
    """Ask pip which of the packages that we pin have newer versions, and print them by file."""
    cache = Cache()
    console = Console(cache / "log/setup.log")
    with cache.lock(console):
        python = python_env.ensure("python", python_env.REQUIREMENTS, cache, console)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for requirements in sorted(platform.REPOSITORY.glob("*/requirements*.txt")):
            pinned = PIN.findall(requirements.read_text(encoding="utf-8"))
            told = pool.map(partial(_versions, python), [name for name, _version in pinned])
            for (name, version), versions in zip(pinned, told, strict=True):
                if remark := remark_on(version, versions, OF_ODOO[1] if name.startswith(OF_ODOO[0]) else ""):
                    print(f"{requirements.name}: {name} {version}{remark}", flush=True)


def _versions(python: Path, name: str) -> str:
    command = [python, "-m", "pip", "--disable-pip-version-check", "index", "versions", name]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def remark_on(version: str, versions: str, series: str = "") -> str:
    """What is to be said of a pinned version, by what pip says of the package; nothing where it is the newest.

    :param series: only versions that begin so are looked at

    >>> remark_on("0.1.0", "ruff (0.2.0)\\nAvailable versions: 0.2.0, 0.1.0")
    ', newest 0.2.0'
    >>> remark_on("19.0.1", "odoo-addon-x (20.0.1)\\nAvailable versions: 20.0.1, 19.0.1", "19.0.")
    ''
    >>> remark_on("0.2.0", "")
    ': pip could not tell'
    """
    available = versions.partition("Available versions: ")[2].partition("\n")[0].split(", ")
    newest = next((one for one in available if one and one.startswith(series)), None)
    if not newest:
        return ": pip could not tell"
    return "" if newest == version else f", newest {newest}"
