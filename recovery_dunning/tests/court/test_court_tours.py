"""A collector goes to court and declares an insolvency, and a manager closes the year, in a real browser."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..stories.books import BooksStory
from ..stories.court import CourtStory


class TodayStory:
    """The browser lives today."""

    def day(self, offset):
        """Time is not frozen here."""

    def tour(self, name, url, group):
        accounting = "account.group_account_invoice"
        new_test_user(
            self.env,
            f"{group}-of-court",
            groups=f"recovery_dunning.group_recovery_{group},{accounting}",
            lang="en_US",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.env.flush_all()
        self.start_tour(url, name, login=f"{group}-of-court")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCourtTours(TodayStory, CourtStory, HttpCase):
    browser_size = "1680x1050"  # all buttons of the case side by side

    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.debtor)
        self.url = f"/odoo/action-recovery_dunning.action_recovery_case/{self.case.id}"

    def test_a_payment_order_from_its_case_to_its_service(self):
        self.tour("recovery_court", self.url, "user")
        order = self.case.proceeding_ids
        self.assertEqual((order.kind, order.stage, order.court), ("payment_order", "served", "Angers"))
        self.assertTrue(order.served_in_person and order.opposition_deadline)
        self.assertEqual(self.case.phase, "legal")

    def test_an_insolvency(self):
        self.tour("recovery_insolvency", self.url, "user")
        found = self.case.insolvency_id
        self.assertEqual((found.kind, found.state, found.declared_amount > 2400), ("receivership", "declared", True))
        self.assertEqual(self.debtor.recovery_insolvency, "receivership")


@tagged("post_install", "-at_install")
class TestClosingTour(TodayStory, BooksStory, HttpCase):
    def test_the_closing(self):
        move = self.sold((1000, self.delivery))
        self.tour("recovery_closing", "/odoo/action-recovery_dunning.action_recovery_closing", "manager")
        row = self.env["recovery.doubtful"].search([("company_id", "=", self.company.id)])
        self.assertEqual((row.move_id, row.allowance, len(row.shown_ids)), (move, 250, 2))
