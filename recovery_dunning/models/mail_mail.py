"""The outbox: reminders leave after the commit of what they say, once; a mail that fails takes its step back."""

import logging

from odoo import SUPERUSER_ID, api, models, modules
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _recovery_send_after_commit(self):
        """Send these mails once the current transaction is committed, each in a transaction of its own.

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
                    api.Environment(cr, SUPERUSER_ID, context)["mail.mail"].browse(ids).exists().send(auto_commit=True)
            except Exception:
                # what it follows is committed already; what was not sent is still in the outbox, for the mail queue
                _logger.exception("recovery mails %s: sending was interrupted", ids)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Odoo has just marked the mail as failed, in case the process dies. For a reminder that mark is committed
        before the server gets the mail: after a crash it is looked at by a person, never sent twice (rule 2)."""
        if self.env.context.get("recovery_outbox"):
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        if failure_type:
            # the outbox works for whoever sends; the notice is ours to correct
            notices = self.env["recovery.notice"].sudo().search([("mail_id", "in", self.ids), ("state", "=", "sent")])
            if notices:
                reason = failure_reason or self[:1].failure_reason or failure_type
                notices._fail(self.env._("The mail could not be sent: %s", reason))
        return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)
