"""Who opened which debtor's file, and when."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, VIEWER
from ..stories.one_of_each import OneOfEach


@tagged("post_install", "-at_install")
class TestAccessLog(OneOfEach):
    groups = COLLECTOR

    def setUp(self):
        super().setUp()
        self.case = self.debtor.recovery_case_id
        self.log = self.env["recovery.access"]

    def opened(self, kind="case"):
        domain = [("partner_id", "=", self.debtor.id), ("kind", "=", kind)]
        return [(row.user_id, row.company_id) for row in self.log.search(domain)]

    def open(self, user):
        form = self.env["recovery.case"].with_user(user).get_views([(False, "form")])
        names = form["models"]["recovery.case"]["fields"]
        return self.case.with_user(user).web_read({name: {} for name in names})

    def test_the_form_of_a_case(self):
        self.open(self.user)
        self.assertEqual(self.opened(), [(self.user, self.company)])
        self.day("+0d")
        self.open(self.user)
        self.assertEqual(len(self.opened()), 1, "it is open still")
        self.open(self.user_of(AUDITOR))
        self.assertEqual(len(self.opened()), 2)
        rep = self.user_of(VIEWER)
        arch = self.env["recovery.case"].with_user(rep).get_view(view_type="form")["arch"]
        self.assertIn("is_opened", arch)
        self.case.with_user(rep).web_read({"is_opened": {}, "name": {}})
        self.assertEqual(len(self.opened()), 3)
        self.day("+1d")
        self.open(self.user)
        self.assertEqual(len(self.opened()), 4)

    def test_lists_and_the_background_are_no_opening(self):
        cases = self.env["recovery.case"].with_user(self.user)
        views = cases.get_views([(False, "list"), (False, "kanban")])
        specification = {name: {} for name in views["models"]["recovery.case"]["fields"]}
        cases.web_search_read([], specification)
        self.case.with_user(self.user).read(["name"])
        self.case.sudo().web_read({"is_opened": {}})
        self.assertEqual(self.opened(), [])

    def test_the_card_and_the_proof_file(self):
        rep = self.user_of(VIEWER)
        self.debtor.with_user(rep).action_recovery_card()
        self.assertEqual(self.opened("card"), [(rep, self.company)])
        self.case.with_user(self.user).action_proof_file()
        self.assertEqual(self.opened("proof"), [(self.user, self.company)])

    def test_who_may_not_open_it_leaves_no_trace(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.user_of("base.group_user")).web_read({"is_opened": {}})
        self.assertEqual(self.opened(), [])

    def test_many_files_cost_one_statement(self):
        debtors = self.debtor
        for number in range(20):
            debtors |= self.customer(f"Debtor {number}")
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.log._note("case", self.company, debtors)
        self.assertEqual(self.log.search_count([("partner_id", "in", debtors.ids)]), 21)

    def test_it_is_only_added_to(self):
        self.open(self.user)
        row = self.log.search([("partner_id", "=", self.debtor.id)])
        for user in (self.user, self.user_of(MANAGER), self.user_of(AUDITOR), self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                row.with_user(user).write({"kind": "card"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                row.with_user(user).unlink()
        with self.assertRaises(UserError):
            row.sudo().unlink()
        self.assertTrue(row.exists())

    def test_who_reads_it(self):
        self.open(self.user)
        for group in (MANAGER, AUDITOR):
            self.assertEqual(self.log.with_user(self.user_of(group)).search([]).user_id, self.user)
            self.assertEqual(self.debtor.with_user(self.user_of(group)).recovery_access_count, 1)
        for group in (COLLECTOR, VIEWER, "base.group_user"):
            with self.subTest(group=group), self.assertRaises(AccessError):
                self.log.with_user(self.user_of(group)).search([])
        self.assertEqual(self.debtor.with_user(self.user).recovery_access_count, 0)
        other = self.setup_other_company(name="Other company")["company"]
        self.assertFalse(self.log.with_user(self.user_of(MANAGER, other)).search([]))

    def test_it_is_kept_for_a_year(self):
        self.open(self.user)
        self.company.recovery_erase = True
        self.day("+300d")
        self.env["recovery.case"]._cron_erase()
        self.assertEqual(len(self.opened()), 1)
        self.day("+400d")
        self.env["recovery.case"]._cron_erase()
        self.env.invalidate_all()
        self.assertEqual(self.opened(), [])


@tagged("post_install", "-at_install")
class TestProofForReaders(OneOfEach, HttpCase):
    """The browser lives today: time is not frozen here."""

    groups = AUDITOR

    def day(self, offset):
        pass

    def ask(self, user):
        user.write({"login": "proof-reader", "password": "proof-reader"})
        self.env.flush_all()
        self.authenticate("proof-reader", "proof-reader")
        action = self.debtor.recovery_case_id.with_user(self.user).action_proof_file()
        return self.url_open(action["url"])

    def test_an_auditor_takes_the_proof_file_and_leaves_no_copy(self):
        documents = self.env["ir.attachment"].search_count([])
        answer = self.ask(self.user)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"%PDF"))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.env["ir.attachment"].search_count([]), documents)
        opened = self.env["recovery.access"].search([("kind", "=", "proof")])
        self.assertEqual((opened.user_id, opened.partner_id), (self.user, self.debtor))

    @mute_logger("odoo.http")
    def test_a_rep_is_refused(self):
        self.assertEqual(self.ask(self.user_of(VIEWER)).status_code, 403)
        self.assertFalse(self.env["recovery.access"].search([("kind", "=", "proof")]))
