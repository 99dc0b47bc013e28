"""The figures beside the bars: one table, for the terminal and for README.md."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CHUNK = 1_000  # debtors that a proposal takes together (`recovery_book.CHUNK`)
EACH = 4  # instalments a debtor
AT_ONCE = 20  # invoices posted and paid together
FASTER_THAN_PEER = 12
FLOORS = 6
LARGE_SLOWDOWN = 1.3
LARGE_MEMORY = 600  # MB
MAILS_FASTER = 4
SECOND = 0.1
ORDINARY = 1.03

HEAD = ("What", "Ours", "Against", "Ratio", "Bar", "")

README_TEXT = """\
# Measurements

`./dev bench` measures what the add-on promises about speed, on the machine where it runs, and prints this table;
`./dev bench --write` puts it here. `--quick` leaves out the large books and what the peer does slowly; `--profile` only
shows where our proposal spends its time.

Measured on {day}{commit}: {machine}. {versions}; OCA `account_credit_control` {peer_version}.

{table}

{summary}

## How it is measured

- One book for all, made by `invoices.py`: French companies with {each} overdue invoices each, 15 to 375 days late, so
  that every instalment is due for its first reminder. Ours and the peer's add-on have a database each, both copied from
  one; the peer's policy names the receivable accounts (as installed it names none, and proposes nothing).
  `VACUUM ANALYZE` runs before each measurement.
- Each measurement is a fresh process; what is compared is measured in turn, and the table shows medians. *CPU* is that
  of the Odoo process, without the database's. *Memory* is the peak of the process, Odoo itself included.
- *Proposing* is making the run and its notices down to the database, and is rolled back.
- *SQL floor* is `INSERT … SELECT` of the very rows of our proposal into copies of our three tables with their indexes,
  but without their foreign keys. What it takes with the foreign keys, which every table of Odoo has, is shown too.
- *Second proposal* is a new run on the same day, after the first one was kept and nothing else happened. *Rows written*
  counts what is inserted, changed or deleted in any table, the run itself included.
- *Mails* have no attachment, and leave through a real SMTP server that keeps them as files: approving and sending all
  notices on our side, “Set to ready all” and “Run channel action” on the peer's, until the last mail is delivered. The
  peer's template is set to attach no PDF.
- *Posting and paying* is done in two databases that differ by the add-on alone, {at_once} invoices at a time, in turn,
  and who begins changes each time. *Ours* and *Against* are sums; the ratio is the median of the pairs, with the middle
  half of them. One posting of the {at_once} invoices, then one payment wizard that makes a payment for each.
"""


@dataclass
class Row:
    """One line of the table; `met` is None where there is no bar."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            self.ours,
            self.against,
            self.ratio,
            self.bar,
            {True: "met", False: "**not met**"}.get(self.met, ""),
        )


class Report:
    """Collects rows; knows the bars."""

    def __init__(self, peer_version: str, versions: str):
        self.peer_version = peer_version
        self.versions = versions
        self.rows: list[Row] = []
        self._proposals: dict[int, dict] = {}

    def add_proposal(self, size: int, ours: dict, peer: dict, floor: dict) -> None:
        """Ours against the peer, then against the floor."""
        self._proposals[size] = ours
        name = f"Propose {size:,}"
        faster, needed = peer["seconds"] / ours["seconds"], FASTER_THAN_PEER if size >= 5_000 else None
        self._add(f"{name}: time", ours, peer, "seconds", "OCA", faster, needed)
        self._add(f"{name}: CPU", ours, peer, "cpu", "OCA", peer["cpu"] / ours["cpu"])
        self._add(f"{name}: queries", ours, peer, "queries", "OCA", peer["queries"] / ours["queries"])
        self._add(f"{name}: memory", ours, peer, "memory", "OCA", peer["memory"] / ours["memory"])
        times = ours["seconds"] / floor["seconds"]
        against = f"{seconds(floor['seconds'])} SQL floor"
        self.rows.append(
            Row(f"{name}: floor", seconds(ours["seconds"]), against, f"{times:.1f} ×", f"≤ {FLOORS} ×", times <= FLOORS)
        )
        against = f"{seconds(floor['with_keys'])} with foreign keys"
        times = ours["seconds"] / floor["with_keys"]
        self.rows.append(Row(f"{name}: floor with keys", seconds(ours["seconds"]), against, f"{times:.1f} ×"))

    def _add(self, what: str, ours: dict, other: dict, figure: str, whose: str, ratio: float, at_least=None) -> None:
        show = FORMATS[figure]
        bar = f"≥ {at_least} × faster" if at_least else ""
        met = ratio >= at_least if at_least else None
        self.rows.append(Row(what, show(ours[figure]), f"{show(other[figure])} {whose}", f"{ratio:.1f} ×", bar, met))

    def add_second(self, size: int, first: dict, second: dict, peer: dict | None) -> None:
        """A second proposal against the first."""
        share = second["seconds"] / self._proposals[size]["seconds"]
        name = f"Second proposal of {size:,}"
        against = f"{seconds(self._proposals[size]['seconds'])} first"
        bar = f"≤ {SECOND:.0%} of the first"
        self.rows.append(
            Row(f"{name}: time", seconds(second["seconds"]), against, f"{share:.0%}", bar, share <= SECOND)
        )
        written = int(second["written"])
        against = f"{first['written']:,.0f} first"
        self.rows.append(Row(f"{name}: rows written", f"{written:,}", against, "", "the run alone", written <= 2))
        if peer:
            faster = peer["seconds"] / second["seconds"]
            self._add(f"{name}: time", second, peer, "seconds", "OCA", faster)

    def add_mails(self, ours: dict, peer: dict | None) -> None:
        """Mails a second."""
        rate = ours["delivered"] / ours["seconds"]
        against = ratio = ""
        met = None
        if peer:
            peer_rate = peer["delivered"] / peer["seconds"]
            against = f"{peer_rate:.1f}/s OCA ({peer['delivered']:,.0f} mails)"
            ratio, met = f"{rate / peer_rate:.1f} ×", rate / peer_rate >= MAILS_FASTER
        bar = f"≥ {MAILS_FASTER} × the rate"
        self.rows.append(Row(f"Mails ({ours['delivered']:,.0f})", f"{rate:.1f}/s", against, ratio, bar, met))
        queries = f"{ours['queries'] / ours['delivered']:.1f}"
        against = f"{peer['queries'] / peer['delivered']:.1f} OCA" if peer else ""
        self.rows.append(Row("Mails: queries a mail", queries, against))

    def add_large(self, size: int, ours: dict) -> None:
        """The largest book against the one of 20,000."""
        base_size = max(self._proposals)
        base = self._proposals[base_size]["seconds"] / base_size
        self._proposals[size] = ours
        slowdown = ours["seconds"] / size / base
        each, against = f"{1e3 * ours['seconds'] / size:.3f} ms", f"{1e3 * base:.3f} ms at {base_size:,}"
        name = f"Propose {size:,}"
        bar = f"≤ {LARGE_SLOWDOWN} ×"
        self.rows += [
            Row(f"{name}: time", seconds(ours["seconds"])),
            Row(f"{name}: time an instalment", each, against, f"{slowdown:.2f} ×", bar, slowdown <= LARGE_SLOWDOWN),
            Row(f"{name}: queries", f"{ours['queries']:,.0f}"),
            Row(
                f"{name}: memory",
                megabytes(ours["memory"]),
                "",
                "",
                f"< {LARGE_MEMORY} MB",
                ours["memory"] < LARGE_MEMORY,
            ),
        ]

    def add_chunks(self) -> None:
        """Whether a full chunk costs as many queries as the small one that the smallest book is."""
        smallest = min(self._proposals)
        small = self._proposals[smallest]["queries"]
        for size, ours in self._proposals.items():
            chunks = -(-size // (EACH * CHUNK))
            a_chunk = ours["queries"] / chunks
            if chunks > 1:
                against = f"{small:,.0f} for {smallest:,} in one"
                what = f"Queries a chunk, {size:,} in {chunks}"
                ratio = a_chunk / small
                self.rows.append(
                    Row(what, f"{a_chunk:,.0f}", against, f"{ratio:.2f} ×", "constant (≤ 1 ×)", ratio <= 1)
                )

    def add_ordinary_work(self, count: int, ours: list[dict], plain: list[dict]) -> None:
        """Posting and paying with the add-on against without it: the median of the pairs, and their middle half."""
        for work in ("posting", "paying"):
            for figure in ("seconds", "cpu", "queries"):
                with_addon = [figures[work][figure] for figures in ours]
                without = [figures[work][figure] for figures in plain]
                pairs = [mine / other for mine, other in zip(with_addon, without, strict=True)]
                low, ratio, high = statistics.quantiles(pairs, n=4)
                show = FORMATS[figure]
                what = f"{work.capitalize()} {count} invoices: {LABELS.get(figure, figure)}"
                bar, met = ("", None) if figure == "cpu" else (f"≤ {ORDINARY} ×", ratio <= ORDINARY)
                spread = f"{ratio:.3f} × ({low:.3f} to {high:.3f})"
                self.rows.append(Row(what, show(sum(with_addon)), f"{show(sum(without))} without", spread, bar, met))

    # -- what it says

    def table(self) -> str:
        """All rows, as a table that reads well in a terminal too."""
        lines = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
        text = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in lines
        ]
        text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join(text)

    def summary(self) -> str:
        """How many bars are met, and which are not."""
        judged = [row for row in self.rows if row.met is not None]
        missed = [row for row in judged if not row.met]
        sentence = f"{len(judged) - len(missed)} of {len(judged)} bars are met."
        if missed:
            sentence += " Not met:\n" + "\n".join(
                f"- {row.what}: {row.ratio or row.ours}, bar {row.bar}" for row in missed
            )
        return sentence


def write_readme(path: Path, report: Report) -> None:
    """Put the table where readers look for it."""
    text = README_TEXT.format(
        day=date.today().isoformat(),
        commit=commit(),
        machine=machine_name(),
        versions=report.versions,
        peer_version=report.peer_version,
        table=report.table(),
        summary=report.summary(),
        each=EACH,
        at_once=AT_ONCE,
    )
    path.write_text(text, encoding="utf-8")


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


def seconds(value: float) -> str:
    return f"{value:.3f} s" if value < 1 else f"{value:.2f} s"


def megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


LABELS = {"seconds": "time", "cpu": "CPU"}
FORMATS = {"seconds": seconds, "cpu": seconds, "queries": "{:,.0f}".format, "memory": megabytes}
