"""The outbox: a mail of ours is sent once, after the commit of what it follows; the server's answer is told to it."""

import logging

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _inherit = "mail.mail"

    recovery_company_id = fields.Many2one(
        "res.company",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose recovery desk wrote it; empty for the other mails of Odoo.",
    )
    recovery_put_off = fields.Datetime(
        readonly=True, help="Since when the mail server has not taken it; until the evening it is tried again."
    )
    recovery_tries = fields.Integer(readonly=True, help="How often the mail server took nothing since it last did.")

    def _recovery_send_after_commit(self):
        """Send these mails once the current transaction is committed, in a transaction of their own.

        If the process dies before, they stay in the outbox, and the scheduled action sends them.
        """
        if not self:
            return
        if modules.module.current_test:  # a test never commits
            self.send()
            return
        dbname, ids, context = self.env.cr.dbname, self.ids, dict(self.env.context)

        @self.env.cr.postcommit.add
        def send_with_new_cursor():
            try:
                with Registry(dbname).cursor() as cr:
                    api.Environment(cr, SUPERUSER_ID, context)["mail.mail"].browse(ids).exists().send()
            except Exception:
                # what it follows is committed already; what was not sent is still in the outbox
                _logger.exception("recovery mails %s: sending was interrupted", ids)

    # ---- send -----------------------------------------------------------------------------------------------------

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Mails of ours leave in one transaction, which loses nothing and repeats nothing even if it comes to no end:
        each departure is noted outside of it (`recovery.departure`). What the server does not take is tried again."""
        if "recovery_journal" in self.env.context:
            return super().send()
        ours = self.filtered("recovery_company_id")
        if others := self - ours:
            super(MailMail, others).send(auto_commit, raise_exception, post_send_callback)
        if ours:
            ours._recovery_leave()
            if auto_commit:
                self.env.cr.commit()  # pylint: disable=invalid-commit
            if post_send_callback:
                post_send_callback(ours.ids)
        return True

    def _recovery_leave(self):
        """Hand these mails to the server, and conclude what it answered. Whoever else is sending one has locked it."""
        leaving = self.try_lock_for_update(allow_referencing=True)._recovery_conclude_interrupted()
        if not leaving:
            return
        with self.env["recovery.departure"]._journal() as journal:
            mails = leaving.with_context(recovery_journal=journal)
            mails._recovery_read_ahead()
            mails._recovery_hand_over(journal)
        leaving._recovery_conclude(journal)

    def _recovery_hand_over(self, journal):
        """A connection that is lost is made anew, as long as each of them brings something to the server."""
        left = self
        while left:
            before, journal.lost = len(journal.taken), None
            left.send()
            left = left.filtered(lambda mail: not journal.is_answered(mail.id))
            if not journal.lost or len(journal.taken) == before:
                break
            breaker = left.filtered(lambda mail: mail.id == journal.breaker)
            left = left - breaker + breaker  # whatever ails it, it keeps no other from leaving
            left.write({"state": "outgoing"})

    def _recovery_conclude_interrupted(self):
        """Those of these mails that were never handed to the server. What an interrupted sending left behind is
        concluded: sent, or, if nobody knows whether the server took it, left to a person."""
        self.invalidate_recordset(["state"])
        outgoing = self.filtered(lambda mail: mail.state == "outgoing")
        handed_over = self.env["recovery.departure"]._of(outgoing)
        arrived = outgoing.filtered(lambda mail: handed_over.get(mail.id))
        doubtful = outgoing.filtered(lambda mail: mail.id in handed_over) - arrived
        arrived.write({"state": "sent", "failure_type": False, "failure_reason": False})
        arrived._recovery_has_left()
        doubtful._recovery_is_doubtful()
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
        """Called for each mail just before it is handed to the server: the debtor comes before who reads along."""
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if journal := self.env.context.get("recovery_journal"):
            journal.turn_to(self.id)
            emails.sort(key=lambda email: not email["email_to"])
        return emails

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """What became of mails of ours is concluded for the whole batch, after it."""
        journal = self.env.context.get("recovery_journal")
        if journal is None:
            return super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)
        if failure_type == "mail_smtp":  # Odoo's word for a server that it cannot reach
            journal.lose(self[:1].failure_reason)
        elif failure_type and not (journal.lost or journal.is_answered(self.id)):
            journal.refused[self.id] = failure_reason or self.failure_reason or failure_type
        return True

    def mark_outgoing(self):
        """A person wants them sent once more, whatever became of them."""
        self.env["recovery.departure"]._forget(self)
        return super().mark_outgoing()
