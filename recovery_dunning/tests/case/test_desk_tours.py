"""The accountant's desk in a real browser: the work list, the invoices, the setup and the debtor file."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..stories.worklist import WorklistStory


class DeskStory(WorklistStory, HttpCase):
    """As a collector who keeps invoices, and as a manager; the browser lives today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        accounting = cls.env.ref("account.group_account_invoice")
        contacts = cls.env.ref("base.group_partner_manager")
        cls.boss = cls.colleague("boss", group="manager")
        (cls.alice | cls.boss).write({"group_ids": [Command.link(accounting.id), Command.link(contacts.id)]})

    def day(self, offset):
        """Time is not frozen here."""

    def tour(self, name, url, login="alice"):
        self.env.flush_all()
        self.start_tour(url, name, login=login)
        self.env.invalidate_all()


class WorklistTours(DeskStory):
    def setUp(self):
        super().setUp()
        self.company.recovery_setup = "done"
        large, stranger = self.customer("Grand"), self.customer("Etranger")
        self.invoice(due="-60d", amount=50000, debtor=large)
        self.invoice(due="-60d", amount=90000, debtor=stranger)
        self.invoice(due="-5d", amount=10)
        self.large_case = self.case(large)
        for case in (self.large_case, self.case()):
            case.activity_schedule("recovery_dunning.activity_type_call", user_id=self.alice.id)
        self.case(stranger, user_id=self.bruno.id).activity_schedule(
            "recovery_dunning.activity_type_call", user_id=self.bruno.id
        )
        self.rank_what_was_stirred()


@tagged("post_install", "-at_install")
class TestWorklistTour(WorklistTours):
    def test_first_case_to_the_last_by_keyboard(self):
        self.tour("recovery_worklist", "/odoo/action-recovery_dunning.action_recovery_worklist_open")
        again = self.large_case.activity_ids  # nobody answered: the call is made, the next one is planned
        self.assertGreater(again.date_deadline, self.company._recovery_today())
        self.assertIn("contact", self.large_case.event_ids.mapped("kind"))
        self.assertFalse(self.listed())

    def test_a_collector_s_day(self):
        """The list, a call that ends in a promise, the next case, a mail, the end."""
        self.debtor.email = "debtor@example.com"
        self.tour("recovery_day", "/odoo/action-recovery_dunning.action_recovery_worklist_open")
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.large_case.partner_id.id)])
        self.assertEqual((promise.amount, promise.state), (20000, "open"))
        self.assertIn("A transfer at the end of the week.", self.large_case.event_ids.mapped("result"))
        self.assertFalse(self.large_case.activity_ids)
        mails = self.env["mail.mail"].search([("model", "=", "recovery.case"), ("res_id", "=", self.case().id)])
        self.assertIn("a copy of your invoice", mails[:1].body_html or "")
        self.assertFalse(self.listed())


@tagged("post_install", "-at_install")
class TestWorklistPhoneTour(WorklistTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.tour("recovery_worklist_phone", "/odoo/action-recovery_dunning.action_recovery_worklist_open")


@tagged("post_install", "-at_install")
class TestDeskTours(DeskStory):
    def test_invoice_list(self):
        move = self.invoice(due="-5d")
        out = self.invoice(due="-5d", debtor=self.customer("Groupe"))
        promising = self.customer("Promis")
        self.invoice(due="-5d", debtor=promising)
        self.promise(100, "+5d", promising)
        self.tour("recovery_invoice_list", "/odoo/action-account.action_move_out_invoice_type")
        run = self.env["recovery.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(run.notice_ids.line_ids.move_line_id.move_id, move)
        self.assertTrue(out.no_followup)

    def test_setup_from_fresh_to_dry_run(self):
        self.invoice(due="-5d")
        self.tour("recovery_setup", "/odoo/action-recovery_dunning.action_recovery_run", login="boss")
        self.assertEqual(self.company.recovery_setup, "done")
        self.assertFalse(self.env["recovery.run"].search([("company_id", "=", self.company.id)]))

    def test_debtor_file(self):
        self.debtor.country_id = self.france
        self.tour("recovery_debtor_file", f"/odoo/res.partner/{self.debtor.id}")
        self.assertEqual((self.debtor.company_registry, self.debtor.recovery_legal_form), ("73282932000074", "SARL"))
