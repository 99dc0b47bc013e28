"""Stories of what the work list costs: the list, its cards and the form, for a few cases and for many."""

from odoo.tests import tagged

from ..stories.worklist import WorklistStory


@tagged("post_install", "-at_install")
class TestWorklistCost(WorklistStory):
    """The list and the form cost the same for one case and for eighty."""

    def setUp(self):
        super().setUp()
        debtors = self.env["res.partner"]
        for number in range(80):
            debtors |= self.customer(f"Debtor {number}")
        for number, debtor in enumerate(debtors):
            self.invoice(due=f"-{5 + number}d", amount=100 + number, debtor=debtor)
        self.cases = self.Case.concat(*self.Case._open_for(self.company, debtors, overdue=debtors).values())
        self.cases._rank()

    def spec(self, view, kind):
        """What the web client asks for to show this view: its fields, without the lines of what they hold."""
        arch = self.Case.with_user(self.alice).get_view(self.env.ref(f"recovery_dunning.{view}").id, kind)
        fields = self.Case._fields
        names = arch["models"][self.Case._name]
        return {
            name: {"fields": {"display_name": {}}} if fields[name].relational else {}
            for name in names
            if name in fields
        }

    def read_queries(self, cases, spec):
        cases = cases.with_user(self.alice).with_context(allowed_company_ids=self.company.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cases.web_read(spec)
        return self.env.cr.sql_log_count - before

    def test_the_list(self):
        spec = self.spec("recovery_case_view_list_worklist", "list")
        self.assertIn("priority_explanation", spec)
        self.read_queries(self.cases[:1], spec)
        one, all_of_them = self.read_queries(self.cases[:1], spec), self.read_queries(self.cases, spec)
        self.assertLessEqual(all_of_them, one + 1)
        self.assertLess(all_of_them, 30)

    def test_the_cards(self):
        spec = self.spec("recovery_case_view_kanban_worklist", "kanban")
        self.read_queries(self.cases[:1], spec)
        self.assertLessEqual(self.read_queries(self.cases, spec), self.read_queries(self.cases[:1], spec) + 1)

    def test_the_form_in_a_large_book(self):
        spec = {name: {} for name in ("priority_explanation", "next_action", "is_due", "expected_date", "is_mine")}
        self.read_queries(self.cases[:1], spec)
        self.assertLessEqual(self.read_queries(self.cases, spec), self.read_queries(self.cases[:1], spec) + 1)

    def test_the_form_of_a_small_and_of_a_large_case(self):
        """All that the form shows, of a debtor with one invoice and of one with eighty."""
        large = self.customer("Large")
        for number in range(80):
            self.invoice(due=f"-{5 + number}d", amount=100 + number, debtor=large)
        case = self.Case._open_for(self.company, large, overdue=large)[large.id]
        case._rank()
        spec = self.spec("recovery_case_view_form", "form")
        self.assertIn("route_reason", spec)
        self.read_queries(self.cases[:1], spec)
        small, big = (self.read_queries(one, spec) for one in (self.cases[:1], case))
        self.assertLessEqual(big, small + 2)
        self.assertLess(big, 150)

    def test_opening_it(self):
        """Ranking what is due anew costs the same for one case and for eighty."""
        self.day("+40d")
        self.cases._rank()
        Case = self.Case.with_user(self.alice).with_context(allowed_company_ids=self.company.ids)

        def opening():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Case.action_worklist()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        opening()
        for_all = opening()
        self.cases[1:].sudo().worked_on = self.on("+0d")
        self.assertLessEqual(for_all, opening() + 2)
