"""When the money of an instalment is expected, and what comes in by week."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestExpectation(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"  # what is written at night is in the company's language

    def setUp(self):
        super().setUp()
        for number in range(12):  # he pays some 20 days late
            self.pay_on(self.invoice(due=f"-{60 + 7 * number}d", amount=50), f"-{40 + 7 * number + number % 3}d")

    def pay_on(self, move, offset):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"payment_date": self.on(offset)})._create_payments()

    def expect(self, move):
        self.env["recovery.expectation"].sudo()._expect(self.company)
        return self.env["recovery.expectation"].search([("move_id", "=", move.id)])

    def cash(self):
        return self.env["recovery.expectation"]._cash_by_week(self.company)

    def test_as_he_pays(self):
        move = self.invoice(due="+0d", amount=1000)
        row = self.expect(move)
        self.assertEqual((row.source, row.amount, row.partner_id), ("behaviour", 1000, self.debtor))
        self.assertAlmostEqual((row.expected_date - self.on("+20d")).days, 0, delta=2)
        self.assertLessEqual(row.early_date, row.expected_date)
        self.assertLessEqual(row.expected_date, row.late_date)
        self.assertIn("12 payments", row.reason)
        weeks = self.cash()
        self.assertEqual((len(weeks), weeks[0]["monday"]), (12, self.on("+0d")))
        self.assertAlmostEqual(sum(week["expected"] for week in weeks), 1000, delta=25)
        self.assertTrue(all(week["low"] <= week["expected"] <= week["high"] for week in weeks))
        other = self.customer("Somebody else")
        self.assertFalse(
            sum(
                week["expected"]
                for week in self.env["recovery.expectation"]._cash_by_week(
                    self.company, partner_domain=[("id", "=", other.id)]
                )
            )
        )

    def test_never_in_the_past(self):
        row = self.expect(self.invoice(due="-300d"))
        self.assertGreaterEqual(row.early_date, self.on("+0d"))
        self.assertIn("300 days past due", row.reason)

    def test_as_promised(self):
        move = self.invoice(due="-4d", amount=100)
        promise = self.env["recovery.promise"]
        promise.create({**promise._prepare_for(self.instalments(move)), "date": self.on("+9d")})
        row = self.expect(move)
        self.assertEqual((row.source, row.expected_date), ("promise", self.on("+9d")))
        week = self.cash()[1]
        self.assertEqual(week["promised"], 100)
        self.assertAlmostEqual(week["expected"], 70, delta=12)  # promises are kept two times in three

    def test_as_planned(self):
        move = self.invoice(due="-4d", amount=100)
        Plan = self.env["recovery.plan"]
        payments = [Command.create({"date": self.on(day), "amount": 50}) for day in ("+2d", "+16d")]
        plan = Plan.create({**Plan._prepare_for(self.instalments(move)), "schedule_ids": payments})
        plan.sudo().write({"state": "active", "activation_date": self.on("+0d")})
        row = self.expect(move)
        self.assertEqual((row.source, row.expected_date), ("plan", self.on("+2d")))
        self.assertEqual([week["planned"] for week in self.cash()[:3]], [50, 0, 50])

    def test_nothing_from_who_is_insolvent(self):
        debtor = self.customer("Insolvent")
        move = self.invoice(due="-4d", debtor=debtor)
        debtor.recovery_insolvency = "liquidation"
        row = self.expect(move)
        self.assertFalse(row.expected_date)
        self.assertIn("insolvent", row.reason)
        self.assertFalse(sum(week["expected"] for week in self.cash()))

    def test_what_was_paid_is_expected_no_more(self):
        move = self.invoice(due="-4d")
        self.assertTrue(self.expect(move))
        self.pay(move)
        self.assertFalse(self.expect(move))

    def test_money_that_nobody_has_matched_yet_is_not_expected_again(self):
        """1,000 open: 600 of it lie on the bank, so 400 are to come; once the rest lies there too, nothing is."""
        move = self.invoice(due="+0d", amount=1000)
        self.bank_line(600, f"VIR {move.name}", self.debtor)
        row = self.expect(move)
        self.assertEqual((row.amount, row.source), (400, "behaviour"))
        self.assertIn("Paid in part and not matched yet", row.reason)
        self.assertAlmostEqual(sum(week["expected"] for week in self.cash()), 400, delta=10)
        self.bank_line(400, f"VIR {move.name}", self.debtor)
        row = self.expect(move)
        self.assertEqual((row.amount, row.expected_date), (0, False))
        self.assertIn("Paid and not matched yet", row.reason)
        self.assertFalse(sum(week["expected"] for week in self.cash()))

    def test_a_payment_on_account_is_not_expected_again(self):
        move = self.invoice(due="+0d", amount=1000)
        self.payment_on_account(250)
        self.assertEqual(self.expect(move).amount, 750)

    def test_what_was_promised_beside_money_on_the_bank(self):
        """100 open, 60 on the bank: of the 100 that were promised 40 are to come."""
        move = self.invoice(due="-4d", amount=100)
        promise = self.env["recovery.promise"]
        promise.create({**promise._prepare_for(self.instalments(move)), "date": self.on("+9d")})
        self.bank_line(60, f"VIR {move.name}", self.debtor)
        row = self.expect(move)
        self.assertEqual((row.amount, row.source, row.expected_date), (40, "promise", self.on("+9d")))
        self.assertEqual(self.cash()[1]["promised"], 40)

    def test_in_another_currency(self):
        """200 pounds at two to one are 100 here: 50 pounds on the bank leave 75."""
        pound = self.setup_other_currency("GBP", rates=[(date(2016, 1, 1), 2.0)])
        move = self.invoice(due="+0d", amount=200, currency_id=pound.id)
        self.bank_line(25, f"VIR {move.name}", self.debtor).write(
            {"foreign_currency_id": pound.id, "amount_currency": 50}
        )
        self.assertEqual(self.expect(move).amount, 75)
