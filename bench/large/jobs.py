"""`./dev bench --board` and `--load`: large books made, measured piece by piece, and held against their bars."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from pathlib import Path

from bench.large.pieces import PIECES, SCREENS
from bench.large.report import add_board, add_load, add_screens, plans_text
from bench.scale import EACH
from devtools.console import Failure

PLANS = Path(__file__).with_name("plans.txt")
BOARD_TASKS = {  # in their order: what the figures are called, and the task that takes them
    "night": "night",
    "forget": "forget_last_night",
    "again": "night",
    "board": "board",
    "aged": "aged",
}
BOARD_LATE, LOAD_LATE = (-30, 375), (15, 375)  # days late of what is open


class LargeBooks:
    """Measures in databases of the workshop; each measurement returns what puts its figures into the report."""

    def __init__(self, workshop, report, scale):
        self.workshop, self.report, self.scale = workshop, report, scale
        self.say = workshop.machine.console.say

    def board(self):
        """The first night of a book, another one, its board, and its aged balance on days past."""
        size = self.scale.board
        book, taken = self._book("board", *size, BOARD_LATE, taxed=True), defaultdict(list)
        for _ in range(self.scale.work_turns):
            name = self._copy(book)
            for figures, task in BOARD_TASKS.items():
                self.say(f"The board of {size[0]} open and {size[1]} paid instalments: {figures}")
                taken[figures].append(self.workshop.measure(task, name))
            if not taken["board"][-1]["figures"] or taken["again"][-1]["days"] != 1:
                raise Failure("The board shows no figures, or its second night wrote none: that is no measurement.")
        return partial(add_board, self.report, size, taken)

    def load(self):
        """A day of a book, and of one that is some times as large, piece by piece; the heaviest statements of the last
        one are kept. Then the screens that people open all day."""
        sizes = self.scale.load
        books = [self._book("load", *size, LOAD_LATE, taxed=False) for size in sizes]
        taken = [defaultdict(list) for _ in sizes]
        for _ in range(self.scale.work_turns):
            for book, size, figures in zip(books, sizes, taken, strict=True):
                name = self._copy(book)
                for piece in PIECES:
                    figures[piece].append(self._piece(name, piece, size[0]))
                for screen, its in self._screens(name, size[0]).items():
                    figures[screen].append(its)
        if self.scale.timed:
            PLANS.write_text(plans_text(taken[-1], sizes[-1]), encoding="utf-8")
        return partial(self._add_load, taken)

    def _add_load(self, taken: list[dict[str, list[dict]]]) -> None:
        add_load(self.report, self.scale.load, taken)
        add_screens(self.report, self.scale.load, taken)

    def _book(self, base: str, open_: int, paid: int, late: tuple[int, int], taxed: bool) -> str:
        name = self.workshop.copy("ours", f"{base}_{open_}")
        with self.workshop.machine.console.step(f"Filling {name}"):
            options = {"open_": open_, "paid": paid, "first_late": late[0], "last_late": late[1], "taxed": taxed}
            self.workshop.measure("fill_large", name, **options)
            self.workshop.tidy(name)
        return name

    def _copy(self, book: str) -> str:
        """A book of which nothing is known yet, as it was filled; its name."""
        name = self.workshop.copy(book, f"{book}_day")
        self.workshop.tidy(name)
        return name

    def _piece(self, database: str, piece: str, instalments: int) -> dict:
        self.say(f"{PIECES[piece]} ({instalments} open)")
        if piece != "send":
            figures = self.workshop.measure("load", database, name=piece)
        else:
            with self.workshop.mails_kept(database) as (port, folder):
                options = {"notices": min(self.scale.load_mails, instalments // EACH), "port": port}
                figures = self.workshop.measure("load", database, name=piece, **options)
                if len(list(folder.glob("*.eml"))) != options["notices"]:
                    raise Failure("Other mails arrived than should have been sent.")
        if not figures["done"]:
            raise Failure(f"{PIECES[piece]}: nothing was done, and so nothing measured.")
        return figures

    def _screens(self, database: str, instalments: int) -> dict:
        self.say(f"The screens ({instalments} open)")
        figures = self.workshop.measure("screens", database)
        for screen, title in SCREENS.items():
            if not figures[screen]["done"]:
                raise Failure(f"{title}: it shows nothing, and so nothing was measured.")
        return figures
