"""A placement: one case with one agency, what was placed, and how far the agency has come."""

from odoo import fields, models

STATUSES = [
    ("placed", "Placed"),
    ("received", "Received"),
    ("contact", "In contact"),
    ("promise", "Promise"),
    ("plan", "Payment plan"),
    ("partly", "Partly paid"),
    ("paid", "Paid"),
    ("court", "In court"),
    ("refused", "Refused by the agency"),
    ("uncollectable", "Uncollectable"),
    ("recalled", "Recalled"),
]
ENDED = ("paid", "refused", "uncollectable", "recalled")  # the agency has nothing more to do


class RecoveryPlacement(models.Model):
    _name = "recovery.placement"
    _description = "Placement of a Case with an Agency"
    _order = "id desc"
    _check_company_auto = True

    handoff_id = fields.Many2one("recovery.handoff", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handoff_id.company_id", store=True, index=True)
    agency_id = fields.Many2one(related="handoff_id.agency_id", store=True, index=True)
    case_id = fields.Many2one("recovery.case", required=True, index=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    principal = fields.Monetary(readonly=True, help="What was placed, as it stood on the day of the handoff.")
    interest = fields.Monetary(readonly=True)
    indemnity = fields.Monetary(readonly=True)
    costs = fields.Monetary(readonly=True)
    date = fields.Date(string="Placed on", readonly=True, copy=False)
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)
    age = fields.Integer(
        string="Age at placement", readonly=True, help="Days from the oldest due date to the placement."
    )
    agency_reference = fields.Char(copy=False, index="btree_not_null", help="The agency's own number of the case.")
    status = fields.Selection(STATUSES, required=True, default="placed", readonly=True, copy=False)
