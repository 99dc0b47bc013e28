"""The release of an order in a real browser: a rep with the rights to view recovery and to sell, and a manager."""

from odoo.tests import HttpCase, tagged

from .common import SalesStory


@tagged("post_install", "-at_install")
class TestOrderTours(SalesStory, HttpCase):
    browser_size = "1366x768"

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def setUp(self):
        super().setUp()
        self.level(3).sale_policy = "block"
        self.invoice(due="-4d", amount=500)
        self.run_and_send()
        self.order = self.quotation(quantity=2)

    def test_asked_released_confirmed(self):
        path = f"/odoo/sales/{self.order.id}"
        self.start_tour(path, "recovery_order_ask", login="rep")
        self.start_tour(
            "/odoo/action-recovery_dunning_sale.action_recovery_release", "recovery_order_decide", login="manager"
        )
        self.start_tour(path, "recovery_order_confirm", login="rep")
        self.env.invalidate_all()
        self.assertEqual((self.order.state, self.order.sudo().recovery_release_ids.state), ("sale", "released"))


@tagged("post_install", "-at_install")
class TestOrdersOnATelephone(SalesStory, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def test_on_the_card(self):
        self.invoice(due="-4d")
        self.quotation(quantity=2).action_confirm()
        self.start_tour("/odoo/customers-to-see", "recovery_order_on_card", login="rep")
        self.assertIn("not delivered", self.debtor.with_user(self.rep).recovery_orders)
