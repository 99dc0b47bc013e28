"""What a message of the life cycle says, as plain values: a status, its reasons, their figures; and what is wrong
with a file that says nothing.

Numbers such as MDT-88 are those of the norm (XP Z12-012, annex B). Amounts are `Decimal` in the currency of the
message, with their sign. A time is naive: the norm gives none with a zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum

NOON = time(12)  # of a status of which the day alone is told


class Problem(str, Enum):
    """Why a file, or a status, is not followed by itself."""

    TOO_LARGE = "too_large"
    ENTITY = "entity"
    NOT_XML = "not_xml"
    OTHER_XML = "other_xml"
    ARCHIVE = "archive"
    BOMB = "bomb"
    NO_INVOICE = "no_invoice"
    NO_STATUS = "no_status"
    NO_DATE = "no_date"


class Unreadable(ValueError):
    """A file, or a part of an archive, that says no status; `problem` says why."""

    def __init__(self, problem: Problem):
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a reason. `kind`: MDT-207, such as MPA; `day`: of the value; `percent`: the VAT rate, if told."""

    kind: str
    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None
    day: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status was set: its code (MDT-113), the words of whoever set it, and what he asks for (MDT-121)."""

    code: str = ""
    text: str = ""
    action: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that came within a status."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Status:
    """One status of one invoice. `at`: MDT-78, at noon where the day alone is told; `seller`: his SIREN, as written;
    `role` and `speaker`: who set it; `to_portal`: the copy for the tax portal only; `payee`: who is to be paid now."""

    code: str
    at: datetime | None
    number: str
    label: str = ""
    issued: date | None = None
    document_type: str = ""
    seller: str = ""
    role: str = ""
    speaker: str = ""
    speaker_name: str = ""
    message_id: str = ""
    to_portal: bool = False
    payee: str = ""
    reasons: tuple[Reason, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for reason in self.reasons for figure in reason.figures)

    def total(self, *kinds: str) -> Decimal | None:
        """The sum of the figures of these kinds; None where there is none.

        >>> Status("211", None, "F1", reasons=(Reason(figures=(Figure("MPA", Decimal(5)),)),)).total("MPA")
        Decimal('5')
        """
        amounts = [figure.amount for figure in self.figures if figure.kind in kinds and figure.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def currency(self) -> str:
        return next((figure.currency for figure in self.figures if figure.currency), "")

    @property
    def pay_day(self) -> date | None:
        """The latest day of value of a payment that it tells (MDT-219)."""
        return max((figure.day for figure in self.figures if figure.kind == "MPA" and figure.day), default=None)

    @property
    def problem(self) -> Problem | None:
        """What keeps it from being followed."""
        if not self.number:
            return Problem.NO_INVOICE
        if not self.code:
            return Problem.NO_STATUS
        return Problem.NO_DATE if self.at is None else None
