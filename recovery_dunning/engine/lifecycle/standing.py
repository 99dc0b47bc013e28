"""Where an invoice stands by its life cycle: decided by the order of the dates of the statuses, whenever each arrived.

A dispute ends with an approval, a refusal, a replacement or money that was collected; a suspension with what completes
it or any later decision of the buyer; a refusal only if the buyer himself goes back on it. "Rejected as a duplicate"
says nothing against an invoice that has arrived.

>>> from datetime import datetime
>>> contested = Entry("b", datetime(2026, 9, 3), "207", Effect.DISPUTED)
>>> approved = Entry("a", datetime(2026, 9, 8), "205", Effect.APPROVED)
>>> standing([approved, contested]).name, standing([contested]).name
('approved', 'disputed')
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .codes import BUYER_ROLES, BUYERS, SELF_BILLED, SELLER_ROLES, SELLERS_WORD, TWICE, Effect

# of statuses of the same minute: those that ask for care come last, and count
RANK = {
    effect: rank
    for rank, effect in enumerate(
        (
            *(Effect.NOTE, Effect.CONFIDENTIAL, Effect.DELIVERED, Effect.OURS, Effect.ACCOUNT, Effect.COLLECTED),
            *(Effect.COMPLETED, Effect.APPROVED, Effect.PAYMENT_SENT, Effect.UNDELIVERED, Effect.SUSPENDED),
            *(Effect.DISPUTED, Effect.PAYEE, Effect.REFUSED, Effect.REPLACED),
        )
    )
}
NAMES = (
    "undelivered",
    "replaced",
    "refused",
    "payee",
    "disputed",
    "suspended",
    "payment_sent",
    "approved",
    "delivered",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A status as the standing needs it. `key`: tells it from any other. `disputed`, `approved`: what its figures say,
    VAT included; `announced`: what was paid, on `pay_day`; `collected`: with its sign. None: no figure."""

    key: str
    at: datetime
    code: str
    effect: Effect
    reasons: tuple[str, ...] = ()
    disputed: Decimal | None = None
    approved: Decimal | None = None
    announced: Decimal | None = None
    collected: Decimal | None = None
    pay_day: date | None = None

    @property
    def order(self) -> tuple[datetime, int, str, str]:
        return self.at, RANK[self.effect], self.code, self.key


@dataclass(slots=True)
class Standing:
    """What is in force after all statuses, each with the one that says so. `delivered`: the first proof of arrival."""

    delivered: Entry | None = None
    approved: Entry | None = None
    undelivered: Entry | None = None
    disputed: Entry | None = None
    suspended: Entry | None = None
    refused: Entry | None = None
    replaced: Entry | None = None
    payee: Entry | None = None
    announced: tuple[Entry, ...] = ()

    @property
    def payment_sent(self) -> Entry | None:
        """The last word of a payment."""
        return self.announced[-1] if self.announced else None

    @property
    def name(self) -> str:
        """The one word that tells most; empty where nothing is known."""
        return next((name for name in NAMES if getattr(self, name)), "")

    @property
    def because(self) -> Entry | None:
        entry: Entry | None = getattr(self, self.name) if self.name else None
        return entry

    @property
    def stops(self) -> tuple[tuple[str, Entry], ...]:
        """(why, the status) of all that keeps the whole invoice from being dunned until somebody has acted."""
        names = ("undelivered", "replaced", "refused", "payee", "suspended")
        return tuple((name, getattr(self, name)) for name in names if getattr(self, name))


def standing(entries: Iterable[Entry]) -> Standing:
    """Where an invoice stands by its statuses, in whatever order, and however often, they came."""
    found = Standing()
    for entry in sorted({entry.key: entry for entry in entries}.values(), key=lambda entry: entry.order):
        FOLLOWS.get(entry.effect, _nothing)(found, entry)
    return found


def counts(code: str, role: str, document_type: str = "", speaker: str = "", seller: str = "") -> bool:
    """Whether a status was set by one who may set it; where nobody is named, it is believed. The seller's word is not
    the buyer's, and the buyer collects, factors and completes nothing, but for an invoice that he wrote himself.

    >>> counts("205", "BY"), counts("205", "SE"), counts("205", ""), counts("212", "SE"), counts("212", "BY")
    (True, False, True, True, False)
    >>> counts("205", "", speaker="100000009", seller="10000000900017")
    False
    >>> counts("209", "BY"), counts("209", "BY", document_type="389"), counts("209", "SE")
    (False, True, True)
    """
    if code in SELLERS_WORD:
        return role not in BUYER_ROLES or (code == "209" and document_type in SELF_BILLED)
    same = bool(speaker and seller) and speaker[:9] == seller[:9]
    return code not in BUYERS or not (role in SELLER_ROLES or (not role and same))


# ---- what each effect does to the standing


def _nothing(found: Standing, entry: Entry) -> None:
    """A note."""


def _delivered(found: Standing, entry: Entry) -> None:
    found.delivered = found.delivered or entry
    found.undelivered = None


def _approved(found: Standing, entry: Entry) -> None:
    _delivered(found, entry)
    found.approved = entry
    found.disputed = found.suspended = found.refused = None


def _disputed(found: Standing, entry: Entry) -> None:
    _delivered(found, entry)
    found.disputed = entry
    found.approved = found.suspended = found.refused = None


def _suspended(found: Standing, entry: Entry) -> None:
    _delivered(found, entry)
    found.suspended = entry


def _completed(found: Standing, entry: Entry) -> None:
    found.suspended = None


def _refused(found: Standing, entry: Entry) -> None:
    _delivered(found, entry)
    found.refused = entry
    found.approved = found.disputed = found.suspended = None


def _payment_sent(found: Standing, entry: Entry) -> None:
    _delivered(found, entry)
    found.suspended = None
    found.announced += (entry,)


def _collected(found: Standing, entry: Entry) -> None:
    """Money that came ends a dispute; a collection that is taken back (a negative sum) ends nothing."""
    if entry.collected is None or entry.collected > 0:
        found.disputed = found.suspended = None


def _undelivered(found: Standing, entry: Entry) -> None:
    if not (found.delivered and TWICE.intersection(entry.reasons)):
        found.undelivered, found.delivered = entry, None


def _replaced(found: Standing, entry: Entry) -> None:
    found.replaced = entry
    found.disputed = found.suspended = found.refused = None


def _payee(found: Standing, entry: Entry) -> None:
    found.payee = entry


def _ours(found: Standing, entry: Entry) -> None:
    found.payee = None


FOLLOWS: dict[Effect, Callable[[Standing, Entry], None]] = {
    Effect.DELIVERED: _delivered,
    Effect.APPROVED: _approved,
    Effect.DISPUTED: _disputed,
    Effect.SUSPENDED: _suspended,
    Effect.COMPLETED: _completed,
    Effect.REFUSED: _refused,
    Effect.PAYMENT_SENT: _payment_sent,
    Effect.COLLECTED: _collected,
    Effect.UNDELIVERED: _undelivered,
    Effect.REPLACED: _replaced,
    Effect.PAYEE: _payee,
    Effect.OURS: _ours,
}
