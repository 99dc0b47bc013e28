"""Stories of visits: a sales rep who sees no ledger line reports what he heard, and brings money back."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestVisit(RecoveryStory):
    def setUp(self):
        super().setUp()
        self.rep = new_test_user(
            self.env,
            "rep",
            groups="recovery_dunning.group_recovery_viewer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.move = self.invoice(due="-4d")
        self.run_and_send()
        self.case = self.debtor.recovery_case_id

    def visit(self, user=None, **values):
        action = self.case.with_user(user or self.rep).action_visit()
        wizard = self.env["recovery.visit.wizard"].with_user(user or self.rep).with_context(**action["context"])
        return wizard.create({"summary": "Paid a part", **values}).action_record()

    def payment(self):
        return self.env["account.payment"].search([("partner_id", "=", self.debtor.id)])

    def test_a_rep_reports(self):
        self.visit(result="The invoice went to the wrong building.")
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.channel, event.author_id), ("contact", "meeting", self.rep))
        self.assertIn("wrong building", event.result)
        self.assertFalse(self.payment())

    def test_money_becomes_a_draft(self):
        """It books nothing before an accountant has posted it; until then, what it covers is asked for no more."""
        self.visit(amount=40, method="cheque", reference="0012345 CIC")
        payment = self.payment()
        self.assertEqual((payment.state, payment.amount, payment.journal_id.type), ("draft", 40, "bank"))
        self.assertIn("0012345", payment.memo)
        self.assertEqual((self.move.amount_residual, self.case.amount_open, self.case.amount_covered), (100, 60, 40))
        self.assertIn("Money from a visit", self.case.activity_ids.mapped("summary")[0])
        self.visit(amount=10, method="cash")
        self.assertEqual((self.payment() - payment).journal_id.type, "cash")

    def test_a_visit_is_a_contact(self):
        self.ladder.max_contacts = 2
        self.visit()
        self.day("+20d")
        self.assertLeftOut(self.propose(), self.move, "budget")

    def test_no_negative_money(self):
        with self.assertRaisesRegex(UserError, "negative"):
            self.visit(amount=-1)

    def test_not_for_everybody(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.visit(user=stranger)
