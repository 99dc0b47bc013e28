"""The accountant's morning in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import RecoveryStory


@tagged("post_install", "-at_install")
class TestScreens(RecoveryStory, HttpCase):
    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def test_run_from_proposal_to_level(self):
        new_test_user(
            self.env,
            "accountant",
            groups="account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        move = self.invoice(due="-4d")
        self.invoice(due="-4d", debtor=self.customer("Sans adresse", email=False))
        self.propose()
        self.start_tour("/odoo/action-recovery_dunning.action_recovery_run", "recovery_run", login="accountant")
        self.assertEqual(move.recovery_level_id.delay, 3)
