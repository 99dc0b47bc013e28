"""Stories of visits: a sales rep who sees no ledger line reports what he heard, and brings money back."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestVisit(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.EUR")  # in which the law gives its ceilings

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

    def test_no_more_cash_than_the_law_allows(self):
        """1 000 EUR of a debtor in France, whatever the number of visits (CMF D112-3); a cheque has no ceiling."""
        with self.assertRaisesRegex(UserError, "D112-3"):
            self.visit(amount=1000.01, method="cash")
        self.assertFalse(self.payment())
        self.visit(amount=600, method="cash")
        with self.assertRaisesRegex(UserError, "1,100.00.*1,000.00"):
            self.visit(amount=500, method="cash")
        self.visit(amount=500, method="cheque")
        self.assertEqual(sorted(self.payment().mapped("amount")), [500, 600])

    def test_a_person_from_abroad_pays_more_in_cash(self):
        self.debtor.country_id = self.env.ref("base.ch")
        self.debtor.with_company(self.company).recovery_class = "consumer"
        self.visit(amount=3000, method="cash")
        self.assertEqual(self.payment().amount, 3000)

    def test_an_accountant_who_enters_cash_is_warned(self):
        cash = self.company_data["default_journal_cash"]
        values = {"payment_type": "inbound", "partner_type": "customer", "partner_id": self.debtor.id}
        payment = self.env["account.payment"].create({**values, "amount": 3000, "journal_id": cash.id})
        self.assertIn("D112-3", payment.recovery_cash_warning)
        payment.amount = 1000
        self.assertFalse(payment.recovery_cash_warning)
        payment.write({"amount": 3000, "journal_id": self.company_data["default_journal_bank"].id})
        self.assertFalse(payment.recovery_cash_warning)
        move = self.invoice(due="-4d", amount=3000)
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard = register.create({"journal_id": cash.id})
        self.assertIn("D112-3", wizard.recovery_cash_warning)

    def test_a_visit_to_a_private_home_comes_with_a_warning(self):
        """Of a consumer; not of a firm (C. conso L121-6)."""
        Wizard = self.env["recovery.visit.wizard"].with_user(self.rep)
        wizard = Wizard.create({"partner_id": self.debtor.id, "summary": "Visit"})
        self.assertFalse(wizard.warning)
        self.assertFalse(self.debtor.with_company(self.company).recovery_visit_warning)
        self.debtor.with_company(self.company).recovery_class = "consumer"
        self.env.invalidate_all()
        wizard = Wizard.create({"partner_id": self.debtor.id, "summary": "Visit"})
        self.assertIn("L121-6", wizard.warning)
        row = self.env["recovery.visit"].with_company(self.company).search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(row.warning, "home")
