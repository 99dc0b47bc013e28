"""Stories of letters: who gets one, what it says and must not say, where the address stands, that it stays so."""

import hashlib
import io
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..stories.letters import ADDRESS, LetterStory

LAW_RECALLED = ("last_reminder", "business")  # the one reminder that quotes the law


@tagged("post_install", "-at_install")
class TestLetters(LetterStory):
    def test_a_letter_waits_for_no_script(self):
        """Odoo's own reports still do."""
        self.env["ir.config_parameter"].set_param("report.print_delay", "1000")
        report = self.env["ir.actions.report"]
        paper = self.env.ref("recovery_dunning.paperformat_letter")

        def delay(report):
            command = report._build_wkhtmltopdf_args(paper, False)
            return command[command.index("--javascript-delay") + 1]

        self.assertEqual((delay(report.with_context(recovery_press=True)), delay(report)), ("0", "1000"))
        seen, run = [], type(report)._run_wkhtmltopdf

        def watched(report, *args, **options):
            seen.append(delay(report))
            return run(report, *args, **options)

        with patch.object(type(report), "_run_wkhtmltopdf", watched):
            self.env["recovery.letter.printer"]._print_pages(
                "recovery_dunning.action_report_case_letter", ["<h1>A</h1>"]
            )
        self.assertEqual(seen, ["0"])

    def test_letter_says_what_is_owed(self):
        self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        move = self.invoice(due="-4d", amount=1001.5)
        notice = self.run_and_send().notice_ids
        text = self.text(notice.letter_id)
        for part in (
            *("Dubois Menuiserie", "12 rue des Lilas", "69003 LYON", "Marseille, ", notice.case_id.name, move.name),
            *("1,001.50", "one thousand and one dollars and fifty cents", "FR76 3000 6000 0112 3456 7890 189"),
            *("SAS with a share capital of", "732 829 320 RCS Marseille"),
        ):
            self.assertIn(part, text)

    def test_paper_has_no_link(self):
        """The mail of the same notice leads to the debtor's page; its letter does not."""
        self.paper.write({"send_email": True, "mail_template_id": self.template.id})
        letter = self.sent_letter()
        self.assertIn("Your page", self._mails[0]["body"])
        self.assertNotIn("Your page", self.text(letter))

    def test_no_mail_and_no_address(self):
        self.debtor.write({"email": False, "zip": False})
        move = self.invoice(due="-4d")
        exception = self.assertLeftOut(self.propose(), move, "no_contact")
        self.assertIn("postal address", exception.detail)

    def test_letter_level_needs_no_mail_address(self):
        self.debtor.email = False
        self.assertTrue(self.sent_letter())
        self.assertFalse(self._mails)

    def test_letter_if_no_mail(self):
        self.paper.write({"send_letter": False, "send_email": True, "letter_without_mail": True})
        other = self.customer("No mail", email=False, **ADDRESS)
        self.invoice(due="-4d")
        self.invoice(due="-4d", debtor=other)
        notices = self.run_and_send().notice_ids
        by_debtor = {notice.partner_id: notice for notice in notices}
        self.assertFalse(by_debtor[self.debtor].letter_id)
        self.assertTrue(by_debtor[other].letter_id)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(by_debtor[other].case_id.event_ids.filtered(lambda e: e.kind == "notice").channel, "letter")

    def test_mail_and_letter_are_two_events(self):
        self.paper.send_email = True
        self.invoice(due="-4d")
        case = self.run_and_send().notice_ids.case_id
        events = case.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertEqual(set(events.mapped("channel")), {"email", "letter"})
        self.assertEqual(len(events), 2)

    def test_a_mail_brings_its_letter(self):
        """The very PDF that is posted; the invoices come once, with the mail."""
        self.paper.write({"send_email": True, "attach_letter": True, "attach_invoices": True})
        move = self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        attached = notice.mail_id.attachment_ids
        self.assertIn(notice.letter_id, attached)
        self.assertEqual(len(attached), 2)
        self.assertEqual(len(notice.document_ids), 3, "the mail, the letter, one invoice")
        self.assertIn(move.name.replace("/", "_"), "".join(attached.mapped("name")))

    def test_a_mail_leaves_though_the_address_is_incomplete(self):
        self.paper.send_email = True
        self.debtor.city = False
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertFalse(notice.letter_id)
        event = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertIn("No letter was printed", event.result)

    def test_a_batch_is_printed_by_one_process(self):
        for number in range(6):
            self.invoice(due="-4d", debtor=self.customer(f"Debtor {number}", **ADDRESS))
        run = type(self.env["ir.actions.report"])._run_wkhtmltopdf
        calls = []

        def count(report, *args, **kwargs):
            calls.append(args)
            return run(report, *args, **kwargs)

        with patch.object(type(self.env["ir.actions.report"]), "_run_wkhtmltopdf", count):
            notices = self.run_and_send().notice_ids
        self.assertEqual(len(calls), 1)
        for notice in notices:
            self.assertIn(notice.partner_id.name, self.text(notice.letter_id))
            others = notices.partner_id - notice.partner_id
            self.assertFalse([name for name in others.mapped("name") if name in self.text(notice.letter_id)])

    def test_letter_is_kept_with_its_hash(self):
        letter = self.sent_letter()
        notice = self.env["recovery.notice"].search([("letter_id", "=", letter.id)])
        event = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertIn(hashlib.sha256(letter.raw).hexdigest(), event.documents)
        self.assertIn(str(letter.id), notice.action_print_letter()["url"])
        self.debtor.street = "Elsewhere"
        self.assertIn("12 rue des Lilas", self.text(letter))
        self.assertEqual(notice.case_id.chain_state, "intact")

    def test_address_stands_in_the_window(self):
        """It ends less than 190 mm from the left, and lies 45 to 85 mm from the top of the sheet (NF Z 11-001)."""
        page = PdfFileReader(io.BytesIO(self.sent_letter().raw)).pages[0]
        height, found = float(page.mediabox.height), []

        def visit(text, matrix, text_matrix, _font, _size):
            if "Lilas" in text:  # the place where its last word ends
                right = matrix[0] * text_matrix[4] + matrix[4]
                bottom = matrix[3] * text_matrix[5] + matrix[5]
                found.append((right * 25.4 / 72, (height - bottom) * 25.4 / 72))

        page.extract_text(visitor_text=visit)
        ((right, bottom),) = found
        self.assertTrue(115 < right < 190, right)
        self.assertTrue(45 < bottom < 85, bottom)

    def test_language_and_country(self):
        belgium = self.env.ref("base.be")
        self.company.partner_id.lang = "fr_FR"
        self.debtor.write({"lang": "fr_FR", "country_id": belgium.id, "zip": "1000", "city": "Bruxelles"})
        text = self.text(self.sent_letter(amount=21))
        self.assertIn("vingt et un", text)
        self.assertIn("1000 BRUXELLES", text)
        self.assertIn("BELGI", text)

    def test_a_consumer_reads_of_no_fees(self):
        for phase, tone in (("amicable", "3"), ("formal_notice", "4")):
            procedure = self.procedure(
                f"Consumers {phase}",
                3,
                levels={
                    3: {"phase": phase, "tone": tone, "response_days": 15, "send_letter": True, "registered": True}
                },
                debtor_class="consumer",
            )
            debtor = self.customer(f"Person {phase}", is_company=False, **ADDRESS)
            move = self.invoice(due="-4d", debtor=debtor, recovery_procedure_id=procedure.id)
            self.assertTrue(move)
        for notice in self.run_and_send().notice_ids:
            text = self.text(notice.letter_id)
            self.assertNotRegex(text, r"40 (euros|€)|indemnity|L\. 441-10|bailiff|summons|huissier|sommation")
            if notice.level_id.phase == "formal_notice":
                self.assertIn("FORMAL NOTICE TO PAY", text)
                self.assertIn("Registered letter with acknowledgement of receipt", text)
                self.assertIn("mediator", text)

    def test_each_letter_of_each_class(self):
        """What every letter must say to a business, a consumer, a public body, and what none may."""
        kinds = {
            "coming_dues": ({"phase": "preventive", "tone": "1"}, -5, "fall due shortly"),
            "reminder_1": ({"tone": "1"}, 3, "surely an oversight"),
            "reminder_2": ({"tone": "2"}, 15, "remain unpaid on your account"),
            "last_reminder": ({"tone": "3", "response_days": 8}, 30, "Last reminder before formal notice"),
            "formal_notice": (
                {"phase": "formal_notice", "tone": "4", "response_days": 8, "registered": True},
                45,
                "give you formal notice to pay",
            ),
        }
        expected = {}
        for debtor_class, article in (("business", "L. 441-10"), ("consumer", "1231-6"), ("public", "L. 2192-13")):
            for kind, (values, delay, words) in kinds.items():
                level = {"send_letter": True, "send_email": False, **values}
                name = f"{kind} {debtor_class}"
                procedure = self.procedure(name, delay, levels={delay: level}, debtor_class=debtor_class)
                debtor = self.customer(name, recovery_class=debtor_class, **ADDRESS)
                due = f"{-delay}d" if delay > 0 else "+3d"
                self.invoice(due=due, debtor=debtor, recovery_procedure_id=procedure.id)
                expected[debtor] = (debtor_class, kind, words, article)
        notices = self.run_and_send().notice_ids
        self.assertEqual(notices.partner_id, self.env["res.partner"].union(*expected))
        for notice in notices:
            debtor_class, kind, words, article = expected[notice.partner_id]
            text = self.text(notice.letter_id)
            with self.subTest(debtor_class=debtor_class, kind=kind):
                self.assertIn(words, text)
                self.assertIn("one hundred dollars", text)
                self.assertIn("Registered office", text)
                self.assertNotRegex(text, r"(?i)bailiff|summons|huissier|sommation|commandement|seizure")
                self.assertEqual("FORMAL NOTICE TO PAY" in text, kind == "formal_notice")
                self.assertEqual(article in text, kind == "formal_notice" or (kind, debtor_class) == LAW_RECALLED)
                if debtor_class == "consumer":
                    self.assertNotRegex(text, r"40 (euros|€)|indemnity|L\. 441-10")

    def test_profile_chooses_a_sentence(self):
        self.debtor.recovery_profile_id = self.env.ref("recovery_dunning.profile_cash_strapped")
        self.assertIn("propose a first payment now", self.text(self.sent_letter()))

    def test_preview_prints_nothing(self):
        self.invoice(due="-4d")
        run = self.propose()
        action = run.notice_ids.action_preview()
        preview = self.env["recovery.notice.preview"].browse(action["res_id"])
        self.assertIn("12 rue des Lilas", preview.email_to)
        self.assertFalse(run.notice_ids.letter_id)

    def test_a_letter_is_a_contact(self):
        self.ladder.max_contacts = 1
        self.sent_letter()
        self.day("+20d")
        move = self.env["account.move"].search([("partner_id", "=", self.debtor.id)])
        self.assertLeftOut(self.propose(), move, "budget")

    def test_what_a_level_must_have(self):
        with self.assertRaisesRegex(ValidationError, "does nothing"):
            self.paper.send_letter = False
        with self.assertRaisesRegex(ValidationError, "no letter that could be registered"):
            self.level(15).registered = True
        with self.assertRaisesRegex(ValidationError, "do not fit its phase"):
            self.paper.letter_kind = "formal_notice"
