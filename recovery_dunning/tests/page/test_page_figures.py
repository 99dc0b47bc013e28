"""The figures of the page: what is past due, less what covers it and what is contested, with what was claimed."""

from lxml import html
from odoo.tests import tagged

from ..stories.page import PageStory


@tagged("post_install", "-at_install")
class TestPageFigures(PageStory):
    def due(self):
        page = html.fromstring(self.page().content)
        return [" ".join(node.text_content().split()) for node in page.find_class("o_recovery_due")]

    def test_what_is_to_pay_now_is_what_is_past_due(self):
        """Less what he contests and what money covers; what falls due later stands apart."""
        before = self.due()
        self.assertEqual(before, ["$ 100.00"])
        self.invoice(due="+20d", amount=1000)
        self.dispute(self.old, amount=20)
        self.payment_on_account(15)
        self.assertEqual(self.due(), ["$ 65.00"])
        text = self.text(self.page())
        for part in ("Falls due later", "Not due yet: $ 1,000.00", "under examination, deducted: $ 20.00", "15.00"):
            self.assertIn(part, text)

    def test_what_hangs_on_a_contested_invoice_is_not_asked_for(self):
        """Nor its indemnity; of one that is contested in part it is."""
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        self.env["recovery.claim"].sudo().create({**claim, "move_id": self.old.id})
        for contested, due in ((20, "$ 120.00"), (60, "$ 40.00")):
            dispute = self.dispute(self.old, amount=contested)
            self.assertEqual(self.due(), [due])
            dispute.action_reject()
            self.assertEqual(self.due(), ["$ 140.00"])

    def test_a_plan_gives_time(self):
        """What is in a plan that is kept is not asked for; what was claimed besides is kept apart with it."""
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        self.env["recovery.claim"].sudo().create({**claim, "move_id": self.old.id})
        plan = self.plan(self.old, schedule={"+1d": 30, "+30d": 30})
        text = self.text(self.page())
        self.assertEqual(self.due(), ["$ 80.00"])
        self.assertIn("In your payment plan, which gives you time, deducted: $ 60.00", text)
        plan.action_cancel()
        self.plan(self.old, self.young, schedule={"+1d": 50, "+30d": 50})
        self.assertEqual(self.due(), ["$ 0.00"])
        self.assertIn("as long as the plan is kept: $ 40.00", self.text(self.page()))

    def test_what_was_claimed_is_part_of_what_is_to_pay(self):
        """One total, that the mail names too: with the interest, the indemnity and the costs that were claimed."""
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        self.env["recovery.claim"].sudo().create({**claim, "move_id": self.old.id})
        self.assertEqual(self.due(), ["$ 140.00"])
        text = self.text(self.page())
        for part in ("Principal: $ 100.00", "Fixed indemnity for recovery costs: $ 40.00"):
            self.assertIn(part, text)
