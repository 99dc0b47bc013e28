"""What became of a debt (rule 12): `book` looks it up in the ledger, `verdict` says what it means for a promise."""

from .book import CENT, FAR, LATER, ZERO, Book, Credit, Ending, Entry, Match, Part, Side
from .verdict import GIVEN_UP, REDUCING, Promised, since, total, verdict

__all__ = [
    *("CENT", "FAR", "GIVEN_UP", "LATER", "REDUCING", "ZERO"),
    *("Book", "Credit", "Ending", "Entry", "Match", "Part", "Promised", "Side"),
    *("since", "total", "verdict"),
]
