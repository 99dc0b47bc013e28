"""What a plan is about besides the invoices, and who stands for its parties."""

from lxml import html
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stories.arrangement import ProposedStory


@tagged("post_install", "-at_install")
class TestPlanParties(ProposedStory):
    def test_interest_and_indemnity_enter_a_plan(self):
        """They are invoiced first: what the parties sign is what the books have."""
        self.company.recovery_indemnity_account_id = self.company_data["default_account_revenue"]
        move = self.invoice(due="-20d")
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        claim = self.env["recovery.claim"].sudo().create({**claim, "move_id": move.id})
        wizard = self.wizard(move, months=1)
        self.assertEqual((wizard.claims_amount, wizard.total), (40, 100))
        wizard = self.wizard(move, months=1, with_claims=True)
        self.assertEqual((wizard.total, wizard.down_payment), (140, 70))
        with self.assertRaises(UserError):
            self.wizard(move, months=30, with_claims=True).action_create()
        self.assertEqual(claim.state, "shown")
        plan = self.env["recovery.plan"].browse(wizard.action_create()["res_id"])
        self.assertEqual((claim.state, plan.total, plan.amount_open), ("invoiced", 140, 140))
        self.assertEqual(plan.line_ids.move_id, move + claim.invoice_id)
        text = self.agreement(plan)
        self.assertIn(f"are part of the debt above (invoice {claim.invoice_id.name})", text)
        self.assertNotIn("are not part of this plan", text)
        plan.action_activate()
        self.pay(move)
        self.assertEqual(plan.amount_left, 40)

    def agreement(self, plan):
        report = self.env["ir.actions.report"]._render_qweb_html("recovery_dunning.report_plan", plan.ids)[0]
        return " ".join(html.fromstring(report).text_content().split())

    def test_who_stands_for_the_parties(self):
        self.company.recovery_user_id = self.env.user
        plan = self.proposed(self.invoice(due="-20d"))
        text = self.agreement(plan)
        self.assertIn("represented by whoever signs below", text)
        self.assertIn(f"represented by {plan.collector_id.name}", text)
        self.debtor.recovery_manager = "Jeanne Dubois, managing director"
        self.company.partner_id.recovery_manager = "Luc Perrin, chairman"
        text = self.agreement(plan)
        for name in ("represented by Jeanne Dubois, managing director", "represented by Luc Perrin, chairman"):
            self.assertIn(name, text)
        person = self.customer("Mme Petit", is_company=False)
        self.debtor = person
        self.assertEqual(
            self.agreement(self.proposed(self.invoice(due="-20d", debtor=person))).count("represented by"), 1
        )
