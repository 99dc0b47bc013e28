"""The SMS of a notice: to numbers that are mobiles, valid in their country, in one message, with a link so short that
it fits; and what became of it: delivered, or refused, and then the notice goes on by another channel."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.channels import sms_length, sms_plain
from ..outbox.outgoing_mail import CannotLeave
from ..outbox.signed_link import ShortLink

SHORT_LINK = ShortLink("recovery_dunning.sms", "page_key")
SMS_STATES = [
    ("outgoing", "To be sent"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Not delivered"),
    ("cancelled", "Cancelled"),
]
STATE_OF_SMS = {  # Odoo's word for it, and ours
    **{"outgoing": "outgoing", "process": "sent", "pending": "sent", "sent": "delivered"},
    **{"error": "failed", "canceled": "cancelled"},
}
# who is to blame, where it is not the network: the number, or our account with the service
WRONG_NUMBER = (
    *("sms_number_missing", "sms_number_format", "sms_country_not_supported"),
    *("sms_invalid_destination", "sms_not_allowed", "sms_rejected"),
)
SERVICE_FAILS = ("sms_credit", "sms_acc", "sms_registration_needed", "sms_server")


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    sms_number = fields.Char(string="SMS to", readonly=True, copy=False)
    sms_text = fields.Text(string="SMS", readonly=True, copy=False, help="As it left.")
    sms_way = fields.Char(
        compute="_compute_sms_way", help="Where an SMS sends the debtor: to his page, otherwise to the telephone."
    )
    sms_state = fields.Selection(SMS_STATES, string="Status of the SMS", readonly=True, copy=False)
    sms_failure = fields.Char(string="Why it was not delivered", readonly=True, copy=False)

    @api.depends_context("recovery_sms_short")
    def _compute_sms_way(self):
        short = self.env.context.get("recovery_sms_short")
        for notice in self:
            notice.sms_way = (not short and notice._short_url()) or notice.company_id.phone

    def _mobile(self):
        """(whose number it is, the number in its international form): the contact's mobile, otherwise the debtor's, or
        nobody's and None. A number that the provider has refused is used no more."""
        self.ensure_one()
        for partner in self.contact_id | self._correspondents():
            number, _text = partner._recovery_mobile(self.company_id)
            if number:
                return partner, number
        return self.partner_id.browse(), None

    def _sms_lacks(self):
        """Why no SMS left though the level wants one, or nothing."""
        self.ensure_one()
        if not self.level_id.send_sms or self.sms_number:
            return False
        return self.env._("No SMS was sent: %s has no valid mobile number.", self.contact_id.display_name)

    def _write_sms(self):
        """Put the SMS of these notices into Odoo's queue, which sends them after the commit; what they say is frozen.

        :raises UserError: a text is too long for one message, or empty
        """
        texted = self.browse()
        for notice in self.filtered("level_id.send_sms"):
            _owner, number = notice._mobile()
            if number:
                notice.write({"sms_number": number, "sms_text": notice._sms_text(), "sms_state": "outgoing"})
                texted |= notice
        if texted and not self.env.context.get("recovery_preview"):
            texted._queue_sms()

    def _queue_sms(self):
        """What becomes of each is followed by a tracker, which outlives the SMS itself."""
        messages = self.env["sms.sms"].create(
            [{"number": n.sms_number, "body": n.sms_text, "partner_id": n.contact_id.id} for n in self]
        )
        pairs = zip(self, messages, strict=True)
        trackers = [{"sms_uuid": message.uuid, "recovery_notice_id": notice.id} for notice, message in pairs]
        self.env["sms.tracker"].sudo().create(trackers)  # Odoo's own business; these follow the messages made here

    def _sms_text(self):
        """What it says, with the way to the debtor's page if one message takes it all, otherwise with the telephone.

        :raises UserError: the text of the level is longer than one message
        """
        self.ensure_one()
        for short in (False, True):
            template = self.level_id.sms_template_id.with_context(lang=self._letter_lang(), recovery_sms_short=short)
            text = template._render_field("body", self.ids, set_lang=self._letter_lang())[self.id]
            text = sms_plain(text.strip())
            if not text:
                raise CannotLeave(
                    self.env._("The SMS of the level “%s” says nothing: write its text.", self.level_id.name)
                )
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

    # ---- the link in it ---------------------------------------------------------------------------------------------

    def _short_url(self):
        """The page's address in so few characters that an SMS takes it, or nothing where there is no page."""
        self.ensure_one()
        if self.env.context.get("recovery_preview") or not self.page_url:
            return self.page_url
        return f"{self.get_base_url()}/r/{self.id}/{self._short_code()}"

    def _short_code(self):
        """What opens the page: it changes when the links of the case are renewed."""
        return SHORT_LINK.code(self, self.case_id)

    def _is_opened_by(self, code):
        """Whether `code` was written for this notice, and has not expired with the other links of that day."""
        self.ensure_one()
        company = self.company_id
        if not (self.sms_number and self.case_id and company.recovery_page and self.sent_date):
            return False
        expires = self.sent_date + timedelta(days=company.recovery_page_days)
        return fields.Datetime.now() < expires and SHORT_LINK.is_code(self, self.case_id, code)

    # ---- what became of it ------------------------------------------------------------------------------------------

    def _follow_sms(self, state, failure_type=None, detail=None):
        """The provider says what became of the SMS of these notices; what did not arrive goes on otherwise.

        :param state: as `sms.sms` calls it
        :param failure_type: as `mail.notification` calls it
        :param detail: what the provider adds to it
        """
        ours = STATE_OF_SMS[state]
        news = self.filtered(lambda notice: notice.sms_state != ours)
        news.sms_state = ours
        failed = news.filtered(lambda notice: ours == "failed" and notice.state == "sent")
        for notice in failed:
            notice._sms_failed(failure_type, detail)
        if failed and failure_type in SERVICE_FAILS:  # one task for all of them
            failed[0]._plan_task_for_collector(self.env._("Look after the SMS service"), failed[0].sms_failure)

    def _sms_failed(self, failure_type, detail):
        labels = dict(self.env["mail.notification"]._fields["failure_type"]._description_selection(self.env))
        self.sms_failure = detail or labels.get(failure_type, failure_type)
        reason = self.env._(
            "The SMS to %(number)s was not delivered: %(reason)s", number=self.sms_number, reason=self.sms_failure
        )
        wrong_number = failure_type in WRONG_NUMBER
        if wrong_number:
            owner, _number = self._mobile()
            owner.recovery_refused_phone = owner._recovery_mobile(self.company_id)[1]
        self._go_on(reason, "_go_on_by_mail", "_go_on_by_post")
        if wrong_number:
            self._plan_task_for_collector(self.env._("Find whom to write to"), reason)


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    recovery_notice_id = fields.Many2one("recovery.notice", ondelete="cascade", index="btree_not_null")

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        result = super()._action_update_from_sms_state(sms_state, failure_type, failure_reason)
        self._tell_notices(sms_state, failure_type, failure_reason)
        return result

    def _action_update_from_provider_error(self, provider_error):
        status, failure_type, failure_reason = super()._action_update_from_provider_error(provider_error)
        self._tell_notices("error", failure_type, failure_reason)
        return status, failure_type, failure_reason

    def _tell_notices(self, sms_state, failure_type, failure_reason):
        notices = self.sudo().recovery_notice_id  # the report is about them, whoever brings it
        if notices:
            if sms_state == "error":
                # the notice goes on by another channel: nobody sends this SMS once more
                sent = self.env["sms.sms"].sudo().search([("uuid", "in", self.mapped("sms_uuid"))])
                sent.to_delete = True
            notices._follow_sms(sms_state, failure_type, failure_reason)
