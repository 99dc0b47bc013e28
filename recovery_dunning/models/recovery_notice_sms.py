"""The SMS of a notice: to numbers that are mobiles, valid in their country, in one message of 160 characters."""

import phonenumbers
from odoo import fields, models
from odoo.exceptions import UserError

SMS_LENGTH = 160
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    sms_number = fields.Char(string="SMS to", readonly=True, copy=False)
    sms_text = fields.Text(string="SMS", readonly=True, copy=False, help="As it left.")

    def _mobile(self):
        """The contact's mobile number in its international form, otherwise the debtor's, or nothing."""
        self.ensure_one()
        for partner in self.contact_id | self.partner_id:
            country = partner.country_id or partner.commercial_partner_id.country_id or self.company_id.country_id
            try:
                number = phonenumbers.parse(partner.phone or "", country.code or None)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE:
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return None

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
        queue = []
        for notice in self.filtered("level_id.send_sms"):
            number = notice._mobile()
            if number:
                notice.write({"sms_number": number, "sms_text": notice._sms_text()})
                queue.append({"number": number, "body": notice.sms_text, "partner_id": notice.contact_id.id})
            elif not (notice.mail_id or notice.letter_id):
                raise UserError(
                    self.env._(
                        "%s has no valid mobile number: correct it, or add a mail address.",
                        notice.contact_id.display_name,
                    )
                )
        if queue and not self.env.context.get("recovery_preview"):
            self.env["sms.sms"].create(queue)

    def _sms_text(self):
        """:raises UserError: the text of the level is longer than one SMS"""
        self.ensure_one()
        template = self.level_id.sms_template_id.with_context(lang=self._letter_lang())
        text = template._render_field("body", self.ids, set_lang=self._letter_lang())[self.id].strip()
        if len(text) > SMS_LENGTH:
            raise UserError(
                self.env._(
                    "The SMS of the level “%(level)s” has %(length)s characters, and one message takes %(limit)s: "
                    "shorten its text.",
                    level=self.level_id.name,
                    length=len(text),
                    limit=SMS_LENGTH,
                )
            )
        return text
