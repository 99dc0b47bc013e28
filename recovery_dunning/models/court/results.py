"""What counsel and officers achieved, a row for each of them on each proceeding: claimed, granted, brought, at what
cost, how fast."""

from odoo import fields, models
from odoo.tools import SQL

from .proceeding import OUTCOMES, STAGES
from .tariff import KINDS

ROLES = [("counsel", "Counsel"), ("officer", "Judicial officer")]


class RecoveryCourtResult(models.Model):
    _name = "recovery.court.result"
    _description = "Results of Counsel and Judicial Officers"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "proceeding_id"
    _depends = {
        "recovery.proceeding": [
            *("company_id", "partner_id", "case_id", "counsel_id", "officer_id", "kind", "stage", "outcome"),
            *("filed_on", "served_on", "title_date", "amount", "granted_amount", "brought"),
        ],
        "recovery.proceeding.cost": ["proceeding_id", "payee_id", "amount"],
        "res.company": ["currency_id"],
    }

    proceeding_id = fields.Many2one("recovery.proceeding", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    helper_id = fields.Many2one("res.partner", string="Counsel or officer", readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    date = fields.Date(string="Begun on", readonly=True)
    stage = fields.Selection(STAGES, readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    claimed = fields.Monetary(readonly=True)
    granted = fields.Monetary(readonly=True)
    brought = fields.Monetary(readonly=True, help="By acts of enforcement.")
    cost = fields.Monetary(readonly=True, help="Advanced to him in this proceeding.")
    days = fields.Float(string="Days to the title", readonly=True, aggregator="avg")
    rate = fields.Float(string="Rate (%)", readonly=True, aggregator="avg", help="Brought of what was claimed.")

    @property
    def _table_query(self):
        return SQL(
            """SELECT 2 * p.id + CASE who.role WHEN 'officer' THEN 1 ELSE 0 END AS id, p.id AS proceeding_id,
                      p.company_id, c.currency_id, who.helper_id, who.role, p.partner_id, p.kind, p.stage, p.outcome,
                      LEAST(p.filed_on, p.served_on) AS date, p.amount AS claimed, p.granted_amount AS granted,
                      COALESCE(p.brought, 0) AS brought, COALESCE(paid.amount, 0) AS cost,
                      p.title_date - LEAST(p.filed_on, p.served_on) AS days,
                      100 * COALESCE(p.brought, 0) / NULLIF(p.amount, 0) AS rate
                 FROM recovery_proceeding p
                 JOIN res_company c ON c.id = p.company_id
                 JOIN LATERAL (VALUES (p.counsel_id, 'counsel'), (p.officer_id, 'officer')) who (helper_id, role)
                   ON who.helper_id IS NOT NULL
            LEFT JOIN (SELECT proceeding_id, payee_id, SUM(amount) AS amount
                         FROM recovery_proceeding_cost GROUP BY 1, 2) paid
                   ON paid.proceeding_id = p.id AND paid.payee_id = who.helper_id
                WHERE p.stage != 'draft'"""
        )

    def _read_group_select(self, aggregate_spec, query):
        """The rate of a group is of its sums: large claims weigh more than small ones."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        of, to = (self._field_to_sql(self._table, name, query) for name in ("brought", "claimed"))
        return SQL("COALESCE(100 * SUM(%s) / NULLIF(SUM(%s), 0), 0)", of, to)
