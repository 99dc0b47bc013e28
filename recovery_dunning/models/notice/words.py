"""The words of a notice: those of its level, unless the debtor has been spoken to more firmly before (rule 16)."""

from odoo import api, fields, models

FURTHER = "recovery_dunning.mail_template_further"


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    is_reminded = fields.Boolean(
        compute="_compute_is_reminded", help="Each of its instalments was asked for before: a message may say so."
    )

    under_french_law = fields.Boolean(
        compute="_compute_under_french_law",
        help="Articles of French law are quoted by a French creditor to a French debtor alone.",
    )

    @api.depends("company_id.country_id", "partner_id.country_id")
    def _compute_under_french_law(self):
        law = self.env["recovery.interest"]
        for notice in self:
            notice.under_french_law = law._under_french_law(notice.company_id, notice.partner_id)

    @api.depends("line_ids.previous_level_id")
    def _compute_is_reminded(self):
        for notice in self:
            before = notice.line_ids.mapped(lambda line: line.previous_level_id.phase or "preventive")
            notice.is_reminded = "preventive" not in before

    def _is_further(self):
        """Whether its level is softer than what the debtor was told before: nobody supposes an oversight then."""
        self.ensure_one()
        return self.level_id.phase == "amicable" and self.tone > int(self.level_id.tone)

    def _mail_template(self):
        """What the mail says: the text of the level, or the one for a further debt of a debtor who was warned."""
        further = self._is_further() and self.env.ref(FURTHER, raise_if_not_found=False)
        return further or self.level_id.mail_template_id

    def _letter_kind(self):
        """The same for a letter: a kind of `LETTER_KINDS`, or `further`."""
        return "further" if self._is_further() else self.level_id.letter_kind
