"""A notice whose mail the server does not take: it waits, leaves later on that day, or its step is taken back."""

from odoo import fields, models

from ...engine import ladder
from .fallback import ASKED_FOR


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _left_otherwise(self):
        """Whether it left by another channel too: then it is sent, whatever becomes of its mail."""
        return bool(self.letter_id or self.sms_number)

    def _wait_for_server(self, reason, when):
        """Nothing stands as sent that has not left (rule 15); the step is kept, so that nobody takes it twice.

        :param when: the next try
        """
        waiting = self.filtered(lambda notice: notice.state == "sent" and not notice._left_otherwise())
        waiting.write({"state": "waiting", "sent_date": False})
        (self & self._out()).run_id._wait_for_server(reason, when)

    def _leave_at_last(self):
        """The server took the mails of these notices, which had been waiting for it."""
        waiting = self.filtered(lambda notice: notice.state == "waiting")
        waiting.write({"state": "sent", "sent_date": fields.Datetime.now()})
        for notice in waiting:
            notice.case_id._log(
                "note",
                lambda case: self.env._("The mail has left, after waiting for the mail server"),
                result=notice.display_name,
            )
        self.run_id._settle_state()

    def _stop_waiting(self, reason):
        """Those of these notices that wait for the server are not sent any more."""
        waiting = self.filtered(lambda notice: notice.state == "waiting")
        waiting.mail_id.cancel()
        waiting._take_back("cancelled", "failure", reason)

    def _lose_mail(self, reason, address_refused):
        """The mails of these notices do not leave: they go on by post where the address is no good, otherwise their
        step is taken back, unless they left by another channel too."""
        for notice in self._out():
            if address_refused:
                notice._bounce()
            elif not notice._left_otherwise() and notice._is_last_level():
                notice._fail(reason)
            else:  # other steps have been taken since: they stand
                notice._note_failure(reason)
            if notice.state == "waiting":  # it has an end now
                if notice._left_otherwise():
                    notice.write({"state": "sent", "sent_date": fields.Datetime.now()})
                else:
                    notice.write({"state": "failed", "held_reason": reason})
        self.run_id._settle_state()

    def _outdated(self):
        """Those of these notices, written earlier today, that do not say any more what is so, or go to somebody who is
        reached by mail no more (rule 13)."""
        return self._asked_otherwise() | self.filtered(lambda notice: not notice.contact_id._recovery_has_mail())

    def _asked_otherwise(self):
        """Those of these notices on which something is no longer asked for, or another amount is (rule 1)."""
        asked = {}
        for company, notices in self.grouped("company_id").items():
            today = company._recovery_today()
            for debtors in self.env["recovery.open.items"]._debtors(company, today, partners=notices.partner_id):
                for debtor in debtors:
                    proposal = ladder.propose(debtor, today)
                    moved = [move.instalment for message in proposal.messages for move in message.moves]
                    standing = [r.instalment for r in proposal.refusals if r.reason in ASKED_FOR]
                    asked.update({instalment.id: float(instalment.residual) for instalment in (*moved, *standing)})
        return self.filtered(
            lambda notice: any(
                notice.currency_id.compare_amounts(asked.get(line.move_line_id.id, 0), line.residual)
                for line in notice.line_ids
            )
        )


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _recovery_notices(self):
        # the outbox works for whoever sends
        return self.env["recovery.notice"].sudo().search([("mail_id", "in", self.ids)])

    def _recovery_may_leave_at(self, when):
        """Within the sending window, unless somebody has insisted (rule 7)."""
        mails = super()._recovery_may_leave_at(when)
        notices = mails._recovery_notices().filtered(lambda notice: not notice.run_id.insisted_by_id)
        closed = notices.browse(notice.id for notice in self.env["recovery.calendar"]._closed(notices, at=when))
        return mails - closed.mail_id.with_env(self.env)

    def _recovery_waits(self, reason, when):
        self._recovery_notices()._wait_for_server(reason, when)
        return super()._recovery_waits(reason, when)

    def _recovery_has_left(self):
        waiting = self.filtered("recovery_put_off")
        result = super()._recovery_has_left()
        waiting._recovery_notices()._leave_at_last()
        return result

    def _recovery_fails(self, reason, address_refused):
        result = super()._recovery_fails(reason, address_refused)
        reason = self.env._("The mail could not be sent: %s", reason)
        self._recovery_notices()._lose_mail(reason, address_refused)
        return result

    def _recovery_still_right(self):
        """Of the notices that waited, what is no longer so is not sent: a later run looks at it afresh."""
        waiting = self._recovery_notices().filtered(lambda notice: notice.state == "waiting")
        waiting._outdated()._stop_waiting(self.env._("What it asks for has changed while it waited."))
        return super()._recovery_still_right().filtered(lambda mail: mail.state == "outgoing")
