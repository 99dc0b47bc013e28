"""Stories of registered letters and of the batch that is printed: what dates the formal notice, and in which order."""

import base64
import io

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from ..stories.letters import ADDRESS, LetterStory


class RegisteredStory(LetterStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.formal = cls.procedure(
            "Formal",
            3,
            levels={
                3: {
                    "phase": "formal_notice",
                    "tone": "4",
                    "response_days": 8,
                    "send_email": False,
                    "send_letter": True,
                    "registered": True,
                }
            },
        )
        cls.collector = new_test_user(
            cls.env,
            "collector",
            groups="recovery_dunning.group_recovery_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def formal_notice(self, number="1A 123 456 7890 1", **values):
        self.invoice(due="-4d", recovery_procedure_id=self.formal.id, **values)
        run = self.propose()
        notice = run.notice_ids
        run.action_approve()
        notice._track({"registered_number": number})
        run.action_send()
        return notice

    def track(self, notice, **values):
        """As a collector does it, in the dialog."""
        action = notice.with_user(self.collector).action_track()
        wizard = self.env["recovery.registered.wizard"].with_user(self.collector).with_context(**action["context"])
        return wizard.create(values).action_apply()


@tagged("post_install", "-at_install")
class TestRegistered(RegisteredStory):
    def test_its_number_is_on_the_letter(self):
        notice = self.formal_notice()
        self.assertIn("1A12345678901", self.text(notice.letter_id))

    def test_its_presentation_dates_the_case(self):
        notice = self.formal_notice()
        case, sent = notice.case_id, self.on("+0d")
        self.assertEqual((case.formal_notice_date, notice.date_answer), (sent, self.on("+8d")))
        self.day("+1d")
        self.track(notice, posted_date=self.on("+0d"))
        self.assertEqual(case.formal_notice_date, self.on("+0d"))
        self.day("+4d")
        self.track(notice, presented_date=self.on("-1d"), received_date=self.on("+0d"), delivery="delivered")
        self.assertEqual((case.formal_notice_date, notice.date_answer), (self.on("-1d"), self.on("+7d")))
        event = self.last_event(case)
        self.assertEqual((event.kind, event.channel, event.author_id), ("delivery", "letter", self.collector))
        self.assertEqual(case.chain_state, "intact")

    def test_a_letter_that_was_not_collected_counts(self):
        notice = self.formal_notice()
        self.day("+3d")
        self.track(notice, posted_date=self.on("-2d"), presented_date=self.on("-1d"), delivery="unclaimed")
        self.assertEqual(notice.case_id.formal_notice_date, self.on("-1d"))

    def test_interest_of_a_consumer_runs_from_the_presentation(self):
        self.debtor.recovery_class = "consumer"
        notice = self.formal_notice()
        self.day("+3d")
        self.track(notice, posted_date=self.on("-2d"), presented_date=self.on("+0d"))
        self.env.flush_all()
        row = self.env["recovery.interest"]._debt_rows(notice.line_ids.move_line_id)[0]
        self.assertEqual(row.formal_notice_on, self.on("+0d"))

    def test_its_receipt_is_kept_with_its_hash(self):
        notice = self.formal_notice()
        scan = self.env["ir.attachment"].with_user(self.collector).create({"name": "ar.pdf", "raw": b"%PDF receipt"})
        self.track(notice, receipt_ids=[Command.set(scan.ids)])
        self.assertEqual(notice.receipt_ids.raw, b"%PDF receipt")
        self.assertIn("ar.pdf", self.last_event(notice.case_id).documents)

    def test_days_that_cannot_be(self):
        notice = self.formal_notice()
        for values, sentence in (
            ({"posted_date": self.on("+1d")}, "past days"),
            ({"posted_date": self.on("-1d")}, "cannot have been posted before"),
            ({"presented_date": self.on("+0d"), "received_date": self.on("-1d")}, "not in that order"),
            ({"delivery": "delivered"}, "day on which the letter was received"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                self.track(notice, **values)

    def test_not_for_everybody(self):
        notice = self.formal_notice()
        viewer = new_test_user(self.env, "viewer", groups="recovery_dunning.group_recovery_viewer")
        with self.assertRaises(AccessError):
            notice.with_user(viewer)._track({"registered_number": "X"})

    def carrier(self, text):
        wizard = self.env["recovery.tracking.wizard"].with_user(self.collector)
        return wizard.create({"file": base64.b64encode(text.encode("cp1252"))})

    def test_a_carriers_file(self):
        first = self.formal_notice()
        second = self.formal_notice("2B1", debtor=self.customer("Second", **ADDRESS))
        self.day("+5d")
        wizard = self.carrier(
            "Numéro;Date;Statut\n1A 123 456 7890 1;03/03/2026;Présenté\n2B1;2026-03-04;Non réclamé\n"
            "2B1;soon;Présenté\n\n9Z9;04/03/2026;Distribué\n2B1;04/03/2026;Eaten\n1A12345678901;01/01/2020;Présenté\n"
        )
        wizard.action_import()
        self.assertEqual(str(first.presented_date), "2026-03-03")
        self.assertEqual((second.delivery, str(second.presented_date)), ("unclaimed", "2026-03-04"))
        self.assertEqual(wizard.taken, 2)
        for number, part in ((4, "soon"), (6, "9Z9"), (7, "Eaten"), (8, "cannot have been posted")):
            self.assertRegex(wizard.problems, rf"Line {number}: .*{part}")

    def test_a_long_file_costs_no_query_a_line(self):
        """A carrier's file is of all his customers' letters; two reports of one letter follow each other."""
        notice = self.formal_notice()
        self.day("+5d")
        known = "1A12345678901;{0};Pris en charge\n1A12345678901;{0};Présenté\n".format(self.on("-1d"))

        def queries(strangers):
            self.env.flush_all()
            self.env.invalidate_all()
            lines = "".join(f"9Z{number};{self.on('-1d')};Distribué\n" for number in range(strangers))
            wizard = self.carrier(f"Numéro;Date;Statut\n{known}{lines}")
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.assertEqual((wizard.taken, wizard.problems.count("9Z")), (2, strangers))
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertEqual(queries(400), queries(4))
        told = notice.case_id.event_ids.filtered(lambda event: event.kind == "delivery")
        self.assertEqual(len(told.filtered(lambda event: "presented" in (event.result or ""))), 1)
        self.assertEqual(notice.case_id.chain_state, "intact")

    def test_another_file(self):
        with self.assertRaisesRegex(UserError, "first line must name"):
            self.carrier("a;b\n1;2\n").action_import()

    def test_default_ladder_sends_registered_letters_and_mails(self):
        for name in ("business", "consumer", "public"):
            level = self.env.ref(f"recovery_dunning.level_{name}_formal_notice")
            self.assertTrue(level.send_letter and level.registered and level.send_email)
            self.assertTrue(self.env.ref(f"recovery_dunning.level_{name}_reminder_2").letter_without_mail)


@tagged("post_install", "-at_install")
class TestBatch(LetterStory):
    def test_one_pdf_in_postal_order(self):
        """Home first, by postcode; the sheet comes before the letters."""
        belgium = self.env.ref("base.be")
        for name, values in (
            ("In Lille", {"zip": "59000", "city": "Lille"}),
            ("In Brussels", {"zip": "1000", "city": "Bruxelles", "country_id": belgium.id}),
            ("In Ajaccio", {"zip": "20000", "city": "Ajaccio"}),
        ):
            address = {"street": "1 rue", "country_id": self.france.id, **values}
            self.invoice(due="-4d", debtor=self.customer(name, **address))
        self.company.country_id = self.france
        run = self.run_and_send()
        self.assertEqual(run.letter_count, 3)
        url = run.action_print_letters()["url"]
        printed = self.env["ir.attachment"].browse(int(url.split("/")[3].split("?")[0]))
        pages = [page.extract_text() for page in PdfFileReader(io.BytesIO(printed.raw)).pages]
        self.assertIn("Letters to post", pages[0])
        text = "\n".join(pages[1:])
        places = [text.index(town) for town in ("20000 AJACCIO", "59000 LILLE", "1000 BRUXELLES")]
        self.assertEqual(places, sorted(places))
        self.assertEqual(run.action_print_letters()["url"], url)

    def test_nothing_to_print(self):
        self.invoice(due="-4d")
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self.propose().action_print_letters()

    def test_posted_by_the_service(self):
        """Odoo's service for posting gets a copy of each letter, but no registered one."""
        self.company.recovery_post = "snailmail"
        self.invoice(due="-4d")
        run = self.run_and_send()
        notice = run.notice_ids
        posted = notice.snailmail_id
        self.assertEqual((posted.partner_id, posted.state), (self.debtor, "pending"))
        self.assertNotEqual(posted.attachment_id, notice.letter_id)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            run.action_print_letters()
        self.paper.registered = True
        self.invoice(due="-4d", debtor=self.customer("Other", **ADDRESS))
        self.assertFalse(self.run_and_send().notice_ids.snailmail_id)
