"""How a contact can be reached, and whom the debtor names for which tone."""

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...engine.channels import mobile_number, phone_regions
from ..outbox.addresses import usable_addresses

SERVER_FAILS = "error"  # as `mail_tracking` calls it


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_contact_ids = fields.One2many(
        "recovery.contact", "partner_id", string="Whom to write to", groups="recovery_dunning.group_recovery_reader"
    )
    recovery_write_only = fields.Boolean(
        string="Writes and is written to only",
        company_dependent=True,
        groups="recovery_dunning.group_recovery_reader",
        help="He asked not to be called: the tasks of his ladder say to write instead, and a call is warned of.",
    )
    recovery_bounced_email = fields.Char(
        string="Mail address that came back",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_reader",
        help="Nothing is mailed to it any more; another address is used as soon as it is entered.",
    )
    recovery_wrong_on = fields.Date(
        string="Noted as the wrong contact",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_reader",
        help="The day on which he said, or somebody said of him, that he is not whom to speak with.",
    )
    recovery_refused_phone = fields.Char(
        string="Number that the SMS service refused",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_reader",
        help="No SMS goes to it any more; another number is used as soon as it is entered.",
    )

    @api.model
    def _recovery_phone_fields(self):
        """The fields of telephone numbers, the mobile first where an add-on has one."""
        return [name for name in self._phone_get_number_fields() if self._fields[name].store] or ["phone"]

    def _recovery_has_mail(self):
        """Whether a mail reaches this contact: he is there, and has an address that a mail system takes, that has not
        come back and is not black-listed."""
        self.ensure_one()
        contact = self.sudo()  # no secret in a check
        came_back = contact.email == contact.recovery_bounced_email or any(
            contact[name] for name in self.env["recovery.open.items"]._bounce_fields()
        )
        return bool(contact.active and usable_addresses(contact.email) and not came_back and not contact.is_blacklisted)

    def _recovery_mobile(self, company):
        """(the mobile number of this contact in its international form, as it is written), or (None, None): valid where
        he lives, neither refused by the service nor black-listed."""
        self.ensure_one()
        contact = self.sudo()  # no secret in a check
        regions = phone_regions(
            contact.country_id.code or contact.recovery_debtor_id.country_id.code, contact.zip, company.country_id.code
        )
        for name in self._recovery_phone_fields():
            text = contact[name]
            number = text and text != contact.recovery_refused_phone and mobile_number(text, regions)
            if number:
                blocked = contact.env["phone.blacklist"].search_count([("number", "=", number)], limit=1)
                return (None, None) if blocked else (number, text)
        return None, None

    def _recovery_came_back(self, address):
        """Mails to that address of this contact come back: whoever else of his house has it is written to no more
        either."""
        family = self.with_context(active_test=False).search(
            [
                ("recovery_debtor_id", "=", self.recovery_debtor_id.id),
                ("email_normalized", "=", email_normalize(address, strict=False)),
            ]
        )
        for contact in self | family:
            contact.recovery_bounced_email = contact.email

    @api.private
    def email_bounced_set(self, tracking_emails, reason, event=None):
        """`mail_tracking` of OCA says that mails to these contacts have come back for good. An error of the server is
        no such thing: of our own mails the outbox tells one from the other."""
        of_message = [("mail_message_id", "in", tracking_emails.mail_message_id.ids)]
        # whoever brings the report; it is about them
        ours = self.env["mail.mail"].sudo().search([*of_message, ("recovery_company_id", "!=", False)])
        if ours and reason == SERVER_FAILS:
            return True
        result = super().email_bounced_set(tracking_emails, reason, event=event)
        notices = self.env["recovery.notice"].sudo().search([("mail_id", "in", ours.ids)])
        notices.filtered(lambda notice: notice.contact_id in self)._bounce()
        return result

    def _recovery_chain(self, debtor):
        """This contact and his superiors below `debtor`: those of them who are there, and his."""
        chain, contact = self.browse(), self
        while contact and contact != debtor and contact not in chain:
            chain |= contact
            contact = contact.parent_id
        return chain.filtered(lambda one: one.active and one.recovery_debtor_id == debtor)

    def _recovery_unreached_advice(self, level):
        """What to do about a debtor whom no channel of `level` reaches."""
        self.ensure_one()
        if not self.active:
            return self.env._(
                "He is archived, and nobody writes to him: take him out of the archive, or decide on what he owes."
            )
        if level.by_post:
            return self.env._(
                "Add a mail address to the debtor, or complete his postal address: street, postcode, town."
            )
        if level.send_sms and not level.send_email:
            return self.env._("Add a valid mobile number to the debtor or to one of his invoice addresses.")
        return self.env._("Add a mail address to the debtor or to one of his invoice addresses.")

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
        town = " ".join(filter(None, self._recovery_town())).upper()
        abroad = self.country_id and self.country_id != company.country_id
        country = self.country_id.with_context(lang=company.partner_id.lang).name.upper() if abroad else None
        lines = [*dict.fromkeys(filter(None, names)), self.street, self.street2, town, country]
        return [line for line in lines if line]

    def _recovery_town(self):
        """Town and postcode in the order of his country: “69003 Lyon”, “Portland ME 04101”, “London W1J 7NT”."""
        layout = self.country_id.address_format or ""
        last = layout.find("%(zip)s") > layout.find("%(city)s")
        if last and (self.state_id or "%(state_code)s" not in layout):  # Odoo's own layout says little without a state
            state = self.state_id.code if "%(state_code)s" in layout else None
            return self.city, state, self.zip
        return self.zip, self.city
