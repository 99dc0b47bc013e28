"""Odoo's own dialog of a payment says what speaks against taking it in cash."""

from odoo import api, fields, models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    recovery_cash_warning = fields.Char(compute="_compute_recovery_cash_warning")

    @api.depends("amount", "currency_id", "journal_id", "partner_id", "payment_type")
    @api.depends_context("lang")
    def _compute_recovery_cash_warning(self):
        for wizard in self:
            taken = wizard.journal_id.type == "cash" and wizard.payment_type == "inbound" and wizard.partner_id
            wizard.recovery_cash_warning = bool(taken) and wizard.company_id._recovery_cash_objection(
                wizard.partner_id, wizard.amount, wizard.currency_id
            )
