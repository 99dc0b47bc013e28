"""Whether a case can be handed over: what blocks it, what weakens it, and what else might be done instead.

A block is something that makes the claim wrong, or the agency's work impossible: it must be mended first. A warning is
something that makes the file weaker, above all before a court. An offer is another way that is open.

>>> sound = Facts(
...     debtor_class="business", country="FR", registration="732829320", has_address=True, reachable=True,
...     principal=Decimal(6000), has_contract=True, formal_notice_on=date(2026, 2, 1), formal_notice_proved=True,
...     limitation_on=date(2030, 1, 1),
... )
>>> findings(sound, date(2026, 3, 2))
[]
>>> [(f.code, f.severity) for f in findings(replace(sound, registration="732829321", principal=Decimal(900)),
...                                         date(2026, 3, 2))]
[('registration_wrong', 'block'), ('small_claims', 'offer')]
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace  # noqa: F401 (the doctest replaces)
from datetime import date, timedelta
from decimal import Decimal

from .. import identity
from ..facts import HANDED_OVER
from ..plan import month_later

BLOCK, WARN, OFFER = "block", "warn", "offer"
SMALL_CLAIMS_LIMIT = Decimal(5000)  # euros, interest included (CPCE R125-1)
FORMAL_NOTICE_MONTHS = 3  # an older one is a weak start for a court
LIMITATION_DAYS = 60
FRENCH = ("FR", "GP", "GF", "MQ", "RE", "YT", "PM", "BL", "MF")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one case. Amounts in the currency of the company; `registration`: SIREN, SIRET or the number of
    a foreign register, as it was typed."""

    debtor_class: str
    country: str = ""
    registration: str = ""
    has_address: bool = False
    reachable: bool = False  # a mail address or a telephone number
    insolvency: str = ""
    phase: str = "amicable"
    placed_with: str = ""
    principal: Decimal = Decimal(0)  # due, without what is disputed or in a plan
    interest: Decimal = Decimal(0)
    indemnity: Decimal = Decimal(0)
    disputed: Decimal = Decimal(0)
    in_plan: Decimal = Decimal(0)
    not_due: Decimal = Decimal(0)  # open, and due later than today
    promised_until: date | None = None
    unmatched: Decimal = Decimal(0)  # credits of the debtor that no invoice has taken yet
    difference: Decimal = Decimal(0)  # between the items less the payments, and the ledger
    currencies: int = 1
    without_due_date: tuple[str, ...] = ()
    without_document: tuple[str, ...] = ()
    has_contract: bool = False
    formal_notice_on: date | None = None
    formal_notice_proved: bool = False
    answer_until: date | None = None  # the last day that it gives him to pay
    limitation_on: date | None = None
    answer_waits: bool = False
    rate_missing: str = ""
    private_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `values`: what its sentence names."""

    code: str
    severity: str
    values: dict[str, object]


Found = tuple[str, str, dict[str, object]]


def registration_of(text: str, vat: str = "") -> str:
    """The SIREN in a SIREN, a SIRET, or the French VAT number that is made of it; nothing if none is right.

    >>> registration_of("732 829 320 00074"), registration_of("", "FR44732829320"), registration_of("732829321")
    ('732829320', '732829320', '')
    """
    number = identity.compact(text)
    if not number:
        french = identity.compact(vat).upper()
        number = french[-9:] if french.startswith("FR") else ""
    return identity.siren(number) or ""


def is_french(country: str) -> bool:
    """Whether the debtor lives where French procedures reach; an unknown country counts as France.

    >>> is_french(""), is_french("RE"), is_french("BE")
    (True, True, False)
    """
    return not country or country in FRENCH


def findings(facts: Facts, today: date) -> list[Finding]:
    """All results of a case on `today`, blocks first."""
    found = [
        Finding(code, severity, values)
        for rule in (_who, _what, _papers, _time, _elsewhere)
        for code, severity, values in rule(facts, today)
    ]
    return sorted(found, key=lambda finding: (BLOCK, WARN, OFFER).index(finding.severity))


def is_ready(found: list[Finding]) -> bool:
    """Whether nothing blocks."""
    return all(finding.severity != BLOCK for finding in found)


def _who(facts: Facts, _today: date) -> Iterator[Found]:
    """The debtor: he can be named, found and sued."""
    if facts.phase in (*HANDED_OVER, "closed"):
        yield "phase", BLOCK, {"phase": facts.phase, "agency": facts.placed_with}
    if facts.insolvency:
        yield "insolvency", BLOCK, {"insolvency": facts.insolvency}
    if facts.debtor_class != "consumer" and is_french(facts.country):
        if not facts.registration:
            yield "registration_missing", BLOCK, {}
        elif not registration_of(facts.registration):
            yield "registration_wrong", BLOCK, {"number": facts.registration}
    elif facts.debtor_class != "consumer" and not facts.registration:
        yield "registration_abroad", WARN, {}
    if not facts.has_address:
        yield "address", BLOCK, {}
    if not facts.reachable:
        yield "unreachable", WARN, {}
    if facts.private_contacts:
        yield "private_contacts", WARN, {"contacts": facts.private_contacts}
    if facts.answer_waits:
        yield "answer_waits", WARN, {}


def _what(facts: Facts, _today: date) -> Iterator[Found]:
    """The claim: certain, liquid, due."""
    if facts.rate_missing:
        yield "rate", BLOCK, {"problem": facts.rate_missing}
    if facts.principal + facts.interest + facts.indemnity <= 0:
        yield "nothing_due", BLOCK, {"disputed": facts.disputed, "in_plan": facts.in_plan}
    elif facts.disputed:
        yield "disputed", WARN, {"amount": facts.disputed}
    if facts.not_due:
        yield "not_due", WARN, {"amount": facts.not_due}
    if facts.in_plan:
        yield "in_plan", WARN, {"amount": facts.in_plan}
    if facts.promised_until:
        yield "promised", WARN, {"day": facts.promised_until}
    if facts.unmatched:
        yield "unmatched", BLOCK, {"amount": facts.unmatched}
    if facts.difference:
        yield "difference", BLOCK, {"amount": facts.difference}
    if facts.currencies > 1:
        yield "currencies", WARN, {}


def _papers(facts: Facts, today: date) -> Iterator[Found]:
    """The proof."""
    if facts.without_due_date:
        yield "due_date", BLOCK, {"items": facts.without_due_date}
    if facts.without_document:
        yield "document", BLOCK, {"items": facts.without_document}
    if not facts.has_contract:
        yield "contract", WARN, {}
    if not facts.formal_notice_on:
        yield "formal_notice", WARN, {}
        return
    if not facts.formal_notice_proved:
        yield "formal_notice_proof", WARN, {"day": facts.formal_notice_on}
    if facts.answer_until and facts.answer_until >= today:
        yield "answer_time", WARN, {"day": facts.answer_until}
    if month_later(facts.formal_notice_on, FORMAL_NOTICE_MONTHS) < today:
        yield "formal_notice_old", WARN, {"day": facts.formal_notice_on}


def _time(facts: Facts, today: date) -> Iterator[Found]:
    """The limitation: a consumer must not be asked for a debt that has lapsed."""
    if not facts.limitation_on:
        return
    if facts.limitation_on < today:
        severity = BLOCK if facts.debtor_class == "consumer" else WARN
        yield "time_barred", severity, {"day": facts.limitation_on}
    elif facts.limitation_on <= today + timedelta(days=LIMITATION_DAYS):
        yield "limitation", WARN, {"day": facts.limitation_on}


def _elsewhere(facts: Facts, _today: date) -> Iterator[Found]:
    """What else is open, or closed."""
    if not is_french(facts.country):
        yield "abroad", WARN, {"country": facts.country}
    elif 0 < facts.principal + facts.interest <= SMALL_CLAIMS_LIMIT and not facts.insolvency:
        yield "small_claims", OFFER, {"limit": SMALL_CLAIMS_LIMIT}
