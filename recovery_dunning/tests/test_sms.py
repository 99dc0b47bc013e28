"""Stories of SMS: to mobiles only, in one message, with the amount; they count as contacts."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RecoveryStory


@tagged("post_install", "-at_install")
class TestSms(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env.ref("recovery_dunning.sms_template_reminder")
        cls.first = cls.ladder.level_ids[0]
        cls.first.write({"send_sms": True, "sms_template_id": cls.text.id})
        cls.debtor.write({"country_id": cls.france.id, "phone": "06 12 34 56 78"})

    def queue(self):
        return self.env["sms.sms"].search([("state", "=", "outgoing")])

    def test_mail_and_sms(self):
        self.invoice(due="-4d", amount=1234.5)
        notice = self.run_and_send().notice_ids
        sms = self.queue()
        self.assertEqual(sms.number, "+33612345678")
        self.assertIn("1,234.50", sms.body)
        self.assertIn(self.company.name, sms.body)
        self.assertLessEqual(len(sms.body), 160)
        self.assertEqual(len(self._mails), 1)
        events = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertEqual(set(events.mapped("channel")), {"email", "sms"})
        self.assertIn(sms.body, events.filtered(lambda e: e.channel == "sms").result)

    def test_only_to_valid_mobiles(self):
        """A land line, a number too short, a foreign land line, none: the mail leaves alone, and the record says so."""
        for number in ("01 42 68 53 00", "06 12", "+32 2 506 00 00", False):
            with self.subTest(number=number):
                debtor = self.customer(f"Debtor {number}", country_id=self.france.id, phone=number)
                self.invoice(due="-4d", debtor=debtor)
                notice = self.run_and_send().notice_ids
                self.assertFalse(self.queue())
                event = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
                self.assertIn("No SMS was sent", event.result)

    def test_the_country_of_the_number(self):
        self.debtor.phone = "+32 470 12 34 56"
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertEqual(self.queue().number, "+32470123456")

    def test_sms_alone(self):
        self.first.send_email = False
        self.debtor.email = False
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertEqual((notice.state, self.queue().number), ("sent", "+33612345678"))
        self.assertFalse(self._mails)

    def test_sms_alone_to_a_land_line_fails_with_a_sentence(self):
        self.first.send_email = False
        self.debtor.phone = "01 42 68 53 00"
        move = self.invoice(due="-4d")
        with mute_logger("odoo.addons.recovery_dunning.models.recovery_notice"):
            notice = self.run_and_send().notice_ids
        self.assertEqual(notice.state, "failed")
        self.assertIn("no valid mobile number", notice.held_reason)
        self.assertFalse(move.recovery_level_id)

    def test_too_long_for_one_message(self):
        self.text.body = "x" * 161
        self.invoice(due="-4d")
        with mute_logger("odoo.addons.recovery_dunning.models.recovery_notice"):
            notice = self.run_and_send().notice_ids
        self.assertIn("161 characters", notice.held_reason)

    def test_an_sms_is_a_contact(self):
        self.first.send_email = False
        self.ladder.max_contacts = 1
        move = self.invoice(due="-4d")
        self.run_and_send()
        self.day("+20d")
        self.assertLeftOut(self.propose(), move, "budget")

    def test_needs_its_text(self):
        with self.assertRaisesRegex(ValidationError, "SMS text"):
            self.first.sms_template_id = False
