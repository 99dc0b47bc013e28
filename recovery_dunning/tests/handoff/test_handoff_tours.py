"""Handing over in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..stories.handoff import HandoffStory
from ..stories.letters import ADDRESS

FOUND = {"company_registry": "552081317", "phone": "+33 4 72 00 00 02", **ADDRESS}


@tagged("post_install", "-at_install")
class TestHandoffTour(HandoffStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.know_the_rates()
        cls.manager = new_test_user(
            cls.env,
            "handing-over",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
        )

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def test_twenty_cases_with_progress(self):
        """By a manager who is no administrator: his screen is free while the background works, which is stopped on its
        way and goes on; the bar moves, and at the end he is told."""
        debtors = [self.customer(f"Debtor {number:02}", **FOUND) for number in range(20)]
        for debtor in debtors:
            self.ready_case(debtor=debtor)
        Handoff, seconds = self.env["recovery.handoff"], iter([9.0, 0.0])
        start = "/odoo/action-recovery_dunning.action_recovery_case"
        self.assertFalse(self.manager.has_group("base.group_system"))
        with patch.object(type(Handoff), "_packs_later", lambda handoffs: True):
            self.start_tour(start, "recovery_handoff_many", login="handing-over")
        handoff = Handoff.search([("user_id", "=", self.manager.id)])
        self.assertEqual((len(handoff.placement_ids), handoff.progress, handoff.is_busy), (20, 0, True))
        trigger = self.env["ir.cron.trigger"].search([])
        self.assertIn(self.env.ref("recovery_dunning.ir_cron_package"), trigger.cron_id)
        with patch.object(type(Handoff), "_commit_progress", lambda *_counts, **_left: next(seconds)):
            Handoff._cron_package()  # time is up after the first ten
        url = f"/odoo/recovery.handoff/{handoff.id}"
        self.start_tour(url, "recovery_handoff_half", login="handing-over")
        Handoff._cron_package()
        self.start_tour(url, "recovery_handoff_done", login="handing-over")
        self.assertEqual(set(handoff.placement_ids.mapped("package_state")), {"done"})

    def test_readiness_to_package(self):
        _move, case = self.story()
        self.start_tour("/odoo/action-recovery_dunning.action_recovery_case", "recovery_handoff", login="handing-over")
        self.env.invalidate_all()
        placement = case.placement_ids
        self.assertEqual((case.phase, placement.handoff_id.state), ("agency", "handed"))
        self.assertEqual(
            (placement.package_state, placement.handoff_id.guarantee), ("done", "Mutuelle des Ports, policy 4711")
        )
