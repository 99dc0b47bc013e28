"""A route: one way to go on with a debt, what it costs and how often it succeeds, by the age of the debt.

The figures are defaults to be corrected by whoever knows better. Those of the ledger take their place by themselves
once there are enough: of what was open at an age, the part that was paid within the year that followed.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine import route as rules
from ..open_items.facts import DEBTOR, MONEY, MOSTLY_LOST

ROUTES = [
    ("amicable", "Go on by ourselves"),
    ("agency", "Collection agency"),
    ("small_claims", "Small claims procedure"),
    ("payment_order", "Payment order"),
    ("court", "Counsel and court"),
    ("sale", "Sale of the debt"),
    ("write_off", "Write-off"),
]
AGES = (0, 30, 60, 90, 182, 274, 365, 730)  # days late at which the trade counts its results
YEAR = 365
LOOKED_BACK = 4 * YEAR  # due dates that are counted
MEASURED_DAYS = 30  # how often results are counted anew
COUNTED_DAYS = 14  # of due dates that are counted together


class RecoveryRoute(models.Model):
    _name = "recovery.route"
    _description = "Route of Recovery"
    _order = "sequence, id"
    _rec_name = "key"

    key = fields.Selection(ROUTES, string="Route", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies that have none of their own."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    percent = fields.Float(string="Fee (%)", help="On what comes in.")
    price = fields.Float(string="Price (%)", help="What a buyer pays for the debt, at once.")
    counsel_cost = fields.Monetary(string="Counsel")
    court_cost = fields.Monetary(string="Court")
    officer_cost = fields.Monetary(string="Judicial officer")
    cost = fields.Monetary(string="Costs", compute="_compute_cost", help="Spent whether it succeeds or not.")
    days = fields.Integer(help="Until the money is there.")
    chance_ids = fields.One2many("recovery.route.chance", "route_id", string="Chances", copy=True)
    note = fields.Text(string="Where the figures come from", translate=True)

    _one_each = models.UniqueIndex("(key, COALESCE(company_id, 0)) WHERE active", "There is such a route already.")
    _percents = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100 AND price BETWEEN 0 AND 100 AND days >= 0 AND counsel_cost >= 0"
        " AND court_cost >= 0 AND officer_cost >= 0)",
        "Percents lie between 0 and 100, costs and days are not negative.",
    )

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["key"]._description_selection(self.env))
        for route in self:
            route.display_name = labels.get(route.key)

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for route in self:
            route.currency_id = (route.company_id or self.env.company).currency_id

    @api.depends("counsel_cost", "court_cost", "officer_cost")
    def _compute_cost(self):
        for route in self:
            route.cost = route.counsel_cost + route.court_cost + route.officer_cost

    @api.model
    def _of_company(self, company):
        """The routes of a company, in their order: its own, and the shared ones that it does not replace."""
        routes = self.search([("company_id", "in", (False, company.id))])
        own = routes.filtered("company_id")
        return routes.filtered(lambda route: route.company_id or route.key not in own.mapped("key"))

    def _values(self, company):
        """Each route as the engine wants it, with the results of the company where there are enough."""
        results = self.env["recovery.route.result"]._enough(company)
        return [
            rules.Route(
                route.key,
                percent=Decimal(repr(route.percent)),
                costs=Decimal(repr(route.cost)),
                price=Decimal(repr(route.price)),
                days=route.days,
                chances=route._chances(results.get(route.key, {})),
            )
            for route in self
        ]

    def _chances(self, results):
        """(age, chance), rising in age: {age: percent} of the company before the defaults."""
        percents = {chance.age: chance.percent for chance in self.chance_ids} | results
        return tuple((age, Decimal(repr(percents[age])) / 100) for age in sorted(percents))


class RecoveryRouteChance(models.Model):
    _name = "recovery.route.chance"
    _description = "Chance of a Route"
    _order = "age"

    route_id = fields.Many2one("recovery.route", required=True, index=True, ondelete="cascade")
    age = fields.Integer(string="Days late", required=True)
    percent = fields.Float(string="Chance (%)", required=True, help="Of each euro claimed, what comes in.")

    _age_once = models.UniqueIndex("(route_id, age)", "There is a chance for this age already.")

    @api.constrains("percent", "age")
    def _check_percent(self):
        """:raises ValidationError: it is no percent, or the age is negative"""
        for chance in self:
            if not 0 <= chance.percent <= 100 or chance.age < 0:
                raise ValidationError(self.env._("A chance lies between 0 and 100 %, at 0 days late or more."))


class RecoveryRouteResult(models.Model):
    _name = "recovery.route.result"
    _description = "Measured Result of a Route"
    _order = "key, age"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    key = fields.Selection(ROUTES, string="Route", required=True)
    age = fields.Integer(string="Days late")
    count = fields.Integer(string="Instalments", help="How many were open at that age.")
    percent = fields.Float(string="Paid within a year (%)", aggregator="avg")

    @api.model
    def _enough(self, company):
        """{route: {age: percent}} of what was counted often enough to be trusted."""
        found = {}
        for result in self.search(
            [("company_id", "=", company.id), ("count", ">=", max(company.recovery_route_enough, 1))]
        ):
            found.setdefault(result.key, {})[result.age] = result.percent
        return found

    @api.model
    def _measure(self, company):
        """Count the results of the company anew, where the last count is a month old."""
        today = company._recovery_today()
        measured = company.recovery_measured_on
        if measured and measured > fields.Date.subtract(today, days=MEASURED_DAYS):
            return
        company.recovery_measured_on = today
        self.search([("company_id", "=", company.id)]).unlink()
        rows = [
            *(("amicable", *row) for row in self._count_ledger(company, today)),
            *self._count_agencies(company, today),
        ]
        self.create(
            [
                {"company_id": company.id, "key": key, "age": age, "count": count, "percent": percent}
                for key, age, count, percent in rows
            ]
        )

    def _count_ledger(self, company, today):
        """(age, instalments, percent): of what was open at an age and is a year older now, what was paid in that year,
        by debtors whom no agency has had. Credit notes are left out on both sides. Counted for some due dates at a
        time: no statement is long, however large the book."""
        self.env.flush_all()
        first, last = (fields.Date.subtract(today, days=days) for days in (LOOKED_BACK, YEAR))
        sums = {}
        while first <= last:
            until = min(fields.Date.add(first, days=COUNTED_DAYS - 1), last)
            for age, *its in self.env.execute_query(self._count_due(company, today, first, until)):
                sums[age] = [total + part for total, part in zip(sums.get(age, (0, 0, 0)), its, strict=True)]
            first = fields.Date.add(until, days=1)
        return [(age, count, float(min(100, 100 * paid / owed))) for age, (count, paid, owed) in sorted(sums.items())]

    def _count_due(self, company, today, first, last):
        """A query: (age, instalments, what was paid of them, what was open of them) of those due from `first` to
        `last`."""
        return SQL(
            """WITH item AS MATERIALIZED (
                   SELECT l.id, l.date_maturity AS due, l.balance AS amount
                     FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                     JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
                     JOIN res_partner p ON p.id = l.partner_id
                    WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.balance > 0
                      AND l.date_maturity BETWEEN %(first)s AND %(last)s
                      AND NOT EXISTS (SELECT FROM recovery_placement pl
                                       WHERE pl.company_id = %(company)s AND pl.partner_id = %(debtor)s)
               ), reduction AS MATERIALIZED (
                   SELECT item.id, c.date, part.amount,
                          m.move_type = 'entry' AND %(money)s AND NOT %(lost)s AS is_payment,
                          m.move_type = 'out_refund' AS is_credit
                     FROM item JOIN account_partial_reconcile part ON part.debit_move_id = item.id
                     JOIN account_move_line c ON c.id = part.credit_move_id
                     JOIN account_move m ON m.id = c.move_id JOIN account_journal j ON j.id = m.journal_id
               ), fate AS (
                   SELECT age.days, item.id, item.amount
                          - COALESCE(SUM(r.amount) FILTER (WHERE r.date <= item.due + age.days), 0)
                          - COALESCE(SUM(r.amount) FILTER (WHERE r.date > item.due + age.days
                                                           AND r.is_credit), 0) AS open,
                          COALESCE(SUM(r.amount) FILTER (WHERE r.is_payment AND r.date > item.due + age.days
                                                         AND r.date <= item.due + age.days + 365), 0) AS paid
                     FROM item CROSS JOIN unnest(%(ages)s) AS age(days)
                LEFT JOIN reduction r ON r.id = item.id
                    WHERE item.due + age.days + 365 <= %(today)s
                 GROUP BY age.days, item.id, item.amount
               )
               SELECT days, COUNT(*), SUM(paid), SUM(open) FROM fate WHERE open > 0 GROUP BY days""",
            company=company.id,
            debtor=DEBTOR,
            first=first,
            last=last,
            today=today,
            money=MONEY,
            lost=MOSTLY_LOST,
            ages=list(AGES),
        )

    def _count_agencies(self, company, today):
        """The same for what agencies have had for a year, by the age at which they got it."""
        query = SQL(
            """SELECT (SELECT MAX(age) FROM unnest(%(ages)s) AS age WHERE age <= pl.age), COUNT(*),
                      LEAST(100, 100 * SUM(paid.amount) / SUM(pl.principal))
                 FROM recovery_placement pl
                 CROSS JOIN LATERAL (
                      SELECT COALESCE(SUM(part.amount), 0) AS amount
                        FROM account_move_line l
                        JOIN res_partner p ON p.id = l.partner_id AND %(debtor)s = pl.partner_id
                        JOIN account_partial_reconcile part ON part.debit_move_id = l.id
                        JOIN account_move_line c ON c.id = part.credit_move_id AND c.date > pl.date
                             AND c.date <= pl.date + 365
                        JOIN account_move m ON m.id = c.move_id AND m.move_type = 'entry'
                        JOIN account_journal j ON j.id = m.journal_id AND %(money)s AND NOT %(lost)s
                       WHERE l.company_id = pl.company_id AND l.date_maturity <= pl.date) paid
                WHERE pl.company_id = %(company)s AND pl.date <= %(last)s AND pl.principal > 0
             GROUP BY 1""",
            company=company.id,
            debtor=DEBTOR,
            last=fields.Date.subtract(today, days=YEAR),
            money=MONEY,
            lost=MOSTLY_LOST,
            ages=list(AGES),
        )
        rows = self.env.execute_query(query)
        return [("agency", age or 0, count, float(percent)) for age, count, percent in rows]
