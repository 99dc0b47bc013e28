"""What comes in by mail: answers of people, answers of machines, mails that come back."""

from odoo import api, models

AUTOMATIC_PRECEDENCE = ("auto_reply", "bulk", "junk", "list")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _recovery_is_automatic(self, message):
        """Whether a machine answered: out of office, acknowledgement of receipt, ticket (RFC 3834 and usage)."""
        submitted = (message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
        precedence = (message.get("Precedence") or message.get("X-Precedence") or "").strip().lower()
        return (
            submitted != "no"
            or precedence in AUTOMATIC_PRECEDENCE
            or any(message.get(header) for header in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        )

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """The headers are known here only: what a machine sent is marked for the case that receives it."""
        if self._recovery_is_automatic(message):
            self = self.with_context(recovery_automatic=True)
        return super()._message_route_process(message, message_dict, routes)

    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        if message := message_dict.get("bounced_message"):
            # the gateway has no user with rights; the notice is found by the very mail that came back
            notices = self.env["recovery.notice"].sudo().search([("mail_id.mail_message_id", "=", message.id)])
            notices._bounce(message_dict.get("bounced_email"))
        return result
