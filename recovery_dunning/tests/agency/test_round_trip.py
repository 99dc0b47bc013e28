"""The story of three cases that go out to an agency and come back."""

from odoo.tests import tagged

from ..stories.agency import RemittanceStory
from ..stories.handoff import SIREN, HandoffStory
from ..stories.letters import ADDRESS


@tagged("post_install", "-at_install")
class TestRoundTrip(RemittanceStory, HandoffStory):
    """From the checks to the money, through the handoff of every day."""

    def test_three_cases_go_out_and_come_back(self):
        firm = {"company_registry": SIREN, "phone": "+33 4 72 00 00 01", "country_id": self.france.id, **ADDRESS}
        self.agency.write({"company_registry": "552081317", **ADDRESS})
        debtors = [self.customer(name, **firm) for name in ("Alpha", "Bravo", "Charlie")]
        cases = self.env["recovery.case"].union(*(self.ready_case(debtor=debtor) for debtor in debtors))
        handoff = self.hand_over(cases)
        self.assertEqual((handoff.state, set(cases.mapped("phase"))), ("handed", {"agency"}))
        alpha, bravo, charlie = (handoff.placement_ids.filtered(lambda p, d=d: p.partner_id == d) for d in debtors)
        self.assertEqual(alpha.line_ids.move_id.amount_residual, 300)
        self.recall(charlie)
        self.pay(bravo.line_ids.move_id, amount=100)
        self.follow()
        bravo.action_tell_agency()
        remittance = self.remittance(self.line(alpha, 300), self.line(bravo, 250), self.line(charlie, 10, "01/03/2026"))
        self.assertAside(remittance, "over", "day")
        remittance.action_book()
        self.assertBalanced(remittance)
        self.assertEqual((alpha.amount_recovered, bravo.amount_recovered), (300, 100))
        self.assertEqual((charlie.status, charlie.case_id.phase), ("recalled", "amicable"))
        self.assertEqual(handoff.state, "handed")  # Bravo is still there
        self.assertEqual({case.chain_state for case in cases}, {"intact"})
