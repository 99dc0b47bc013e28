"""A run that the mail server keeps waiting: since when, why, and when it is tried again on that day."""

import logging
import smtplib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...engine import channels
from .sending import SEND_BATCH

_logger = logging.getLogger(__name__)


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    put_off_since = fields.Datetime(
        string="Waiting since", readonly=True, copy=False, help="Since when the mail server does not take everything."
    )
    put_off_reason = fields.Text(readonly=True, copy=False, help="What the mail server said.")
    put_off_tries = fields.Integer(copy=False, groups=fields.NO_ACCESS)
    next_try = fields.Datetime(readonly=True, copy=False, help="When it is tried again by itself.")

    def _wait_for_server(self, reason, when=None):
        """Say on these runs that the mail server does not take everything, and try again after a pause.

        :param when: the next try, where it is fixed already
        """
        now = fields.Datetime.now()
        for run in self:
            next_try = when or now + channels.pauses(run.put_off_tries)[0]
            if not when:  # otherwise the mails have seen to it
                run.put_off_tries += 1
                self.env.ref("recovery_dunning.ir_cron_send").sudo()._trigger(at=next_try)  # whoever asked to send
            elif run.next_try and now < run.next_try < when:
                next_try = run.next_try
            since = run.put_off_since or now
            run.write({"put_off_since": since, "put_off_reason": reason, "next_try": next_try})
            if run.state in ("approved", "done"):
                run._settle_state()

    def _note_server_answers(self):
        """Nothing waits for the mail server any more."""
        self.filtered("put_off_since").write(
            {"put_off_since": False, "put_off_reason": False, "put_off_tries": 0, "next_try": False}
        )

    def _is_ready(self):
        """Whether this run may leave; if not, it says why on its form, and waits."""
        self.problem = self.company_id._recovery_stale_bank(self.company_id._recovery_today()) or False
        if self.problem:
            _logger.warning("recovery run %s waits: stale bank statements", self.id)
            return False
        try:
            self._check_mail_server()
        except UserError as error:
            _logger.warning("recovery run %s waits: no mail server", self.id)
            self._wait_for_server(str(error))
            return False
        if self.waiting_count:
            self.put_off_tries = 0
        else:
            self._note_server_answers()
        return True

    def _check_mail_server(self):
        """:raises UserError: there is mail to send and no server takes it"""
        approved = self._to_leave()
        if not any(approved.level_id.mapped("send_email")):
            return
        try:
            session = self.env["ir.mail_server"]._connect__(smtp_from=approved[0]._sender_address())
            if session:
                session.quit()
        except (UserError, OSError, smtplib.SMTPException) as error:
            raise UserError(
                self.env._(
                    "No outgoing mail server answers, so nothing was sent. Check it in Settings > Technical > "
                    "Outgoing Mail Servers, then send again.\n\n%s",
                    error,
                )
            ) from error

    @api.model
    def _send_waiting_mails(self):
        """Try again what the mail server did not take, and send what an interruption left, batch by batch; stop at
        the first batch of which it takes nothing."""
        mails = self.env["mail.mail"]._recovery_to_send()
        for ids in split_every(SEND_BATCH, mails.ids):
            self._commit_progress(0)
            batch, answers = mails.browse(ids).exists(), []
            if error := self._alone(lambda batch=batch, answers=answers: answers.append(batch._recovery_try_again())):
                _logger.warning("recovery mails %s could not be tried again", ids, exc_info=error)
            elif not self._commit_progress(len(ids)) or not answers[0]:
                return

    @api.model
    def _let_go_on(self):
        """What did not arrive while the sending window was closed goes on, each in a transaction of its own."""
        due = [("go_on_at", "<=", fields.Datetime.now())]
        for notice in self.env["recovery.notice"].search(due, order="go_on_at, id"):
            self._commit_progress(0)
            if error := self._alone(notice._go_on_now):
                _logger.warning("recovery notice %s could not go on", notice.id, exc_info=error)
            elif not self._commit_progress(1):
                return

    def _is_kept_waiting(self, notices):
        """Whether the server took none of the mails of these notices, which have just left."""
        notices.invalidate_recordset(["state"])
        return bool(notices) and all(notice.state == "waiting" for notice in notices)
