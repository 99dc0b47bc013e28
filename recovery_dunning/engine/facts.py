"""What the ladder is told: procedures with their levels, and a debtor with his instalments, his contacts and his money.

Amounts are `Decimal`: `residual` in the currency of the instalment, `residual_company` and all minimum amounts in the
currency of the company. Days are whole days.

>>> director = Contact(id=5, tone=3, mail=True)
>>> [director.hears(Level(id=1, delay=30, tone=tone)) for tone in (1, 3, 4)]
[False, True, True]
>>> director.hears(Level(id=1, delay=30, tone=3, by_mail=False, by_post=True))
False
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import accumulate

from .cover import Converter, Cover, Item, Money, Source, allocate

PHASES = ("preventive", "amicable", "formal_notice", "agency", "legal")
BUDGET_DAYS = 30  # the window in which `Procedure.max_contacts` is counted
WEEK_DAYS = 7  # that of `Procedure.max_contacts_week`, and of calls
ZERO = Decimal(0)


class Reason(str, Enum):
    """Why an overdue instalment is left out of a run."""

    NO_PROCEDURE = "no_procedure"
    NO_FOLLOWUP = "no_followup"
    INSOLVENCY = "insolvency"
    TIME_BARRED = "time_barred"
    HOLD = "hold"
    AGENCY = "agency"
    LEGAL = "legal"
    PLAN = "plan"
    PROMISE = "promise"
    DISPUTE = "dispute"
    COVERED_BY_CREDIT = "covered_by_credit"
    BANK_MATCH = "bank_match"
    PAYMENT_ORDER = "payment_order"
    LAST_LEVEL = "last_level"
    NOT_DUE = "not_due"
    QUIET = "quiet"
    NO_CONTACT = "no_contact"
    BELOW_MINIMUM = "below_minimum"
    BUDGET = "budget"
    TAKEN_OUT = "taken_out"


# what is not asked for here leaves the debtor's money to his other instalments
USES_NO_CREDIT = (
    *(Reason.AGENCY, Reason.LEGAL, Reason.NO_FOLLOWUP, Reason.HOLD, Reason.TAKEN_OUT),
    *(Reason.INSOLVENCY, Reason.TIME_BARRED, Reason.PLAN, Reason.PROMISE, Reason.DISPUTE),
)
# why an instalment is left out that money of this source covers
REASON_OF = dict.fromkeys(Source, Reason.COVERED_BY_CREDIT) | {
    Source.BANK: Reason.BANK_MATCH,
    Source.ORDER: Reason.PAYMENT_ORDER,
}
HANDED_OVER = {"agency": Reason.AGENCY, "legal": Reason.LEGAL}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a ladder: `delay` days after the due date (before it when negative), and at least
    `min_gap` days after the step before. `speaks`: the debtor gets a message (otherwise the step is
    a task for the collector alone), which leaves `by_mail`, `by_post` or `by_phone` (SMS). `calls`: the
    collector is asked to call, whether a message goes with it or reaches nobody."""

    id: int
    delay: int
    min_gap: int = 0
    phase: str = "amicable"
    tone: int = 1
    min_amount: Decimal = ZERO
    speaks: bool = True
    by_mail: bool = True
    by_post: bool = False
    by_phone: bool = False
    calls: bool = False

    @property
    def preventive(self) -> bool:
        return self.phase == "preventive"

    @property
    def formal(self) -> bool:
        return self.phase == "formal_notice"

    @property
    def intensity(self) -> tuple[int, int, int]:
        """What may never fall along a ladder: phase, tone, then delay."""
        return PHASES.index(self.phase), self.tone, self.delay


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure: its steps by rising delay, and what holds for all of them. `quiet_days`: days of
    silence between two contacts with one debtor; `max_contacts` in 30 days, `max_contacts_week` in 7, on whatever
    channel (0 = no limit)."""

    id: int
    levels: tuple[Level, ...]
    grouping: str = "customer"
    quiet_days: int = 0
    max_contacts: int = 0
    max_contacts_week: int = 0
    min_amount: Decimal = ZERO


NO_LADDER = Procedure(0, ())


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the debtor's and how he can be reached; where he is named for firmer tones, from which `tone` on."""

    id: int
    tone: int = 1
    mail: bool = False
    post: bool = False
    phone: bool = False

    def hears(self, level: Level, tone: int | None = None) -> bool:
        """Whether he is written to at `level`, in its tone or a firmer one, and one of its channels reaches him."""
        reached = (level.by_mail and self.mail) or (level.by_post and self.post) or (level.by_phone and self.phone)
        return reached and self.tone <= max(level.tone, tone or 0)


@dataclass(frozen=True, slots=True)
class Instalment:
    """An open receivable item with a due date, the step it has reached and when. `pending`: on a notice that has not
    left yet. `taken_out`: left out of today's runs by hand. `held`: left in peace, until the day `held_until` where it
    has one. `resumed_on`: the first day after its last hold. `promised_until`: the last day on which a promise to pay
    may still be kept. `planned`: on a payment plan that is kept. `left_to_us`: not placed with the agency that has the
    case, whose mandate leaves new debts to us. `disputed`: the part of the residual that the debtor contests.
    `time_barred`: a consumer's debt whose limitation has passed (C. conso. L218-2). `after_judgment`: born after the
    judgment on an insolvent debtor, and so paid at its due date (C. com. L622-17). `discount`: what paying until
    `discount_until` takes off. `addresses`: whom the invoice is made out to where that is not the debtor himself, then
    his superiors below the debtor."""

    id: int
    move_id: int
    currency_id: int
    due: date
    residual: Decimal
    residual_company: Decimal
    procedure: Procedure | None = None
    reached: Level | None = None
    reached_on: date | None = None
    no_followup: bool = False
    pending: bool = False
    taken_out: bool = False
    held: bool = False
    held_until: date | None = None
    resumed_on: date | None = None
    promised_until: date | None = None
    planned: bool = False
    left_to_us: bool = False
    disputed: Decimal = ZERO
    time_barred: bool = False
    after_judgment: bool = False
    discount: Decimal = ZERO
    discount_until: date | None = None
    addresses: tuple[Contact, ...] = ()

    @property
    def undisputed(self) -> Decimal:
        """What may be asked for of the residual."""
        return max(self.residual - self.disputed, ZERO) if self.disputed else self.residual

    @property
    def ladder(self) -> Procedure:
        """Its procedure, or one without steps."""
        return self.procedure or NO_LADDER


@dataclass(frozen=True, slots=True)
class Debtor:
    """Everything the ladder must know of one debtor in one company. `id`: 0 when an entry names nobody.
    `contact_id`: whom a mail reaches, `postal_id` a letter, `phone_id` an SMS, where neither the invoice's `addresses`
    nor `people`, those named for the firmer tones first, say anything else. `archived`: somebody has put him away, and
    nobody of his is written to. `money`: what is known of besides the ledger's matched
    entries, and `convert` what it is worth in another currency (`cover.allocate`).
    `contacts`: the days of the contacts of the last 30 days, one by one; `calls`: those of them that were calls.
    `heard`: the firmest tone of what was said to him in his open case. `insolvent`: in insolvency proceedings, or
    over-indebted."""

    id: int
    instalments: tuple[Instalment, ...]
    contact_id: int | None = None
    postal_id: int | None = None
    phone_id: int | None = None
    people: tuple[Contact, ...] = ()
    money: tuple[Money, ...] = ()
    convert: Converter | None = None
    phase: str = "amicable"
    last_contact: date | None = None
    contacts: tuple[date, ...] = ()
    calls: tuple[date, ...] = ()
    heard: int = 0
    insolvent: bool = False
    archived: bool = False

    def cover_of(self, instalments: Iterable[Instalment]) -> Cover:
        """What his money covers of these of his instalments, less what is disputed of them."""
        if not self.money:
            return Cover()
        items = [Item(i.id, i.currency_id, i.undisputed, i.due, i.discount, i.discount_until) for i in instalments]
        return allocate(items, self.money, self.convert)

    def contact_for(self, level: Level, instalment: Instalment | None = None, tone: int | None = None) -> int | None:
        """Whom `level` is addressed to for that instalment, or None if none of its channels reaches anybody: by mail
        the invoice's addresses, then who is named for the tone, then the debtor; only then by the other channels.

        >>> Debtor(1, (), contact_id=5, people=(Contact(6, tone=4, mail=True),)).contact_for(Level(1, 45, tone=4))
        6
        >>> Debtor(1, (), postal_id=5).contact_for(Level(1, 15)) is None
        True
        """
        addresses = instalment.addresses if instalment else ()
        if level.by_mail:
            for address in addresses:
                if address.mail:
                    return address.id
        for person in self.people:
            if person.hears(level, tone):
                return person.id
        if level.by_mail and self.contact_id:
            return self.contact_id
        if level.by_post and (reached := _first(addresses, "post", self.postal_id)):
            return reached
        return _first(addresses, "phone", self.phone_id) if level.by_phone else None

    def address_for(self, level: Level, instalment: Instalment) -> int | None:
        """The address of the invoice that `level` goes to; None where it goes to the debtor, or whom he names."""
        if not instalment.addresses:
            return None
        contact_id = self.contact_for(level, instalment)
        return contact_id if any(address.id == contact_id for address in instalment.addresses) else None


def _first(addresses: Sequence[Contact], channel: str, otherwise: int | None) -> int | None:
    """The first of `addresses` that `channel` reaches."""
    return next((address.id for address in addresses if getattr(address, channel)), otherwise)


@dataclass(frozen=True, slots=True)
class Term:
    """An instalment: when it falls due, and its amount, above 0, in the currency of its invoice."""

    due: date
    amount: Decimal


def replaced(before: Sequence[Term], after: Sequence[Term]) -> list[tuple[int, ...]]:
    """Of an invoice in other terms: for each instalment of `after` the places in `before` of those that it replaces.

    What has kept its due date and amount replaces itself. Of what is left both sides are laid side by side in the order
    of their due dates, each as its share of the whole, and whatever overlaps is replaced: so a corrected amount, a
    split and a later day all find what they came from.

    >>> march, april = date(2026, 3, 1), date(2026, 4, 1)
    >>> replaced([Term(march, Decimal(90))], [Term(march, Decimal(30)), Term(april, Decimal(60))])
    [(0,), (0,)]
    >>> replaced([Term(march, Decimal(100)), Term(april, Decimal(100))], [Term(april, Decimal(100))])
    [(1,)]
    >>> corrected = [Term(march, Decimal(50)), Term(april, Decimal(100))]
    >>> replaced([Term(march, Decimal(100)), Term(april, Decimal(200))], corrected)
    [(0,), (1,)]
    """
    found: list[tuple[int, ...]] = [()] * len(after)
    old = sorted(range(len(before)), key=lambda place: (before[place].due, place))
    new = sorted(range(len(after)), key=lambda place: (after[place].due, place))
    for place in list(new):
        same = next((one for one in old if before[one] == after[place]), None)
        if same is not None:
            found[place] = (same,)
            old.remove(same)
            new.remove(place)
    shares_before = _shares([before[place].amount for place in old])
    for place, (start, end) in zip(new, _shares([after[place].amount for place in new]), strict=True):
        found[place] = tuple(
            one for one, (from_, to) in zip(old, shares_before, strict=True) if max(start, from_) < min(end, to)
        )
    return found


def _shares(amounts: Sequence[Decimal]) -> list[tuple[Fraction, Fraction]]:
    """Where each amount begins and ends in their sum, as shares of it."""
    ends = list(accumulate(map(Fraction, amounts)))
    whole = ends[-1] if ends else 1
    return [((end - Fraction(amount)) / whole, end / whole) for end, amount in zip(ends, amounts, strict=True)]
