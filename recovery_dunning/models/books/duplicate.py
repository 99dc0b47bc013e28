"""The duplicate of a lost invoice, without which VAT does not come back (CGI 272-1): no credit note, and the words of
the law on it."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import formatLang

from ...engine import books


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    duplicate_ids = fields.Many2many(
        "ir.attachment",
        relation="recovery_settlement_duplicate_rel",
        column1="settlement_id",
        column2="attachment_id",
        string="Duplicates",
        readonly=True,
        copy=False,
        help="Of the invoices whose VAT comes back: the debtor gets them.",
    )

    def _conclude(self):
        """Where VAT that was paid comes back, the duplicate is made, kept, and somebody is told to send it."""
        result = super()._conclude()
        if self._recovered():
            name = self.env._("Duplicate %s", ", ".join(self.line_ids.move_id.mapped("name")))
            document = self._print("recovery_dunning.action_report_duplicate", name)
            self.sudo().duplicate_ids = document  # of what was settled by right
            self._record(
                "settlement",
                lambda settlement: self.env._("Duplicate for the VAT that comes back (CGI 272-1)"),
                direction="internal",
                attachment_ids=[(6, 0, document.ids)],
            )
            self._tell(
                self._collector(), self.env._("Send the debtor the duplicate: without it VAT does not come back")
            )
        return result

    def _recovered(self):
        """[(invoice, net, VAT)] of those whose VAT was paid and comes back, in the debt's currency."""
        if self.vat_ground in (False, books.Ground.NONE.value):
            return []
        vat = defaultdict(float)
        for tax, amount, _balance in self._vat_parts():
            if tax.tax_line_id.tax_exigibility != "on_payment":
                vat[tax.move_id] += amount
        lost = self._lost_parts()
        return [(move, self.currency_id.round(lost[move] - its), its) for move, its in vat.items()]

    def _duplicate_texts(self):
        """[(invoice, the words of the law)], for the print; the words are French, whoever reads them."""
        french = self.with_context(lang="fr_FR").env
        return [
            (
                move,
                books.wording(
                    formatLang(french, net, currency_obj=self.currency_id),
                    formatLang(french, vat, currency_obj=self.currency_id),
                ),
            )
            for move, net, vat in self._recovered()
        ]
