"""A manager takes cases back from their agency, and says why."""

from odoo import fields, models


class RecoveryRecallWizard(models.TransientModel):
    _name = "recovery.recall.wizard"
    _description = "Recall Cases from an Agency"

    placement_ids = fields.Many2many("recovery.placement", required=True, readonly=True)
    reason = fields.Char(required=True, help="The agency is told so.")

    def action_recall(self):
        self.placement_ids._recall(self.reason)
        return {"type": "ir.actions.act_window_close"}
