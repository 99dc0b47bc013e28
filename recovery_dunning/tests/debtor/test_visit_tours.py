"""A sales rep with a real browser, on a desk and on a telephone, with nothing but the right to view recovery."""

from odoo.tests import HttpCase, tagged

from ..stories.visit import RepStory


class VisitTours:
    """What both widths go through."""

    def day(self, offset):
        """The browser lives today: time is not frozen here."""

    def setUp(self):
        super().setUp()
        self.invoice(due="-4d", amount=120)
        self.invoice(due="-9d", amount=30, debtor=self.customer("Far", user_id=self.rep.id, city="Nice"))

    def tour(self, name):
        self.start_tour("/odoo/customers-to-see", name, login="rep")
        self.env.invalidate_all()

    def of_debtor(self, model):
        return self.env[model].search([("partner_id", "=", self.debtor.id)])

    def test_promise_in_two_taps(self):
        self.tour("recovery_visit_promise")
        promise = self.of_debtor("recovery.promise")
        self.assertEqual((promise.amount, promise.channel, promise.create_uid), (120, "meeting", self.rep))

    def test_visit_with_money(self):
        self.tour("recovery_visit_money")
        payment = self.of_debtor("account.payment")
        self.assertEqual((payment.state, payment.amount), ("draft", 40))

    def test_dispute(self):
        self.tour("recovery_visit_dispute")
        self.assertEqual(self.of_debtor("recovery.dispute").claim, "The table top is cracked.")

    def test_by_town(self):
        self.tour("recovery_visit_towns")


@tagged("post_install", "-at_install")
class TestVisitOnADesk(VisitTours, RepStory, HttpCase):
    allow_inherited_tests_method = True
    browser_size = "1366x768"


@tagged("post_install", "-at_install")
class TestVisitOnATelephone(VisitTours, RepStory, HttpCase):
    allow_inherited_tests_method = True
    browser_size = "390x844"
    touch_enabled = True
