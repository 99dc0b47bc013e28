"""What became of the SMS of a notice: sent, delivered, or refused; then the notice goes on by another channel."""

from odoo import fields, models

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

    sms_state = fields.Selection(SMS_STATES, string="Status of the SMS", readonly=True, copy=False)
    sms_failure = fields.Char(string="Why it was not delivered", readonly=True, copy=False)

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
            owner.recovery_refused_phone = owner.phone
        self._go_on(reason, "_go_on_by_mail", "_go_on_by_post")
        if wrong_number:
            self._ask_for_contact(reason)


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
