"""The life cycle as a collector has it on his screen."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..stories.lifecycle import LifecycleStory

INVOICES = "/odoo/action-account.action_move_out_invoice_type"


@tagged("post_install", "-at_install")
class TestLifecycleTours(LifecycleStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.name = "Dubois"
        new_test_user(
            cls.env,
            "life",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
            tz="Europe/Paris",
        )

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def tour(self, name):
        self.start_tour(INVOICES, name, login="life")
        self.env.invalidate_all()

    def test_a_zip_is_dropped_and_the_rest_matched(self):
        other = self.invoice(debtor=self.customer("Martin"), amount=75)
        archive = self.zipped(
            self.message(self.move, "207", on="-1d", reasons=["PU_ERR"]),
            self.message(other, "208", on="-1d", number="F-OLD-7", reasons=["JUSTIF_ABS"]),
        )
        zipped = self.env["ir.attachment"].create({"name": "statuts.zip", "raw": archive, "public": True})
        name = {"module": "recovery_dunning", "name": "lifecycle_tour_zip"}
        self.env["ir.model.data"].create({**name, "model": zipped._name, "res_id": zipped.id})
        self.tour("recovery_lifecycle_zip")
        self.assertEqual((self.move.recovery_lifecycle, other.recovery_lifecycle), ("disputed", "suspended"))
        self.assertEqual((self.disputes().amount, len(self.holds(other))), (1200, 1))

    def test_a_status_is_written_down(self):
        self.tour("recovery_lifecycle_by_hand")
        self.assertEqual(
            (self.move.recovery_lifecycle, self.move.recovery_lifecycle_ids.source), ("approved", "manual")
        )
