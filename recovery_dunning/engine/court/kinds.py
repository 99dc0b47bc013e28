"""The kinds of proceedings, and who may take each: every "no" with its article.

A claim of a fixed amount from a contract may be ordered to be paid by the court of the debtor's domicile (CPC 1405,
1406). One that nobody can seriously contest is granted in summary proceedings (CPC 835 and 873). Small claims, of 5,000
EUR with interest, go to an officer of the debtor's court of appeal (CPCE L125-1, R125-1). What traders have invoiced
each other will go to an officer too (CPCE L126-1 to L126-5), once the decree is there. A judgment that opens insolvency
proceedings ends all that (C. com. L622-21), and so does the admission of an over-indebted person (C. conso. L722-2):
what is left is to declare the claim.

>>> [its.code for its in problems(Claim(Decimal(900), debtor_class="consumer"), "summons") if its.blocks]
['attempt']
>>> [its.article for its in problems(Claim(Decimal(900), insolvency="liquidation"), "payment_order")]
['C. com. L622-21']
>>> usable(Claim(Decimal(900)), "payment_order"), usable(Claim(Decimal(900)), "uncontested")
(True, False)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .competence import CIVIL, COMMERCIAL

ATTEMPT_LIMIT = Decimal(5000)  # EUR: up to it an amicable attempt comes first (CPC 750-1)
SMALL_LIMIT = Decimal(5000)  # EUR, principal and interest (CPCE R125-1)
COUNSEL_LIMIT = Decimal(10000)  # EUR: above it counsel is compulsory (CPC 761, 853)
CONTRIBUTION_LIMIT = Decimal(50000)  # EUR, before a court of economic activities (decree 2024-1225)
WITH_COUNSEL = ("interim_payment", "summons")
ATTEMPTS = ("mediation", "conciliation", "participatory")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proceedings: its articles; `usable_from`: the day from which it may be used, None while a decree is
    missing, as of `checked_on`. `form`: the numbers of its forms by court, whose use is free."""

    key: str
    articles: str
    usable_from: date | None = date(2020, 1, 1)
    checked_on: date = date(2026, 11, 22)
    forms: tuple[tuple[str, str], ...] = ()
    forms_checked_on: date | None = None


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "payment_order",
            "CPC 1405–1425",
            forms=(("tj", "12948*06"), ("jcp", "16040*01"), ("commerce", "12946*02")),
            forms_checked_on=date(2026, 11, 22),
        ),
        Kind("interim_payment", "CPC 835, 873"),
        Kind("summons", "CPC 54, 56, 750-1, 818, 855"),
        Kind("small_claims", "CPCE L125-1, R125-1–R125-8"),
        Kind("uncontested", "CPCE L126-1–L126-5", usable_from=None, checked_on=date(2026, 9, 25)),
        Kind("insolvency_claim", "C. com. L622-24, L622-25, R622-23"),
    )
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of whom. `amount`: all that is due, in euro; `trader`: whether the debtor is one; `insolvency`:
    the kind of proceedings that he is in; `attempt`: the kind of amicable attempt that was made, `exempt`: the ground
    on which none is needed; `court`: the kind of court that was chosen."""

    amount: Decimal
    debtor_class: str = "business"
    trader: bool = True
    matter: str = "goods"
    abroad: bool = False
    insolvency: str = ""
    lapsed_by: str = ""
    contested: bool = False
    attempt: str = ""
    exempt: str = ""
    court: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a way is closed, or what to mind on it, with its article."""

    code: str
    article: str
    blocks: bool = True


def problems(claim: Claim, kind: str, day: date = date.max) -> Iterator[Problem]:
    """All that speaks against this way, the weightiest first."""
    if claim.amount <= 0:
        yield Problem("nothing", "CPC 1405")
    if kind == "insolvency_claim":
        if not claim.insolvency:
            yield Problem("not_insolvent", "C. com. L622-24")
        return
    usable_from = KINDS[kind].usable_from
    if usable_from is None or day < usable_from:
        yield Problem("not_yet", KINDS[kind].articles)
    if claim.insolvency:
        yield Problem("insolvent", "C. conso. L722-2" if claim.insolvency == "over_indebtedness" else "C. com. L622-21")
    if claim.debtor_class == "public":
        yield Problem("public", "CPCE L111-1")
    if claim.lapsed_by:
        yield Problem("lapsed", claim.lapsed_by)
    if claim.court in COMMERCIAL and (claim.debtor_class == "consumer" or not claim.trader):
        yield Problem("no_trader", "C. com. L721-3")
    yield from _OF_KIND[kind](claim)
    yield from _attempt(claim, kind)
    if kind in WITH_COUNSEL and claim.amount > COUNSEL_LIMIT:
        yield Problem("counsel", "CPC 853" if claim.court in COMMERCIAL else "CPC 761", blocks=False)
    if claim.court == "tae" and claim.amount > CONTRIBUTION_LIMIT and kind in WITH_COUNSEL:
        yield Problem("contribution", "décret 2024-1225", blocks=False)


def usable(claim: Claim, kind: str) -> bool:
    """Whether nothing closes this way."""
    return not any(problem.blocks for problem in problems(claim, kind))


def _payment_order(claim: Claim) -> Iterator[Problem]:
    if claim.abroad:
        yield Problem("abroad", "CPC 1406")
    if claim.contested:
        yield Problem("contested_order", "CPC 1416", blocks=False)


def _interim_payment(claim: Claim) -> Iterator[Problem]:
    if claim.contested:
        yield Problem("contested", "CPC 873" if claim.court in COMMERCIAL else "CPC 835")


def _small_claims(claim: Claim) -> Iterator[Problem]:
    if claim.amount > SMALL_LIMIT:
        yield Problem("too_large", "CPCE R125-1")
    if claim.abroad:
        yield Problem("abroad", "CPCE L125-1")
    if claim.contested:
        yield Problem("refused_soon", "CPCE L125-1", blocks=False)
    if claim.debtor_class == "business" and claim.trader:
        yield Problem("invoiced_by_traders", "CPCE L126-1", blocks=False)


def _uncontested(claim: Claim) -> Iterator[Problem]:
    if claim.debtor_class != "business" or not claim.trader:
        yield Problem("no_trader", "CPCE L126-1")
    if claim.contested:
        yield Problem("contested", "CPCE L126-1")


_OF_KIND: dict[str, Callable[[Claim], Iterable[Problem]]] = {
    "payment_order": _payment_order,
    "interim_payment": _interim_payment,
    "summons": lambda claim: (),
    "small_claims": _small_claims,
    "uncontested": _uncontested,
}


def _attempt(claim: Claim, kind: str) -> Iterator[Problem]:
    """The amicable attempt, before a civil court (CPC 750-1). Whether a payment order needs one is argued: no."""
    asked = kind in ("interim_payment", "summons", "payment_order") and claim.court in CIVIL | {""}
    small = claim.amount <= ATTEMPT_LIMIT and (claim.court or claim.debtor_class == "consumer" or not claim.trader)
    if asked and small and claim.attempt not in ATTEMPTS and not claim.exempt:
        yield Problem("attempt", "CPC 750-1", blocks=kind != "payment_order")
