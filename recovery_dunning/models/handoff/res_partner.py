"""What of a partner is handed over, and in which form an agency takes it."""

from odoo import fields, models
from odoo.tools import email_normalize

from ...engine import readiness
from .readiness import PRIVATE_MAIL


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_layout_id = fields.Many2one(
        "recovery.export.layout",
        string="Layout of its file",
        groups="recovery_dunning.group_recovery_user",
        help="In which columns the agency takes cases; empty for none but the complete package.",
    )

    def _recovery_siren(self):
        """The SIREN, or nothing where no right one is known."""
        self.ensure_one()
        return readiness.registration_of(self.company_registry, self.vat)

    def _recovery_siret(self):
        digits = "".join(filter(str.isdigit, self.company_registry or ""))
        return digits if len(digits) == 14 and self._recovery_siren() else ""

    def _recovery_is_professional(self):
        """Whether the mail address of a contact is one of his firm, as far as can be seen (GDPR, art. 5)."""
        self.ensure_one()
        domain = (email_normalize(self.email or "") or "").partition("@")[2]
        return domain not in PRIVATE_MAIL
