"""How a debtor stands, as whoever sells to him should know: the traffic light, how old his debt is, whether sales go
on, and what to ask him for on a visit.

Amounts are `Decimal` in the company's currency. The words themselves are the add-on's: this module says which.

>>> late = CreditStatus(overdue=Decimal(900), ages=(0, 700, 300, 0), credits=Decimal(100), policies=frozenset({"warn"}))
>>> late.light, late.sales, [str(age) for age in late.net_ages]
('late', 'warn', ['0', '700', '200', '0'])
>>> question(late, Words(), today=date(2026, 3, 2))
<Question.ASK_FOR_A_DAY: 'ask_for_a_day'>
>>> question(late, Words(promised_for=date(2026, 3, 6), promised=Decimal(900)), today=date(2026, 3, 2))
<Question.THANK: 'thank'>
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from .facts import HANDED_OVER, ZERO

AGE_BOUNDS = (30, 60, 90)  # days: up to 30, 31 to 60, 61 to 90, more
LIGHTS = ("ok", "watch", "late", "formal", "stop")  # from green to red
# what holds of a debtor, and his light: the first that holds decides, otherwise `watch`
LIGHT_RULES = (
    ("untouchable", "stop"),
    ("clear", "ok"),
    ("blocked", "stop"),
    ("formal", "formal"),
    ("reminded", "late"),
)


@dataclass(frozen=True, slots=True)
class CreditStatus:
    """What the ledger and the case say of a debtor in a company.

    `overdue` is what is past its due date less the open credits, `ages` the overdue instalments by `AGE_BOUNDS`, the
    youngest first and gross, `credits` the open credits as a positive amount, `policies` what the levels that his open
    instalments have reached tell the sales team.
    """

    overdue: Decimal = ZERO
    ages: Sequence[Decimal] = (ZERO,) * (len(AGE_BOUNDS) + 1)
    credits: Decimal = ZERO
    oldest_due: date | None = None
    level_id: int | None = None
    policies: frozenset[str] = frozenset()
    phase: str | None = None
    case_id: int | None = None
    insolvent: bool = False

    @property
    def light(self) -> str:
        """One of `LIGHTS`, by `LIGHT_RULES`."""
        holds = {
            "untouchable": self.insolvent or self.phase in HANDED_OVER,
            "clear": self.overdue <= 0,
            "blocked": "block" in self.policies,
            "formal": self.phase == "formal_notice",
            "reminded": bool(self.policies),
        }
        return next((light for fact, light in LIGHT_RULES if holds[fact]), "watch")

    @property
    def sales(self) -> str:
        """Whether new orders are taken: `none` (as ever), `warn` or `block`."""
        if self.light == "stop":
            return "block"
        return "warn" if self.light == "formal" or (self.light == "late" and "warn" in self.policies) else "none"

    @property
    def net_ages(self) -> tuple[Decimal, ...]:
        """`ages` less the credits, which go on the oldest first; together they are what is overdue."""
        left, net = self.credits, []
        for age in reversed(self.ages):
            taken = min(left, age)
            left -= taken
            net.append(age - taken)
        return tuple(reversed(net))

    def days_late(self, today: date) -> int:
        """Of the oldest instalment that is overdue; 0 where none is."""
        return max((today - self.oldest_due).days, 0) if self.oldest_due else 0


@dataclass(frozen=True, slots=True)
class Words:
    """What the debtor has said: the day of the first promise that is open and what all of them come to, whether he
    broke one, what he disputes, what is still to come of a payment plan that he keeps."""

    promised_for: date | None = None
    promised: Decimal = ZERO
    broke_promise: bool = False
    disputed: Decimal = ZERO
    planned: Decimal = ZERO

    @property
    def covered(self) -> Decimal:
        """What he has said something of."""
        return self.promised + self.disputed + self.planned


class Question(Enum):
    """What whoever visits the debtor asks him for."""

    NOTHING = "nothing"  # he owes nothing that is due
    STAY_AWAY = "stay_away"  # insolvency: nothing may be asked
    SEND_TO_AGENCY = "send_to_agency"
    SEND_TO_COURT = "send_to_court"
    LISTEN = "listen"  # all that is overdue is disputed
    THANK = "thank"  # a promise is open, and nothing is left beside it
    TRANSFER_LEFT = "transfer_left"  # its day has come
    NEXT_PAYMENT = "next_payment"  # a plan is kept
    ASK_FOR_THE_REST = "ask_for_the_rest"  # he has said something of a part alone
    PAY_NOW = "pay_now"  # he broke his word
    PAY_TODAY = "pay_today"  # formal notice
    PAY_BEFORE_ORDER = "pay_before_order"  # sales are stopped
    ASK_FOR_A_DAY = "ask_for_a_day"
    ASK_WHETHER_ARRIVED = "ask_whether_arrived"


def question(standing: CreditStatus, words: Words, today: date) -> Question:
    """The one thing to ask. What forbids asking comes first, then what the debtor has said, then how late he is."""
    if standing.insolvent:
        return Question.STAY_AWAY
    if standing.phase in HANDED_OVER:
        return Question.SEND_TO_AGENCY if standing.phase == "agency" else Question.SEND_TO_COURT
    if standing.overdue <= 0:
        return Question.NOTHING
    return _by_words(standing, words, today) or _by_lateness(standing)


def _by_words(standing: CreditStatus, words: Words, today: date) -> Question | None:
    if words.disputed >= standing.overdue:
        return Question.LISTEN
    if words.promised_for and words.promised_for <= today:
        return Question.TRANSFER_LEFT
    if not words.covered:
        return Question.PAY_NOW if words.broke_promise else None
    if words.covered < standing.overdue:
        return Question.ASK_FOR_THE_REST
    return Question.THANK if words.promised_for else Question.NEXT_PAYMENT


def _by_lateness(standing: CreditStatus) -> Question:
    return {
        "stop": Question.PAY_BEFORE_ORDER,
        "formal": Question.PAY_TODAY,
        "late": Question.ASK_FOR_A_DAY,
    }.get(standing.light, Question.ASK_WHETHER_ARRIVED)
