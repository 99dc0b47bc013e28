"""A handoff: cases placed with a collection agency, under a mandate that names what they are made of (CPCE R124-3)."""

from odoo import fields, models

STATES = [
    ("draft", "Being prepared"),
    ("ready", "Ready"),
    ("handed", "Handed over"),
    ("recalled", "Recalled"),
    ("closed", "Closed"),
]


class RecoveryHandoff(models.Model):
    _name = "recovery.handoff"
    _description = "Handoff to an Agency"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    agency_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", domain="[('is_recovery_agency', '=', True)]", tracking=True
    )
    placement_ids = fields.One2many("recovery.placement", "handoff_id", string="Placements")
    case_ids = fields.Many2many("recovery.case", compute="_compute_case_ids", string="Cases")
    date = fields.Date(string="Handed over on", readonly=True, copy=False)
    reference = fields.Char(copy=False, help="The agency's own number of the batch.")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False, tracking=True)

    def _compute_case_ids(self):
        for handoff in self:
            handoff.case_ids = handoff.placement_ids.case_id
