"""The orders on the visit card."""

from odoo.tests import tagged

from .common import SALES, SalesStory


@tagged("post_install", "-at_install")
class TestVisitOrders(SalesStory):
    def lines(self, user=None):
        self.env.invalidate_all()
        return (self.debtor.with_user(user or self.rep).with_context(lang="en_US").recovery_orders or "").splitlines()

    def test_the_last_three(self):
        orders = [self.quotation(quantity=number) for number in (1, 2, 3, 4)]
        for order in orders:
            order.action_confirm()
        self.quotation()
        lines = self.lines()
        self.assertEqual([line.partition(" · ")[0] for line in lines], [order.name for order in orders[:0:-1]])
        self.assertIn("03/02/2026", lines[0])
        self.assertIn("400.00", lines[0])
        self.assertIn("not delivered", lines[0])

    def test_delivered(self):
        order = self.quotation(quantity=2)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        self.assertIn("delivered in part", self.lines()[0])
        order.order_line.qty_delivered = 2
        self.assertTrue(self.lines()[0].endswith("· delivered"))

    def test_not_those_of_a_colleague(self):
        self.quotation().action_confirm()
        self.assertFalse(self.lines(self.make_user("colleague", SALES)))

    def test_costs_the_same_for_many(self):
        debtors = self.debtor
        for number in range(10):
            debtors += self.customer(f"Customer {number}", user_id=self.rep.id)
        for debtor in debtors:
            self.quotation(debtor=debtor).action_confirm()
        counts = []
        for some in (debtors, debtors[:2], debtors):  # the first time for what the server keeps
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.with_user(self.rep).read(["recovery_orders", "recovery_deliveries"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
