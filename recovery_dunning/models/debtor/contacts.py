"""How a contact can be reached, and whom the debtor names for which tone."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_contact_ids = fields.One2many(
        "recovery.contact", "partner_id", string="Whom to write to", groups="recovery_dunning.group_recovery_user"
    )
    recovery_write_only = fields.Boolean(
        string="Writes and is written to only",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_user",
        help="He asked not to be called: the tasks of his ladder say to write instead, and a call is warned of.",
    )
    recovery_bounced_email = fields.Char(
        string="Mail address that came back",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_user",
        help="Nothing is mailed to it any more; another address is used as soon as it is entered.",
    )
    recovery_wrong_on = fields.Date(
        string="Noted as the wrong contact",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_user",
        help="The day on which he said, or somebody said of him, that he is not whom to speak with.",
    )
    recovery_refused_phone = fields.Char(
        string="Number that the SMS service refused",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_user",
        help="No SMS goes to it any more; another number is used as soon as it is entered.",
    )

    def _recovery_has_mail(self):
        """Whether a mail reaches this contact: he has an address, and it has not come back."""
        self.ensure_one()
        email = self.email or ""
        return "@" in email and email != self.sudo().recovery_bounced_email  # no secret in a check

    def _recovery_has_post(self):
        """Whether his postal address is complete."""
        self.ensure_one()
        return bool(self.street and self.zip and self.city)

    def _recovery_postal_lines(self, company):
        """The lines of his address as the post reads them (NF Z 10-011): at most six, the town in capitals, and the
        country where it is another than that of `company`."""
        if not self:
            return []
        debtor = self.recovery_debtor_id
        names = [debtor.name, self.name if self != debtor else None]
        town = " ".join(filter(None, (self.zip, self.city))).upper()
        abroad = self.country_id and self.country_id != company.country_id
        country = self.country_id.with_context(lang=company.partner_id.lang).name.upper() if abroad else None
        lines = [*dict.fromkeys(filter(None, names)), self.street, self.street2, town, country]
        return [line for line in lines if line]
