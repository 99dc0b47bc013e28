"""What agencies achieved, a row for each placement: placed, recovered, at what cost, how fast, by age at placement."""

from odoo import fields, models
from odoo.tools import SQL

from ...engine.handoff.agency import AGE_BANDS, OLDEST
from ..handoff.placement import STATUSES

BANDS = [
    ("days_030", "Up to 30 days"),
    ("days_060", "31 to 60 days"),
    ("days_090", "61 to 90 days"),
    ("days_180", "91 to 180 days"),
    ("days_365", "181 to 365 days"),
    ("older", "Over a year"),
]


class RecoveryAgencyResult(models.Model):
    _name = "recovery.agency.result"
    _description = "Results of Collection Agencies"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "case_id"
    _depends = {
        "recovery.placement": [
            *("company_id", "agency_id", "case_id", "partner_id", "date", "date_ended", "status", "age", "total")
        ],
        "recovery.remittance.line": ["placement_id", "state", "date", "gross_company", "fee_company"],
        "recovery.payment.advice": ["placement_id", "state", "date", "amount"],
        "res.company": ["currency_id"],
    }

    placement_id = fields.Many2one("recovery.placement", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    agency_id = fields.Many2one("res.partner", readonly=True)
    case_id = fields.Many2one("recovery.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    date = fields.Date(string="Placed on", readonly=True)
    status = fields.Selection(STATUSES, readonly=True)
    age_band = fields.Selection(BANDS, string="Age at placement", readonly=True)
    placed = fields.Monetary(readonly=True)
    recovered = fields.Monetary(readonly=True, help="By the agency, or paid to us while it had the case.")
    rate = fields.Float(string="Rate (%)", readonly=True, aggregator="avg", help="Recovered of what was placed.")
    days = fields.Float(
        string="Average days", readonly=True, aggregator="avg", help="From the placement to the money, by its amount."
    )
    fees = fields.Monetary(readonly=True, help="Without VAT.")
    cost = fields.Float(string="Cost (%)", readonly=True, aggregator="avg", help="Fees of what was recovered.")
    amount_days = fields.Float(readonly=True, help="What was recovered times the days that it took.")

    @property
    def _table_query(self):
        band = SQL(" ").join(SQL("WHEN p.age <= %s THEN %s", last, name) for last, name in AGE_BANDS)
        return SQL(
            """SELECT p.id, p.id AS placement_id, p.company_id, c.currency_id, p.agency_id, p.case_id, p.partner_id,
                      p.date, p.status, CASE %(band)s ELSE %(oldest)s END AS age_band, p.total AS placed,
                      COALESCE(money.amount, 0) AS recovered, COALESCE(money.fee, 0) AS fees,
                      COALESCE(money.amount_days, 0) AS amount_days,
                      100 * COALESCE(money.amount, 0) / NULLIF(p.total, 0) AS rate,
                      money.amount_days / NULLIF(money.amount, 0) AS days,
                      100 * money.fee / NULLIF(money.amount, 0) AS cost
                 FROM recovery_placement p
                 JOIN res_company c ON c.id = p.company_id
            LEFT JOIN (SELECT placement_id, SUM(amount) AS amount, SUM(fee) AS fee,
                              SUM(amount * GREATEST(day - placed_on, 0)) AS amount_days
                         FROM (SELECT r.placement_id, r.gross_company AS amount, r.fee_company AS fee, r.date AS day,
                                      rp.date AS placed_on
                                 FROM recovery_remittance_line r JOIN recovery_placement rp ON rp.id = r.placement_id
                                WHERE r.state = 'booked'
                            UNION ALL
                               SELECT a.placement_id, a.amount, 0, a.date, ap.date
                                 FROM recovery_payment_advice a JOIN recovery_placement ap ON ap.id = a.placement_id
                                WHERE a.state != 'void') part
                     GROUP BY placement_id) money ON money.placement_id = p.id
                WHERE p.date IS NOT NULL""",
            band=band,
            oldest=OLDEST,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Rates of a group are of its sums: large cases weigh more than small ones."""
        ratios = {
            "rate:avg": ("recovered", "placed", 100),
            "days:avg": ("amount_days", "recovered", 1),
            "cost:avg": ("fees", "recovered", 100),
        }
        if aggregate_spec not in ratios:
            return super()._read_group_select(aggregate_spec, query)
        of, to, factor = ratios[aggregate_spec]
        return SQL(
            "COALESCE(%s * SUM(%s) / NULLIF(SUM(%s), 0), 0)",
            factor,
            self._field_to_sql(self._table, of, query),
            self._field_to_sql(self._table, to, query),
        )
