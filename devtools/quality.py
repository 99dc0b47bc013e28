"""`./dev coverage` and `./dev pins`: which lines no test runs, and which of the pinned packages are old."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from devtools import platform, python_env, testing, wheels
from devtools.cache import Cache
from devtools.console import Console

REQUIREMENTS = Path(__file__).with_name("requirements-coverage.txt")
ENGINE = "recovery_dunning/engine"
ENGINE_TESTS = ("tests_engine", "devtools/tests/test_engine_doctests.py")
ENGINE_LEAST, REST_LEAST = 100, 90  # percent
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
    lists = {"python": python_env.REQUIREMENTS, "lint": python_env.LINT_REQUIREMENTS, "wheel": wheels.REQUIREMENTS}
    for name, requirements in lists.items():
        with cache.lock(console):
            python = python_env.ensure(name, requirements, cache, console)
        command = [python, "-m", "pip", "--disable-pip-version-check", "list", "--outdated", "--format=json"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in old(requirements.read_text(encoding="utf-8"), result.stdout or "[]"):
            print(f"{requirements.name}: {line}")
        if result.returncode:
            print(f"{requirements.name}: pip could not tell: is the network there?")


def old(requirements: str, outdated: str) -> list[str]:
    """What of the pins is old, by what pip says of an environment.

    >>> old("ruff==0.1.0\\nmypy==2.0", '[{"name": "ruff", "version": "0.1.0", "latest_version": "0.2.0"}]')
    ['ruff 0.1.0, newest 0.2.0']
    """
    newest = {wheels.normal(found["name"]): found["latest_version"] for found in json.loads(outdated)}
    pinned = {wheels.normal(name): version for name, version in PIN.findall(requirements)}
    return [f"{name} {version}, newest {newest[name]}" for name, version in pinned.items() if name in newest]
