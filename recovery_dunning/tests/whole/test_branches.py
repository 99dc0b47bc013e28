"""A company and its branches: one creditor, a case and a run for each, the settings of the company where a branch has
none."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestBranches(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        cls.ladder.company_id = cls.company
        cls.company.recovery_user_id = cls.env.user
        cls.debtor.recovery_contract_rate = 12
        cls.branch = cls.env["res.company"].create({"name": "Lyon branch", "parent_id": cls.company.id})
        cls.env["account.chart.template"].try_loading(cls.company.chart_template, cls.branch, install_demo=False)
        cls.env.user.company_ids |= cls.branch

    def of_branch(self, **values):
        """An invoice of the branch, made by somebody who works there."""
        world, self.env = self.env, self.env(context={**self.env.context, "allowed_company_ids": self.branch.ids})
        try:
            move = self.invoice(**values)
        finally:
            self.env = world
        return move.with_env(world)

    def run_of(self, company):
        run = self.env["recovery.run"].with_company(company).create({"company_id": company.id})
        run.action_propose()
        run.action_approve()
        if run.to_send_count:
            run.action_send()
        return run

    def test_each_asks_for_what_its_ledger_says_in_a_case_of_its_own(self):
        here, there = self.invoice(amount=100), self.of_branch(amount=40)
        self.assertEqual(there.company_id, self.branch)
        self.assertNotice(self.run_of(self.company), here, level=3)
        self.assertNotice(self.run_of(self.branch), there, level=3)
        cases = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(cases.company_id, self.company | self.branch)
        self.assertEqual(sorted(cases.mapped("amount_overdue")), [40, 100])

    def covered(self, *moves):
        lines = [self.instalments(move) for move in moves]
        covered = self.env["recovery.open.items"]._covered(lines[0].union(*lines))
        return [float(covered[line].amount) for line in lines]

    def test_money_at_the_head_office_covers_its_branches_once(self):
        second = self.env["res.company"].create({"name": "Nice branch", "parent_id": self.company.id})
        self.env["account.chart.template"].try_loading(self.company.chart_template, second, install_demo=False)
        self.env.user.company_ids |= second
        here, there = self.invoice(amount=100), self.of_branch(amount=40)
        self.branch, first = second, self.branch
        elsewhere = self.of_branch(amount=30)
        self.payment_on_account(120)
        self.assertEqual(self.covered(here, there, elsewhere), [100, 20, 0])
        self.payment_on_account(20)
        self.assertEqual(self.covered(here, there, elsewhere), [100, 40, 0])
        self.payment_on_account(30)
        self.assertEqual(self.covered(here, there, elsewhere), [100, 40, 30])
        self.assertLeftOut(self.run_of(first), there, "covered_by_credit")
        reason = self.env["recovery.open.items"]._covered(self.instalments(there))[self.instalments(there)].names
        self.assertEqual(reason, self.company.name)

    def test_money_on_the_bank_of_the_head_office_is_for_the_invoice_that_it_names(self):
        here, there = self.invoice(amount=100), self.of_branch(amount=40)
        self.bank_line(60, f"VIR {there.name}", self.debtor)
        self.assertEqual(self.covered(here, there), [20, 40])
        self.assertLeftOut(self.run_of(self.branch), there, "bank_match")
        lines = self.env["recovery.exception"].search([("move_line_id", "=", self.instalments(there).id)])
        found = self.env["account.bank.statement.line"].search(lines[:1].action_open_bank_lines()["domain"])
        self.assertEqual(found.amount, 60)

    def test_money_of_nobody_that_names_an_invoice_of_a_branch(self):
        here, there = self.invoice(amount=100), self.of_branch(amount=40)
        self.bank_line(500, there.name)
        self.assertEqual(self.covered(here, there), [0, 40])

    def test_money_on_the_bank_of_the_head_office_covers_its_branches_once(self):
        second = self.env["res.company"].create({"name": "Nice branch", "parent_id": self.company.id})
        self.env["account.chart.template"].try_loading(self.company.chart_template, second, install_demo=False)
        self.env.user.company_ids |= second
        here, there = self.invoice(amount=100), self.of_branch(amount=40)
        self.branch = second
        elsewhere = self.of_branch(amount=30)
        for amount, covered in ((90, [90, 0, 0]), (30, [100, 20, 0]), (25, [100, 40, 5]), (100, [100, 40, 30])):
            self.bank_line(amount, "VIREMENT", self.debtor)
            self.assertEqual(self.covered(here, there, elsewhere), covered)
        self.payment_on_account(1000)
        self.assertEqual(self.covered(here, there, elsewhere), [100, 40, 30])

    def test_an_amount_that_names_two_branches_counts_once(self):
        second = self.env["res.company"].create({"name": "Nice branch", "parent_id": self.company.id})
        self.env["account.chart.template"].try_loading(self.company.chart_template, second, install_demo=False)
        self.env.user.company_ids |= second
        there = self.of_branch(amount=40, payment_reference="FAC202600040")
        self.branch = second
        elsewhere = self.of_branch(amount=30, payment_reference="FAC202600030")
        self.bank_line(60, "FAC202600040 FAC202600030", self.debtor)
        self.assertEqual(self.covered(there, elsewhere), [40, 20])

    def test_the_branch_is_read_again_when_money_comes_to_the_bank_of_the_head_office(self):
        self.of_branch()
        items, today = self.env["recovery.open.items"], self.branch._recovery_today()
        before = items._fingerprint(self.branch, today)
        self.bank_line(10, "VIREMENT", self.debtor)
        self.assertNotEqual(items._fingerprint(self.branch, today), before)

    def test_the_branch_is_read_again_when_the_head_office_is_paid(self):
        self.of_branch()
        items, today = self.env["recovery.open.items"], self.branch._recovery_today()
        before = items._fingerprint(self.branch, today)
        self.assertEqual(items._fingerprint(self.branch, today), before)
        self.payment_on_account(10)
        self.assertNotEqual(items._fingerprint(self.branch, today), before)

    def test_a_branch_without_a_ladder_climbs_that_of_its_company(self):
        there = self.of_branch()
        self.assertEqual(self.instalments(there).recovery_applied_procedure_id, self.ladder)
        own = self.procedure("Of the branch", 5, company_id=self.branch.id, sequence=99)
        self.env.invalidate_all()
        self.assertEqual(self.instalments(there).recovery_applied_procedure_id, own)
        self.assertEqual(self.instalments(self.invoice()).recovery_applied_procedure_id, self.ladder)

    def test_the_default_ladder_collector_and_window_are_those_of_the_company(self):
        self.assertFalse(self.branch.recovery_procedure_id)
        self.company.recovery_procedure_id = self.ladder
        for name in ("recovery_procedure_id", "recovery_user_id", "recovery_window_id"):
            self.assertEqual(self.branch._recovery_of_tree(name), self.company[name])
        other = self.env["recovery.window"].create({"name": "Of the branch"})
        self.branch.recovery_window_id = other
        self.assertEqual(self.branch._recovery_of_tree("recovery_window_id"), other)
        self.assertNotEqual(self.company._recovery_of_tree("recovery_window_id"), other)

    def test_a_branch_knows_a_debtor_as_its_company_does(self):
        self.assertEqual(self.debtor.with_company(self.branch).recovery_contract_rate, 12)

    def test_an_insolvent_debtor_is_insolvent_for_all(self):
        for told, other in ((self.company, self.branch), (self.branch, self.company)):
            debtor = self.customer("Faillite")
            moves = self.invoice(debtor=debtor), self.of_branch(debtor=debtor)
            debtor.with_company(told).recovery_insolvency = "liquidation"
            self.assertEqual(debtor.with_company(other).recovery_insolvency, "liquidation")
            for company, move in zip((self.company, self.branch), moves, strict=True):
                self.assertLeftOut(self.run_of(company), move, "insolvency")

    def test_a_private_debt_to_a_branch_stays_private(self):
        person = self.customer("Jean Petit", email="jean@home.example.com", is_company=False)
        move = self.of_branch(debtor=person)
        person.parent_id = self.debtor
        self.assertNotice(self.run_of(self.branch), move, debtor=person)

    def test_who_works_in_the_branch_alone_works_with_the_ladder_of_the_company(self):
        own = {"company_id": self.branch.id, "company_ids": [Command.set(self.branch.ids)]}
        manager = new_test_user(
            self.env, "lyon", groups="recovery_dunning.group_recovery_manager,account.group_account_invoice", **own
        )
        there = self.of_branch()
        run = self.env["recovery.run"].with_user(manager).create({"company_id": self.branch.id})
        run.action_propose()
        self.assertNotice(run.sudo(), there, level=3)
        self.assertEqual(run.notice_ids.level_id.procedure_id.name, "Reminders")
