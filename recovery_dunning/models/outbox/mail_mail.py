"""The outbox: a reminder is sent once, after the commit of its notice; if it fails, the step is taken back."""

import logging

from odoo import SUPERUSER_ID, api, models, modules
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _recovery_send_after_commit(self):
        """Send these mails once the current transaction is committed, in a transaction of their own.

        If the process dies before, they stay in the outbox, and Odoo's mail queue sends them.
        """
        if not self:
            return
        if modules.module.current_test:  # a test never commits
            self.send()
            return
        dbname, ids, context = self.env.cr.dbname, self.ids, dict(self.env.context, recovery_outbox=True)

        @self.env.cr.postcommit.add
        def send_with_new_cursor():
            try:
                with Registry(dbname).cursor() as cr:
                    api.Environment(cr, SUPERUSER_ID, context)["mail.mail"].browse(ids).exists().send()
            except Exception:
                # what it follows is committed already; what was not sent is still in the outbox, for the mail queue
                _logger.exception("recovery mails %s: sending was interrupted", ids)

    def _send(self, auto_commit=False, **options):
        """Reminders leave in one transaction, which loses nothing and repeats nothing even if it comes to no end: each
        departure is noted outside of it (`recovery.departure`)."""
        reminders = self._recovery_reminders()
        others = self - reminders
        if others:
            super(MailMail, others)._send(auto_commit=auto_commit, **options)
        if not reminders:
            return True
        # whoever else is sending these has locked them
        leaving = reminders.try_lock_for_update(allow_referencing=True)._recovery_conclude_interrupted()
        with self.env["recovery.departure"]._journal() as journal:
            mails = leaving.with_context(recovery_journal=journal)
            mails._recovery_read_ahead()
            result = super(MailMail, mails)._send(auto_commit=False, **options)
        if auto_commit:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return result

    def _recovery_reminders(self):
        """Those of these mails that are ours: in Odoo's own queue, the notices that an interruption left there."""
        if self.env.context.get("recovery_outbox"):
            return self
        # the outbox works for whoever sends
        notices = self.env["recovery.notice"].sudo().search_fetch([("mail_id", "in", self.ids)], ["mail_id"])
        ids = set(notices.mail_id.ids)
        return self.filtered(lambda mail: mail.id in ids)

    def _recovery_conclude_interrupted(self):
        """Those of these mails that were never handed to the server. What an interrupted sending left behind is
        concluded: sent, or, if nobody knows whether the server took it, left to a person."""
        self.invalidate_recordset(["state"])
        outgoing = self.filtered(lambda mail: mail.state == "outgoing")
        handed_over = self.env["recovery.departure"]._of(outgoing)
        arrived = outgoing.filtered(lambda mail: handed_over.get(mail.id))
        arrived.write({"state": "sent", "failure_type": False, "failure_reason": False})
        doubtful = outgoing.filtered(lambda mail: mail.id in handed_over) - arrived
        reason = self.env._("Sending was interrupted: nobody knows whether the server took this mail.")
        doubtful.write({"state": "exception", "failure_type": "unknown", "failure_reason": reason})
        return outgoing - arrived - doubtful

    def _recovery_read_ahead(self):
        """Read what sending looks at of each mail, for all of them at once: Odoo browses them one by one."""
        self.mapped("email_from")
        self.recipient_ids.mapped("email")
        self.attachment_ids.mapped("name")

    def write(self, vals):
        """Odoo writes the identifier that it has just sent, which is the mail's own already."""
        if "recovery_journal" in self.env.context and "message_id" in vals and vals["message_id"] == self.message_id:
            vals = {name: value for name, value in vals.items() if name != "message_id"}
        return super().write(vals)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Called for each mail just before it is handed to the server."""
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if journal := self.env.context.get("recovery_journal"):
            journal.leaves(self.id)
        return emails

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        if failure_type:
            # the outbox works for whoever sends; the notice is ours to correct
            notices = self.env["recovery.notice"].sudo().search([("mail_id", "in", self.ids), ("state", "=", "sent")])
            if notices:
                reason = failure_reason or self[:1].failure_reason or failure_type
                notices._fail(self.env._("The mail could not be sent: %s", reason))
        elif journal := self.env.context.get("recovery_journal"):
            journal.has_arrived(self.id)
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)

    def mark_outgoing(self):
        """A person wants them sent once more, whatever became of them."""
        self.env["recovery.departure"]._forget(self)
        return super().mark_outgoing()
