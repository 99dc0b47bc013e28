"""Stories of priority: which case comes first, and why."""

from odoo import Command
from odoo.tests import tagged

from ..stories.worklist import WorklistStory


@tagged("post_install", "-at_install")
class TestPriority(WorklistStory):
    def test_explained_in_words(self):
        self.invoice(due="-47d", amount=12400)
        case = self.case()
        self.promise(12400, "+0d")
        self.day("+4d")  # Monday, and two bank days
        self.env["recovery.promise"]._judge(self.company)
        self.rank_what_was_stirred()
        explanation = case.with_context(lang="en_US").priority_explanation.replace("\xa0", " ")
        self.assertEqual(explanation, "$ 12,400.00, 51 days, promise broken yesterday")
        self.assertEqual((case.next_action, case.next_action_date), ("broken", self.on("-1d")))

    def test_usually_pays_after_a_call(self):
        case = self.case()
        for offset in ("-200d", "-100d"):
            self.day(offset)
            move = self.invoice(due="-10d")
            case._log("contact", lambda case: "Called", direction="out", channel="phone")
            self.pay(move)
        self.day("+0d")
        self.invoice(due="-5d")
        case._rank()
        self.assertIn("usually pays after a call", case.priority_explanation)

    def test_explained_in_the_language_of_the_reader(self):
        self.invoice(due="-47d", amount=12400)
        explanation = self.case().with_context(lang="fr_FR").priority_explanation.replace("\u202f", " ")
        self.assertIn("12 400,00", explanation.replace("\xa0", " "))

    def test_more_money_comes_first_and_what_is_paid_leaves(self):
        small, large = self.customer("Petit"), self.customer("Grand")
        self.invoice(due="-40d", amount=50, debtor=small)
        move = self.invoice(due="-40d", amount=5000, debtor=large)
        cases = self.case(small) + self.case(large)
        cases._rank()
        self.assertGreater(cases[1].priority, cases[0].priority)
        self.pay(move)
        cases._rank()
        self.assertEqual((cases[1].ranked_amount, cases[1].ranked_due), (0, False))
        self.assertLess(cases[1].priority, cases[0].priority)

    def test_credit_notes_are_deducted(self):
        self.invoice(due="-40d", amount=500)
        self.invoice(due="-20d", amount=200, move_type="out_refund")
        self.assertEqual(self.case().ranked_amount, 300)

    def test_an_answer_comes_to_the_top(self):
        large = self.customer("Grand")
        self.invoice(due="-90d", amount=50000, debtor=large)
        self.invoice(due="-4d", amount=10)
        cases = self.case(large) + self.case()
        cases[1]._hear("Your invoice")
        self.rank_what_was_stirred()
        self.assertEqual(self.listed()[:1], cases[1])
        self.assertEqual(cases[1].next_action, "answer")
        self.assertTrue(cases[1].priority_explanation.startswith("answered today"))
        cases[1].action_answered()
        self.rank_what_was_stirred()
        self.assertNotEqual(cases[1].next_action, "answer")

    def test_another_company_counts_for_nothing(self):
        self.invoice(due="-40d", amount=300)
        case = self.case()
        before = case.priority, case.priority_facts
        other = self.setup_other_company()["company"]
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_date": self.on("-90d"),
                "invoice_date_due": self.on("-60d"),
                "invoice_line_ids": [Command.create({"name": "Oak", "price_unit": 9000, "tax_ids": False})],
            }
        ).action_post()
        case._rank()
        self.assertEqual((case.priority, case.priority_facts), before)

    def test_grade(self):
        for days in (10, 20, 30):
            self.pay(self.invoice(due=f"-{days}d", amount=100))
        self.case()
        self.Case._cron_rank()
        debtor = self.debtor.with_company(self.company)
        self.assertEqual((debtor.recovery_score, debtor.recovery_days_late), ("C", 20))
        self.assertFalse(self.debtor.with_company(self.setup_other_company()["company"]).recovery_score)

    def test_payment_is_expected_as_late_as_usual(self):
        self.pay(self.invoice(due="-20d"))
        self.invoice(due="-4d")
        case = self.case()
        self.assertEqual(case.expected_date, self.on("+16d"))
        self.promise(100, "+9d")
        self.rank_what_was_stirred()
        self.assertEqual(case.expected_date, self.on("+9d"))

    def test_ranking_again_writes_nothing(self):
        self.invoice(due="-40d")
        case = self.case()
        before = self.row_version(case)
        case._rank()
        self.assertEqual(self.row_version(case), before)

    def row_version(self, case):
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin, cmin, ctid FROM recovery_case WHERE id = %s", [case.id])
        return self.env.cr.fetchone()

    def test_rank_leaves_a_standing_proposal_alone(self):
        self.invoice(due="-4d")
        case = self.case()
        self.propose()
        before = self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d"))
        case.sudo().priority = 77
        self.assertEqual(self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d")), before)
        case.phase = "legal"
        self.assertNotEqual(self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d")), before)

    def queries(self, cases):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cases._rank()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_eighty_cases_cost_the_queries_of_one(self):
        debtors = [self.customer(f"Debtor {number}") for number in range(80)]
        for debtor in debtors:
            self.invoice(due="-40d", debtor=debtor)
        partners = self.env["res.partner"].concat(*debtors)
        cases = self.Case.concat(*self.Case._open_for(self.company, partners, overdue=partners).values())
        self.queries(cases[:1])
        one = self.queries(cases[1:2])
        self.assertLessEqual(self.queries(cases), one + 2)
