"""The deliveries on the visit card, where stock is kept."""

from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from .common import SalesStory


@tagged("post_install", "-at_install")
class TestVisitDeliveries(SalesStory):
    def lines(self, user=None):
        self.env.invalidate_all()
        return (
            self.debtor.with_user(user or self.rep).with_context(lang="en_US").recovery_deliveries or ""
        ).splitlines()

    def delivery(self, done_at="2026-02-03 12:00", debtor=None, company=None, kind="outgoing"):
        """Goods on their way to a customer, or back from him; they have arrived where it is said when."""
        env = self.env(context={**self.env.context, "allowed_company_ids": (company or self.company).ids})
        trip = env["stock.picking.type"].search([("company_id", "=", env.company.id), ("code", "=", kind)], limit=1)
        partner = (debtor or self.debtor).with_env(env)
        places = [trip.warehouse_id.lot_stock_id, partner.property_stock_customer]
        origin, destination = places if kind == "outgoing" else reversed(places)
        ends = {"location_id": origin.id, "location_dest_id": destination.id}
        goods = {"product_id": self.table.id, "product_uom_qty": 1, **ends}
        picking = env["stock.picking"].create(
            {"partner_id": partner.id, "picking_type_id": trip.id, "move_ids": [Command.create(goods)], **ends}
        )
        picking.action_confirm()
        if done_at:
            picking.move_ids.quantity = 1
            picking.button_validate()
            picking.date_done = datetime.fromisoformat(done_at)
        return picking

    def test_of_an_order(self):
        order = self.quotation(quantity=2)
        order.action_confirm()
        self.assertFalse(self.lines())  # it is on its way
        order.picking_ids.move_ids.quantity = 2
        order.picking_ids.button_validate()
        self.assertEqual(self.lines(), [f"{order.picking_ids.name} · 03/02/2026 · {order.name}"])
        self.assertTrue(self.debtor.with_user(self.rep).recovery_orders.endswith("· delivered"))

    def test_the_last_three(self):
        pickings = [self.delivery() for _number in range(4)]
        self.assertEqual([line.split(" · ")[0] for line in self.lines()], [one.name for one in pickings[:0:-1]])

    def test_the_day_is_that_of_the_reader(self):
        self.rep.tz = "Europe/Paris"
        self.delivery(done_at="2026-02-03 23:30")
        self.assertIn("02/04/2026", self.lines()[0])

    def test_to_one_of_his_addresses(self):
        yard = self.env["res.partner"].create({"name": "Yard", "parent_id": self.debtor.id, "type": "delivery"})
        self.assertIn(self.delivery(debtor=yard).name, self.lines()[0])

    def test_neither_what_came_back_nor_what_went_to_others(self):
        self.delivery(kind="incoming")
        self.delivery(debtor=self.customer("Another"))
        self.assertFalse(self.lines())

    def test_not_those_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.rep.company_ids += other
        self.env.user.company_ids += other
        self.delivery(company=other)
        self.assertFalse(self.lines())

    def test_costs_the_same_for_many(self):
        debtors = self.debtor
        for number in range(10):
            debtors += self.customer(f"Customer {number}", user_id=self.rep.id)
        for debtor in debtors:
            self.delivery(debtor=debtor)
        counts = []
        for some in (debtors, debtors[:2], debtors):  # the first time for what the server keeps
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            read = some.with_user(self.rep).read(["recovery_deliveries"])
            counts.append(self.cr.sql_log_count - before)
            self.assertTrue(all(values["recovery_deliveries"] for values in read))
        self.assertEqual(counts[1], counts[2])
