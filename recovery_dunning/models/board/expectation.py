"""When the money of each open instalment is expected, how sure that is and why: written at night."""

from odoo import api, fields, models

SOURCES = [
    ("promise", "Promised"),
    ("plan", "Payment plan"),
    ("lifecycle", "Told by the platform"),
    ("behaviour", "As he pays"),
]


class RecoveryExpectation(models.Model):
    _name = "recovery.expectation"
    _description = "Expected Payment"
    _order = "expected_date, id"
    _log_access = False  # written by the hundred thousand, all on one night

    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="Open, in the currency of the company.")
    expected_date = fields.Date(readonly=True, index=True, help="As likely before as after.")
    early_date = fields.Date(string="At the earliest", readonly=True, help="Four in five come between the two days.")
    late_date = fields.Date(string="At the latest", readonly=True, help="Four in five come between the two days.")
    source = fields.Selection(SOURCES, required=True, readonly=True)
    reason = fields.Text(string="Why", readonly=True)

    _once = models.UniqueIndex("(move_line_id)", "This instalment is expected already.")

    @api.model
    def _cash_by_week(self, companies, weeks=12, partner_domain=None):
        """What comes in of what is open now, by week from this one on: a list of {"monday": date, "expected", "low",
        "high", "promised", "planned"} in the currency of the first company; `expected` holds promised and planned
        money too; `low` and `high`: four weeks in five are between them."""
        return []
