"""Stories of a mail server that does not take a mail: it is tried again on that day, and said on the run."""

import smtplib
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestOutage(RecoveryStory):
    def refusing(self, *replies):
        """The server refuses the debtor with these replies, one after the other."""
        send, replies = IrMail_Server.send_email, list(replies)

        def refuse(server, message, *args, **kwargs):
            if replies and message["To"] and "debtor@example.com" in message["To"]:
                try:
                    raise smtplib.SMTPRecipientsRefused({"debtor@example.com": (replies.pop(0), b"No")})
                except smtplib.SMTPException as error:
                    raise MailDeliveryException("Mail Delivery Failed", str(error))  # noqa: B904  # as Odoo does
            return send(server, message, *args, **kwargs)

        stack = ExitStack()
        stack.enter_context(patch.object(IrMail_Server, "send_email", refuse))
        stack.enter_context(mute_logger("odoo.addons.mail.models.mail_mail"))
        return stack

    def test_temporary_refusal_waits_and_leaves(self):
        """It waits, its step is kept, the run says since when and when next; then it leaves once."""
        self.send_at_any_hour()
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        with self.refusing(451):
            run.action_send()
        notice, now = run.notice_ids, fields.Datetime.now()
        self.assertEqual((notice.state, run.state, run.waiting_count), ("waiting", "sending", 1))
        self.assertFalse(notice.sent_date)
        self.assertEqual(move.recovery_level_id.delay, 3)
        self.assertEqual((run.put_off_since, run.next_try), (now, now + timedelta(minutes=5)))
        self.assertIn("451", run.put_off_reason)
        self.assertEqual(notice.mail_id.state, "outgoing")
        self.env["recovery.run"]._cron_send()
        self.assertEqual((notice.state, run.state, run.next_try), ("sent", "done", False))
        self.assertEqual(notice.mail_id.state, "sent")

    def test_waiting_notice_can_be_undone(self):
        self.send_at_any_hour()
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        with self.refusing(451):
            run.action_send()
        run.action_undo()
        self.assertEqual((run.notice_ids.state, run.notice_ids.mail_id.state), ("undone", "cancel"))
        self.assertFalse(move.recovery_level_id)
        self.env["recovery.run"]._cron_send()
        self.assertEqual((run.notice_ids.state, run.notice_ids.mail_id.state), ("undone", "cancel"))

    def test_run_that_waits_can_be_cancelled(self):
        self.send_at_any_hour()
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        with self.refusing(451):
            run.action_send()
        run.action_cancel()
        self.assertEqual((run.state, run.notice_ids.state), ("cancelled", "cancelled"))
        self.assertFalse(move.recovery_level_id)

    def test_refused_for_good_twice_goes_by_post(self):
        """The first time it may be the server that has lost its directory; the second time the address is bad."""
        self.send_at_any_hour()
        self.debtor.write({"street": "1 rue", "zip": "75001", "city": "Paris", "country_id": self.france.id})
        self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        with self.refusing(550, 550):
            run.action_send()
            self.assertEqual(run.notice_ids.state, "waiting")
            with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
                self.env["recovery.run"]._cron_send()
        self.assertTrue(run.notice_ids.letter_id)
        self.assertEqual((run.notice_ids.state, run.notice_ids.is_doubtful), ("sent", False))
        self.assertEqual(self.debtor.recovery_bounced_email, self.debtor.email)

    def test_copy_that_is_refused_keeps_no_debtor(self):
        """The debtor comes first; whoever reads along and is refused changes nothing for him."""
        self.company.recovery_copy_tone = self.level(3).tone
        self.debtor.user_id = self.env.user
        self.env.user.email = "sales@creditor.example.com"
        self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        send, tried = IrMail_Server.send_email, []

        def refuse(server, message, *args, **kwargs):
            tried.append(message["To"] or message["Cc"])
            if not message["To"]:
                raise MailDeliveryException("Mail Delivery Failed", "550")
            return send(server, message, *args, **kwargs)

        with (
            patch.object(IrMail_Server, "send_email", refuse),
            mute_logger("odoo.addons.recovery_dunning.models.outbox.ir_mail_server"),
        ):
            run.action_send()
        self.assertEqual((run.notice_ids.state, run.notice_ids.mail_id.state), ("sent", "sent"))
        self.assertEqual(["debtor" in address for address in tried], [True, False])
