"""A mail that came back: its address is used no more, the notice goes on by post, or its step is taken back."""

from odoo import fields, models
from odoo.tools import email_normalize


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    mail_state = fields.Selection(
        related="mail_id.state", string="Status of the mail", help="What Odoo's outbox knows of it."
    )
    mail_failure = fields.Text(related="mail_id.failure_reason", string="Why it did not leave")

    def _bounce(self, email=None):
        """The mails of these notices came back.

        :param email: the address that refused it, where the report says so
        """
        for notice in self.filtered(lambda notice: notice.state == "sent"):
            contact = notice.contact_id
            if email and email_normalize(contact.email) != email_normalize(email):
                continue  # a copy came back, not the notice
            notice.delivery = "bounced"
            contact.recovery_bounced_email = contact.email
            reason = self.env._("The mail to %s came back", contact.email_formatted)
            notice._go_on(reason, "_go_on_by_post")
            notice._ask_for_contact(reason)
