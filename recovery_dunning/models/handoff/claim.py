"""Claims that are invoiced while a handoff is being prepared: the file is computed anew, with their invoice."""

from odoo import models


class RecoveryClaim(models.Model):
    _inherit = "recovery.claim"

    def _invoice(self):
        """What is prepared of these debtors counts the invoice of their claims from now on."""
        invoices = super()._invoice()
        for company, claims in self.grouped("company_id").items():
            # whoever invoices them brings up to date what a manager has prepared
            self.env["recovery.handoff"].sudo()._bring_up_to_date(company, claims.partner_id)
        return invoices

    def _waive(self, reason, user):
        result = super()._waive(reason, user)
        for company, claims in self.grouped("company_id").items():
            self.env["recovery.handoff"].sudo()._bring_up_to_date(company, claims.partner_id)  # as above
        return result
