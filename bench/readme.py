"""Puts the table into bench/README.md, with the day, the commit and the machine; the words around it stay."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from datetime import date
from pathlib import Path

from bench.report import Report
from devtools.console import Failure

BEGIN, END = "<!-- measured: ./dev bench --write -->", "<!-- end of what was measured -->"
MEASURED = """\
{begin}
Measured on {day}{commit}: {machine}.
{versions}; OCA `account_credit_control` {peer_version}.

{table}

{summary}
{end}"""


def write_readme(path: Path, report: Report) -> None:
    """Put the table where readers look for it, between its two marks.

    :raises Failure: the marks aren't there
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise Failure(f"{path} has no place for the table: it goes between the lines {BEGIN} and {END}.")
    measured = MEASURED.format(
        begin=BEGIN,
        end=END,
        day=date.today().isoformat(),
        commit=commit(),
        machine=machine_name(),
        versions=report.versions,
        peer_version=report.peer_version,
        table=report.table(),
        summary=report.summary(),
    )
    path.write_text(before + measured + after, encoding="utf-8")


def machine_name() -> str:
    """Cores, processor, memory and system of this machine."""
    try:
        cpu = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        total = re.search(r"^MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        cpu = total = None
    memory = f", {int(total[1]) / 2**20:.0f} GB of memory" if total else ""
    return f"{os.cpu_count()} cores of {cpu[1] if cpu else platform.processor()}{memory}, {platform.system()}"


def commit() -> str:
    """Of which commit the clone is, where git knows."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        return f" at {subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()}"
    except (OSError, subprocess.CalledProcessError):
        return ""
