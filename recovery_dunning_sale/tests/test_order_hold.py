"""Stories of orders that wait: a level stops sales, a rep asks for a release, a manager decides."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import SALES, SalesStory


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
class TestRelease(SalesStory):
    def setUp(self):
        super().setUp()
        self.stop_sales()
        self.order = self.quotation(quantity=2)
        self.case = self.debtor.recovery_case_id

    def confirm(self):
        self.env.invalidate_all()
        self.order.action_confirm()

    def test_asked_and_released(self):
        release = self.ask(self.order)
        self.assertEqual((release.amount, release.asked_by, release.state), (200, self.rep, "asked"))
        self.assertIn("Stop sales", release.standing)
        self.assertEqual(self.order.recovery_hold, "asked")
        task = release.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertIn("He pays on delivery", task.with_user(self.manager).note)
        with self.assertRaises(UserError):
            self.confirm()
        self.decide(release)
        self.assertEqual((release.state, release.decided_by), ("released", self.manager))
        self.assertFalse(release.activity_ids)
        self.assertEqual((self.order.recovery_hold, self.order.recovery_answer), ("released", "Manager: Half is paid"))
        self.confirm()
        self.assertEqual(self.order.state, "sale")

    def test_the_case_says_so(self):
        self.decide(self.ask(self.order))
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.author_id), ("release", self.manager))
        self.assertIn(self.order.name, event.summary)
        self.assertIn("Half is paid", event.result)
        self.assertIsNone(self.case._broken_events())

    def test_who_asked_is_told(self):
        self.decide(self.ask(self.order), "refuse", reason="Not before Friday")
        message = self.order.sudo().message_ids[0]
        self.assertIn("Not before Friday", message.body)
        self.assertEqual(message.notified_partner_ids, self.rep.partner_id)
        self.assertEqual(self.order.recovery_hold, "refused")
        with self.assertRaises(UserError):
            self.confirm()

    def test_for_this_order_only(self):
        self.decide(self.ask(self.order))
        with self.assertRaises(UserError):
            self.quotation().action_confirm()

    def test_up_to_its_amount(self):
        self.decide(self.ask(self.order))
        self.order.order_line.product_uom_qty = 3
        self.env.invalidate_all()
        self.assertEqual(self.order.recovery_hold, "needed")
        self.assertIn("has grown", self.order.recovery_answer)
        with self.assertRaises(UserError):
            self.confirm()
        with Form(self.order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 1
            self.assertEqual(form.recovery_hold, "released")  # said while it is typed
        self.confirm()
        self.assertEqual(self.order.state, "sale")

    def test_not_for_another_customer(self):
        self.decide(self.ask(self.order))
        other = self.customer("Also stopped")
        self.invoice(due="-40d", debtor=other)
        self.run_and_send()
        self.level(3).sale_policy = "block"
        self.order.partner_id = other
        with self.assertRaises(UserError):
            self.confirm()

    def test_refused_and_asked_again(self):
        self.decide(self.ask(self.order), "refuse")
        again = self.ask(self.order, reason="He has paid a part")
        self.decide(again)
        self.confirm()
        self.assertEqual(len(self.order.sudo().recovery_release_ids), 2)

    def test_a_manager_releases_by_himself(self):
        seller = self.make_user(
            "seller", "recovery_dunning.group_recovery_manager,sales_team.group_sale_salesman_all_leads"
        )
        action = self.order.with_user(seller).action_recovery_release()
        wizard = self.env["recovery.release.wizard"].with_user(seller).with_context(**action["context"])
        wizard.create({"reason": "My customer"}).action_release()
        self.confirm()
        self.assertEqual(self.order.sudo().recovery_release_ids.decided_by, seller)

    def test_decided_once(self):
        release = self.ask(self.order)
        self.decide(release)
        with self.assertRaisesRegex(UserError, "decided already"):
            self.decide(release, "refuse")

    def test_asked_once(self):
        self.ask(self.order)
        with self.assertRaisesRegex(UserError, "already"):
            self.ask(self.order)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["recovery.release"].sudo().create(self.order.sudo()._prepare_release("Twice"))

    def test_no_release_where_none_is_needed(self):
        order = self.quotation(debtor=self.customer("Fine"))
        with self.assertRaisesRegex(UserError, "needs no release"):
            self.ask(order)


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


@tagged("post_install", "-at_install")
class TestReleaseRights(SalesStory):
    def setUp(self):
        super().setUp()
        self.stop_sales()
        self.order = self.quotation()
        self.release = self.ask(self.order)

    def test_a_rep_decides_nothing(self):
        with self.assertRaises(AccessError):
            self.decide(self.release, user=self.rep)
        with self.assertRaises(AccessError):
            self.release.with_user(self.rep).state = "released"
        with self.assertRaises(AccessError):
            self.env["recovery.release"].with_user(self.rep).create(self.order.sudo()._prepare_release("Mine"))

    def test_a_collector_reads_and_decides_nothing(self):
        collector = self.make_user("collector", "recovery_dunning.group_recovery_user")
        self.assertTrue(self.release.with_user(collector).display_name)
        with self.assertRaises(AccessError):
            self.decide(self.release, user=collector)

    def test_a_rep_sees_his_own(self):
        colleague = self.make_user("colleague", SALES)
        self.assertFalse(self.env["recovery.release"].with_user(colleague).search([]))
        self.assertEqual(self.env["recovery.release"].with_user(self.rep).search([]), self.release)
        with self.assertRaises(AccessError):
            self.ask(self.order, user=colleague)

    def test_companies_apart(self):
        other = self.setup_other_company(name="Other company")["company"]
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="recovery_dunning.group_recovery_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.env["recovery.release"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.decide(self.release, user=stranger)
        wizard = self.env["recovery.release.wizard"].with_user(stranger)
        wizard = wizard.create({"release_id": self.release.id, "reason": "Curious"})
        with self.assertRaises(AccessError):
            wizard.read(["asked"])

    def test_a_viewer_without_sales_reads_none(self):
        viewer = self.make_user("viewer", "recovery_dunning.group_recovery_viewer")
        with self.assertRaises(AccessError):
            self.env["recovery.release"].with_user(viewer).search([])
