"""Handing over in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..stories.handoff import HandoffStory


@tagged("post_install", "-at_install")
class TestHandoffTour(HandoffStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.know_the_rates()
        new_test_user(
            cls.env,
            "handing-over",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
        )

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def test_readiness_to_package(self):
        _move, case = self.story()
        self.start_tour("/odoo/action-recovery_dunning.action_recovery_case", "recovery_handoff", login="handing-over")
        self.env.invalidate_all()
        placement = case.placement_ids
        self.assertEqual((case.phase, placement.handoff_id.state), ("agency", "handed"))
        self.assertEqual(
            (placement.package_state, placement.handoff_id.guarantee), ("done", "Mutuelle des Ports, policy 4711")
        )
