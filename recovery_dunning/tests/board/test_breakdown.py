"""The figures by what stands behind them, and what works."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestBreakdown(RecoveryStory):
    @property
    def Kpi(self):
        return self.env["recovery.kpi"]

    def test_each_view_adds_up_and_opens_what_is_behind(self):
        tag = self.env["res.partner.category"].create({"name": "Key account"})
        debtor = self.customer("Tagged", country_id=self.france.id, category_id=[Command.set(tag.ids)])
        debtor.recovery_user_id = self.env.user
        moves = self.invoice(due="-10d", amount=100, debtor=debtor) + self.invoice(due="+10d", amount=40, debtor=debtor)
        self.invoice(due="-5d", amount=7)
        for by in ("company", "collector", "rep", "procedure", "agency", "class", "country", "tag"):
            with self.subTest(by=by):
                found = self.Kpi._breakdown(self.company, self.on("+0d"), by)
                self.assertEqual(sum(its["receivable"] for its in found), 147)
                self.assertEqual(sum(its["overdue"] for its in found), 107)
                self.assertEqual(sum(its["disputed"] for its in found), 0)
                for its in found:
                    lines = self.env["account.move.line"].search(its["domain"])
                    self.assertEqual(sum(lines.mapped("amount_residual")), its["receivable"])
        top = self.Kpi._breakdown(self.company, self.on("+0d"), "tag")[0]
        self.assertEqual((top["name"], top["overdue"], top["count"]), ("Key account", 100, 2))
        self.assertEqual(self.env["account.move.line"].search(top["domain"]).move_id, moves)
        with self.assertRaises(UserError):
            self.Kpi._breakdown(self.company, self.on("+0d"), "moon")

    def test_money_after_a_step(self):
        """Two are reminded, one pays within 15 days; of six that were as old without a reminder one pays."""
        paying, silent = self.invoice(due="-4d"), self.invoice(due="-4d", debtor=self.customer("Silent"))
        others = [
            self.invoice(due="-4d", debtor=self.customer(f"Other {number}", category_id=False), amount=10)
            for number in range(6)
        ]
        for move in others:
            move.line_ids.no_followup = True
        self.run_and_send()
        self.day("+5d")
        self.pay(paying)
        self.pay(others[0])
        self.day("+20d")
        found = self.Kpi._step_success(self.company, self.on("+0d"))
        its = [row for row in found if row["level_id"] == self.level(3).id]
        self.assertEqual([(row["asked"], row["paid"], row["paid_share"]) for row in its], [(2, 1, 50)])
        self.assertAlmostEqual(its[0]["baseline_share"], 100 / 6)
        self.assertTrue(silent.amount_residual)

    def test_recovery_by_age(self):
        """200 were open at the due date and 130 came since; of the 150 open after 30 days, 80."""
        paid = self.invoice(due="-40d", amount=100)
        self.invoice(due="-40d", amount=50)
        early = self.invoice(due="-10d", amount=50)
        self.pay(paid, amount=80)
        self.pay(early)
        found = {its["age"]: its for its in self.Kpi._recovery_by_age(self.company, self.on("+0d"))}
        self.assertEqual((found[0]["entered"], found[0]["collected"], found[0]["share"]), (200, 130, 65))
        self.assertEqual((found[30]["entered"], found[30]["collected"]), (150, 80))
        self.assertNotIn(60, found)

    def test_what_is_at_risk_of_a_month(self):
        self.invoice(due="-100d", amount=100)  # of 23 October 2025
        self.pay(self.invoice(due="-100d", amount=300))
        found = {its["month"].isoformat(): its for its in self.Kpi._vintage(self.company, self.on("+0d"))}
        self.assertEqual(len(found), 12)
        its = found["2025-10-01"]
        self.assertEqual((its["billed"], its["at_risk"], its["share"]), (400, 100, 25))
        self.assertIsNone(found["2025-12-01"]["share"])
