"""The forecast held against what came: every Monday of a settled book, what is open is expected, week by week, beside
two
naive rules: each invoice comes on its due date, or on its due date and the mean delay of its customer so far.

Plain Python on the file: nothing here asks Odoo, and nothing known after a Monday is used on it.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from statistics import mean, median

from devtools.book_csv import Invoice
from devtools.platform import ADDON, REPOSITORY

sys.path.append(str(REPOSITORY / ADDON))  # the engine is a package of its own, and needs no Odoo
drift, forecast = import_module("engine.board.drift"), import_module("engine.board.forecast")

WEEKS = 4  # of which each Monday tells: an invoice of thirty days is paid by then, or soon after
LEARNING = timedelta(days=240)  # of the book, before the first Monday that is judged
RULES = ("on its due date", "due date and mean delay", "forecast")
WEEK = timedelta(days=7)


@dataclass
class Judged:
    """What came of a walk through the book. `errors`: {rule: sum of the weekly errors}; `days`: {rule: days off, of
    each
    invoice on each Monday}; `band`: of these, whether the day was within the band; `weeks`: whether a week's cash
    was."""

    came: float = 0.0
    mondays: int = 0
    errors: dict[str, float] = field(default_factory=lambda: dict.fromkeys(RULES, 0.0))
    days: dict[str, list[int]] = field(default_factory=lambda: {rule: [] for rule in RULES})
    band: list[bool] = field(default_factory=list)
    weeks: list[bool] = field(default_factory=list)

    def error(self, rule: str) -> float:
        """The weekly error of a rule, as a share of the cash that came."""
        return self.errors[rule] / self.came

    @property
    def gain(self) -> float:
        """How much smaller the weekly error is than that of the better naive rule."""
        return 1 - self.errors[RULES[2]] / min(self.errors[rule] for rule in RULES[:2])

    def table(self) -> str:
        """One line for each rule, and what the bands are worth."""
        lines = [f"{'rule':<26}{'weekly cash error':>19}{'days off, median':>18}{'mean':>7}"]
        for rule in RULES:
            days = self.days[rule]
            lines.append(f"{rule:<26}{self.error(rule):>18.1%} {median(days):>17.1f}{mean(days):>7.2f}")
        lines.append(
            f"{self.mondays} Mondays, {len(self.band)} expectations: {self.gain:.1%} below the better naive rule; "
            f"{mean(self.band):.1%} of the days and {mean(self.weeks):.1%} of the weeks within bands of "
            f"{forecast.BAND:.0%}"
        )
        return "\n".join(lines)


def walk(invoices: Sequence[Invoice], disputes: bool = True) -> Judged:
    """Every Monday from the end of the learning on, until four weeks before the last invoice. `disputes`: whether it is
    known which invoices are disputed (the file doesn't say since when; the naive rules ask for nothing)."""
    judged = Judged()
    first = min(invoice.issued for invoice in invoices) + LEARNING
    monday = first + timedelta(days=-first.weekday() % 7)
    last = max(invoice.issued for invoice in invoices) - WEEKS * WEEK
    while monday <= last:
        _judge(judged, invoices, monday, disputes)
        monday += WEEK
    return judged


def expectations(invoices: Sequence[Invoice], today: date, disputes: bool = True):
    """(invoice, what the forecast says of it, the mean delay of its customer so far) of each that is open in the
    morning
    of `today`, from what was settled before it."""
    history = defaultdict(list)
    for invoice in invoices:
        if invoice.settled < today:
            seen = drift.Seen(invoice.days_late, (today - invoice.due).days, disputes and invoice.disputed)
            history[invoice.customer].append(seen)
    moved = drift.effects(map(drift.Moments.of, history.values()))
    group = forecast.group(history.values(), moved)
    everybody = mean(seen.days for its in history.values() for seen in its)
    usual = {customer: mean(seen.days for seen in its) for customer, its in history.items()}
    habits = {}
    for invoice in invoices:
        if invoice.issued < today <= invoice.settled:
            customer = invoice.customer
            if customer not in habits:
                habits[customer] = forecast.Habit(history[customer], group, moved)
            rest = habits[customer].after(invoice.due, today, today, disputes and invoice.disputed)
            yield invoice, rest, usual.get(customer, everybody)


def _judge(judged: Judged, invoices: Sequence[Invoice], today: date, disputes: bool) -> None:
    cash = {rule: defaultdict(float) for rule in RULES}
    came, variance = defaultdict(float), defaultdict(float)
    edge = (1 - forecast.BAND) / 2
    for invoice, rest, usual in expectations(invoices, today, disputes):
        amount = float(invoice.amount)
        came[_monday(invoice.settled)] += amount
        late = timedelta(days=round(usual))
        for rule, day in ((RULES[0], max(invoice.due, today)), (RULES[1], max(invoice.due + late, today))):
            cash[rule][_monday(day)] += amount
            judged.days[rule].append(abs((invoice.settled - day).days))
        judged.days[RULES[2]].append(abs((invoice.settled - rest.day(0.5)).days))
        judged.band.append(rest.day(edge) <= invoice.settled <= rest.day(1 - edge))
        before = 0.0
        for week in range(WEEKS):
            monday = today + week * WEEK
            by_end = rest.before(monday + WEEK)
            part, before = by_end - before, by_end
            cash[RULES[2]][monday] += amount * part
            variance[monday] += amount * amount * part * (1 - part)
    judged.mondays += 1
    for week in range(WEEKS):
        monday = today + week * WEEK
        judged.came += came[monday]
        for rule in RULES:
            judged.errors[rule] += abs(cash[rule][monday] - came[monday])
        off = abs(cash[RULES[2]][monday] - came[monday])
        judged.weeks.append(off <= forecast.BAND_SPREADS * math.sqrt(variance[monday]))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
