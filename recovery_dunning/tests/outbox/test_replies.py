"""Stories of what comes back by mail: a person's answer, a machine's, a mail that was refused."""

# pylint: disable=translation-required  # people write as they like

import base64
from email.message import EmailMessage
from io import BytesIO

from markupsafe import Markup
from odoo.tests import tagged
from odoo.tools import mute_logger
from PIL import Image

from ..stories.letters import ADDRESS, LetterStory

BOUNCE = """From: MAILER-DAEMON@mx.example.com
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-{number}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

The mail system could not deliver your message.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

Message-Id: {message_id}
Subject: Reminder

--B--
"""


@tagged("post_install", "-at_install")
class TestReplies(LetterStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper.write({"send_email": True, "send_letter": False})
        cls.debtor.street = False

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-4d")
        self.notice = self.run_and_send().notice_ids
        self.case = self.notice.case_id

    def answer(self, sender="debtor@example.com", **headers):
        """An answer to the reminder, through Odoo's mail gateway."""
        message = EmailMessage()
        message["From"], message["To"] = sender, self.notice.mail_id.reply_to or "x@example.com"
        message["Subject"] = "Re: your reminder"
        message["Message-Id"] = f"<{len(self.case.message_ids)}-answer@debtor.example.com>"
        message["In-Reply-To"] = self.notice.mail_id.message_id
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("We pay on Friday.")
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, message.as_bytes())

    def test_without_incoming_mail_answers_go_to_the_company(self):
        """As its setup says; to the collector where the company has no address."""
        self.env["ir.config_parameter"].search([("key", "=like", "mail.catchall%")]).unlink()
        self.company.alias_domain_id = False
        self.company.email = "accounts@creditor.example.com"
        self.invoice(due="-4d", debtor=self.customer("Garage Roux", email="garage@example.com", street=False))
        notice = self.run_and_send().notice_ids
        self.assertIn("<accounts@creditor.example.com>", notice.mail_id.reply_to)
        self.company.email = False
        self.assertEqual(notice._answers_to({"email_from": "alice@creditor.example.com"}), "alice@creditor.example.com")

    def test_without_a_logo_the_company_is_named(self):
        """The picture that Odoo gives a new company says that it is none."""
        template = self.notice._mail_template()
        own = BytesIO()
        Image.new("RGB", (60, 20), "green").save(own, "PNG")
        for logo, shown in ((self.company._get_logo(), False), (base64.b64encode(own.getvalue()), True)):
            with self.subTest(shown=shown):
                self.company.logo = logo
                framed = str(self.notice._frame(template, self.company, self.case, Markup("<p>Hello</p>")))
                self.assertEqual("/logo.png" in framed, shown)
                self.assertIn(self.company.name, framed.partition("Hello")[0])

    def bounce(self, recipient="debtor@example.com", notice=None):
        mail = (notice or self.notice).mail_id
        to = "bounce@creditor.example.com"
        report = BOUNCE.format(to=to, number=1, recipient=recipient, message_id=mail.message_id)
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, report)

    def holds(self):
        return self.env["recovery.hold"].search([("partner_id", "=", self.debtor.id), ("state", "=", "active")])

    def test_a_person_answers(self):
        """The ladder stands still for some days, the case is on top with a task, and then all goes on by itself."""
        self.invoice(due="-4d", debtor=self.customer("Newer case"))
        self.run_and_send()
        self.assertNotEqual(self.env["recovery.case"].search([], limit=1), self.case)
        self.answer()
        hold = self.holds()
        self.assertEqual((hold.reason_id.name, hold.date_until), ("The debtor has answered", self.on("+7d")))
        self.assertEqual(self.env["recovery.case"].search([], limit=1), self.case)
        self.assertIn("The debtor has answered", self.case.activity_ids.mapped("summary"))
        self.assertIn("We pay on Friday", self.last_event(self.case).result)
        self.level(15).delay = 6
        self.day("+4d")
        self.assertLeftOut(self.propose(), self.move, "hold")
        self.day("+8d")
        self.env["recovery.run"]._cron_escalate()
        self.assertFalse(self.holds())

    def test_two_answers_make_one_hold(self):
        self.answer()
        self.answer(sender="boss@debtor.example.com")
        self.assertEqual(len(self.holds()), 1)

    def test_answered(self):
        self.answer()
        self.case.action_answered()
        self.assertFalse(self.holds() or self.case.answered_on)

    def test_a_machine_answers(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated (rejected)"},
            {"Precedence": "bulk"},
            {"X_Autoreply": "yes"},
        ):
            with self.subTest(headers=headers):
                self.answer(**headers)
                self.assertFalse(self.holds() or self.case.answered_on or self.case.activity_ids)
        self.assertEqual(self.last_event(self.case).kind, "note")

    def test_auto_submitted_no_is_a_person(self):
        self.answer(Auto_Submitted="no")
        self.assertTrue(self.holds())

    def test_a_colleague_writes(self):
        self.env["res.users"].create({"name": "Léa", "login": "lea", "email": "lea@creditor.example.com"})
        self.answer(sender="lea@creditor.example.com")
        self.assertFalse(self.holds())

    def statement(self):
        """A statement of coming dues to somebody who is late with nothing: it opens no case."""
        procedure = self.procedure("Coming dues", -5, 3)
        self.other = self.customer("In time", email="in.time@example.com")
        move = self.invoice(due="+4d", debtor=self.other, recovery_procedure_id=procedure.id)
        self.notice = self.run_and_send().notice_ids
        self.assertFalse(self.notice.case_id)
        return move

    def test_an_answer_to_a_statement_of_coming_dues(self):
        """There is no case yet: one opens with the answer, and the ladder stands still."""
        move = self.statement()
        self.answer(sender="in.time@example.com")
        case = self.other.recovery_case_id
        hold = self.env["recovery.hold"].search([("partner_id", "=", self.other.id)])
        self.assertEqual((hold.reason_id.name, hold.state), ("The debtor has answered", "active"))
        self.assertTrue(case.answered_on)
        self.assertIn("The debtor has answered", case.activity_ids.mapped("summary"))
        said = case.event_ids.filtered(lambda event: event.direction == "in")
        self.assertEqual((said.kind, said.contact), ("contact", "in.time@example.com"))
        self.assertIn("We pay on Friday", said.result)
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual(case.phase, "amicable", "a case with an answer that waits is not closed overnight")
        self.day("+7d")
        self.assertLeftOut(self.propose(), move, "hold")

    def test_a_machine_answers_a_statement_of_coming_dues(self):
        self.statement()
        self.answer(sender="in.time@example.com", Auto_Submitted="auto-replied")
        case = self.other.recovery_case_id
        self.assertFalse(case.answered_on or self.env["recovery.hold"].search([("partner_id", "=", self.other.id)]))

    def test_another_mail_to_the_debtors_thread_is_no_answer(self):
        """What is written on his thread about something else leaves his ladder alone."""
        self.statement()
        message = self.other.message_post(body="Your order is ready", message_type="comment")
        self.answer_to(message)
        self.assertFalse(self.other.recovery_case_id)

    def answer_to(self, parent):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "in.time@example.com", "x@example.com", "Re: order"
        message["Message-Id"], message["In-Reply-To"] = "<order@debtor.example.com>", parent.message_id
        message.set_content("Thank you.")
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, message.as_bytes())

    def test_a_mail_that_came_back_takes_its_step_back(self):
        """No other channel: the address is marked, somebody looks for another, and until then it is an exception."""
        self.bounce()
        self.assertEqual((self.notice.state, self.notice.delivery), ("failed", "bounced"))
        self.assertFalse(self.move.recovery_level_id)
        self.assertIn("Find whom to write to", self.case.activity_ids.mapped("summary"))
        self.assertLeftOut(self.propose(), self.move, "no_contact")
        self.debtor.email = "right@example.com"
        self.assertNotice(self.propose(), self.move, level=3)

    def test_a_mail_that_came_back_goes_on_by_post(self):
        self.debtor.write(ADDRESS)
        self.bounce()
        self.assertEqual(self.notice.state, "sent")
        self.assertIn("12 rue des Lilas", self.text(self.notice.letter_id))
        self.assertEqual(self.move.recovery_level_id.delay, 3)
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.channel), ("notice", "letter"))
        self.assertIn("came back", event.result)
        self.assertEqual(self.case.chain_state, "intact")

    def test_it_came_back_late(self):
        """Another step has been taken since: it stands."""
        self.day("+12d")
        self.run_and_send()
        self.bounce()
        self.assertEqual((self.notice.state, self.move.recovery_level_id.delay), ("sent", 15))

    def test_a_copy_that_came_back(self):
        self.bounce(recipient="rep@creditor.example.com")
        self.assertFalse(self.debtor.recovery_bounced_email)
        self.assertEqual(self.notice.state, "sent")
