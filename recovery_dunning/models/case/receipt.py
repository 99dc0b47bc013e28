"""Money on a debtor's account: its receipt is written from his case."""

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def action_recovery_receipt(self):
        """The dialog that prints the receipt, on the case that is open on the screen."""
        self.ensure_one()
        case = self.env["recovery.case"].browse(self.env.context["recovery_case_id"])
        action = case.action_letter()
        values = {"default_kind": "receipt", "default_receipt_line_id": self.id, "default_date": self.date}
        return {**action, "context": {**action["context"], **values}}
