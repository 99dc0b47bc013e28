"""`./dev bench`: measures everything that the add-on promises about speed, and prints one table."""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

from bench.report import AT_ONCE, EACH, Report, write_readme
from bench.workshop import Workshop
from devtools import platform
from devtools.console import Failure
from devtools.demo_server import terminated

SIZES = (1_000, 5_000, 20_000)
QUICK_SIZES = SIZES[:2]
LARGE = 200_000
MAILED = 5_000  # instalments of 1,250 debtors
INVOICES = 500  # posted and paid
LETTER_MAILS = 250  # mails, each with its letter
LETTERS = 500  # of one print batch
FEW_CASES, MANY_CASES = 20, 200  # handed over
README = Path(__file__).with_name("README.md")

Figures = dict[str, float]


def run(
    quick: bool = False, write: bool = False, profile: bool = False, letters: bool = False, packages: bool = False
) -> int:
    """Measure and print. `quick`: small books only, without what the peer does slowly. `write`: the table becomes
    `bench/README.md`. `profile`: nothing but where our time goes. `letters`, `packages`: these alone. Returns 0 whether
    bars are met or not."""
    machine = platform.setup()
    machine.require_addons([platform.ADDON])
    with Workshop.opened(machine) as workshop:
        workshop.make_bases()
        if profile:
            return print_profiles(workshop)
        report = Report(workshop.peer_version(), workshop.versions())
        bench = Bench(workshop, report, quick)
        if letters:
            bench.measure_letters()
        if packages:
            bench.measure_packages()
        if not (letters or packages):
            bench.measure_all()
    print(f"\n{report.table()}\n\n{report.summary()}")
    if write:
        write_readme(README, report)
    return 0


def print_profiles(workshop: Workshop) -> int:
    """Where our proposal and our sending spend their time."""
    proposed, sent = workshop.fill("ours", MAILED), workshop.fill("ours", SIZES[0])
    print(f"Proposing {MAILED} instalments:\n{workshop.measure('profile_proposal', proposed)['text']}")
    with mails_kept(workshop) as (port, _folder):
        print(f"Sending the mails of {SIZES[0]}:\n{workshop.measure('profile_sending', sent, port=port)['text']}")
    return 0


@contextmanager
def mails_kept(workshop: Workshop):
    """An SMTP server and the folder in which it keeps the mails, for the time of the block."""
    folder = workshop.machine.cache / "bench_mails"
    shutil.rmtree(folder, ignore_errors=True)
    command = [workshop.machine.python, "-m", "bench.mail_server", folder]
    process = workshop.machine.start(command, stdout=subprocess.PIPE, text=True)
    with terminated(process):
        yield int(process.stdout.readline()), folder
    shutil.rmtree(folder, ignore_errors=True)


class Bench:
    """Takes each measurement some times, what is compared in turn, and gives the figures to the report."""

    def __init__(self, workshop: Workshop, report: Report, quick: bool):
        self.workshop = workshop
        self.report = report
        self.quick = quick
        self.say = workshop.machine.console.say

    def measure_all(self) -> None:
        for size in QUICK_SIZES if self.quick else SIZES:
            self._book(size)
        if not self.quick:
            self._large_book()
            self.measure_packages()
        self.report.add_chunks()
        self._ordinary_work()
        self.measure_letters()

    def measure_letters(self) -> None:
        """Mails with their letters, ours and the peer's; then a batch of letters alone."""
        self._mails_with_letters()
        self._printed_letters()

    def _mails_with_letters(self) -> None:
        """Each time on a fresh copy, the sides in turn."""
        self.say(f"Sending {LETTER_MAILS} mails with their letters")
        sides = {side: self.workshop.fill(side, LETTER_MAILS * EACH) for side in ("ours", "peer")}
        taken = defaultdict(list)
        for _ in range(1 if self.quick else 3):
            for side, source in sides.items():
                self.workshop.copy(source, "letters")
                self.workshop.measure(f"propose_letters_{side}", "letters", mailed=True)
                self.workshop.tidy("letters")
                with mails_kept(self.workshop) as (port, folder):
                    figures = self.workshop.measure(f"letter_mail_{side}", "letters", port=port)
                    with_letter = sum(b"application/pdf" in mail.read_bytes() for mail in folder.glob("*.eml"))
                if with_letter != LETTER_MAILS:
                    raise Failure(f"Of {LETTER_MAILS} mails ({side}), {with_letter} came with their letter.")
                taken[side].append(figures)
                self._tell(f"letter_mail_{side}", figures)
        for name in ("letters", *sides.values()):
            self.workshop.drop(name)
        self.report.add_letter_mails(LETTER_MAILS, taken["ours"], taken["peer"])

    def _printed_letters(self) -> None:
        self.say(f"Printing {LETTERS} letters")
        source, taken = self.workshop.fill("ours", LETTERS * EACH), []
        for _ in range(1 if self.quick else 3):
            self.workshop.copy(source, "letters")
            self.workshop.measure("propose_letters_ours", "letters", mailed=False)
            self.workshop.tidy("letters")
            with mails_kept(self.workshop) as (port, _folder):
                taken.append(self.workshop.measure("print_ours", "letters", port=port))
            if taken[-1]["letters"] != LETTERS:
                raise Failure(f"Of {LETTERS} letters, {taken[-1]['letters']} were printed.")
            self._tell("print_ours", taken[-1])
        for name in ("letters", source):
            self.workshop.drop(name)
        self.report.add_printed_letters(LETTERS, taken)

    def _book(self, size: int) -> None:
        """Proposals of one size; they are rolled back, so that each finds the same book."""
        ours, peer = self.workshop.fill("ours", size), self.workshop.fill("peer", size)
        self.say(f"Proposing {size} instalments")
        tasks = [("propose_ours", ours), ("propose_peer", peer), ("floor", ours)]
        self.report.add_proposal(size, *self._in_turn(tasks, 3 if self.quick or size > MAILED else 5))
        self._propose_again(size, ours, peer)
        if size == MAILED:
            self._mails(ours, peer)
        self.workshop.drop(ours)
        self.workshop.drop(peer)

    def _propose_again(self, size: int, ours: str, peer: str) -> None:
        """The same book once more, on the same day, after a first proposal that was kept."""
        self.say(f"Proposing {size} instalments again")
        tasks = [("propose_ours", ours), ("propose_ours", "ours_again")]
        self._copy_proposed("propose_ours", ours, "ours_again")
        if not self.quick and size <= MAILED:
            self._copy_proposed("propose_peer", peer, "peer_again")
            tasks.append(("propose_peer", "peer_again"))
        first, second, *others = self._in_turn(tasks, 3)
        self.report.add_second(size, first, second, others[0] if others else None)

    def _copy_proposed(self, task: str, source: str, name: str) -> None:
        """A copy of a database with a proposal that is kept, and that nobody has sent."""
        self.workshop.copy(source, name)
        self.workshop.measure(task, name, keep=True)

    def _mails(self, ours: str, peer: str) -> None:
        """Each time on a fresh copy."""
        self.say(f"Sending the mails of {MAILED} instalments")
        sides = [("ours", ours), ("peer", peer)][: 1 if self.quick else 2]
        taken = defaultdict(list)
        for _ in range(1 if self.quick else 2):
            for side, source in sides:
                self._copy_proposed(f"propose_{side}", source, "mails")
                self.workshop.tidy("mails")
                with mails_kept(self.workshop) as (port, folder):
                    figures = self.workshop.measure(f"mail_{side}", "mails", port=port)
                    delivered = len(list(folder.glob("*.eml")))
                if delivered != MAILED // EACH:
                    raise Failure(f"Of {MAILED // EACH} mails ({side}), {delivered} were delivered.")
                taken[side].append(figures)
                self._tell(f"mail_{side}", figures)
        self.report.add_mails(MAILED // EACH, taken["ours"], taken.get("peer"))

    def _large_book(self) -> None:
        """A book of ten times as many, in turn with the largest of the others."""
        base_size = SIZES[-1]
        base, large = self.workshop.fill("ours", base_size), self.workshop.fill("ours", LARGE)
        self.say(f"Proposing {LARGE} instalments")
        base_figures, figures = self._in_turn([("propose_ours", base), ("propose_ours", large)], 3)
        self.report.add_large(LARGE, figures, base_size, base_figures)
        self.workshop.drop(base)
        self.workshop.drop(large)

    def measure_packages(self) -> None:
        """Handing over many cases, and few: what a case takes, and whether the memory grows with their number."""
        source = self.workshop.fill("ours", SIZES[0])
        figures = {}
        for cases in (FEW_CASES, MANY_CASES):
            self.say(f"Handing {cases} cases over")
            self.workshop.copy(source, "handed")
            figures[cases] = self.workshop.measure_afresh("hand_over", "handed", cases=cases)
            self._tell("hand_over", figures[cases])
        self.report.add_packages(figures[FEW_CASES], figures[MANY_CASES])
        self.workshop.drop("handed")
        self.workshop.drop(source)

    def _ordinary_work(self) -> None:
        """Posting and paying with the add-on and without it, a few invoices at a time, in pairs: what else happens on
        the machine falls on both sides of a pair, and who begins changes with each."""
        self.say(f"Posting and paying {INVOICES} invoices with the add-on and without it")
        for name in ("plain", "ours"):
            self.workshop.measure("draft_invoices", name, count=INVOICES)
            self.workshop.tidy(name)
        taken = defaultdict(list)
        with (
            self.workshop.worker("post_and_pay", "plain", at_once=AT_ONCE) as without,
            self.workshop.worker("post_and_pay", "ours", at_once=AT_ONCE) as with_addon,
        ):
            workers = [("plain", without), ("ours", with_addon)]
            for _ in range(INVOICES // AT_ONCE):
                for name, work in workers:
                    taken[name].append(work())
                workers.reverse()
        if any(figures["paid"] != AT_ONCE for figures in taken["plain"] + taken["ours"]):
            raise Failure("Not every invoice was paid: the measurement of ordinary work doesn't fit this Odoo.")
        self.report.add_ordinary_work(INVOICES, taken["ours"], taken["plain"])

    def _in_turn(self, tasks: list[tuple[str, str]], times: int) -> list[list[Figures]]:
        """The figures of each task, taken in turn, so that a busy moment of the machine falls on all."""
        taken = [[] for _ in tasks]
        for _ in range(times):
            for figures, (task, database) in zip(taken, tasks, strict=True):
                figures.append(self.workshop.measure_afresh(task, database))
                self._tell(f"{task} {database}", figures[-1])
        return taken

    def _tell(self, name: str, figures: Figures) -> None:
        self.say(f"  {name}: " + ", ".join(f"{key} {value:,.3f}" for key, value in figures.items()))
