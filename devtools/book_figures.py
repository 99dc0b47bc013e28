"""The key figures of a book of settled invoices, computed from its file alone: what those of the add-on are held
against.

Every formula is written out again here, invoice by invoice, and nothing of the add-on is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from devtools.book_csv import Invoice

AGES = (0, 30, 60, 90, 180, 365)
TOLERANCE = Decimal("0.01")


def open_on(invoices: Sequence[Invoice], day: date) -> Decimal:
    """What was invoiced until the evening of `day`, and not settled."""
    return sum((i.amount for i in invoices if i.issued <= day < max(i.settled, i.issued)), Decimal(0))


def overdue_on(invoices: Sequence[Invoice], day: date) -> Decimal:
    """What of it had been due before `day`."""
    return sum((i.amount for i in invoices if i.issued <= day < i.settled and i.due < day), Decimal(0))


def sold(invoices: Sequence[Invoice], after: date, until: date) -> Decimal:
    """What was invoiced after one day, until the evening of another."""
    return sum((i.amount for i in invoices if after < i.issued <= until), Decimal(0))


def figures(invoices: Sequence[Invoice], day: date) -> dict[str, Decimal]:
    """DSO, countback, best possible DSO, average days delinquent, CEI of a month and average delay of a day far enough
    from the beginning of the book."""
    receivable, overdue = open_on(invoices, day), overdue_on(invoices, day)
    sales = sold(invoices, day - timedelta(days=90), day)
    before = _month_before(day)
    could_come = open_on(invoices, before) + sold(invoices, before, day)
    return {
        "receivable": receivable,
        "overdue": overdue,
        "overdue_share": 100 * overdue / receivable,
        "dso": receivable * 90 / sales,
        "dso_best": (receivable - overdue) * 90 / sales,
        "days_delinquent": overdue * 90 / sales,
        "dso_countback": _countback(invoices, day, receivable),
        "cei": 100 * (could_come - receivable) / (could_come - receivable + overdue),
        "average_delay": average_delay(invoices, day, 364),
    }


def average_delay(invoices: Sequence[Invoice], day: date, days: int) -> Decimal | None:
    """Days late weighted by amounts, of what was settled in the `days` before `day` or on it, and of what was overdue
    then."""
    weighed = total = Decimal(0)
    for invoice in invoices:
        paid_on = max(invoice.settled, invoice.issued)
        if day - timedelta(days=days) <= paid_on <= day:
            weighed, total = weighed + invoice.amount * (paid_on - invoice.due).days, total + invoice.amount
        elif invoice.issued <= day < paid_on and invoice.due < day:
            weighed, total = weighed + invoice.amount * (day - invoice.due).days, total + invoice.amount
    return weighed / total if total else None


def delays(invoices: Sequence[Invoice], day: date) -> dict[str, Decimal]:
    """{customer: his average delay in two years, until the evening of `day`}"""
    by_customer = defaultdict(list)
    for invoice in invoices:
        by_customer[invoice.customer].append(invoice)
    found = {customer: average_delay(its, day, 730) for customer, its in by_customer.items()}
    return {customer: delay for customer, delay in found.items() if delay is not None}


def by_age(invoices: Sequence[Invoice], day: date) -> dict[int, tuple[Decimal, Decimal]]:
    """{days past due: (what was open then, of invoices due in two years; what was settled of it until `day`)}"""
    found = {}
    for age in AGES:
        reached = [i for i in invoices if i.issued <= day and day - timedelta(days=730) <= i.due <= day]
        reached = [i for i in reached if i.due + timedelta(days=age) <= day]
        entered = [i for i in reached if (i.settled - i.due).days > age]
        if reached:
            came = sum((i.amount for i in entered if i.settled <= day), Decimal(0))
            found[age] = sum((i.amount for i in entered), Decimal(0)), came
    return found


def _month_before(day: date) -> date:
    last = day.replace(day=1) - timedelta(days=1)
    if (day + timedelta(days=1)).month != day.month or day.day > last.day:
        return last
    return last.replace(day=day.day)


def _countback(invoices: Sequence[Invoice], day: date, receivable: Decimal) -> Decimal:
    """Month by month, the sales are taken from what is open."""
    days, until = Decimal(0), day
    while True:
        first = until.replace(day=1)
        sales = sold(invoices, first - timedelta(days=1), until)
        length = (until - first).days + 1
        if receivable <= sales:
            return days + receivable * length / sales
        days, receivable, until = days + length, receivable - sales, first - timedelta(days=1)
