"""How a debtor pays: grade, change, why; and the profile that speaks for it."""

from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestBehaviour(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"  # what is written at night is in the company's language

    def grade(self):
        self.env["res.partner"].sudo()._recovery_grade(self.company)
        return self.debtor.with_company(self.company)

    def pay_on(self, move, offset, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {"payment_date": self.on(offset), **({"amount": amount} if amount else {})}
        wizard.create(values)._create_payments()

    def test_what_is_overdue_counts_until_today(self):
        """(100 x 0 + 100 x 0 + 200 x 60) / 400 = 30 days: C, whoever paid his others in time."""
        for number in (200, 220):
            self.pay_on(self.invoice(due=f"-{number}d"), f"-{number}d")
        self.invoice(due="-60d", amount=200)
        debtor = self.grade()
        self.assertEqual((debtor.recovery_score, debtor.recovery_days_late), ("C", 30))
        self.assertIn("30 days late on average, over 3 instalments", debtor.recovery_score_reason)

    def test_too_few(self):
        self.pay(self.invoice(due="-20d"))
        debtor = self.grade()
        self.assertFalse(debtor.recovery_score)
        self.assertEqual(debtor.recovery_score_reason, "Too few instalments to say: 1.")

    def test_change_against_90_days_ago(self):
        for number in (200, 210, 220):
            self.pay_on(self.invoice(due=f"-{number}d"), f"-{number}d")
        for number in (30, 40, 50):
            self.pay_on(self.invoice(due=f"-{number}d"), f"-{number - 20}d")
        debtor = self.grade()
        self.assertEqual((debtor.recovery_days_late, debtor.recovery_score_change), (10, 10))
        self.assertEqual(debtor.recovery_profile_suggested, "cash_strapped")
        self.assertIn("later and later", debtor.recovery_profile_reason)
        self.assertFalse(debtor.recovery_profile_id)  # he decides
        debtor.action_recovery_take_profile()
        self.assertEqual(debtor.recovery_profile_id, self.env.ref("recovery_dunning.profile_cash_strapped"))

    def test_the_time_of_a_dispute_is_not_his(self):
        moves = [self.invoice(due="+1d") for _number in range(3)]
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        lines = moves[0].line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        one = dispute.create({**dispute._prepare_for(lines), "type_id": kind.id, "claim": "No"})
        self.env.cr.execute("UPDATE recovery_dispute SET create_date = %s WHERE id = %s", [self.on("+0d"), one.id])
        self.env.invalidate_all()
        self.day("+21d")
        one.action_reject()
        self.day("+31d")
        for move in moves:
            self.pay(move)
        # two paid 30 days late, one 30 of which 20 in dispute: (30 + 30 + 10) / 3
        self.assertEqual(self.grade().recovery_days_late, 23)

    def test_a_debtor_without_a_past_loses_his_grade(self):
        for number in (30, 40, 50):
            self.pay(self.invoice(due=f"-{number}d"))
        self.assertTrue(self.grade().recovery_score)
        self.day("+1000d")
        self.assertFalse(self.grade().recovery_score)
        self.assertFalse(self.debtor.with_company(self.company).recovery_score_reason)

    def test_companies_apart(self):
        for number in (30, 40, 50):
            self.pay(self.invoice(due=f"-{number}d"))
        self.grade()
        other = self.setup_other_company()["company"]
        self.env["res.partner"].sudo()._recovery_grade(other)
        self.assertTrue(self.debtor.with_company(self.company).recovery_score)
        self.assertFalse(self.debtor.with_company(other).recovery_score)

    def test_what_is_behind_it(self):
        paid, overdue = self.invoice(due="-30d"), self.invoice(due="-10d")
        self.pay(paid)
        self.invoice(due="+400d", debtor=self.customer("Other"))
        action = self.debtor.action_recovery_behind_score()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).move_id, paid + overdue)
