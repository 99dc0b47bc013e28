"""Which way to go on with a debt: what each route is expected to bring, what it costs, how long it takes, and which
the law closes.

The expected net of a route is its chance times what is claimed, less the fee on what comes in, the cost of waiting and
the costs that are spent in any case; where the debt is lost, its VAT comes back (CGI 272-1). Chances fall with age: the
defaults are those of the trade, the company's own results take their place. Amounts are `Decimal` in one currency.

The small claims procedure takes 5,000 EUR at most, interest included (CPCE L125-1, R125-1). A payment order needs a
debtor who lives in France, is in no insolvency proceedings and contests nothing (CPC 1405, 1406). A judgment that opens
such proceedings stops all suits (C. com. L622-21). A public body is sued in the administrative courts, and never seized
(CPCE L111-1). A consumer's debt that has lapsed is asked for by no way at all.

>>> table = ((30, Decimal("0.90")), (90, Decimal("0.70")))
>>> [f"{chance_at(table, age):.2f}" for age in (0, 30, 60, 90, 400)]
['0.90', '0.90', '0.80', '0.70', '0.70']
>>> agency = Route("agency", percent=Decimal(12), days=60, chances=table)
>>> option = weigh(Debt(Decimal(1000), age=60), agency, rate=Decimal(0))
>>> str(option.expected), str(option.fee), str(option.net)  # 80 % of 1,000, 12 % of it
('800.00', '96.00', '704.00')
>>> weigh(Debt(Decimal(5001), age=60), Route("small_claims"), Decimal(0)).refusal
<Refusal.TOO_LARGE: 'too_large'>
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from .handoff.agency import Tier

ZERO, ONE, CENT = Decimal(0), Decimal(1), Decimal("0.01")
SMALL_CLAIMS_LIMIT = Decimal(5000)  # EUR
FORMAL_NOTICES = 2  # after as many without effect, one more reminder is no way
JUDICIAL = ("small_claims", "payment_order", "court")


class Refusal(Enum):
    """Why a route is closed."""

    INSOLVENT = "insolvent"
    TIME_BARRED = "time_barred"
    PUBLIC = "public"
    TOO_LARGE = "too_large"
    ABROAD = "abroad"
    CONTESTED = "contested"
    IN_COURT = "in_court"
    WITH_AGENCY = "with_agency"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class Debt:
    """What is claimed of a debtor, principal and all, and what matters for the choice. `vat`: the part that comes back
    if it is lost. `limit`: of the small claims procedure, in the currency of the debt. `phase`: of its case;
    `formal_notices`: how many of them had no effect."""

    amount: Decimal
    age: int = 0
    debtor_class: str = "business"
    vat: Decimal = ZERO
    insolvent: bool = False
    abroad: bool = False
    contested: bool = False
    time_barred: bool = False
    limit: Decimal = SMALL_CLAIMS_LIMIT
    phase: str = "amicable"
    formal_notices: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """A way to go. `percent`: the fee on what comes in; `costs`: spent in any case; `price`: percent of the claim that
    a buyer pays at once; `days`: until the money is there; `chances`: (age in days, chance), rising in age; `tier`: the
    terms of an agency, in the place of `percent`."""

    key: str
    percent: Decimal = ZERO
    costs: Decimal = ZERO
    price: Decimal = ZERO
    days: int = 0
    chances: tuple[tuple[int, Decimal], ...] = ()
    tier: Tier | None = None

    def fee(self, collected: Decimal) -> Decimal:
        return self.tier.fee(collected) if self.tier else collected * self.percent / 100


@dataclass(frozen=True, slots=True)
class Option:
    """A route weighed for a debt; `net` is what is expected to be left, all counted."""

    route: Route
    refusal: Refusal | None = None
    chance: Decimal = ZERO
    expected: Decimal = ZERO
    fee: Decimal = ZERO
    waiting: Decimal = ZERO
    costs: Decimal = ZERO
    vat: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.expected - self.fee - self.waiting - self.costs + self.vat


def chance_at(chances: Sequence[tuple[int, Decimal]], age: int) -> Decimal:
    """The chance at an age, on the straight line between the two nearest ages that are known; 0 where none is.

    >>> chance_at((), 30)
    Decimal('0')
    """
    if not chances:
        return ZERO
    (last_age, last_chance) = chances[0]
    for known_age, chance in chances:
        if age <= known_age:
            if known_age == last_age:
                return chance
            share = Decimal(age - last_age) / Decimal(known_age - last_age)
            return last_chance + (chance - last_chance) * share
        last_age, last_chance = known_age, chance
    return last_chance


def refusal(debt: Debt, key: str) -> Refusal | None:
    """Why the law or good sense closes a route to this debt, or nothing.

    >>> refusal(Debt(Decimal(100), abroad=True), "payment_order")
    <Refusal.ABROAD: 'abroad'>
    >>> refusal(Debt(Decimal(100), abroad=True), "court") is None
    True
    """
    if debt.insolvent:  # the claim is declared; what comes of it is known once the proceedings end
        return Refusal.INSOLVENT
    if key == "write_off":
        return None
    if taken := _taken_already(debt, key):
        return taken
    if debt.time_barred and (debt.debtor_class == "consumer" or key in JUDICIAL):
        return Refusal.TIME_BARRED
    if debt.debtor_class == "public" and key in JUDICIAL:
        return Refusal.PUBLIC
    if key == "small_claims" and debt.amount > debt.limit:
        return Refusal.TOO_LARGE
    if key in ("small_claims", "payment_order"):
        return Refusal.ABROAD if debt.abroad else Refusal.CONTESTED if debt.contested else None
    return None


def _taken_already(debt: Debt, key: str) -> Refusal | None:
    """Why nobody goes back to a gentler way than the one that was taken.

    >>> _taken_already(Debt(Decimal(100), formal_notices=2), "amicable")
    <Refusal.EXHAUSTED: 'exhausted'>
    >>> _taken_already(Debt(Decimal(100), phase="legal"), "agency"), _taken_already(Debt(Decimal(100)), "agency")
    (<Refusal.IN_COURT: 'in_court'>, None)
    """
    if debt.phase == "legal" and key in ("amicable", "agency"):
        return Refusal.IN_COURT
    if key == "amicable" and debt.phase == "agency":
        return Refusal.WITH_AGENCY
    return Refusal.EXHAUSTED if key == "amicable" and debt.formal_notices >= FORMAL_NOTICES else None


def weigh(debt: Debt, route: Route, rate: Decimal) -> Option:
    """One route for one debt. `rate`: percent a year that waiting for money costs.

    >>> order = Route("payment_order", costs=Decimal(300), days=180, chances=((0, Decimal("0.5")),))
    >>> option = weigh(Debt(Decimal(2400), vat=Decimal(400)), order, rate=Decimal(5))
    >>> [str(part) for part in (option.expected, option.waiting, option.costs, option.vat, option.net)]
    ['1200.00', '29.59', '300.00', '200.00', '1070.41']
    """
    if closed := refusal(debt, route.key):
        return Option(route, closed)
    if route.price:
        return Option(route, chance=ONE, expected=_cents(debt.amount * route.price / 100), costs=_cents(route.costs))
    chance = ZERO if route.key == "write_off" else chance_at(route.chances, debt.age)
    expected = _cents(debt.amount * chance)
    return Option(
        route,
        chance=chance,
        expected=expected,
        fee=_cents(route.fee(expected)),
        waiting=_cents(expected * rate * route.days / 36500),
        costs=_cents(route.costs),
        vat=_cents(debt.vat * (ONE - chance)),
    )


def compare(debt: Debt, routes: Iterable[Route], rate: Decimal) -> list[Option]:
    """All routes for one debt, the best first, those that are closed last; of equals, as they were given."""
    options = [weigh(debt, route, rate) for route in routes]
    return sorted(options, key=lambda option: (option.refusal is not None, -option.net))


def best(options: Sequence[Option]) -> Option | None:
    """The one to take, of options as `compare` gives them; none where all are closed."""
    return next((option for option in options if option.refusal is None), None)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
