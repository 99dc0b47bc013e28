"""The key figures of a book of receivables: how long it takes to be paid, how much of it is late, how well it is
worked.

Amounts are `Decimal` in one currency, with VAT; days are whole days. A figure that cannot be said is an `Unknown`,
which
says why: it is never told as 0. Formulas as credit managers use them (simple and countback DSO, best possible DSO,
average days delinquent, collection effectiveness index).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

ZERO, HUNDRED = Decimal(0), Decimal(100)
SALES_DAYS = 90  # the period of the simple DSO
DELAY_DAYS = 365  # for how long a payment counts in the average delay
COUNTBACK_MONTHS = 24  # a DSO beyond two years says nothing any more
AT_RISK_DAYS = 90  # later than that, money is at risk
STEP_DAYS = 15  # a payment within these follows the step
AGES = (0, 30, 60, 90, 180, 365)  # days past due at which a debt is looked at again


class Unknown(str, Enum):
    """Why a figure cannot be said."""

    NO_SALES = "no_sales"  # nothing was sold in the period, or more was credited
    SHORT_HISTORY = "short_history"  # the book begins later than the period
    NOTHING = "nothing"  # there is nothing to measure it on


Figure = Decimal | Unknown


def month_start(day: date, back: int = 0) -> date:
    """The first day of the month that is `back` months before that of `day`.

    >>> month_start(date(2026, 3, 15)), month_start(date(2026, 1, 31), back=2)
    (datetime.date(2026, 3, 1), datetime.date(2025, 11, 1))
    """
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def month_before(day: date) -> date:
    """The day on which the month that ends with `day` begins its count: at the end of a month the end of the month
    before, otherwise the same day of the month before, or its last day.

    >>> month_before(date(2026, 2, 28)), month_before(date(2026, 3, 30)), month_before(date(2026, 3, 15))
    (datetime.date(2026, 1, 31), datetime.date(2026, 2, 28), datetime.date(2026, 2, 15))
    """
    last = month_start(day) - timedelta(days=1)
    is_end = (day + timedelta(days=1)).month != day.month
    return last if is_end or day.day > last.day else last.replace(day=day.day)


def share(part: Decimal, whole: Decimal) -> Figure:
    """What `part` is of `whole`, in percent; unknown of nothing.

    >>> share(Decimal(25), Decimal(200)), share(Decimal(0), Decimal(0))
    (Decimal('12.5'), <Unknown.NOTHING: 'nothing'>)
    """
    return HUNDRED * part / whole if whole > 0 else Unknown.NOTHING


def dso(receivable: Decimal, sales: Decimal, days: int = SALES_DAYS) -> Figure:
    """Days of sales that are open: receivable / sales x days. 30,000 open, 90,000 sold in 90 days: 30 days. Where more
    was paid on account than is open, it is below 0. Unknown without sales, or where more was credited than sold.

    >>> dso(Decimal(30000), Decimal(90000))
    Decimal('30')
    >>> dso(Decimal(30000), Decimal(0)), dso(Decimal(30000), Decimal(-500))
    (<Unknown.NO_SALES: 'no_sales'>, <Unknown.NO_SALES: 'no_sales'>)
    """
    return receivable * days / sales if sales > 0 else Unknown.NO_SALES


def countback(receivable: Decimal, sales_by_month: Iterable[tuple[int, Decimal]]) -> Figure:
    """DSO by using up: the sales of the latest month are taken from what is open, then those of the month before ...,
    each month counting with its days, the last one in proportion. `sales_by_month`: (days of the month that have
    passed,
    sales), the latest first.

    1,700 open; 31 days with 1,000 sold are used up whole, of 28 days with 1,400 sold a half: 31 + 14 = 45 days.

    >>> countback(Decimal(1700), [(31, Decimal(1000)), (28, Decimal(1400))])
    Decimal('45')

    A month in which more was credited than sold adds its days, and what was credited has to be used up by older sales:
    300 open, -100 sold in 30 days, then 400 of 800 sold in 31 days: 30 + 15.5.

    >>> countback(Decimal(300), [(30, Decimal(-100)), (31, Decimal(800))])
    Decimal('45.5')

    Where nothing was sold at all there is none; where sales end before what is open is used up, the history is short.

    >>> countback(Decimal(300), [(30, Decimal(0))]), countback(Decimal(300), [(30, Decimal(100))])
    (<Unknown.NO_SALES: 'no_sales'>, <Unknown.SHORT_HISTORY: 'short_history'>)
    >>> countback(Decimal(0), [(30, Decimal(100))])
    Decimal('0')
    """
    rest, days, sold = receivable, ZERO, False
    for length, sales in sales_by_month:
        if rest <= 0:
            break
        sold = sold or sales > 0
        if sales > 0 and rest <= sales:
            return days + rest * length / sales
        days += length
        rest -= sales
    if rest <= 0:
        return days
    return Unknown.SHORT_HISTORY if sold else Unknown.NO_SALES


def collection_effectiveness(
    receivable_before: Decimal, sales: Decimal, receivable: Decimal, current: Decimal
) -> Figure:
    """CEI of one month: what was collected of what could be, in percent. `current`: what is open and not yet due.
    (6,200 + 3,630 - 6,340) / (6,200 + 3,630 - 3,590) = 3,490 / 6,240 = 55.9 %. It can be below 0, where more is open
    than there was; unknown where nothing could be collected.

    >>> round(collection_effectiveness(Decimal(6200), Decimal(3630), Decimal(6340), Decimal(3590)), 1)
    Decimal('55.9')
    >>> collection_effectiveness(Decimal(0), Decimal(500), Decimal(500), Decimal(500))
    <Unknown.NOTHING: 'nothing'>
    """
    return share(receivable_before + sales - receivable, receivable_before + sales - current)


def average_delay(amount_days: Decimal, amount: Decimal) -> Figure:
    """Days late, weighted by amounts: `amount_days` is the sum of amount x days (early payments below 0), what is
    overdue counting until the day. 1,000 paid 10 days late and 500 overdue for 40: (10,000 + 20,000) / 1,500 = 20.

    >>> average_delay(Decimal(30000), Decimal(1500))
    Decimal('20')
    """
    return amount_days / amount if amount > 0 else Unknown.NOTHING


@dataclass(frozen=True, slots=True)
class Book:
    """What the figures of the end of one day are made of. `sales`: of 90 days; `months`: (days, sales) of the month of
    the day and of those before, the latest first; `first`: the first day of the book; `before`: what was open a month
    ago; `month_sales`: the sales since then; `delay`: (sum of amount x days, sum of amounts)."""

    day: date
    receivable: Decimal
    overdue: Decimal
    sales: Decimal = ZERO
    months: tuple[tuple[int, Decimal], ...] = ()
    first: date | None = None
    before: Decimal = ZERO
    month_sales: Decimal = ZERO
    delay: tuple[Decimal, Decimal] = (ZERO, ZERO)

    @property
    def current(self) -> Decimal:
        """Open, and not yet due."""
        return self.receivable - self.overdue

    def reaches_back(self, days: int) -> bool:
        """Whether the book is as old as that."""
        return self.first is not None and self.first <= self.day - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of one day."""

    overdue_share: Figure
    dso: Figure
    dso_countback: Figure
    dso_best: Figure
    days_delinquent: Figure
    cei: Figure
    average_delay: Figure

    def known(self) -> dict[str, Decimal]:
        """Those that can be said."""
        return {name: value for name, value in self._all() if not isinstance(value, Unknown)}

    def unknown(self) -> dict[str, str]:
        """Why the others cannot."""
        return {name: value.value for name, value in self._all() if isinstance(value, Unknown)}

    def _all(self) -> list[tuple[str, Figure]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def figures(book: Book) -> Figures:
    """The key figures of a day.

    1,200 open, 300 of it overdue, 3,600 sold in 90 days: DSO 1,200 x 90 / 3,600 = 30; best possible 900 x 90 / 3,600 =
    22.5; 7.5 days late. A month ago 1,000 were open, 1,100 were sold since: (1,000 + 1,100 - 1,200) / (1,000 + 1,100 -
    900) = 900 / 1,200 = 75 %.

    >>> found = figures(Book(date(2026, 3, 31), Decimal(1200), Decimal(300), Decimal(3600), ((31, Decimal(1200)),),
    ...                      date(2025, 1, 1), Decimal(1000), Decimal(1100), (Decimal(30000), Decimal(1500))))
    >>> {name: float(value) for name, value in found.known().items()}  # doctest: +NORMALIZE_WHITESPACE
    {'overdue_share': 25.0, 'dso': 30.0, 'dso_countback': 31.0, 'dso_best': 22.5, 'days_delinquent': 7.5, 'cei': 75.0,
     'average_delay': 20.0}

    A book of three weeks has no DSO of 90 days and no month behind it.

    >>> figures(Book(date(2026, 3, 31), Decimal(100), Decimal(0), Decimal(100), ((31, Decimal(100)),),
    ...              date(2026, 3, 10))).unknown()
    ... # doctest: +NORMALIZE_WHITESPACE
    {'dso': 'short_history', 'dso_best': 'short_history', 'days_delinquent': 'short_history', 'cei': 'short_history',
     'average_delay': 'nothing'}
    """
    if book.reaches_back(SALES_DAYS):
        simple, best = dso(book.receivable, book.sales), dso(book.current, book.sales)
    else:
        simple = best = Unknown.SHORT_HISTORY
    late = simple if isinstance(simple, Unknown) or isinstance(best, Unknown) else simple - best
    if book.first is not None and book.first <= month_before(book.day):
        cei = collection_effectiveness(book.before, book.month_sales, book.receivable, book.current)
    else:
        cei = Unknown.SHORT_HISTORY
    return Figures(
        overdue_share=share(max(book.overdue, ZERO), book.receivable),
        dso=simple,
        dso_countback=countback(book.receivable, book.months),
        dso_best=best,
        days_delinquent=late,
        cei=cei,
        average_delay=average_delay(*book.delay),
    )


def months_until(day: date, sales: Mapping[date, Decimal]) -> tuple[tuple[int, Decimal], ...]:
    """(days, sales) of the month of `day` so far and of the months before it, the latest first, back to the first month
    in which something was sold. `sales`: by the first day of each month.

    >>> months_until(date(2026, 3, 15), {date(2026, 3, 1): Decimal(5), date(2026, 1, 1): Decimal(7)})
    ((15, Decimal('5')), (28, Decimal('0')), (31, Decimal('7')))
    """
    if not sales:
        return ()
    oldest, found, back = min(sales), [], 0
    while (start := month_start(day, back)) >= oldest and back < COUNTBACK_MONTHS:
        length = day.day if not back else (month_start(day, back - 1) - start).days
        found.append((length, sales.get(start, ZERO)))
        back += 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that was to be kept: how much, and what of it came in time."""

    amount: Decimal
    came: Decimal
    kept: bool


def promises_kept(promises: Iterable[Promised]) -> tuple[Figure, Figure]:
    """(promises kept in percent of their number, money that came in time in percent of what was promised). Of 100 kept
    and 300 of which 50 came: 1 of 2, and (100 + 50) / 400 = 37.5 %. More than was promised counts as what was promised.

    >>> promises_kept([Promised(Decimal(100), Decimal(120), True), Promised(Decimal(300), Decimal(50), False)])
    (Decimal('50'), Decimal('37.5'))
    >>> promises_kept([])
    (<Unknown.NOTHING: 'nothing'>, <Unknown.NOTHING: 'nothing'>)
    """
    promises = list(promises)
    kept = Decimal(sum(promise.kept for promise in promises))
    came = sum((min(promise.came, promise.amount) for promise in promises), ZERO)
    return share(kept, Decimal(len(promises))), share(came, sum((promise.amount for promise in promises), ZERO))
