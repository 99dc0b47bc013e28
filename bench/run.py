"""`./dev bench`: measures everything that the add-on promises about speed, and prints one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench import premises
from bench.figures import Figures
from bench.large.jobs import LargeBooks
from bench.readme import write_readme
from bench.report import Report
from bench.scale import EACH, Scale
from bench.wire import tell_again
from bench.workshop import Workshop
from devtools import platform
from devtools.console import Failure

README = Path(__file__).with_name("README.md")

Job = Callable[[], Callable[[], None]]  # measures, and returns what puts its figures into the report


def run(scale: Scale, part: str = "all", write: bool = False) -> int:
    """Measure and print. `part`: everything, or "profile", "letters", "packages", "messages" alone. `write`: the table
    goes into bench/README.md too. Returns 0 whether bars are met or not.

    :raises Failure: something is missing, or a measurement hasn't done the work that it measures
    """
    machine = platform.setup()
    machine.require_addons([platform.ADDON])
    with (premises.alone if scale.timed else premises.among_others)(machine) as prefix:
        workshop = Workshop(machine, prefix, scale.timed)
        workshop.make_bases()
        report = Report(workshop.peer_version(), workshop.versions())
        bench = Bench(workshop, report, scale)
        bench.do(bench.jobs()[part])
        workshop.forget_logs()
        machine.console.say("All is measured: clearing away")
    if not scale.timed:
        report.judge_nothing()
    if report.rows:
        print(f"\n{report.table()}\n\n{report.summary()}")
    if write:
        write_readme(README, report)
    return 0


def require(count: float, expected: int, what: str) -> None:
    """Whatever was quick because it did less than its work is no measurement.

    :raises Failure: the counts differ
    """
    if count != expected:
        raise Failure(f"{what}: {count:g} instead of {expected}. What was measured isn't the work that it should be.")


class Bench:
    """Takes each measurement some times, what is compared in turn, and gives the figures to the report."""

    def __init__(self, workshop: Workshop, report: Report, scale: Scale):
        self.workshop = workshop
        self.report = report
        self.scale = scale
        self.large_books = LargeBooks(workshop, report, scale)
        self.say = workshop.machine.console.say

    def do(self, jobs: list[Job]) -> None:
        """Do the jobs, each after the other, or some at a time; the report has them in this order."""
        if self.scale.timed:
            for job in jobs:
                job()()
            return
        for add in self.workshop.side_by_side(jobs):
            add()

    def jobs(self) -> dict[str, list[Job]]:
        """All there is to do, and the parts that can be had alone."""
        scale = self.scale
        parts = {
            "mails": [self.mails],
            "plans": [partial(self.plans, *book) for book in scale.thrice],
            "board": [self.large_books.board],
            "load": [self.large_books.load],
            "letters": [self.letter_mails, self.printed_letters],
            "packages": [self.packages],
            "messages": [self.messages],
            "profile": [self.profile_proposal, self.profile_sending],
        }
        parts["all"] = [
            *(job for size in scale.books for job in self._of_book(size)),
            *([self.large_book, *parts["board"]] if scale.large else []),
            *([*parts["plans"], *parts["load"]] if scale.largest_in_all else []),
            *(parts["packages"] if scale.cases_in_all else []),
            *parts["messages"],
            lambda: self.report.add_chunks,
            self.ordinary_work,
            *parts["letters"],
            *(parts["profile"] if scale.profiles else []),
        ]
        return parts

    def _of_book(self, size: int) -> list[Job]:
        mails = [self.mails] if size == self.scale.mailed else []
        return [partial(self.proposals, size), partial(self.second_proposals, size), *mails]

    # -- proposals

    def proposals(self, size: int):
        """Proposals of one size; they are rolled back, so that each finds the same book."""
        ours, peer = self.workshop.book("ours", size), self.workshop.book("peer", size)
        self.say(f"Proposing {size} instalments")
        tasks = [("propose_ours", ours, size), ("propose_peer", peer, size), ("floor", ours, size)]
        return partial(self.report.add_proposal, size, *self._in_turn(tasks, self.scale.proposal_turns(size)))

    def second_proposals(self, size: int):
        """The same book once more, on the same day, after a first proposal that was kept."""
        ours = self.workshop.book("ours", size)
        self.say(f"Proposing {size} instalments again")
        tasks = [("propose_ours", ours, size), ("propose_ours", self._proposed("ours", size, "ours_again"), 0)]
        if self.scale.peer_goes_on(size):
            # the peer takes its drafts away, and makes them anew
            tasks.append(("propose_peer", self._proposed("peer", size, "peer_again"), size))
        first, second, *others = self._in_turn(tasks, self.scale.long_turns)
        return partial(self.report.add_second, size, first, second, others[0] if others else None)

    def large_book(self):
        """A book of ten times as many, in turn with the largest of the others."""
        base_size, size = self.scale.books[-1], self.scale.large
        base, large = self.workshop.book("ours", base_size), self.workshop.book("ours", size)
        self.say(f"Proposing {size} instalments beside {base_size}")
        tasks = [("propose_ours", base, base_size), ("propose_ours", large, size)]
        base_figures, figures = self._in_turn(tasks, self.scale.long_turns)
        return partial(self.report.add_large, size, figures, base_size, base_figures)

    def plans(self, size: int, old_notices: Sequence[int]):
        """A book thrice, with nothing cleaned up in between; without old notices, and with many."""
        taken = {}
        for old in old_notices:
            self.say(f"Proposing {size} instalments three times, with {old} old notices")
            name = self.workshop.copy(self.workshop.book("ours", size), "thrice")
            taken[old] = self.workshop.measure_afresh("propose_thrice", name, old=old)
            self._tell("propose_thrice", taken[old])
            require(taken[old]["proposed"], size, "Instalments of the least of three proposals")
            require(taken[old]["most"], size, "Instalments of the largest of three proposals")
        return partial(self.report.add_plans, size, taken)

    def _in_turn(self, tasks: list[tuple[str, str, int]], times: int) -> list[list[Figures]]:
        """The figures of each task, taken in turn, so that a busy moment of the machine falls on all. A task is its
        name, its database, and how many instalments it has to propose there."""
        taken = [[] for _ in tasks]
        for _ in range(times):
            for figures, (task, database, instalments) in zip(taken, tasks, strict=True):
                figures.append(self.workshop.measure_afresh(task, database))
                self._tell(f"{task} {database}", figures[-1])
                require(figures[-1]["proposed"], instalments, f"Instalments of {task} in {database}")
        return taken

    def _proposed(self, side: str, size: int, name: str) -> str:
        """A copy of a book with a proposal that is kept, and that nobody has sent; its name."""
        self.workshop.copy(self.workshop.book(side, size), name)
        self.workshop.measure(f"propose_{side}", name, keep=True)
        return name

    # -- mails and letters

    def mails(self):
        """Each time on a fresh copy, the sides in turn."""
        size, count = self.scale.mailed, self.scale.mailed // EACH
        taken = defaultdict(list)
        for _ in range(self.scale.work_turns):
            for side in ("ours", "peer") if self.scale.peer_throughout else ("ours",):
                self.say(f"Sending the mails of {size} instalments ({side})")
                name = self._proposed(side, size, f"{side}_mails")
                figures, mails = self._sent(f"mail_{side}", name)
                require(len(mails), count, f"Mails delivered ({side})")
                taken[side].append(figures)
        return partial(self.report.add_mails, count, taken["ours"], taken.get("peer"))

    def letter_mails(self):
        """Mails with their letters. Each time on a fresh copy, the sides in turn."""
        count = self.scale.letter_mails
        taken = defaultdict(list)
        for _ in range(self.scale.work_turns):
            for side in ("ours", "peer"):
                self.say(f"Sending {count} mails with their letters ({side})")
                name = self.workshop.copy(self.workshop.book(side, count * EACH), f"{side}_letters")
                self.workshop.measure(f"propose_letters_{side}", name, mailed=True)
                figures, mails = self._sent(f"letter_mail_{side}", name)
                with_letter = sum(b"application/pdf" in mail for mail in mails)
                require(with_letter, count, f"Mails that came with their letter ({side})")
                taken[side].append(figures)
        return partial(self.report.add_letter_mails, count, taken["ours"], taken["peer"])

    def printed_letters(self):
        """A batch of letters alone."""
        count, taken = self.scale.letters, []
        for _ in range(self.scale.work_turns):
            self.say(f"Printing {count} letters")
            name = self.workshop.copy(self.workshop.book("ours", count * EACH), "printed")
            self.workshop.measure("propose_letters_ours", name, mailed=False)
            figures, _mails = self._sent("print_ours", name)
            require(figures["letters"], count, "Letters printed")
            taken.append(figures)
        return partial(self.report.add_printed_letters, count, taken)

    def _sent(self, task: str, database: str) -> tuple[Figures, list[bytes]]:
        """The figures of a sending, and the mails that arrived."""
        self.workshop.tidy(database)
        with self.workshop.mails_kept(database) as (port, folder):
            figures = self.workshop.measure(task, database, port=port)
            mails = [mail.read_bytes() for mail in folder.glob("*.eml")]
            figures["wire"] = tell_again(mails, port)
        self._tell(task, figures)
        return figures, mails

    # -- handing over, ordinary work

    def packages(self):
        """Handing over few cases, and many: what a case takes, and whether the memory grows with their number."""
        taken = defaultdict(list)
        for _ in range(self.scale.work_turns):
            for cases in self.scale.cases:
                self.say(f"Handing {cases} cases over")
                name = self.workshop.copy(self.workshop.book("ours", self.scale.books[0]), "handed")
                figures = self.workshop.measure_afresh("hand_over", name, cases=cases)
                self._tell("hand_over", figures)
                require(figures["done"], cases, "Packages made")
                taken[cases].append(figures)
        return partial(self.report.add_packages, *taken.values())

    def messages(self):
        """One ZIP of messages, and what follows from them, beside a reading of one at a time; then one in which every
        buyer contests. All is rolled back."""
        count = self.scale.messages
        book = self.workshop.book("ours", self.scale.books[-1])
        self.say(f"Taking {count} messages of the life cycle")
        contested = {"said": "207"}
        ways = {"ours": ("take_messages", {}), "each": ("open_each", {}), "contested": ("take_messages", contested)}
        taken = defaultdict(list)
        for _ in range(self.scale.work_turns):
            for name, (task, options) in ways.items():
                figures = self.workshop.measure_afresh(task, book, messages=count, **options)
                self._tell(f"{task} {name}", figures)
                require(figures["taken"], count, f"Messages that found their invoice ({name})")
                require(figures["effects"], figures["expected_effects"], f"What follows from them ({name})")
                taken[name].append(figures)
        return partial(self.report.add_messages, count, *(taken[name] for name in ways))

    def ordinary_work(self):
        """Posting and paying with the add-on and without it, a few invoices at a time, in pairs: what else happens on
        the machine falls on both sides of a pair, and who begins changes with each."""
        count, at_once = self.scale.invoices, self.scale.at_once
        self.say(f"Posting and paying {count} invoices with the add-on and without it")
        for base in ("plain", "ours"):
            name = self.workshop.copy(base, f"{base}_at_work")
            self.workshop.measure("draft_invoices", name, count=count)
            self.workshop.tidy(name)
        taken = defaultdict(list)
        worker = partial(self.workshop.worker, "post_and_pay", at_once=at_once)
        with worker("plain_at_work") as without, worker("ours_at_work") as with_addon:
            workers = [("plain", without), ("ours", with_addon)]
            for _ in range(count // at_once):
                for name, work in workers:
                    taken[name].append(work())
                    require(taken[name][-1]["paid"], at_once, f"Invoices paid ({name})")
                workers.reverse()
        return partial(self.report.add_ordinary_work, count, taken["ours"], taken["plain"])

    # -- where the time goes

    def profile_proposal(self):
        """Of our proposal of as many instalments as are mailed."""
        size = self.scale.mailed
        self.say(f"Profiling a proposal of {size} instalments")
        text = self.workshop.measure("profile_proposal", self.workshop.book("ours", size))["text"]
        return self._profile(f"Proposing {size} instalments", text, "make_proposal")

    def profile_sending(self):
        """Of our mails of the smallest book."""
        size = self.scale.books[0]
        self.say(f"Profiling the mails of {size} instalments")
        name = self.workshop.copy(self.workshop.book("ours", size), "profiled")
        with self.workshop.mails_kept(name) as (port, folder):
            text = self.workshop.measure("profile_sending", name, port=port)["text"]
            require(len(list(folder.glob("*.eml"))), size // EACH, "Mails delivered while profiling")
        return self._profile(f"Sending the mails of {size} instalments", text, "action_send")

    def _profile(self, title: str, text: str, work: str):
        """What prints a profile, which must have seen the work; of little work it says nothing."""
        if work not in text:
            raise Failure(f"{title}: the profile hasn't seen {work}.")
        return partial(print, f"\n{title}:\n{text}") if self.scale.timed else lambda: None

    def _tell(self, name: str, figures: Figures) -> None:
        self.say(f"  {name}: " + ", ".join(f"{key} {value:,.3f}" for key, value in figures.items()))
