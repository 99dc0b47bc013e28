"""The visits of a case: whoever sees the debtor reports, a sales rep too."""

from odoo import models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_visit(self):
        """The dialog in which a visit is reported."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visit"),
            "res_model": "recovery.visit.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
