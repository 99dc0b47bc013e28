"""What an agency costs by its terms, and the ages at placement by which agencies are compared.

Amounts are in the company's currency, without VAT. The fee is borne by the creditor (CPCE R124-3 3°).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
# the last day of each age, and its name; what is older is in the last one
AGE_BANDS = ((30, "days_030"), (60, "days_060"), (90, "days_090"), (180, "days_180"), (365, "days_365"))
OLDEST = "older"


@dataclass(frozen=True, slots=True)
class Tier:
    """The terms of an agency for debts of `age_from` days and `amount_from` or more, as placed: `percent` of what it
    collects and `flat` with the first payment, together no less than `minimum`."""

    age_from: int = 0
    amount_from: Decimal = ZERO
    percent: Decimal = ZERO
    flat: Decimal = ZERO
    minimum: Decimal = ZERO

    def fee(self, collected: Decimal, before: Decimal = ZERO) -> Decimal:
        """The fee on `collected`, after what was collected `before`; not rounded. Nothing collected, no fee.

        >>> tier = Tier(percent=Decimal(10), flat=Decimal(20), minimum=Decimal(50))
        >>> tier.fee(Decimal(200)), tier.fee(Decimal(800), before=Decimal(200))
        (Decimal('50'), Decimal('70'))
        """
        return self._total(before + collected) - self._total(before)

    def _total(self, collected: Decimal) -> Decimal:
        if collected <= 0:
            return ZERO
        return max(self.minimum, self.flat + collected * self.percent / 100)


def tier_for(tiers: Iterable[Tier], placed: Decimal, age: int) -> Tier | None:
    """The tier of a debt of `placed`, `age` days after its oldest due date: the oldest age that it has reached, and
    within it the highest amount. None where the terms say nothing of it.

    >>> young, old = Tier(percent=Decimal(8)), Tier(age_from=180, percent=Decimal(15))
    >>> tier_for((young, old), Decimal(500), 200).percent
    Decimal('15')
    >>> tier_for((old,), Decimal(500), 30) is None
    True
    """
    fitting = [tier for tier in tiers if tier.age_from <= max(age, 0) and tier.amount_from <= placed]
    return max(fitting, key=lambda tier: (tier.age_from, tier.amount_from), default=None)


def age_band(age: int) -> str:
    """The name of the ages to which `age` days belong.

    >>> age_band(30), age_band(31), age_band(366)
    ('days_030', 'days_060', 'older')
    """
    return next((name for last, name in AGE_BANDS if age <= last), OLDEST)
