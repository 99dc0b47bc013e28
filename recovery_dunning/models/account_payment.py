"""A payment of a debtor: its receipt is written from his case."""

from odoo import models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def action_recovery_receipt(self):
        """The dialog that prints the receipt for this payment.

        :raises UserError: the debtor never had a case
        """
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.commercial_partner_id.id),
        ]
        case = self.env["recovery.case"].search([*domain, ("outcome", "!=", "merged")], order="id desc", limit=1)
        if not case:
            raise UserError(self.env._("%s has no case to keep the receipt in.", self.partner_id.display_name))
        action = case.action_letter()
        return {**action, "context": {**action["context"], "default_kind": "receipt", "default_payment_id": self.id}}
