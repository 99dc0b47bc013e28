"""The SMS of a notice: to numbers that are mobiles, valid in their country, in one message."""

import phonenumbers
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.channels import sms_length, sms_plain

MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    sms_number = fields.Char(string="SMS to", readonly=True, copy=False)
    sms_text = fields.Text(string="SMS", readonly=True, copy=False, help="As it left.")
    sms_way = fields.Char(
        compute="_compute_sms_way", help="Where an SMS sends the debtor: to his page, otherwise to the telephone."
    )

    @api.depends_context("recovery_sms_short")
    def _compute_sms_way(self):
        short = self.env.context.get("recovery_sms_short")
        for notice in self:
            notice.sms_way = (not short and notice._short_url()) or notice.company_id.phone

    def _mobile(self):
        """(whose number it is, the number in its international form): the contact's mobile, otherwise the debtor's, or
        nobody's and None. A number that the provider has refused is used no more."""
        self.ensure_one()
        for partner in self.contact_id | self.partner_id:
            country = partner.country_id or partner.commercial_partner_id.country_id or self.company_id.country_id
            try:
                number = phonenumbers.parse(partner.phone or "", country.code or None)
            except phonenumbers.NumberParseException:
                continue
            mobile = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE
            if mobile and partner.phone != partner.sudo().recovery_refused_phone:  # no secret in a check
                return partner, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return self.partner_id.browse(), None

    def _sms_lacks(self):
        """Why no SMS left though the level wants one, or nothing."""
        self.ensure_one()
        if not self.level_id.send_sms or self.sms_number:
            return False
        return self.env._("No SMS was sent: %s has no valid mobile number.", self.contact_id.display_name)

    def _write_sms(self):
        """Put the SMS of these notices into Odoo's queue, which sends them after the commit; what they say is frozen.

        :raises UserError: a text is too long for one message, or it is the only channel and reaches nobody
        """
        texted = self.browse()
        for notice in self.filtered("level_id.send_sms"):
            _owner, number = notice._mobile()
            if number:
                notice.write({"sms_number": number, "sms_text": notice._sms_text(), "sms_state": "outgoing"})
                texted |= notice
            elif not (notice.mail_id or notice.letter_id):
                raise UserError(
                    self.env._(
                        "%s has no valid mobile number: correct it, or add a mail address.",
                        notice.contact_id.display_name,
                    )
                )
        if texted and not self.env.context.get("recovery_preview"):
            texted._queue_sms()

    def _queue_sms(self):
        """What becomes of each is followed by a tracker, which outlives the SMS itself."""
        messages = self.env["sms.sms"].create(
            [{"number": n.sms_number, "body": n.sms_text, "partner_id": n.contact_id.id} for n in self]
        )
        # trackers are Odoo's own business; these follow the messages made here
        self.env["sms.tracker"].sudo().create(
            [
                {"sms_uuid": message.uuid, "recovery_notice_id": notice.id}
                for notice, message in zip(self, messages, strict=True)
            ]
        )

    def _sms_text(self):
        """What it says, with the way to the debtor's page if one message takes it all, otherwise with the telephone.

        :raises UserError: the text of the level is longer than one message
        """
        self.ensure_one()
        for short in (False, True):
            template = self.level_id.sms_template_id.with_context(lang=self._letter_lang(), recovery_sms_short=short)
            text = template._render_field("body", self.ids, set_lang=self._letter_lang())[self.id]
            text = sms_plain(text.strip())
            length = sms_length(text)
            if length.fits:
                return text
        raise UserError(
            self.env._(
                "The SMS of the level “%(level)s” has %(length)s characters, and one message takes %(limit)s: "
                "shorten its text.",
                level=self.level_id.name,
                length=length.units,
                limit=length.limit,
            )
        )
