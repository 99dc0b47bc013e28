"""The visits of a case: whoever sees the debtor reports, a sales rep too. What the office writes among itself is not
for him."""

from odoo import models

from ..dialog import open_dialog


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_visit(self):
        """The dialog in which a visit is reported."""
        self.ensure_one()
        return open_dialog(
            "recovery.visit.wizard", self.env._("Visit"), default_case_id=self.id, default_partner_id=self.partner_id.id
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Notes and mails of a case are read by who may write on it: a viewer sees none but those addressed to him."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        return dict.fromkeys(operations, "write") if message_operation == "read" else operations
