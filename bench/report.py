"""The figures beside the bars: one table, for the terminal and for README.md."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace

from bench.figures import FORMATS, LABELS, middle, ratio, seconds, shown, times_text
from bench.scale import EACH

CHUNK = 2_500  # debtors that a proposal takes together (`open_items.reader.CHUNK`)
FASTER_THAN_PEER = 12
FLOORS = 6
LARGE_SLOWDOWN = 1.3
AFTER_ROLLBACK = 1.2
LARGE_MEMORY = 600  # MB
PACKAGE_MEMORY = 1_000  # MB
MESSAGES_SECONDS = 60  # of 10,000
MESSAGES_MEMORY = 300  # MB
MAILS_FASTER = 10
WIRE = 3
LETTERS_FASTER = 30
SECONDS_A_LETTER = 0.15
SECOND = 0.1
RUN_ALONE = 2  # rows written: the run, and its change of state
ORDINARY = 1.03

HEAD = ("What", "Ours", "Against", "Ratio", "Bar", "")


@dataclass
class Row:
    """One line of the table; `met` is None where there is no bar."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None

    def complaint(self) -> str:
        """One line of the list of what is missed."""
        against = f" ({self.against})" if self.against else ""
        return f"- {self.what}{against}: {self.ratio or self.ours}, bar {self.bar}"

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
    """Collects rows; knows the bars. Figures come as lists, one of each turn: the table shows their medians, and as
    ratio the median of the ratios within a turn."""

    def __init__(self, peer_version: str, versions: str):
        self.peer_version = peer_version
        self.versions = versions
        self.rows: list[Row] = []
        self._queries: dict[int, float] = {}

    def add_proposal(self, size: int, ours: list[dict], peer: list[dict], floor: list[dict]) -> None:
        """Ours against the peer, then against the floor."""
        name = f"Propose {size:,}"
        self._queries[size] = middle(ours, "queries")
        for figure in FORMATS:
            faster = ratio(peer, ours, figure)
            bar = f"≥ {FASTER_THAN_PEER} ×" if size >= 5_000 and figure == "seconds" else ""
            self._add(name, figure, ours, f"{shown(peer, figure)} OCA", faster, bar, faster >= FASTER_THAN_PEER)
        for whose, figure in (("SQL floor", "with_keys"), ("floor without foreign keys", "seconds")):
            times = ratio(ours, floor, "seconds", figure)
            bar = f"≤ {FLOORS} ×" if figure == "with_keys" else ""
            against = f"{seconds(middle(floor, figure))} {whose}"
            self._add(name, "seconds", ours, against, times, bar, times <= FLOORS)

    def add_second(self, size: int, first: list[dict], second: list[dict], peer: list[dict] | None) -> None:
        """A second proposal against the first, and against the peer's second one."""
        name = f"Propose {size:,} again"
        share = ratio(second, first, "seconds")
        against = f"{shown(first, 'seconds')} first time"
        self._add(name, "seconds", second, against, share, f"≤ {SECOND} ×", share <= SECOND)
        written = f"{middle(second, 'written'):,.0f}"
        against = f"{middle(first, 'written'):,.0f} first time"
        met = middle(second, "written") <= RUN_ALONE
        self.rows.append(Row(f"{name}: rows written", written, against, "", "the run alone", met))
        if peer:
            self._add(name, "seconds", second, f"{shown(peer, 'seconds')} OCA", ratio(peer, second, "seconds"))

    def add_mails(self, count: int, ours: list[dict], peer: list[dict] | None) -> None:
        """Mails a second, and queries a mail."""
        rate, queries = count / middle(ours, "seconds"), middle(ours, "queries") / count
        rates = Row(f"Mails ({count:,})", f"{rate:.1f}/s")
        each = Row("Mails: queries a mail", f"{queries:.1f}")
        if peer:
            faster = ratio(peer, ours, "seconds")
            rates.against = f"{count / middle(peer, 'seconds'):.1f}/s OCA"
            rates.ratio, rates.bar, rates.met = times_text(faster), f"≥ {MAILS_FASTER} ×", faster >= MAILS_FASTER
            each.against = f"{middle(peer, 'queries') / count:.1f} OCA"
            each.ratio = times_text(ratio(peer, ours, "queries"))
        slower = ratio(ours, ours, "seconds", "wire")
        against = f"{count / middle(ours, 'wire'):.0f}/s over one connection"
        wire = Row("Mails: time, against that of the wire", rates.ours, against)
        wire.ratio, wire.bar, wire.met = times_text(slower), f"≤ {WIRE} ×", slower <= WIRE
        self.rows += [rates, wire, each]

    def add_letter_mails(self, count: int, ours: list[dict], peer: list[dict]) -> None:
        """Mails that each bring their letter, a second."""
        faster = ratio(peer, ours, "seconds")
        self.rows.append(
            Row(
                f"Mails, each with its letter as PDF ({count:,})",
                f"{count / middle(ours, 'seconds'):.1f}/s",
                f"{count / middle(peer, 'seconds'):.1f}/s OCA",
                times_text(faster),
                f"≥ {LETTERS_FASTER} ×",
                faster >= LETTERS_FASTER,
            )
        )

    def add_printed_letters(self, count: int, ours: list[dict]) -> None:
        """Seconds a letter, from the approval to the file for the printer."""
        what = f"Letters of one print batch ({count:,}): time a letter"
        self.add_time(what, middle(ours, "seconds") / count, SECONDS_A_LETTER)

    def add_large(self, size: int, ours: list[dict], base_size: int, base: list[dict]) -> None:
        """The largest book against a smaller one, an instalment of each."""
        name = f"Propose {size:,}"
        self._queries[size] = middle(ours, "queries")
        self.rows.append(Row(f"{name}: time", shown(ours, "seconds")))
        slowdown = ratio(ours, base, "seconds") * base_size / size
        each = f"{1e3 * middle(ours, 'seconds') / size:.3f} ms"
        against = f"{1e3 * middle(base, 'seconds') / base_size:.3f} ms at {base_size:,}"
        bar, met = f"≤ {LARGE_SLOWDOWN} ×", slowdown <= LARGE_SLOWDOWN
        self.rows.append(Row(f"{name}: time an instalment", each, against, f"{slowdown:.2f} ×", bar, met))
        self.add_memory(name, ours, LARGE_MEMORY)

    def add_plans(self, size: int, taken: dict[int, dict]) -> None:
        """The slower of two further proposals against the first, {old notices: figures}."""
        for old, figures in taken.items():
            slower = figures["worst"] / figures["seconds"]
            what = f"Propose {size:,} thrice, {old:,} old notices: the slower of the others"
            against, bar = f"{seconds(figures['seconds'])} first time", f"≤ {AFTER_ROLLBACK} ×"
            row = Row(what, seconds(figures["worst"]), against, f"{slower:.2f} ×", bar, slower <= AFTER_ROLLBACK)
            self.rows.append(row)

    def add_packages(self, few: list[dict], many: list[dict]) -> None:
        """Packages of many cases against those of few, a case of each."""
        count, others = many[0]["cases"], few[0]["cases"]
        name, of_few = f"Hand over {count:,}", f"of {others:,}"
        queries, its_queries = middle(many, "check_queries") / count, middle(few, "check_queries") / others
        slowdown = ratio(many, few, "seconds")
        self.rows += [
            Row(f"{name}: checks, time", seconds(middle(many, "check_seconds"))),
            Row(f"{name}: checks, queries a case", f"{queries:,.1f}", f"{its_queries:,.1f} {of_few}"),
            Row(
                f"{name}: package, time a case",
                shown(many, "seconds"),
                f"{shown(few, 'seconds')} {of_few}",
                f"{slowdown:.2f} ×",
                f"≤ {LARGE_SLOWDOWN} ×",
                slowdown <= LARGE_SLOWDOWN,
            ),
        ]
        self.add_memory(name, many, PACKAGE_MEMORY, f"{shown(few, 'memory')} {of_few}")

    def add_messages(self, count: int, ours: list[dict], each: list[dict], contested: list[dict]) -> None:
        """Messages of the life cycle in one ZIP against a reading of one at a time, which has nothing follow."""
        name, allowed = f"Life cycle, {count:,} messages", MESSAGES_SECONDS * count / 10_000
        bars = {"seconds": (f"< {allowed:g} s", middle(ours, "seconds") < allowed), "queries": ("", None)}
        for figure, bar in bars.items():
            against = f"{shown(each, figure)} one by one"
            self._add(name, figure, ours, against, ratio(each, ours, figure), *bar)
        self.add_memory(name, ours, MESSAGES_MEMORY)
        name = f"{name}, half of them disputes"
        self.add_time(f"{name}: time", middle(contested, "seconds"), allowed)
        self.add_memory(name, contested, MESSAGES_MEMORY)

    def add_time(self, what: str, taken: float, bar: float) -> None:
        """Seconds that must be fewer than these."""
        self.rows.append(Row(what, seconds(taken), bar=f"< {bar:g} s", met=taken < bar))

    def add_memory(self, name: str, taken: list[dict], bar: float, against: str = "") -> None:
        """MB that must be fewer than these."""
        met = middle(taken, "memory") < bar
        self.rows.append(Row(f"{name}: memory", shown(taken, "memory"), against, bar=f"< {bar:,} MB", met=met))

    def add_chunks(self) -> None:
        """Whether each further chunk costs no more queries than the smallest book, which is a tenth of one."""
        smallest = min(self._queries)
        small = self._queries[smallest]
        for size, queries in self._queries.items():
            more = -(-size // (EACH * CHUNK)) - 1
            if more > 0:
                a_chunk = (queries - small) / more
                what = f"Queries of a further chunk, {size:,} in {more + 1}"
                against = f"{small:,.0f} for {smallest:,} in all"
                self.rows.append(Row(what, f"{a_chunk:,.1f}", against, "", "constant", a_chunk <= small))

    def _add(self, name: str, figure: str, ours: list[dict], against: str, times: float, bar="", met=None) -> None:
        what = f"{name}: {LABELS[figure]}"
        self.rows.append(Row(what, shown(ours, figure), against, times_text(times), bar, met if bar else None))

    def add_ordinary_work(self, count: int, ours: list[dict], plain: list[dict]) -> None:
        """Posting and paying with the add-on against without it: the median of the pairs, and their middle half."""
        for work in ("posting", "paying"):
            for figure in ("seconds", "cpu", "queries"):
                with_addon = [figures[work][figure] for figures in ours]
                without = [figures[work][figure] for figures in plain]
                pairs = [mine / other for mine, other in zip(with_addon, without, strict=True)]
                low, ratio, high = statistics.quantiles(pairs, n=4)
                show = FORMATS[figure]
                what = f"{work.capitalize()} {count} invoices: {LABELS[figure]}"
                bar, met = ("", None) if figure == "cpu" else (f"≤ {ORDINARY} ×", ratio <= ORDINARY)
                spread = f"{ratio:.3f} × ({low:.3f} to {high:.3f})"
                self.rows.append(Row(what, show(sum(with_addon)), f"{show(sum(without))} without", spread, bar, met))

    def judge_nothing(self) -> None:
        """Hold no figure against its bar: they are of so little work that they say nothing."""
        self.rows = [replace(row, bar="", met=None) for row in self.rows]

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
        if not judged:
            return "No figure is held against a bar."
        sentence = f"{len(judged) - len(missed)} of {len(judged)} bars are met."
        if missed:
            sentence += " Not met:\n" + "\n".join(row.complaint() for row in missed)
        return sentence
