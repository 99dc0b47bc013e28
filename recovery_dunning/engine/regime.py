"""Rates of late interest, semester by semester, and what the law of a country gives with them: its regime."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ECB_MRO, LEGAL_PRO, LEGAL_PRIVATE = "ecb_mro", "legal_pro", "legal_private"  # kinds of rows in a `RateTable`
FIXED_INDEMNITY = Decimal(40)  # EUR: C. com. D441-5, C. commande publique D2192-35, directive 2011/7/EU art. 6
ZERO, ONE = Decimal(0), Decimal(1)


class InterestError(ValueError):
    """A debt, a regime, a table of rates or a payment makes no sense; the message says what to do."""


class MissingRate(InterestError):
    """The table has no rate `kind` for the semester that begins on `semester`. Rates are never extrapolated."""

    def __init__(self, kind: str, semester: date):
        name = f"{semester.year}-S{1 if semester.month == 1 else 2}"
        super().__init__(f"The rate {kind} of {name} is unknown: enter the one that holds from {semester}.")
        self.kind, self.semester = kind, semester


def semester_start(day: date) -> date:
    """The 1 January or 1 July whose rates hold on `day`.

    >>> semester_start(date(2026, 6, 30)), semester_start(date(2026, 12, 31))
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1))
    """
    return date(day.year, 1 if day.month < 7 else 7, 1)


class RateTable:
    """Rates in percent, from rows of kind, first day of the semester and rate. Raises `InterestError` for a
    row that begins on another day, and for two different rates of one semester."""

    def __init__(self, rows: Iterable[tuple[str, date, Decimal]]):
        self._rates: dict[tuple[str, date], Decimal] = {}
        for kind, date_from, rate in rows:
            if date_from != semester_start(date_from):
                raise InterestError(f"A rate holds from 1 January or 1 July on, not from {date_from} ({kind}).")
            if self._rates.setdefault((kind, date_from), rate) != rate:
                raise InterestError(f"There are two rates {kind} from {date_from} on: keep the right one.")

    def rate(self, kind: str, day: date) -> Decimal:
        """The rate of the very semester of `day`, never that of another. Raises `MissingRate`.

        >>> RateTable([(ECB_MRO, date(2026, 7, 1), Decimal("2.40"))]).rate(ECB_MRO, date(2027, 1, 1))
        Traceback (most recent call last):
        engine.regime.MissingRate: The rate ecb_mro of 2027-S1 is unknown: enter the one that holds from 2027-01-01.
        """
        semester = semester_start(day)
        if (kind, semester) not in self._rates:
            raise MissingRate(kind, semester)
        return self._rates[kind, semester]


@dataclass(frozen=True, slots=True)
class StatutoryRate:
    """A rate that law sets: `times` the row `reference` of the table, plus `points`. Segments call it `kind`."""

    kind: str
    reference: str
    points: Decimal = ZERO
    times: Decimal = ONE

    def percent(self, rates: RateTable, day: date) -> Decimal:
        """Percent a year in the semester of `day`. Raises `MissingRate`."""
        return rates.rate(self.reference, day) * self.times + self.points


@dataclass(frozen=True, slots=True)
class Rule:
    """What a regime gives against one class of debtors.

    `statutory`: the rate where the contract sets none (None: no interest). `agreed`: a rate of the contract
    counts, if it is not below `floor`. `frozen`: rates of the table are those of the semester in which interest
    began to run, otherwise each semester's own. `from_notice`: interest runs only after a formal notice.
    `indemnity`: EUR for an invoice paid late.
    """

    statutory: StatutoryRate | None = None
    floor: StatutoryRate | None = None
    agreed: bool = True
    frozen: bool = False
    from_notice: bool = False
    indemnity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Regime:
    """The law of a country: one `Rule` for each class of debtors. A country with a rate of its own names the
    row of the table that it uses. Raises `InterestError` where a consumer would owe more than law allows.

    >>> base_plus_9 = StatutoryRate("base_plus_9", "de_base", points=Decimal(9))
    >>> germany = Regime("germany", business=Rule(base_plus_9, indemnity=FIXED_INDEMNITY))
    """

    name: str
    business: Rule = Rule()
    public: Rule = Rule()
    consumer: Rule = Rule(agreed=False, from_notice=True)

    def __post_init__(self) -> None:
        if self.consumer.indemnity or not self.consumer.from_notice:
            raise InterestError("A consumer owes no indemnity, and interest only from a formal notice on.")


ECB_PLUS_10 = StatutoryRate("ecb_plus_10", ECB_MRO, points=Decimal(10))
ECB_PLUS_8 = StatutoryRate("ecb_plus_8", ECB_MRO, points=Decimal(8))
PUBLIC = StatutoryRate("public", ECB_MRO, points=Decimal(8))
LEGAL = StatutoryRate("legal", LEGAL_PRO)  # the creditor is a business, so "all other cases"
FLOOR = StatutoryRate("floor", LEGAL_PRO, times=Decimal(3))  # binds the rate of a contract only

FRANCE = Regime(
    "france",
    business=Rule(ECB_PLUS_10, floor=FLOOR, indemnity=FIXED_INDEMNITY),
    public=Rule(PUBLIC, floor=PUBLIC, frozen=True, indemnity=FIXED_INDEMNITY),  # L2192-14: no waiver
    consumer=Rule(LEGAL, agreed=False, from_notice=True),
)
EUROPE = Regime(  # the minimum of directive 2011/7/EU; it does not deal with consumers
    "europe",
    business=Rule(ECB_PLUS_8, indemnity=FIXED_INDEMNITY),
    public=Rule(ECB_PLUS_8, floor=ECB_PLUS_8, indemnity=FIXED_INDEMNITY),
)
ELSEWHERE = Regime("elsewhere")  # what the contract says, or nothing
