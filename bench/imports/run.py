"""`./dev bench --imports`: a carrier's file of 50,000 lines and an agency's of 20,000, as somebody waits for them."""

from __future__ import annotations

import json
import statistics
import subprocess

from devtools import platform
from devtools.console import Failure

NAME = "bench_imports"
DEBTORS, PLACED = 10_000, 5_000
LINES = {"track": 50_000, "take_remittance": 20_000}
TURNS = 3
BAR = 10  # seconds


def run(name: str = NAME, debtors: int = DEBTORS, placed: int = PLACED, lines: dict = LINES, turns: int = TURNS) -> int:
    """Measure and print; all is rolled back, and the database dropped.

    :raises Failure: a file was not taken as it should be
    """
    machine = platform.setup()
    machine.drop_database(name)
    machine.install(name, [platform.ADDON])
    try:
        with machine.console.step(f"Making {debtors} letters and {placed} placed cases"):
            _measure(machine, name, "prepare_company")
            _measure(machine, name, "make_import_book", debtors=debtors)
            _measure(machine, name, "place_cases", count=placed)
            machine.server.query("VACUUM ANALYZE", name)
        taken = {task: [_measure(machine, name, task, lines=lines[task]) for _turn in range(turns)] for task in lines}
    finally:
        machine.drop_database(name)
    for task, figures in taken.items():
        for one in figures:
            if one["taken"] != one["expected"]:
                raise Failure(f"{task}: {one['taken']} lines taken instead of {one['expected']}")
    tracked, remitted = taken["track"], taken["take_remittance"]
    print(_line(f"Tracking, {lines['track']} lines", tracked, BAR))
    print(_line(f"Remittance, {lines['take_remittance']} lines, read", [one["reading"] for one in remitted], BAR))
    print(_line(f"Remittance, {lines['take_remittance']} lines, booked", [one["booking"] for one in remitted]))
    return 0


def _measure(machine, name: str, task: str, **options) -> dict:
    command = [str(machine.python), "-m", "bench.measure", task, name, json.dumps(options)]
    done = subprocess.run(command, env=machine.odoo_env, cwd=platform.REPOSITORY, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"The measurement {task} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _line(what: str, taken: list[dict], bar: float | None = None) -> str:
    """
    >>> _line("Tracking", [{"seconds": 4.0, "cpu": 3.0, "queries": 20, "memory": 200.0}], 10)
    'Tracking: 4.0 s, CPU 3.0 s, 20 queries, 200 MB (bar 10 s: met)'
    """
    seconds, cpu, queries, memory = (
        statistics.median(one[figure] for one in taken) for figure in ("seconds", "cpu", "queries", "memory")
    )
    verdict = f" (bar {bar} s: {'met' if seconds <= bar else 'not met'})" if bar else ""
    return f"{what}: {seconds:.1f} s, CPU {cpu:.1f} s, {queries:,.0f} queries, {memory:.0f} MB{verdict}"
