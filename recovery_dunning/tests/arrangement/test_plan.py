"""The life of a payment plan: proposed, agreed on, reminded, in default, cured or fallen, paid."""

import base64
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..stories.arrangement import PromiseStory, ProposedStory


@tagged("post_install", "-at_install")
class TestPlanProposed(ProposedStory):
    def test_the_payments_follow_from_the_figures(self):
        self.day("+29d")  # 31 March
        wizard = self.wizard(self.invoice(due="-20d"), self.invoice(due="-10d", amount=0.01), months=2)
        self.assertEqual((wizard.total, wizard.down_payment), (100.01, 33.34))
        plan = self.env["recovery.plan"].browse(wizard.action_create()["res_id"])
        self.assertEqual(
            [(str(line.date), line.amount) for line in plan.schedule_ids],
            [("2026-03-31", 33.34), ("2026-04-30", 33.33), ("2026-05-31", 33.34)],
        )
        self.assertEqual((plan.state, plan.cure_days), ("draft", 8))
        self.assertRegex(plan.name, r"PLAN/\d+/\d+")

    def test_a_consumer_has_longer_to_cure(self):
        self.debtor = self.customer("Mme Petit", is_company=False)
        self.assertEqual(self.proposed(self.invoice(due="-20d")).cure_days, 30)

    def test_figures_of_which_no_plan_can_be_made(self):
        move = self.invoice(due="-20d")
        for sentence, values in (
            ("24 months at most", {"months": 25}),
            ("between 1 and 31", {"day_of_month": 32}),
            ("lies in the past", {"first_date": self.on("-1d")}),
            ("between 0 and", {"down_payment": 101}),
            ("No plan can be made", {"months": 0, "down_payment": 5}),
        ):
            with self.subTest(sentence=sentence):
                wizard = self.wizard(move, **values)
                self.assertIn(sentence.split()[0], wizard.preview)
                with self.assertRaisesRegex(UserError, sentence):
                    wizard.action_create()

    def test_not_twice_on_the_same_instalments(self):
        move = self.invoice(due="-20d")
        self.plan(move, schedule={"+0d": 50, "+30d": 50})
        with self.assertRaisesRegex(UserError, "another plan already"):
            self.proposed(move).action_activate()

    def test_signed_on_paper(self):
        move = self.invoice(due="-20d")
        plan = self.proposed(move)
        plan.action_send_proposal()
        self.assertEqual(plan.state, "proposed")
        proposal = self.outbox()[0]
        self.assertIn(f"/my/recovery/{plan._case().id}?access_token=", proposal.body_html)
        self.assertTrue(proposal.attachment_ids)
        plan.scan = base64.b64encode(b"<html>no scan</html>")
        with self.assertRaisesRegex(UserError, "Add the scan"):
            plan.action_sign_scan()
        plan.write({"scan": base64.b64encode(b"%PDF-1.4\n%%EOF"), "scan_name": "signed.pdf"})
        plan.action_sign_scan()
        self.assertEqual((plan.state, plan.agreement_ids.name), ("active", "signed.pdf"))
        self.assertIn("signed.pdf", self.last_event(plan._case()).documents)
        self.assertEqual(plan._case().chain_state, "intact")

    def test_stays_as_it_was_agreed(self):
        plan = self.plan(self.invoice(due="-20d"), schedule={"+0d": 50, "+30d": 50})
        for change in (lambda line: line.write({"amount": 1}), lambda line: line.unlink()):
            with self.assertRaisesRegex(ValidationError, "agreed on"):
                change(plan.schedule_ids[0])

    def test_takes_the_place_of_a_promise(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move)
        self.plan(move, schedule={"+0d": 50, "+30d": 50})
        self.assertEqual(promise.state, "superseded")


@tagged("post_install", "-at_install")
class TestPlanLife(PromiseStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.levels = cls.procedure(
            "Up to formal notice",
            *(3, 15, 30),
            levels={30: {"phase": "formal_notice", "tone": "4", "min_gap": 5, "response_days": 8}},
            sequence=1,
        )

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-40d", amount=90)
        self.agreement = self.plan(self.move, schedule={"+0d": 30, "+31d": 30, "+61d": 30})  # 2 March, April and May

    def subjects(self):
        return self.outbox().mapped("subject")

    def kinds(self):
        return self.debtor.recovery_case_id.activity_ids.mapped("summary")

    def test_kept_to_the_end(self):
        self.pay(self.move, amount=30)
        for day in ("+0d", "+5d", "+28d", "+29d", "+30d"):
            self.day(day)
            self.morning()
        self.assertEqual(len(self.subjects()), 1, self.subjects())  # one reminder, three days before 2 April
        self.assertIn("04/02/2026", self.subjects()[0])
        self.assertEqual(self.agreement.schedule_ids.mapped("paid"), [30, 0, 0])
        self.assertEqual(self.agreement.down_payment, 30)
        self.pay(self.move)
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.amount_left), ("done", 0))
        self.day("+59d")
        self.morning()
        self.assertEqual(len(self.subjects()), 1)
        self.assertFalse(self.move.recovery_level_id)

    def test_what_it_says_by_itself_waits_for_the_sending_window(self):
        """In default since the week, looked at on Saturday: the notice leaves on Monday (rule 7)."""
        self.company.recovery_window_id = False
        self.day("+5d")
        self.morning()
        self.assertEqual((self.agreement.state, self.subjects()), ("active", []))
        self.day("+7d")
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")
        self.assertIn("formal notice, a payment of your plan", self.subjects()[0])

    def test_cured_in_time_it_goes_on(self):
        self.day("+3d")
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.cure_until), ("defaulted", self.on("+8d")))
        self.assertIn("formal notice, a payment of your plan", self.subjects()[0])
        body = self.outbox()[0].body_html
        self.assertIn("03/13/2026", body)
        self.assertIn("30.00", body)
        self.assertIn("90.00", body)
        self.assertIn("Payment plan in default: post the notice to cure it", self.kinds())
        self.day("+10d")
        self.morning()
        self.assertFalse(self.move.recovery_level_id)  # no reminder on top of the notice
        self.assertLeftOut(self.propose(), self.move, "plan")
        self.pay(self.move, amount=30)
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.cure_until), ("active", False))
        self.assertRecorded("Cured")

    def test_paid_in_time_and_matched_later(self):
        """The bank statement comes a week late: the default was none, and the plan goes on."""
        self.day("+3d")
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")
        self.day("+7d")
        self.pay_on(self.move, "-7d", amount=30)
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.schedule_ids.mapped("paid")), ("active", [30, 0, 0]))
        self.assertFalse(self.move.recovery_level_id)

    def test_money_that_is_not_matched_yet_counts(self):
        """It is on the account, or on the bank's statement: no default, and a task to match it (rule 1)."""
        self.payment_on_account(20)
        self.bank_line(10, label=f"VIR {self.move.name}")
        for day in ("+3d", "+4d"):
            self.day(day)
            self.morning()
        self.assertEqual((self.agreement.state, self.subjects()), ("active", []))
        self.assertEqual(self.kinds(), ["Money of a debtor whose plan is late is to be matched"])

    def test_money_that_does_not_suffice_cures_nothing(self):
        self.payment_on_account(29.99)
        self.day("+3d")
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")

    def test_nothing_falls_while_the_bank_is_unknown(self):
        """What came in meanwhile nobody knows: the plan does not fall before the statements are there."""
        self.day("+3d")
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")
        self.company.recovery_bank_days = 5
        self.bank_line(1, debtor=self.customer("Somebody else"))
        self.day("+14d")
        self.morning()
        self.assertFalse(self.agreement.acceleration_date)
        self.bank_line(1, debtor=self.customer("Somebody else"))
        self.morning()
        self.assertEqual(self.agreement.acceleration_date, self.on("+0d"))

    def test_paid_in_another_currency(self):
        """A plan in euros, paid in dollars: 15 dollars are 30 euros."""
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        move = self.invoice(due="-20d", amount=60, currency_id=euro.id)
        agreement = self.plan(move, schedule={"+0d": 30, "+31d": 30})
        payment = self.payment_on_account(15)
        (payment.move_id.line_ids + move.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self.day("+3d")
        self.morning()
        self.assertEqual((agreement.currency_id, agreement.state), (euro, "active"))
        self.assertEqual((agreement.schedule_ids.mapped("paid"), agreement.amount_left), ([30, 0], 30))

    def test_not_cured_the_whole_is_due_and_the_formal_notice_follows(self):
        for day in ("+3d", "+11d"):
            self.day(day)
            self.morning()
        self.assertFalse(self.agreement.acceleration_date)
        self.day("+12d")
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.acceleration_date), ("defaulted", self.on("+0d")))
        self.assertEqual(self.move.recovery_level_id, self.level(30, self.levels))
        self.assertEqual(self.debtor.recovery_case_id.phase, "formal_notice")
        self.assertIn("has ended", self.subjects()[1])  # the formal notice of the ladder is the newest
        for day in ("+13d", "+20d"):
            self.day(day)
            self.morning()
        events = self.debtor.recovery_case_id.event_ids.mapped("summary")
        self.assertEqual(len([text for text in events if text.startswith("Not cured")]), 1)
        self.pay(self.move)
        self.morning()
        self.assertEqual(self.agreement.state, "done")
        self.assertTrue(self.agreement.acceleration_date)

    def test_a_second_default_has_its_own_notice(self):
        self.day("+3d")
        self.morning()
        self.pay(self.move, amount=30)
        self.morning()
        self.day("+37d")  # 8 April: from Good Friday to Easter Monday no bank settles anything
        self.morning()
        self.assertEqual(self.agreement.state, "active")
        self.day("+38d")
        self.morning()
        self.assertEqual((self.agreement.state, self.agreement.cure_until), ("defaulted", self.on("+8d")))
        self.assertEqual(len([text for text in self.subjects() if "formal notice" in text]), 2)

    def test_a_payment_taken_back_opens_it_again(self):
        payment = self.pay(self.move)
        self.morning()
        self.assertEqual(self.agreement.state, "done")
        self.take_back(payment)
        self.morning()
        self.assertEqual(self.agreement.state, "active")
        self.day("+3d")
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")
        self.assertRecorded("Payment taken back")

    def test_too_much_at_once_fills_the_next_payments(self):
        self.pay(self.move, amount=70)
        self.assertEqual(self.agreement.schedule_ids.mapped("paid"), [30, 30, 10])
        self.assertEqual((self.agreement.next_date, self.agreement.next_amount), (self.on("+61d"), 20))
        self.day("+30d")
        self.morning()
        self.assertFalse(self.subjects())

    def test_what_cannot_be_written_stops_nothing_else(self):
        other = self.invoice(due="-20d", debtor=self.customer("Other"))
        self.day("+3d")
        with (
            patch.object(type(self.agreement), "_late_texts", side_effect=ValueError("broken")),
            mute_logger("odoo.addons.recovery_dunning.models.arrangement.plan_followup"),
        ):
            self.morning()
        self.assertEqual((self.agreement.state, other.recovery_level_id.delay), ("active", 3))
        self.assertFalse([text for text in self.subjects() if "formal notice" in text])
        self.morning()
        self.assertEqual(self.agreement.state, "defaulted")
        self.assertEqual(len([text for text in self.subjects() if "formal notice" in text]), 1)

    def test_the_notice_to_cure_can_be_printed_and_posted(self):
        self.day("+3d")
        self.morning()
        report = self.env["ir.actions.report"]
        content = report._render_qweb_html("recovery_dunning.action_report_plan_default", self.agreement.ids)[
            0
        ].decode()
        for text in ("formal notice", "03/13/2026", "30.00", "90.00"):
            self.assertIn(text, content)

    def test_nothing_is_asked_of_an_insolvent_debtor(self):
        self.debtor.recovery_insolvency = "receivership"
        self.day("+3d")
        self.morning()
        self.assertEqual((self.agreement.state, self.subjects()), ("active", []))
