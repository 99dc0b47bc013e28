"""Stories of a step that is a call, with an SMS to whoever has a mobile number."""

from odoo.tests import tagged

from ..common import RecoveryStory

MOBILE = "06 12 34 56 78"


@tagged("post_install", "-at_install")
class TestCallWithSms(RecoveryStory):
    def setUp(self):
        super().setUp()
        self.send_at_any_hour()
        call = {
            "send_email": False,
            "mail_template_id": False,
            "send_sms": True,
            "sms_template_id": self.env.ref("recovery_dunning.sms_template_call").id,
            "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id,
        }
        self.ladder = self.procedure("Ladder", 3, 10, levels={3: call}, sequence=1)
        self.debtor.country_id = self.france

    def called(self):
        """The notice of the call, its task, and what the record says of it."""
        move = self.invoice(due="-4d")
        notice = self.assertNotice(self.run_and_send(), move)
        case = self.debtor.recovery_case_id
        self.assertEqual(case.activity_ids.activity_category, "phonecall")
        return notice, case.event_ids.sorted("id")[-1]

    def test_with_a_mobile_number(self):
        self.debtor.phone = MOBILE
        notice, event = self.called()
        self.assertEqual((notice.state, notice.sms_number, notice._left_by()), ("sent", "+33612345678", ["sms"]))
        self.assertIn("we are calling you", notice.sms_text)
        self.assertEqual((event.kind, event.direction, event.channel), ("notice", "out", "sms"))

    def test_without_one_he_is_called_all_the_same(self):
        self.debtor.phone = "04 72 10 20 30"
        notice, event = self.called()
        self.assertEqual((notice.state, notice.sms_number, notice._left_by()), ("sent", False, []))
        self.assertEqual((event.kind, event.direction, event.channel), ("task", "internal", False))

    def test_without_any_number_and_address_too(self):
        self.debtor.write({"phone": False, "email": False})
        notice, event = self.called()
        self.assertEqual((notice.state, event.kind), ("sent", "task"))

    def test_beside_a_reminder_of_another_invoice(self):
        """Two notices, since the call must not get lost in the mail."""
        old = self.invoice(due="-15d")
        self.instalments(old).sudo().write({"recovery_level_id": self.level(3).id, "recovery_date": self.on("-8d")})
        new = self.invoice(due="-4d")
        run = self.run_and_send()
        levels = {notice.line_ids.move_id: notice.level_id for notice in run.notice_ids}
        self.assertEqual(levels, {old: self.level(10), new: self.level(3)})

    def test_the_ladders_as_shipped(self):
        """Each call of a business or a person goes with an SMS; public bodies are called alone."""
        calls = self.env["recovery.level"].search([("activity_type_id.category", "=", "phonecall")])
        shipped = calls.filtered(lambda level: level.get_external_id()[level.id].startswith("recovery_dunning."))
        public = self.env.ref("recovery_dunning.level_public_call")
        self.assertEqual(shipped.filtered("send_sms"), shipped - public)
        procedures = shipped.procedure_id
        self.assertEqual(set(procedures.mapped("max_contacts_week")), {3})
