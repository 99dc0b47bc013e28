"""The figures by what stands behind them, and what works."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

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

    def test_of_a_collector_and_of_a_class(self):
        """Two of three reminders were followed by money: one of Anna's, who has the case, one of Bruno's consumer."""
        anna, bruno = (
            new_test_user(self.env, name, groups="recovery_dunning.group_recovery_user") for name in ("anna", "bruno")
        )
        marie = self.customer("Marie", is_company=False)
        silent = self.customer("Silent")
        (marie | silent).recovery_user_id = bruno
        moves = [self.invoice(due="-4d", debtor=debtor) for debtor in (self.debtor, marie, silent)]
        self.run_and_send()
        cases = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)
        cases[self.debtor.id].user_id = anna
        self.day("+5d")
        for move in moves[:2]:
            self.pay(move)
        self.day("+20d")

        def paid(**part):
            rows = self.Kpi._step_success(self.company, self.on("+0d"), **part)
            return [(row["asked"], row["paid"]) for row in rows if row["level_id"] == self.level(3).id]

        def look():
            self.assertEqual(paid(), [(3, 2)])
            self.assertEqual(paid(user_id=anna.id), [(1, 1)])
            self.assertEqual(paid(user_id=bruno.id), [(2, 1)])
            self.assertEqual(paid(user_id=bruno.id, debtor_class="business"), [(1, 0)])
            self.assertEqual(paid(debtor_class="consumer"), [(1, 1)])
            self.assertEqual(paid(debtor_class="public"), [])

        look()
        self.Kpi.sudo()._measure(self.company, self.on("+0d"))
        self.Kpi.sudo()._keep_details(self.company, self.on("+0d"))
        look()  # as the night has kept it
        self.day("+21d")
        for filters, rows in (({}, [(3, 2)]), ({"user_id": bruno.id, "debtor_class": "consumer"}, [(1, 1)])):
            steps = self.env["recovery.board"].board(filters, ["steps"])["steps"]
            self.assertEqual([(row["asked"], row["paid"]) for row in steps], rows)
        self.assertEqual(self.reminded(user_id=bruno.id), marie | silent)
        self.assertEqual(self.reminded(user_id=bruno.id, debtor_class="consumer"), marie)
        self.day("+120d")
        self.assertFalse(self.reminded())

    def reminded(self, **filters):
        """The debtors of the notices behind the first step."""
        action = self.env["recovery.board"].behind("steps", self.level(3).id, filters)
        return self.env["recovery.notice"].search(action["domain"]).partner_id

    def test_the_time_of_disputes_of_a_class(self):
        dispute, kind = self.env["recovery.dispute"], self.env.ref("recovery_dunning.dispute_type_other")
        marie = self.customer("Marie", is_company=False)
        for debtor, day in ((self.debtor, "+10d"), (marie, "+4d")):
            self.day("+0d")
            move = self.invoice(due="-4d", debtor=debtor)
            values = {**dispute._prepare_for(self.instalments(move)), "type_id": kind.id, "claim": "No"}
            made = dispute.create(values)
            made.flush_recordset()
            self.env.cr.execute("UPDATE recovery_dispute SET create_date = %s WHERE id = %s", [self.on("+0d"), made.id])
            self.day(day)
            made.action_reject()
        self.day("+20d")

        def taken(**part):
            return [row["days"] for row in self.Kpi._dispute_time(self.company, self.on("+0d"), **part)]

        self.assertEqual(taken(), [7])
        self.assertEqual(taken(debtor_class="business"), [10])
        self.assertEqual(taken(debtor_class="consumer"), [4])
        self.assertEqual(taken(debtor_class="public"), [])

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
