"""A notice whose message did not arrive: it goes on by the next channel, or its step is taken back."""

import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...engine import ladder
from ...engine.ladder import Reason
from ..outbox.addresses import usable_addresses

_logger = logging.getLogger(__name__)
# why nothing else leaves today for an instalment that is asked for all the same
ASKED_FOR = (
    *(Reason.NOT_DUE, Reason.QUIET, Reason.NO_CONTACT, Reason.LAST_LEVEL),
    *(Reason.BELOW_MINIMUM, Reason.BUDGET, Reason.NO_PROCEDURE),
)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    mail_state = fields.Selection(
        related="mail_id.state", string="Status of the mail", help="What Odoo's outbox knows of it."
    )
    go_on_at = fields.Datetime(
        string="Goes on at", readonly=True, copy=False, help="What did not arrive leaves by mail then, if it still may."
    )
    go_on_reason = fields.Text(string="Why it goes on", readonly=True, copy=False)
    mail_failure = fields.Text(related="mail_id.failure_reason", string="Why it did not leave")

    def _still_asked_for(self):
        """Those of these notices, sent some time ago, of which something may still be asked for now (rule 1)."""
        asked = set()
        for company, notices in self.grouped("company_id").items():
            today = company._recovery_today()
            for debtors in self.env["recovery.open.items"]._debtors(company, today, partners=notices.partner_id):
                for debtor in debtors:
                    proposal = ladder.propose(debtor, today)
                    asked.update(move.instalment.id for message in proposal.messages for move in message.moves)
                    asked.update(r.instalment.id for r in proposal.refusals if r.reason in ASKED_FOR)
        return self.filtered(lambda notice: asked & set(notice.line_ids.move_line_id.ids))

    def _go_on(self, reason, *ways):
        """Try `ways`, one after the other, until the notice has left by one; with none left, its step is taken back.

        :param reason: why it goes on, for the record
        :param ways: the names of methods that say whether it left
        """
        self.ensure_one()
        if not self._still_asked_for():
            self._note_failure(reason)
        elif not any(getattr(self, way)(reason) for way in ways):
            if self._is_last_level():
                self._fail(reason)
            else:  # other steps have been taken since: they stand
                self._note_failure(reason)

    def _is_last_level(self):
        """Whether its instalments have taken no other step since."""
        return all(line.move_line_id.recovery_level_id == line.level_id for line in self.line_ids)

    def _note_failure(self, reason):
        self.case_id._log("failure", lambda case: reason, result=self.display_name)

    def _go_on_by_mail(self, reason):
        """Mail what did not arrive otherwise, now or when the sending window opens; whether a mail is under way.

        Outside the window nothing is written yet: to whom, and whether at all, is decided when it leaves (rules 1, 13).
        """
        self.ensure_one()
        if not self.mail_id:
            reached = (self.contact_id | self._correspondents()).filtered(lambda contact: contact._recovery_has_mail())
            if not (self.level_id.mail_template_id and reached):
                return False
            Calendar = self.env["recovery.calendar"]
            if Calendar._closed(self):
                self._go_on_later(Calendar._next_opening(self), reason)
                return True
            self.contact_id = reached[0]
            mail = self._try(self._put_into_outbox)
            if not mail:
                return False
            self._record_fallback(self._prepare_mail_event(self.document_ids - self.letter_id), reason)
            mail._recovery_send_after_commit()
        else:
            self._note_failure(reason)
        return True

    def _go_on_later(self, when, reason):
        """Look at it again at `when`, the first moment of the sending window; None if it never opens."""
        if not when:
            self._note_failure(reason)
            return
        self.write({"go_on_at": when, "go_on_reason": reason})
        # the outbox works for whoever brings the report
        self.env.ref("recovery_dunning.ir_cron_send").sudo()._trigger(at=when)

    def _go_on_now(self):
        """The window of these notices is open: what is still so leaves, to whom it goes today; where something else is
        asked for by now, the step is taken back, and the next run asks for that."""
        changed = self._asked_otherwise()
        for notice in self:
            reason = notice.go_on_reason or ""
            notice.write({"go_on_at": False, "go_on_reason": False})
            if notice.state != "sent":
                continue
            if notice in changed and notice._is_last_level() and notice._still_asked_for():
                notice._fail(reason)
            elif notice in changed:
                notice._note_failure(reason)
            else:
                notice._go_on(reason, "_go_on_by_mail", "_go_on_by_post")

    def _go_on_by_post(self, reason):
        """Print the letter of what did not arrive otherwise; whether the notice has one now."""
        self.ensure_one()
        if not self.letter_id:
            if not (self.postal_id and self._try(lambda: self._print_letters() or True)):
                return False
            self._record_fallback(self._prepare_letter_event(), reason)
        else:
            self._note_failure(reason)
        return True

    def _try(self, write):
        """What `write` returns, or None where this channel cannot be written, and nothing of it is left."""
        try:
            with self.env.cr.savepoint():
                return write()
        except UserError:
            _logger.warning("recovery notice %s could not go on by another channel", self.id, exc_info=True)
            return None

    def _record_fallback(self, event, reason):
        if self.case_id:
            self.env["recovery.event"].create({**event, "result": f"{reason}\n{event['result']}"})

    def _plan_task_for_collector(self, summary, note):
        user = self.company_id._recovery_in_charge(self.collector_id)
        self._thread().activity_schedule("mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id)

    def _bounce(self, email=None):
        """The mails of these notices came back.

        :param email: the address that refused it, where the report says so
        """
        for notice in self._out():
            contact = notice.contact_id
            addresses = usable_addresses(contact.email)
            if email and email_normalize(email) not in addresses:
                continue  # a copy came back, not the notice
            if email and len(addresses) > 1:  # it reached his other addresses
                came_back = self.env._("The mail to %s came back", email)
                notice._plan_task_for_collector(self.env._("Correct a mail address"), came_back)
                continue
            notice.delivery = "bounced"
            contact._recovery_came_back(contact.email)
            reason = self.env._("The mail to %s came back", contact.email_formatted)
            notice._go_on(reason, "_go_on_by_post")
            notice._plan_task_for_collector(self.env._("Find whom to write to"), reason)
