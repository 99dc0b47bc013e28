"""Cash that a debtor pays: how much may be taken, said wherever somebody enters it; the rule is in `engine.cash`."""

from odoo import api, fields, models
from odoo.tools import formatLang

from ...engine import cash


class ResCompany(models.Model):
    _inherit = "res.company"

    def _recovery_cash_objection(self, debtor, amount, currency, but=None):
        """Why this company may not take `amount` in cash of `debtor`, with what he has paid in cash since his case was
        opened; None where nothing speaks against it.

        :param but: payments that are not counted among the earlier ones
        """
        self.ensure_one()
        debtor = debtor.recovery_debtor_id.with_company(self)
        most = cash.ceiling(self.country_id.code or "", debtor._recovery_kind(), debtor.country_id.code or "")
        euro, today = self.env.ref("base.EUR"), self._recovery_today()
        if most is None or not debtor:
            return None
        earlier = self._recovery_cash_of(debtor) - (but or self.env["account.payment"])
        total = sum(its.currency_id._convert(its.amount, euro, self, today) for its in earlier)
        total += currency._convert(amount, euro, self, today)
        if euro.compare_amounts(total, float(most)) <= 0:
            return None
        return self.env._(
            "%(total)s in cash, with what he paid in cash before: %(most)s at most may be taken of this debtor (art. "
            "D112-3 of the monetary and financial code), whatever the number of payments. Take a transfer or a cheque.",
            total=formatLang(self.env, total, currency_obj=euro),
            most=formatLang(self.env, float(most), currency_obj=euro),
        )

    def _recovery_cash_of(self, debtor):
        """What the debtor paid in cash since his case was opened, drafts too."""
        # whoever enters cash is told what he adds to, though he may see no other payment
        payments, case = self.env["account.payment"].sudo(), self.env["recovery.case"].sudo()._of(self, debtor)[:1]
        if not case:
            return payments
        return payments.search(
            [
                *(("company_id", "=", self.id), ("partner_id.recovery_debtor_id", "=", debtor.id)),
                *(("journal_id.type", "=", "cash"), ("payment_type", "=", "inbound")),
                *(("state", "in", ("draft", "in_process", "paid")), ("date", ">=", case.date_opened)),
            ]
        )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    recovery_cash_warning = fields.Char(compute="_compute_recovery_cash_warning")

    @api.depends("amount", "currency_id", "journal_id", "partner_id", "payment_type", "state")
    @api.depends_context("lang")
    def _compute_recovery_cash_warning(self):
        for payment in self:
            taken = payment.journal_id.type == "cash" and payment.payment_type == "inbound" and payment.partner_id
            payment.recovery_cash_warning = bool(taken) and payment.company_id._recovery_cash_objection(
                payment.partner_id, payment.amount, payment.currency_id, but=payment._origin
            )
