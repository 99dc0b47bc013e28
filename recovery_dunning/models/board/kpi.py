"""The key figures of a company at the end of a day: written at night and kept, so that the past does not move."""

import json
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine.board import kpi
from ...engine.board.kpi import Unknown

MONTHS_BACK = 12  # month ends that the first night computes
DAYS_BACK = 8  # missed days that a night catches up


class RecoveryKpi(models.Model):
    _name = "recovery.kpi"
    _description = "Key Figures of a Day"
    _order = "date desc, company_id"

    date = fields.Date(string="Day", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    receivable = fields.Monetary(
        readonly=True, help="Open at the end of the day, less credits and payments that are not matched yet."
    )
    overdue = fields.Monetary(readonly=True, help="The part of it that was past its due date.")
    overdue_share = fields.Float(string="Overdue (%)", readonly=True, aggregator="avg")
    sales = fields.Monetary(string="Sales of 90 days", readonly=True, help="Invoices less credit notes, with VAT.")
    dso = fields.Float(string="DSO", readonly=True, aggregator="avg", help="Days of sales that are open.")
    dso_countback = fields.Float(
        string="DSO (countback)", readonly=True, aggregator="avg", help="Months of sales used up by what is open."
    )
    dso_best = fields.Float(
        string="Best possible DSO", readonly=True, aggregator="avg", help="Were nothing overdue: days of sales."
    )
    days_delinquent = fields.Float(
        string="Average days delinquent",
        readonly=True,
        aggregator="avg",
        help="The DSO less the best possible one: the days that lateness costs.",
    )
    cei = fields.Float(
        string="Collection effectiveness (%)",
        readonly=True,
        aggregator="avg",
        help="Of what could be collected within a month, what was.",
    )
    average_delay = fields.Float(
        string="Average delay",
        readonly=True,
        aggregator="avg",
        help="Days from the due date to the payment, weighted by amounts, of a year; what is overdue counts until the "
        "day.",
    )
    promised = fields.Monetary(readonly=True, help="Open promises.")
    planned = fields.Monetary(readonly=True, help="Open on payment plans in force.")
    disputed = fields.Monetary(readonly=True, help="Contested and not settled.")
    promises_kept_count = fields.Float(
        string="Promises kept (%)", readonly=True, aggregator="avg", help="Of those that were to be kept in 90 days."
    )
    promises_kept_amount = fields.Float(
        string="Promised money that came (%)",
        readonly=True,
        aggregator="avg",
        help="Of what was promised for 90 days, what came in time.",
    )
    coverage = fields.Float(
        string="Followed (%)",
        readonly=True,
        aggregator="avg",
        help="Of what is overdue, what has been reminded of, promised, planned, contested, held or handed over.",
    )
    recovered = fields.Monetary(
        string="Recovered in a year", readonly=True, help="Money that came in after the due date."
    )
    cost = fields.Monetary(string="Costs of a year", readonly=True, help="Of recovery: agencies, courts, messages.")
    cost_per_euro = fields.Float(string="Cost per euro recovered", digits=(16, 4), readonly=True, aggregator="avg")
    is_recomputed = fields.Boolean(
        string="Computed afterwards",
        readonly=True,
        help="A past day computed anew from the ledger as it stands today, not what was known that night.",
    )
    unknown = fields.Json(
        readonly=True,
        help="{figure: why it cannot be said}: `no_sales`, `short_history`, `nothing` (nothing to measure it on).",
    )
    unknown_text = fields.Char(string="Not known", compute="_compute_unknown_text")

    _once = models.UniqueIndex("(company_id, date)", "The figures of this day are there already.")

    @api.depends("date", "company_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{format_date(self.env, row.date)} – {row.company_id.name}"

    @api.depends("unknown")
    def _compute_unknown_text(self):
        why = {
            Unknown.NO_SALES: self.env._("nothing was sold, or more was credited"),
            Unknown.SHORT_HISTORY: self.env._("the book is too young"),
            Unknown.NOTHING: self.env._("there is nothing to measure it on"),
        }
        for row in self:
            label = {name: row._fields[name]._description_string(self.env) for name in row.unknown or {}}
            said = (f"{label[name]}: {why[Unknown(reason)]}" for name, reason in (row.unknown or {}).items())
            row.unknown_text = "; ".join(said)

    @api.model
    def _measure(self, company, day):
        """Write, or rewrite, the figures of the end of one day; returns the row. A figure that cannot be said is NULL
        in the table and named in `unknown` with the reason. Of today they are the figures of this minute."""
        [row] = self._measure_days(company, [day])
        return row

    @api.model
    def _measure_days(self, company, days):
        """Yield the rows of the ends of these days, the earliest first, each once it is written: what was paid and what
        was booked is read once for all of them."""
        self.env.flush_all()  # the queries read tables
        past, year = self.env["recovery.past"], timedelta(days=kpi.DELAY_DAYS - 1)
        ledger = past._ledger(company, days[-1])
        with past._parts(company, days[0] - year, days[-1]) as parts:
            for day in days:
                until = {on: its for on, its in ledger.items() if on <= day}
                yield self._write_day(company, day, *self._figures(company, day, parts, until))

    def _write_day(self, company, day, figures, amounts):
        values = {
            **{name: float(value) for name, value in amounts.items()},
            **{name: float(value) for name, value in figures.items() if not isinstance(value, Unknown)},
        }
        unknown = {name: value.value for name, value in figures.items() if isinstance(value, Unknown)}
        row = {
            **dict.fromkeys(figures),
            **values,
            "date": day,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "is_recomputed": day < company._recovery_today(),
            "unknown": json.dumps(unknown) if unknown else None,
            "details": None,  # those of an earlier night no longer hold
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        names = [SQL.identifier(name) for name in row]
        [(row_id,)] = self.env.execute_query(
            SQL(
                """INSERT INTO recovery_kpi (%s, create_date, write_date) VALUES (%s, now(), now())
                   ON CONFLICT (company_id, date) DO UPDATE SET %s, write_date = now() RETURNING id""",
                SQL(", ").join(names),
                SQL(", ").join(SQL("%s", value) for value in row.values()),
                SQL(", ").join(SQL("%s = EXCLUDED.%s", name, name) for name in names),
            )
        )
        measured = self.browse(row_id)
        measured.invalidate_recordset()
        return measured

    @api.model
    def _figures(self, company, day, parts, ledger):
        """({figure: `Decimal` or `kpi.Unknown`}, {amount: `Decimal`}) of the end of a day. `parts`: the table of what
        was paid in the year before, at least; `ledger`: what was booked until then."""
        past = self.env["recovery.past"]
        with past._opens(company, day) as opens:
            receivable, overdue, debts = past._balance(opens, day)
            promised, planned, disputed = past._said(company, day, opens)
            followed = past._followed(company, day, opens)
            delay, recovered = past._delay(day, parts, opens), past._recovered(day, parts)
        book = self._book(day, receivable, overdue, delay, ledger)
        found = kpi.figures(book)
        kept_count, kept_amount = kpi.promises_kept(past._promises(company, day))
        cost = past._cost(company, day)
        figures = {
            **found.known(),
            **{name: Unknown(why) for name, why in found.unknown().items()},
            "promises_kept_count": kept_count,
            "promises_kept_amount": kept_amount,
            "coverage": kpi.share(followed, debts),
            "cost_per_euro": cost / recovered if recovered > 0 else Unknown.NOTHING,
        }
        amounts = {
            **{"receivable": receivable, "overdue": overdue, "recovered": recovered, "cost": cost},
            **{"promised": promised, "planned": planned, "disputed": disputed, "sales": book.sales},
        }
        return figures, amounts

    @api.model
    def _book(self, day, receivable, overdue, delay, ledger):
        """The `kpi.Book` of the end of a day."""
        before = kpi.month_before(day)
        sales = {sold_on: sold for sold_on, (_change, sold) in ledger.items()}
        by_month = defaultdict(Decimal)
        for sold_on, amount in sales.items():
            by_month[kpi.month_start(sold_on)] += amount
        return kpi.Book(
            day=day,
            receivable=receivable,
            overdue=overdue,
            sales=sum_since(sales, day - timedelta(days=kpi.SALES_DAYS)),
            months=kpi.months_until(day, by_month),
            first=min(ledger, default=None),
            before=sum((change for on, (change, _sold) in ledger.items() if on <= before), kpi.ZERO),
            month_sales=sum_since(sales, before),
            delay=delay,
        )

    @api.model
    def _cron_measure(self):
        """Every night: the figures of the day that has ended, of those that were missed, and, on the first night, of
        the ends of the months of a year; then what is expected, and how debtors pay."""
        self.env.flush_all()  # the queries read tables
        for company in self.env["recovery.past"]._companies():
            night = self.sudo().with_company(company)  # it measures every company, whoever started it
            if days := self._missing_days(company):
                for _row in night._measure_days(company, days):
                    self.env["recovery.run"]._commit_progress(1)
            night._keep_details(company, company._recovery_today() - timedelta(days=1))
            self.env["recovery.run"]._commit_progress(1)
            night.env["res.partner"]._recovery_grade(company)
            self.env["recovery.run"]._commit_progress(1)
            night.env["recovery.expectation"]._expect(company)
            self.env["recovery.run"]._commit_progress(1)

    @api.model
    def _missing_days(self, company):
        """The days whose figures are to be written: yesterday and those since the last one, the earliest first."""
        yesterday = company._recovery_today() - timedelta(days=1)
        first = self.env["recovery.past"]._first_day(company)
        months = [kpi.month_start(yesterday, back) - timedelta(days=1) for back in range(MONTHS_BACK - 1, -1, -1)]
        days = [yesterday - timedelta(days=back) for back in range(DAYS_BACK - 1, -1, -1)]
        wanted = sorted({day for day in (*months, *days) if first <= day <= yesterday})
        known = self.search([("company_id", "=", company.id), ("date", "in", wanted)]).mapped("date")
        return [day for day in wanted if day not in known]


def sum_since(sales, day):
    """What was sold after `day`."""
    return sum((amount for sold_on, amount in sales.items() if sold_on > day), kpi.ZERO)
