"""The visit card: what the debtor's platform says of his open invoices, a sentence each."""

from odoo import models

MOST = 3  # a card is read at a glance
TOLD = ("undelivered", "refused", "disputed", "suspended", "payment_sent", "approved")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _compute_recovery_card(self):
        result = super()._compute_recovery_card()
        # as the card itself: the words of a customer are for whoever reads him
        debtors = self.sudo().recovery_debtor_id._origin
        theirs = [("recovery_debtor_id", "in", debtors.ids)]
        its = [("company_id", "=", self.env.company.id), ("line_ids", "any", theirs)]
        told = [("recovery_lifecycle", "in", TOLD), ("payment_state", "in", ("not_paid", "partial"))]
        moves = self.env["account.move"].sudo().search([*its, *told], order="recovery_lifecycle_date desc, id desc")
        by_debtor = moves.grouped("recovery_debtor_id")
        for partner, known in zip(self, self.sudo(), strict=True):
            its_moves = by_debtor.get(known.recovery_debtor_id._origin, ())
            sentences = [move._recovery_lifecycle_sentence() for move in its_moves[:MOST]]
            partner.recovery_words = "\n".join(filter(None, (partner.recovery_words, *sentences))) or False
        return result
