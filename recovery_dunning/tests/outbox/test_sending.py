"""Stories of what leaves: the mail, its language, its attachments, a server that fails, a real SMTP server."""

import hashlib
import re
import socket
from unittest.mock import patch

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestSending(RecoveryStory):
    def no_mail_server(self):
        refused = ConnectionRefusedError("refused")
        return patch.object(self.env.registry["ir.mail_server"], "_connect__", side_effect=refused)

    def test_mail_says_what_is_owed(self):
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        move = self.invoice(due="-20d", amount=1234.5)
        run = self.run_and_send()
        mail = self._mails[0]
        for part in (move.name, "1,234.50", "FR76 3000 6000 0112 3456 7890 189", "02/10/2026", "20<"):
            self.assertIn(part, re.sub(r"\s+<", "<", mail["body"]))
        self.assertEqual(mail["email_to"], ['"Dubois Menuiserie" <debtor@example.com>'])
        message = run.notice_ids.mail_id.mail_message_id
        self.assertIn(message, self.debtor.recovery_case_id.message_ids)

    def test_mail_comes_from_the_collector(self):
        collector = self.env["res.users"].create({"name": "Léa", "login": "lea", "email": "lea@creditor.example.com"})
        self.debtor.recovery_user_id = collector
        self.invoice(due="-20d")
        self.run_and_send()
        self.assertEqual(self._mails[0]["email_from"], '"Léa" <lea@creditor.example.com>')
        self.assertEqual(self.debtor.recovery_case_id.user_id, collector)

    def test_mail_is_in_the_language_of_the_debtor(self):
        self.template.with_context(lang="fr_FR").subject = "Rappel"
        self.invoice(due="-20d")
        self.invoice(due="-20d", amount=1234.5, debtor=self.customer("Lefèvre", email="l@example.com", lang="fr_FR"))
        self.run_and_send()
        by_to = {mail["email_to"][0]: mail for mail in self._mails}
        french = by_to['"Lefèvre" <l@example.com>']
        self.assertEqual(french["subject"], "Rappel")
        self.assertIn("1\u202f234,50", french["body"].replace("\xa0", "\u202f"))
        self.assertNotEqual(by_to['"Dubois Menuiserie" <debtor@example.com>']["subject"], "Rappel")

    def test_invoices_are_attached_where_the_level_says_so(self):
        self.level(15).attach_invoices = True
        move = self.invoice(due="-14d")
        self.run_and_send()
        self.assertFalse(self._mails[0]["attachments"])
        self.day("+1d")
        with mute_logger("odoo.addons.base.models.ir_actions_report"):  # the print finds no server for its styles
            notice = self.run_and_send().notice_ids
        (name, content, mimetype) = self._mails[1]["attachments"][0]
        self.assertEqual((name, mimetype), (move._get_invoice_report_filename(), "application/pdf"))
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(len(notice.document_ids), 2)

    def test_what_was_sent_is_kept_with_its_hash(self):
        self.invoice(due="-20d")
        notice = self.run_and_send().notice_ids
        document = notice.document_ids
        self.assertIn(b"debtor@example.com", document.raw)
        event = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertIn(hashlib.sha256(document.raw).hexdigest(), event.documents)

    def test_no_mail_server_sends_nothing(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        with self.no_mail_server(), self.assertRaisesRegex(UserError, "No outgoing mail server answers"):
            run.action_send()
        self.assertEqual(run.notice_ids.state, "approved")
        self.assertFalse(move.recovery_level_id)
        run.action_send()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_no_mail_server_at_night(self):
        move = self.invoice(due="-20d")
        with self.no_mail_server(), mute_logger("odoo.addons.recovery_dunning.models.run.sending"):
            self.env["recovery.run"]._cron_escalate()
        self.assertFalse(move.recovery_level_id)
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_what_could_not_leave_leaves_the_next_day(self):
        """The daily run of a day without a mail server is sent by the one of the next day, looked at afresh."""
        move, paid = self.invoice(due="-20d"), self.invoice(due="-20d", debtor=self.customer("Pays"))
        with self.no_mail_server(), mute_logger("odoo.addons.recovery_dunning.models.run.sending"):
            self.env["recovery.run"]._cron_escalate()
        self.pay(paid)
        self.day("+1d")
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual((move.recovery_level_id.delay, move.recovery_date), (3, self.on("+0d")))
        self.assertFalse(paid.recovery_level_id)
        self.assertEqual(len(self._mails), 1)
        runs = self.env["recovery.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(runs.mapped("state"), ["done", "done"])

    def test_refused_mail_takes_its_step_back(self):
        """The server refuses one recipient: that step was not taken, and is proposed again."""
        move, other = self.invoice(due="-20d"), self.invoice(due="-20d", debtor=self.customer("Fine", email="f@e.com"))
        run = self.propose()
        run.action_approve()
        send = IrMail_Server.send_email

        def refuse(server, message, *args, **kwargs):
            if "debtor@example.com" in message["To"]:
                raise ValueError("550 no such user")
            return send(server, message, *args, **kwargs)

        with patch.object(IrMail_Server, "send_email", refuse), mute_logger("odoo.addons.mail.models.mail_mail"):
            run.action_send()
        notice = run.notice_ids.filtered(lambda n: n.partner_id == self.debtor)
        self.assertEqual(notice.state, "failed")
        self.assertIn("550", notice.held_reason)
        self.assertFalse(move.recovery_level_id)
        self.assertEqual(other.recovery_level_id.delay, 3)
        self.assertEqual(self.last_event(notice.case_id).kind, "failure")
        self.assertNotice(self.run_and_send(), move)

    def test_broken_template_stops_no_other_notice(self):
        broken = self.template.copy({"body_html": '<p t-out="object.no_such_field"/>'})
        bad_procedure = self.procedure("Broken", 3, levels={3: {"mail_template_id": broken.id}})
        bad = self.invoice(due="-4d", recovery_procedure_id=bad_procedure.id)
        good = self.invoice(due="-4d", debtor=self.customer("Good"))
        with mute_logger(
            "odoo.addons.recovery_dunning.models.notice.notice", "odoo.addons.mail.models.mail_render_mixin"
        ):
            self.env["recovery.run"]._cron_escalate()
        self.assertEqual(good.recovery_level_id.delay, 3)
        self.assertFalse(bad.recovery_level_id)
        notice = self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(notice.state, "failed")
        self.assertIn("no_such_field", notice.held_reason)

    def test_task_for_the_collector(self):
        call = self.env.ref("recovery_dunning.activity_type_call")
        self.level(3).write({"send_email": False, "activity_type_id": call.id})
        self.debtor.recovery_user_id = self.env.user
        move = self.invoice(due="-4d", debtor=self.debtor)
        self.run_and_send()
        self.assertFalse(self._mails)
        activity = self.debtor.recovery_case_id.activity_ids
        self.assertEqual((activity.activity_type_id, activity.user_id), (call, self.env.user))
        self.assertIn(move.name, activity.note)

    @mute_logger("odoo.addons.base.models.ir_actions_report")  # the prints find no server for their styles
    def test_default_ladders_speak_to_each_class(self):
        """Every default text renders for its class, and no consumer is asked for the 40 euros (rule 6)."""
        self.ladder.active = False
        procedures = (
            self.env["recovery.procedure"].with_context(active_test=False).search([("debtor_class", "!=", False)])
        )
        procedures.active = True
        for debtor_class in ("business", "consumer", "public"):
            debtor = self.customer(debtor_class, email=f"{debtor_class}@example.com", recovery_class=debtor_class)
            self.invoice(due="+0d", debtor=debtor)
        for day in (*range(-5, 0), *range(3, 100, 3)):
            self.day(f"+{day}d" if day > 0 else f"{day}d")
            self.run_and_send()
        sent = {}
        for mail in self._mails:
            sent.setdefault(mail["email_to"][0].split('"')[1], []).append(mail)
        self.assertEqual(
            {name: len(mails) for name, mails in sent.items()}, {"business": 6, "consumer": 6, "public": 6}
        )
        for mail in sent["consumer"]:
            self.assertNotRegex(mail["body"], r"40 (euros|€)|indemnity")
        self.assertIn("FORMAL NOTICE", sent["business"][-1]["subject"])
        case = self.env["res.partner"].search([("name", "=", "business")]).recovery_case_id
        self.assertEqual(case.phase, "formal_notice")
        kinds = case.activity_ids.activity_type_id.get_external_id().values()
        self.assertIn("recovery_dunning.activity_type_handover", kinds)


class Sink(Message):
    """Keeps the messages that a real SMTP server received."""

    def __init__(self):
        super().__init__()
        self.received = []

    def handle_message(self, message):
        self.received.append(message)


@tagged("post_install", "-at_install")
class TestRealServer(RecoveryStory):
    def test_over_smtp(self):
        """One message over a real connection, with its sender, its subject and its invoice."""
        sink = Sink()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.start()
        self.addCleanup(controller.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
        )
        self.invoice(due="-20d")
        self.gateway.close()  # the mock of the other stories gives way
        with patch.object(IrMail_Server, "_disable_send", lambda *args: False):
            self.run_and_send()
        message = sink.received[0]
        self.assertEqual(len(sink.received), 1)
        self.assertIn("reminder of your account", message["Subject"])
        self.assertIn("debtor@example.com", message["To"])
        self.assertEqual(message["From"], self.company.email_formatted)
