"""A payment plan: how a debt is split over the months, what a payment fills, when the plan is in default and when it
falls.

Nothing of this is in a statute: a plan is an agreement, and so is its acceleration clause (C. civ. 1305-4). Case law
wants a formal notice that states the delay to cure before the whole falls due (Cass. 1re civ. 22/06/2017
n° 16-18.418), and a reasonable one for a consumer (Cass. 1re civ. 29/05/2024 n° 23-12.904). Amounts are `Decimal` in
the currency of the plan; what comes in fills the payments in the order of their days, whatever it was meant for.

>>> thirds = split(Decimal(100), date(2026, 1, 31), months=3)
>>> [(payment.due.isoformat(), str(payment.amount)) for payment in thirds]
[('2026-02-28', '33.33'), ('2026-03-31', '33.33'), ('2026-04-30', '33.34')]
>>> [str(filled.paid) for filled in fill(thirds, Decimal(50))]
['33.33', '16.67', '0.00']
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from .place import Place, add_bank_days

ZERO = Decimal(0)
CENT = Decimal("0.01")
FLOAT_DAYS = 2  # bank days that a transfer may take
CURE_DAYS = {"consumer": 30}  # by class of debtor; a product choice, on the safe side of the case law
GENERAL_CURE_DAYS = 8
MAX_MONTHS = 24  # what a judge may grant at most (C. civ. 1343-5), taken as the limit of an agreement


class PlanError(ValueError):
    """A plan that cannot be made of these figures; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid on a day."""

    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Filled:
    """A payment of the plan and what has come in for it."""

    payment: Payment
    paid: Decimal

    @property
    def open(self) -> Decimal:
        return self.payment.amount - self.paid


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: the payments, the bank days of float, the days to cure a default. `place`: where the
    creditor's bank is."""

    payments: tuple[Payment, ...]
    place: Place
    cure_days: int = GENERAL_CURE_DAYS
    float_days: int = FLOAT_DAYS

    @property
    def total(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), ZERO)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands: `active`; `default`, with the last day to cure it; `accelerated` since a day, and all of it
    is due again; `done`. A plan that was accelerated once says so for ever."""

    state: str = "active"
    cure_until: date | None = None
    accelerated_on: date | None = None


def cure_days(debtor_class: str) -> int:
    """Days to cure a default, from the notice on.

    >>> cure_days("business"), cure_days("public"), cure_days("consumer")
    (8, 8, 30)
    """
    return CURE_DAYS.get(debtor_class, GENERAL_CURE_DAYS)


def month_later(day: date, months: int, day_of_month: int = 0) -> date:
    """The day `day_of_month` (that of `day` if 0) of a later month, or its last day where it has no such day.

    >>> month_later(date(2026, 1, 31), 1), month_later(date(2026, 11, 10), 3, day_of_month=31)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day_of_month or day.day, monthrange(year, month + 1)[1]))


def split(
    total: Decimal,
    first_day: date,
    months: int,
    down_payment: Decimal = ZERO,
    day_of_month: int = 0,
    rounding: Decimal = CENT,
) -> tuple[Payment, ...]:
    """A proposal for `total`: the down payment on `first_day`, then equal payments in each of the `months` that
    follow; what rounding leaves is in the last one. Raises `PlanError`.

    >>> [str(payment.amount) for payment in split(Decimal(1000), date(2026, 3, 2), 3, down_payment=Decimal(100))]
    ['100.00', '300.00', '300.00', '300.00']
    """
    _check_split(total, months, down_payment, day_of_month, rounding)
    rest = total - down_payment
    part = (rest / months / rounding).to_integral_value(ROUND_DOWN) * rounding if months else ZERO
    if months and not part:
        raise PlanError(f"{rest} cannot be spread over {months} months: choose fewer of them.")
    payments = [Payment(first_day, _exact(down_payment, rounding))] if down_payment else []
    for number in range(1, months + 1):
        amount = rest - part * (months - 1) if number == months else part
        payments.append(Payment(month_later(first_day, number, day_of_month), _exact(amount, rounding)))
    return tuple(payments)


def fill(payments: Iterable[Payment], received: Decimal) -> tuple[Filled, ...]:
    """What has come in, on the payments in the order of their days: the oldest first (C. civ. 1342-10). What is
    left over once all are paid is nobody's here. A negative `received` is nothing."""
    left, filled = max(received, ZERO), []
    for payment in sorted(payments, key=lambda payment: payment.due):
        paid = min(payment.amount, left)
        filled.append(Filled(payment, paid))
        left -= paid
    return tuple(filled)


def late(terms: Terms, received: Decimal, day: date) -> tuple[Filled, ...]:
    """The payments that are not there in full although their day and its float have passed on `day`.

    >>> terms = Terms(split(Decimal(90), date(2026, 3, 2), 2, Decimal(30)), Place("Europe/Paris", "FR"))
    >>> late(terms, ZERO, date(2026, 3, 4)), [str(f.open) for f in late(terms, Decimal(10), date(2026, 3, 5))]
    ((), ['20.00'])
    """
    return tuple(
        filled
        for filled in fill(terms.payments, received)
        if filled.open > 0 and add_bank_days(filled.payment.due, terms.float_days, terms.place) < day
    )


def judge(terms: Terms, standing: Standing, received: Decimal, day: date, in_time: Decimal | None = None) -> Standing:
    """How the plan stands on `day`, given how it stood and what has been received by now.

    A late payment puts it in default, with a notice of that day and the days to cure it; in time, it goes on; after
    that the whole is due again, once and for all, unless a payment entered later shows that it was cured in time:
    `in_time` is what had come in by the last day to cure it. Once all is paid it is done; a payment that is taken back
    (a cheque that bounced) opens it again.

    >>> terms = Terms(split(Decimal(90), date(2026, 3, 2), 2, Decimal(30)), Place("Europe/Paris", "FR"))
    >>> fallen = Standing("accelerated", date(2026, 3, 13), date(2026, 3, 14))
    >>> judge(terms, fallen, Decimal(30), date(2026, 3, 20), in_time=Decimal(30)).state
    'active'
    >>> judge(terms, fallen, Decimal(30), date(2026, 3, 20), in_time=Decimal(29)).state
    'accelerated'
    """
    if standing.accelerated_on and in_time is not None and not late(terms, in_time, standing.accelerated_on):
        standing = Standing("active")
    if received >= terms.total:
        return Standing("done", accelerated_on=standing.accelerated_on)
    if standing.accelerated_on:
        return Standing("accelerated", standing.cure_until, standing.accelerated_on)
    if not late(terms, received, day):
        return Standing("active")
    if standing.state != "default":
        return Standing("default", cure_until=day + timedelta(days=terms.cure_days))
    if standing.cure_until and day > standing.cure_until:
        return Standing("accelerated", standing.cure_until, accelerated_on=day)
    return standing


def next_payment(payments: Sequence[Payment], received: Decimal) -> Filled | None:
    """The first payment that is not there in full."""
    return next((filled for filled in fill(payments, received) if filled.open > 0), None)


def _check_split(total: Decimal, months: int, down_payment: Decimal, day_of_month: int, rounding: Decimal) -> None:
    if total <= 0 or total % rounding:
        raise PlanError(f"A plan is made for an amount above 0 in whole units of {rounding}, not for {total}.")
    if not 0 <= down_payment <= total or down_payment % rounding:
        raise PlanError(f"The first payment lies between 0 and {total}: correct it.")
    if not 0 <= months <= MAX_MONTHS:
        raise PlanError(f"A plan takes from 0 to {MAX_MONTHS} months, not {months}.")
    if not months and down_payment != total:
        raise PlanError("Without a month, the first payment is the whole: add months, or raise it.")
    if months and down_payment == total:
        raise PlanError("Nothing is left to spread: lower the first payment, or choose 0 months.")
    if not 0 <= day_of_month <= 31:
        raise PlanError(f"A day of the month lies between 1 and 31, not {day_of_month}.")


def _exact(amount: Decimal, rounding: Decimal) -> Decimal:
    return amount.quantize(rounding) if rounding < 1 else amount
