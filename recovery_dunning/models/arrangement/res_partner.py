"""A debtor's word: how often he has not kept it, and what he says to whoever visits him."""

from odoo import api, fields, models

from ..dialog import open_dialog
from .promise import NOT_KEPT


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_broken_promises = fields.Integer(
        string="Promises not kept",
        compute="_compute_recovery_broken_promises",
        groups="recovery_dunning.group_recovery_viewer",
        help="Broken, or kept in part, in this company.",
    )

    @api.depends_context("company")
    def _compute_recovery_broken_promises(self):
        counts = dict(
            self.env["recovery.promise"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "=", self.env.company.id),
                    ("state", "in", NOT_KEPT),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.recovery_broken_promises = counts.get(partner.commercial_partner_id, 0)

    def action_recovery_word(self):
        """The dialog in which a promise or a dispute is written down, for whoever sees no ledger too."""
        self.ensure_one()
        return open_dialog("recovery.word.wizard", self.env._("What the customer says"), default_partner_id=self.id)
