"""The accountant imports a remittance in a real browser."""

from odoo.tests import HttpCase, tagged

from ..stories.agency import RemittanceStory


@tagged("post_install", "-at_install")
class TestAgencyScreens(RemittanceStory, HttpCase):
    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def test_import_a_remittance(self):
        move = self.invoice(due="-60d", amount=150)
        placement = self.place()
        placement.agency_reference = "A-0042"
        self.start_tour(
            "/odoo/action-recovery_dunning.action_recovery_remittance", "recovery_remittance", login="accountant"
        )
        self.env.invalidate_all()
        self.assertEqual((move.amount_residual, placement.status), (0, "paid"))
        self.assertEqual(self.balance(self.clearing), 132)
