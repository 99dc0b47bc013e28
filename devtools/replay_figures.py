"""Holds the key figures, the recovery by age and the delays of customers of a replayed book against its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from devtools import book_figures
from devtools.book_csv import Invoice, span
from devtools.book_figures import TOLERANCE

LEAST = timedelta(days=365)  # of a book: a shorter one has too few figures


def days_to_compare(invoices: Sequence[Invoice]) -> list[date]:
    """Eight days over the book, ends of months among them; none in its first four months, when little is known.
    None at all of a book of less than a year."""
    first, last = span(invoices)
    if last - first < LEAST:
        return []
    days = [first + timedelta(days=120 + (last - first - timedelta(days=150)).days * part // 7) for part in range(8)]
    return [day if place % 2 else day.replace(day=1) - timedelta(days=1) for place, day in enumerate(days)]


def disagreements(env, invoices: Sequence[Invoice], days: Sequence[date]) -> Iterator[str]:
    """A sentence for each figure that is not that of the file, to 0.01."""
    company = env.company
    kpi, past = env["recovery.kpi"], env["recovery.past"]
    refs = {partner.id: partner.ref for partner in env["res.partner"].search([("ref", "!=", False)])}
    for day in days:
        found, amounts = kpi._figures(company, day)
        for name, expected in book_figures.figures(invoices, day).items():
            yield from _compare(f"{name} of {day}", {**found, **amounts}[name], expected)
        ages = {its["age"]: its for its in kpi._recovery_by_age(company, day)}
        for age, (entered, collected) in book_figures.by_age(invoices, day).items():
            yield from _compare(f"open at {age} days, {day}", ages[age]["entered"], entered)
            yield from _compare(f"collected after {age} days, {day}", ages[age]["collected"], collected)
        scores = {
            refs[debtor_id]: delay for debtor_id, delay in past._scores(company, day).items() if debtor_id in refs
        }
        expected = book_figures.delays(invoices, day)
        if scores.keys() != expected.keys():
            yield f"{day}: {len(scores)} customers have a delay, not {len(expected)}"
        for customer in scores.keys() & expected.keys():
            yield from _compare(f"delay of {customer}, {day}", scores[customer].days, expected[customer])


def _compare(what, found, expected) -> Iterator[str]:
    if not isinstance(found, (int, float, Decimal)) or abs(Decimal(str(found)) - expected) > TOLERANCE:
        yield f"{what}: {found} instead of {expected:.2f}"
