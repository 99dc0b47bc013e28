"""Stories of releases: a rep asks, a manager decides."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import SALES, SalesStory


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
