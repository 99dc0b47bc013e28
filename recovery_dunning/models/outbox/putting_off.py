"""What follows from the server's answer: a mail has left, is tried again later that day, or is given up."""

from datetime import timezone

import pytz
from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import channels


class MailMail(models.Model):
    _inherit = "mail.mail"

    # ---- what others do when it happens ---------------------------------------------------------------------------

    def _recovery_has_left(self):
        """The server took these mails; what was waiting for it is told."""
        self.filtered("recovery_put_off").write({"recovery_put_off": False, "recovery_tries": 0})

    def _recovery_waits(self, reason, when):
        """The server did not take these mails because of `reason`; they are tried again at `when`."""

    def _recovery_fails(self, reason, address_refused):
        """These mails do not leave.

        :param address_refused: the server wants no mail for that address, said more than once
        """

    def _recovery_may_leave_at(self, when):
        """Those of these mails that may still leave by themselves at `when`: on the day of the first try."""
        return self.filtered(
            lambda mail: mail._recovery_day(when) == mail._recovery_day(mail.recovery_put_off or fields.Datetime.now())
        )

    def _recovery_day(self, moment):
        """The day of a moment (naive UTC) where the company is."""
        zone = pytz.timezone(self.recovery_company_id._recovery_zone())
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()

    # ---- conclude -------------------------------------------------------------------------------------------------

    def _recovery_conclude(self, journal):
        """What becomes of these mails, which were handed to the server, by its answers."""
        taken = self.filtered(lambda mail: mail.id in journal.taken)
        taken.write({"state": "sent", "failure_type": False, "failure_reason": False})
        taken._recovery_has_left()
        self.filtered(lambda mail: mail.id in journal.unknown)._recovery_is_doubtful()
        later = dict(journal.put_off)
        if journal.lost:
            later.update({mail.id: journal.lost for mail in self if not journal.is_answered(mail.id)})
        alone = bool(taken) or len(journal.rejected) == 1
        for mail in self.filtered(lambda mail: mail.id in journal.rejected):
            if channels.is_believed(mail._recovery_waited(), alone):
                mail._recovery_give_up(journal.rejected[mail.id], address_refused=mail.id in journal.unwanted)
            else:
                later[mail.id] = journal.rejected[mail.id]
        for mail in self.filtered(lambda mail: mail.id in journal.refused):
            mail._recovery_give_up(journal.refused[mail.id])
        waiting = self.filtered(lambda mail: mail.id in later)
        for reason, mails in waiting.grouped(lambda mail: later[mail.id]).items():
            mails._recovery_put_it_off(reason, server_works=bool(taken))

    def _recovery_is_doubtful(self):
        """Nobody knows whether the server took these mails: a person decides."""
        reason = self.env._("Sending was interrupted: nobody knows whether the server took this mail.")
        self.write({"state": "exception", "failure_type": "unknown", "failure_reason": reason})
        self._recovery_has_left()

    def _recovery_waited(self):
        now = fields.Datetime.now()
        return now - (self.recovery_put_off or now)

    def _recovery_put_it_off(self, reason, server_works):
        """Try these mails again after a pause, if their day is long enough for one.

        :param server_works: it took others: the pauses begin anew
        """
        now = fields.Datetime.now()
        self.filtered(lambda mail: not mail.recovery_put_off).recovery_put_off = now
        if server_works:
            self.recovery_tries = 0
        for tries, mails in self.grouped("recovery_tries").items():
            left = mails
            for pause in channels.pauses(tries):
                later = left._recovery_may_leave_at(now + pause)
                later._recovery_try_at(now + pause, reason, tries + 1)
                left -= later
            if left:
                left._recovery_give_up(reason)

    def _recovery_try_at(self, when, reason, tries):
        if not self:
            return
        self.write({"state": "outgoing", "scheduled_date": when, "failure_type": False, "failure_reason": reason})
        self.recovery_tries = tries
        self.env.ref("recovery_dunning.ir_cron_send").sudo()._trigger(at=when)  # the outbox works for whoever sends
        self._recovery_waits(reason, when)

    def _recovery_give_up(self, reason, address_refused=False):
        """These mails do not leave any more."""
        self.write({"state": "exception", "failure_type": "mail_smtp", "failure_reason": reason})
        self.recovery_put_off = False
        self._recovery_fails(reason, address_refused)

    # ---- try again ------------------------------------------------------------------------------------------------

    @api.model
    def _recovery_to_send(self):
        """The mails of ours that wait for the server, or that an interruption left in the outbox."""
        due = Domain("scheduled_date", "=", False) | Domain("scheduled_date", "<=", fields.Datetime.now())
        put_off = Domain("recovery_put_off", "!=", False)
        ours = Domain("state", "=", "outgoing") & Domain("recovery_company_id", "!=", False)
        return self.search(ours & (put_off | due), order="id")

    def _recovery_try_again(self):
        """Send these mails if they may still leave now; whether the server took any, or none was to be sent."""
        leaving = self.filtered(lambda mail: mail.state == "outgoing")
        late = leaving.filtered("recovery_put_off")
        late -= late._recovery_may_leave_at(fields.Datetime.now())
        for reason, mails in late.grouped("failure_reason").items():
            mails._recovery_give_up(reason)
        leaving = (leaving - late)._recovery_still_right()
        leaving.send()
        return not leaving or any(mail.state != "outgoing" for mail in leaving)

    def _recovery_still_right(self):
        """Those of these mails that still say what is so; the others are taken back."""
        return self
