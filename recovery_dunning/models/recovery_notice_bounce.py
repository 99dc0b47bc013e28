"""A mail that came back: its address is used no more, the notice goes on by post, or its step is taken back."""

import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

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
            if not notice._go_on_by_post(reason):
                if notice._is_last_step():
                    notice._fail(reason)
                else:  # other steps have been taken since: they stand
                    notice.case_id._log("failure", lambda case, reason=reason: reason, result=notice.display_name)
            notice._ask_for_contact(reason)

    def _is_last_step(self):
        return all(line.move_line_id.recovery_level_id == line.level_id for line in self.line_ids)

    def _go_on_by_post(self, reason):
        """Print the letter of a notice whose mail came back; whether it has one now."""
        self.ensure_one()
        if not self.letter_id:
            if not self.postal_id:
                return False
            try:
                with self.env.cr.savepoint():
                    self._print_letters()
            except UserError:
                _logger.warning("recovery notice %s: its letter could not be printed", self.id, exc_info=True)
                return False
            if self.case_id:
                event = self._prepare_letter_event()
                self.env["recovery.event"].create({**event, "result": f"{reason}\n{event['result']}"})
        else:
            self.case_id._log("failure", lambda case: reason, result=self.display_name)
        return True

    def _ask_for_contact(self, reason):
        user = self.collector_id or self.env.ref("base.user_admin")
        self._thread().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Find whom to write to"),
            note=reason,
            user_id=user.id,
        )
