"""How late what came in was: a row for each part that money paid of an instalment within a year, and for each that was
overdue at the end of it. The average delay and what was recovered are their sums."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...engine.board import kpi
from ..record.way_in import READER, way_in
from .aged import EPOCH

# a row is a payment, or an open instalment, on a day: the number of the day, the id, and which of the two it is
DAY_SHIFT = 38


class RecoveryDelay(models.Model):
    _name = "recovery.delay"
    _description = "Delay of an Instalment"
    _auto = False
    _order = "days desc, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            *("account_id", "amount_residual", "balance", "company_id", "date", "date_maturity", "move_id"),
            *("parent_state", "partner_id", "reconciled", "recovery_own_debtor_id"),
        ],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "res.partner": ["recovery_debtor_id"],
    }

    move_line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    due = fields.Date(string="Due on", readonly=True)
    day = fields.Date(
        string="Counted until", readonly=True, help="The day of the payment; of what was not paid, the day looked at."
    )
    is_paid = fields.Boolean(string="Paid", readonly=True)
    days = fields.Integer(
        string="Days late", readonly=True, aggregator="avg", help="Below 0: paid before the due date."
    )
    amount = fields.Monetary(readonly=True, help="What was paid, or open, in the currency of the company.")
    amount_days = fields.Float(
        string="Amount × days",
        digits=(16, 0),
        readonly=True,
        help="Their sum over that of the amounts is the average delay.",
    )

    @property
    def _table_query(self):
        """Of the year that ended on the day of the context (`recovery_day`), today without it, in the companies of the
        user."""
        day, past = self.env["recovery.aged"]._day(), self.env["recovery.past"]
        since = day - timedelta(days=kpi.DELAY_DAYS - 1)
        number = SQL("(%s::bigint << %s)", (day - EPOCH).days, DAY_SHIFT)
        parts = []
        for company in self.env.companies:
            paid = SQL(
                "SELECT 2 * part_id AS id, line_id, debtor_id, due, day, amount, TRUE AS is_paid FROM (%s) paid",
                past._paid(company, since, day),
            )
            late = SQL(
                """SELECT 2 * line_id + 1, line_id, debtor_id, due, %(day)s::date, open, FALSE
                     FROM (%(open)s) o WHERE o.open > 0 AND o.due < %(day)s""",
                open=past._open(company, day),
                day=day,
            )
            parts += [paid, late]
        return SQL(
            """SELECT %s + its.id AS id, its.line_id AS move_line_id, l.move_id, its.debtor_id AS partner_id,
                      l.company_id, company.currency_id, its.due, its.day, its.is_paid, its.day - its.due AS days,
                      its.amount, its.amount * (its.day - its.due) AS amount_days
                 FROM (%s) its
                 JOIN account_move_line l ON l.id = its.line_id
                 JOIN res_company company ON company.id = l.company_id""",
            number,
            SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
        )

    @way_in(READER, "read")
    def action_open_entry(self):
        """The invoice."""
        self.ensure_one()
        return self.move_id._get_records_action()
