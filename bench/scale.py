"""How much is measured: the sizes of the books, how many mails, letters and cases, and how often each is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace

EACH = 4  # overdue instalments of each debtor of a book


@dataclass(frozen=True)
class Scale:
    """Books are counted in instalments; none is 0."""

    books: tuple[int, ...] = (1_000, 5_000, 20_000)
    mailed: int = 5_000  # the one of the books whose mails are sent
    large: int = 200_000  # proposed in turn with the last of the books
    # books that are proposed thrice: how large, and how many old notices stand beside each in turn
    thrice: tuple = ((200_000, (0, 1_000_000, 5_000_000)), (1_000_000, (0,)))
    board: tuple[int, int] = (200_000, 1_000_000)  # open and paid instalments, of the board
    load: tuple = ((100_000, 200_000), (1_000_000, 2_000_000))  # of the books of a day, the large one last
    load_mails: int = 2_000  # that are sent of them
    largest_in_all: bool = False  # the plans and the load not only where they are asked for
    letter_mails: int = 100  # mails, each with its letter
    letters: int = 500  # of one print batch
    cases: tuple[int, int] = (20, 200)  # handed over: few, then many
    cases_in_all: bool = True  # not only where they are asked for
    messages: int = 10_000  # of the life cycle of e-invoices, in one ZIP, two about an invoice
    invoices: int = 500  # posted and paid
    at_once: int = 20  # of these together
    peer_throughout: bool = True  # what the peer does slowly too: its second proposal, and its mails
    turns: int = 5  # for proposals of up to as many instalments as are mailed
    long_turns: int = 3  # for larger books, for second proposals
    work_turns: int = 3  # for mails, letters, packages, messages, the board, a day of a large book
    profiles: bool = False  # where the time goes, beside the rest
    timed: bool = True  # one measurement after the other, and the figures are held against the bars

    def proposal_turns(self, size: int) -> int:
        """How often a book of this size is proposed."""
        return self.turns if size <= self.mailed else self.long_turns

    def peer_goes_on(self, size: int) -> bool:
        """Whether the peer proposes a book of this size a second time."""
        return self.peer_throughout and size <= self.mailed


FULL = Scale()
QUICK = replace(
    FULL,
    books=FULL.books[:2],
    large=0,
    thrice=((20_000, (0, 100_000)),),
    board=(20_000, 100_000),
    load=((10_000, 20_000), (100_000, 200_000)),
    letter_mails=50,
    letters=250,
    cases_in_all=False,
    messages=2_000,
    peer_throughout=False,
    turns=3,
    work_turns=1,
)
# One book of 40 instalments serves all: each measurement is taken once, to see that it still measures.
SMOKE = Scale(
    books=(40,),
    mailed=40,
    large=40,
    thrice=((40, (0, 40)),),
    board=(40, 80),
    load=((20, 40), (40, 80)),
    load_mails=5,
    largest_in_all=True,
    letter_mails=10,
    letters=10,
    cases=(1, 2),
    messages=40,
    invoices=4,
    at_once=2,
    turns=1,
    long_turns=1,
    work_turns=1,
    profiles=True,
    timed=False,
)
