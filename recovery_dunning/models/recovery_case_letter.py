"""The letters of a case that a person writes: receipt, discharge, attestation, agency, declaration of claim."""

from odoo import models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_letter(self):
        """The dialog that prints one of them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter"),
            "res_model": "recovery.letter.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
