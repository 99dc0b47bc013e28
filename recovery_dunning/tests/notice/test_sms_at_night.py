"""Stories of an SMS that fails at night: in the morning the notice goes on, to whom and for what it goes then."""

from freezegun import freeze_time
from odoo.tests import tagged

from ..stories.sms import DeliveryStory


@tagged("post_install", "-at_install")
class TestSmsAtNight(DeliveryStory):
    def test_by_mail_in_the_sending_window_only(self):
        """The report comes at night: nothing is written before the morning."""
        notice = self.expired_at_night()
        self.assertEqual((notice.state, notice.go_on_at.hour), ("sent", 8))  # UTC: 9 in Paris
        self.in_the_morning(7)
        self.assertFalse(notice.mail_id)
        self.in_the_morning(9)
        self.assertEqual(len(self.reminders()), 1)
        self.assertFalse(notice.go_on_at)
        self.assertIn("was not delivered", self.last_event(notice.case_id).result)
        self.in_the_morning(10)
        self.assertEqual(len(self.reminders()), 1)

    def test_in_the_morning_it_goes_where_he_is_then(self):
        """Rule 13: the address is that of the moment at which the mail leaves."""
        self.expired_at_night()
        self.debtor.email = "moved@example.com"
        self.in_the_morning(9)
        self.assertFalse(self.reminders())
        self.assertEqual(len([mail for mail in self._mails if "moved@example.com" in str(mail["email_to"])]), 1)

    def test_in_the_morning_he_has_paid(self):
        """Rule 1, at the moment of sending: all of it, or a part."""
        notice = self.expired_at_night()
        self.pay(self.move)
        self.in_the_morning(9)
        self.assertFalse(self.reminders() or notice.mail_id or notice.go_on_at)
        self.assertEqual((notice.state, self.last_event(notice.case_id).kind), ("sent", "failure"))

    def test_in_the_morning_he_owes_less(self):
        notice = self.expired_at_night()
        self.pay(self.move, self.move.amount_residual / 2)
        self.in_the_morning(9)
        self.assertFalse(self.reminders() or notice.mail_id)
        self.assertEqual((notice.state, bool(self.move.recovery_level_id)), ("failed", False))
        self.assertNotice(self.propose(), self.move, level=3)

    def expired_at_night(self):
        notice = self.send(send_email=False)
        with self.at_night():
            self.report("expired")
        self.assertFalse(self.reminders() or notice.mail_id)
        return notice

    def in_the_morning(self, hour):
        with freeze_time(f"2026-03-03 {hour:02}:00:00"):
            self.env["recovery.run"]._cron_send()

    def at_night(self):
        return freeze_time("2026-03-03 02:00:00")
