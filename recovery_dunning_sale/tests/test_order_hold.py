"""Stories of orders that wait: a level stops sales, the quotation says so, and there is no other way to confirm it."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesStory


@tagged("post_install", "-at_install")
class TestOrderBanner(SalesStory):
    def test_in_order(self):
        order = self.quotation()
        self.assertEqual((order.recovery_light, order.recovery_warning, order.recovery_hold), ("ok", False, False))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_warned_and_free(self):
        self.invoice(due="-4d")
        self.run_and_send()
        order = self.quotation()
        self.assertEqual(order.recovery_light, "late")
        self.assertEqual(order.recovery_warning, "Reminded – Day 3: the oldest invoice is 4 days late.")
        self.assertFalse(order.recovery_hold)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.recovery_warning)

    def test_stopped(self):
        self.stop_sales()
        order = self.quotation()
        self.assertEqual((order.recovery_light, order.recovery_hold), ("stop", "needed"))
        self.assertIn("Stop sales – Day 15", order.recovery_warning)
        self.assertNotIn("500", order.recovery_warning)
        with self.assertRaisesRegex(UserError, "Ask for a release"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_free_once_he_has_paid(self):
        move = self.stop_sales()
        self.pay(move)
        order = self.quotation()
        self.assertFalse(order.recovery_hold)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_contact_of_the_firm_is_stopped_too(self):
        self.stop_sales()
        person = self.env["res.partner"].create({"name": "Anne", "parent_id": self.debtor.id})
        self.assertEqual(self.quotation(debtor=person).recovery_hold, "needed")

    def test_another_company_sells(self):
        self.stop_sales()
        other = self.setup_other_company(name="Other company")["company"]
        order = self.env["sale.order"].sudo().create({"partner_id": self.debtor.id, "company_id": other.id})
        self.assertEqual((order.recovery_light, order.recovery_hold), ("ok", False))

    def test_the_banner_costs_one_query_where_he_is_fine(self):
        order = self.quotation().sudo()
        order.recovery_warning, order.amount_total, order.company_id.partner_id.tz  # noqa: B018  (as any form reads)
        order.invalidate_recordset(["recovery_warning", "recovery_light", "recovery_hold", "recovery_answer"])
        with self.assertQueryCount(1):
            order.recovery_warning  # noqa: B018

    def test_many_orders_cost_the_same(self):
        self.stop_sales()
        orders = self.env["sale.order"].concat(*(self.quotation() for _number in range(20)))
        counts = []
        for some in (orders, orders[:2], orders):  # the first reading fills what is read once
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(["recovery_light", "recovery_warning", "recovery_hold", "recovery_answer"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestPastTheRelease(SalesStory):
    """Every other way to confirm an order stops at the same gate."""

    def setUp(self):
        super().setUp()
        self.stop_sales()
        self.order = self.quotation(quantity=2)

    def test_by_writing_the_state(self):
        with self.assertRaises(UserError):
            self.order.state = "sale"

    def test_by_creating_it_confirmed(self):
        with self.assertRaisesRegex(UserError, "make a quotation"):
            self.env["sale.order"].with_user(self.rep).create({"partner_id": self.debtor.id, "state": "sale"})

    def test_by_adding_to_a_confirmed_order(self):
        """It was confirmed before sales were stopped, or released for less: it does not grow, but it may shrink."""
        release = self.ask(self.order)
        self.decide(release)
        self.order.action_confirm()
        line = self.order.order_line
        with self.assertRaisesRegex(UserError, "make a quotation"):
            self.order.order_line = [Command.update(line.id, {"product_uom_qty": 30})]
        self.order.order_line = [Command.update(line.id, {"product_uom_qty": 1})]
        self.order.order_line = [Command.update(line.id, {"product_uom_qty": 2})]
        self.assertEqual(self.order.amount_total, 200)

    def test_among_others(self):
        fine = self.quotation(debtor=self.customer("Fine"))
        with self.assertRaises(UserError):
            (fine + self.order).action_confirm()
        self.assertEqual((fine.state, self.order.state), ("draft", "draft"))

    def test_signed_by_the_customer(self):
        """He signs online: the quotation waits, he sees no error, the rep is told."""
        self.order.sudo()._validate_order()
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.order.activity_ids.user_id, self.rep)
        self.assertIn("Signed", self.order.activity_ids.summary)

    def test_paid_in_advance(self):
        """A part paid in advance confirms nothing; all of it is a sale for cash."""
        provider = self.env["payment.provider"].sudo().search([], limit=1).copy({"company_id": self.company.id})
        self.order.sudo().write({"require_payment": True, "prepayment_percent": 0.5})
        method = self.env.ref("payment.payment_method_unknown")
        values = {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "currency_id": self.order.currency_id.id,
            "partner_id": self.debtor.id,
            "sale_order_ids": [Command.set(self.order.ids)],
            "state": "done",
        }
        Transaction = self.env["payment.transaction"].sudo()
        part = Transaction.create({**values, "reference": "part", "amount": 100})
        self.env.invalidate_all()
        self.assertFalse(part._check_amount_and_confirm_order())
        self.assertEqual(self.order.state, "draft")
        rest = Transaction.create({**values, "reference": "rest", "amount": 100})
        self.env.invalidate_all()
        self.assertEqual(rest._check_amount_and_confirm_order(), self.order)
        self.assertEqual(self.order.state, "sale")

    def test_whoever_will_owe_decides(self):
        """An order of a subsidiary that the blocked debtor pays waits; his own that a solvent one pays does not."""
        self.stop_sales()
        subsidiary, solvent = self.customer("Subsidiary"), self.customer("Solvent")
        order = self.quotation(debtor=subsidiary)
        order.sudo().partner_invoice_id = self.debtor
        self.assertEqual(order.recovery_hold, "needed")
        with self.assertRaises(UserError):
            order.action_confirm()
        release = self.ask(order)
        self.assertEqual(release.partner_id, self.debtor)
        self.decide(release)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        paid_by_another = self.quotation()
        paid_by_another.sudo().partner_invoice_id = solvent
        self.assertFalse(paid_by_another.recovery_hold)

    def test_a_confirmed_order_is_not_passed_on_to_a_blocked_debtor(self):
        self.stop_sales()
        order = self.quotation(debtor=self.customer("Subsidiary"))
        order.action_confirm()
        with self.assertRaises(UserError):
            order.partner_invoice_id = self.debtor
