"""What Odoo learns of an SMS, at once or from the provider days later, is told to its notice."""

from odoo import fields, models


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
