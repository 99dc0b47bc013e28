"""Stories of the work list: what comes first and why, what is to be done, who does it, and on to the next one."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import RecoveryStory


class WorklistStory(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice = cls.colleague("alice")
        cls.bruno = cls.colleague("bruno")
        cls.company.recovery_user_id = cls.alice
        cls.Case = cls.env["recovery.case"]

    @classmethod
    def colleague(cls, login, group="user"):
        return new_test_user(
            cls.env,
            login,
            groups=f"recovery_dunning.group_recovery_{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            lang="en_US",
        )

    def case(self, debtor=None, **values):
        """The open case of a debtor, ranked."""
        debtor = debtor or self.debtor
        case = self.Case._open_for(self.company, debtor, overdue=debtor)[debtor.id]
        case.write(values)
        case._rank()
        return case

    def rank_what_was_stirred(self):
        """As the end of a transaction does."""
        self.env.cr.precommit.run()

    def promise(self, amount, due, debtor=None):
        return self.env["recovery.promise"]._give(self.company, debtor or self.debtor, amount, self.on(due))

    def listed(self, user=None, **filters):
        """The work list of `user` as he opens it, the first case first."""
        Case = self.Case.with_user(user or self.alice).with_context(allowed_company_ids=self.company.ids)
        Case.action_worklist()
        domain = [("is_mine", "=", True), ("is_due", "=", True)]
        return Case.search([*domain, *filters.items()], order="priority DESC, id")


@tagged("post_install", "-at_install")
class TestPriority(WorklistStory):
    def test_explained_in_words(self):
        self.invoice(due="-47d", amount=12400)
        case = self.case()
        self.promise(12400, "+0d")
        self.day("+4d")  # Monday, and two bank days
        self.env["recovery.promise"]._judge(self.company)
        self.rank_what_was_stirred()
        explanation = case.with_context(lang="en_US").priority_explanation.replace("\xa0", " ")
        self.assertEqual(explanation, "$ 12,400.00, 51 days, promise broken yesterday")
        self.assertEqual((case.next_action, case.next_action_date), ("broken", self.on("-1d")))

    def test_usually_pays_after_a_call(self):
        case = self.case()
        for offset in ("-200d", "-100d"):
            self.day(offset)
            move = self.invoice(due="-10d")
            case._log("contact", lambda case: "Called", direction="out", channel="phone")
            self.pay(move)
        self.day("+0d")
        self.invoice(due="-5d")
        case._rank()
        self.assertIn("usually pays after a call", case.priority_explanation)

    def test_explained_in_the_language_of_the_reader(self):
        self.invoice(due="-47d", amount=12400)
        explanation = self.case().with_context(lang="fr_FR").priority_explanation.replace("\u202f", " ")
        self.assertIn("12 400,00", explanation.replace("\xa0", " "))

    def test_more_money_comes_first_and_what_is_paid_leaves(self):
        small, large = self.customer("Petit"), self.customer("Grand")
        self.invoice(due="-40d", amount=50, debtor=small)
        move = self.invoice(due="-40d", amount=5000, debtor=large)
        cases = self.case(small) + self.case(large)
        cases._rank()
        self.assertGreater(cases[1].priority, cases[0].priority)
        self.pay(move)
        cases._rank()
        self.assertEqual((cases[1].ranked_amount, cases[1].ranked_due), (0, False))
        self.assertLess(cases[1].priority, cases[0].priority)

    def test_credit_notes_are_deducted(self):
        self.invoice(due="-40d", amount=500)
        self.invoice(due="-20d", amount=200, move_type="out_refund")
        self.assertEqual(self.case().ranked_amount, 300)

    def test_an_answer_comes_to_the_top(self):
        large = self.customer("Grand")
        self.invoice(due="-90d", amount=50000, debtor=large)
        self.invoice(due="-4d", amount=10)
        cases = self.case(large) + self.case()
        cases[1]._hear("Your invoice")
        self.rank_what_was_stirred()
        self.assertEqual(self.listed()[:1], cases[1])
        self.assertEqual(cases[1].next_action, "answer")
        self.assertTrue(cases[1].priority_explanation.startswith("answered today"))
        cases[1].action_answered()
        self.rank_what_was_stirred()
        self.assertNotEqual(cases[1].next_action, "answer")

    def test_another_company_counts_for_nothing(self):
        self.invoice(due="-40d", amount=300)
        case = self.case()
        before = case.priority, case.priority_facts
        other = self.setup_other_company()["company"]
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_date": self.on("-90d"),
                "invoice_date_due": self.on("-60d"),
                "invoice_line_ids": [Command.create({"name": "Oak", "price_unit": 9000, "tax_ids": False})],
            }
        ).action_post()
        case._rank()
        self.assertEqual((case.priority, case.priority_facts), before)

    def test_grade(self):
        for days in (10, 20, 30):
            self.pay(self.invoice(due=f"-{days}d", amount=100))
        self.case()
        self.Case._cron_rank()
        debtor = self.debtor.with_company(self.company)
        self.assertEqual((debtor.recovery_score, debtor.recovery_days_late), ("C", 20))
        self.assertFalse(self.debtor.with_company(self.setup_other_company()["company"]).recovery_score)

    def test_payment_is_expected_as_late_as_usual(self):
        self.pay(self.invoice(due="-20d"))
        self.invoice(due="-4d")
        case = self.case()
        self.assertEqual(case.expected_date, self.on("+16d"))
        self.promise(100, "+9d")
        self.rank_what_was_stirred()
        self.assertEqual(case.expected_date, self.on("+9d"))

    def test_ranking_again_writes_nothing(self):
        self.invoice(due="-40d")
        case = self.case()
        before = self.row_version(case)
        case._rank()
        self.assertEqual(self.row_version(case), before)

    def row_version(self, case):
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin, cmin, ctid FROM recovery_case WHERE id = %s", [case.id])
        return self.env.cr.fetchone()

    def test_rank_leaves_a_standing_proposal_alone(self):
        self.invoice(due="-4d")
        case = self.case()
        self.propose()
        before = self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d"))
        case.priority = 77
        self.assertEqual(self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d")), before)
        case.phase = "legal"
        self.assertNotEqual(self.env["recovery.open.items"]._fingerprint(self.company, self.on("+0d")), before)

    def queries(self, cases):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        cases._rank()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_eighty_cases_cost_the_queries_of_one(self):
        debtors = [self.customer(f"Debtor {number}") for number in range(80)]
        for debtor in debtors:
            self.invoice(due="-40d", debtor=debtor)
        partners = self.env["res.partner"].concat(*debtors)
        cases = self.Case.concat(*self.Case._open_for(self.company, partners, overdue=partners).values())
        self.queries(cases[:1])
        one = self.queries(cases[1:2])
        self.assertLessEqual(self.queries(cases), one + 2)


@tagged("post_install", "-at_install")
class TestNextAction(WorklistStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-8d")

    def next(self, case):
        self.rank_what_was_stirred()
        return case.next_action, case.next_action_date

    def test_nothing_was_said_for_a_month(self):
        case = self.case()
        self.assertEqual(self.next(case), ("review", self.on("+30d")))
        case._log("contact", lambda case: "Called", direction="out", channel="phone")
        self.day("+12d")
        case._log("contact", lambda case: "Called", direction="out", channel="phone")
        self.assertEqual(self.next(case), ("review", self.on("+30d")))

    def test_approve(self):
        self.level(3).require_approval = True
        case = self.case()
        self.propose()
        case._rank()
        self.assertEqual(self.next(case), ("approve", self.on("+0d")))
        action = case.with_user(self.alice).action_next()
        self.assertEqual(action["res_model"], "recovery.notice")

    def test_call_ends_with_the_call(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_call", summary="Day 8", user_id=self.alice.id)
        self.assertEqual(self.next(case), ("call", self.on("+0d")))
        action = case.with_user(self.alice).action_next()
        self.assertEqual(action["context"]["default_summary"], "Day 8")
        Wizard = self.env["recovery.contact.wizard"].with_user(self.alice).with_context(**action["context"])
        with Form(Wizard) as dialog:
            dialog.outcome = "promise"
            dialog.date = self.on("+5d")
            dialog.confirm = False
        dialog.record.action_record()
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.event_ids.filtered(lambda e: e.kind == "contact").mapped("channel"), ["phone"])
        self.assertEqual(self.next(case), ("promise", self.on("+8d")))  # and its float, a week-end between

    def test_task_of_another_case_is_not_ended(self):
        case = self.case()
        other = self.case(self.customer("Autre"))
        other.activity_schedule("recovery_dunning.activity_type_call", user_id=self.alice.id)
        wizard = self.env["recovery.contact.wizard"].create({"case_id": case.id, "task_id": other.activity_ids.id})
        wizard.action_record()
        self.assertTrue(other.activity_ids)

    def test_dispute_waits_until_its_day(self):
        case = self.case()
        dispute = self.env["recovery.dispute"]._contest(
            self.company, self.debtor, 100, type_id=self.env["recovery.dispute.type"].search([], limit=1).id, claim="No"
        )
        self.rank_what_was_stirred()
        self.assertEqual(case.next_action_date, dispute.sla_date)
        self.assertFalse(case.is_due)
        self.day("+30d")
        case._rank()
        self.assertEqual(case.next_action, "dispute")
        self.assertEqual(case.with_user(self.alice).action_next()["res_id"], dispute.id)

    def test_answer_opens_a_mail_to_the_debtor(self):
        case = self.case()
        case._hear("Hello")
        self.rank_what_was_stirred()
        context = case.with_user(self.alice).action_next()["context"]
        mail = self.env["mail.compose.message"].with_user(self.alice).with_context(**context).create({"body": "Dear"})
        self.assertEqual(mail.partner_ids, self.debtor)
        mail.action_send_mail()
        self.assertFalse(case.answered_on)

    def test_done_meanwhile(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_proof", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertEqual(case.with_user(self.alice).action_next()["res_id"], case.activity_ids.id)
        case.activity_ids.unlink()
        with self.assertRaisesRegex(UserError, "done meanwhile"):
            case.with_user(self.alice).action_next()

    def test_done_for_today_comes_back_tomorrow(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertEqual(self.listed(), case)
        case.with_user(self.alice).action_done_next()
        self.assertFalse(self.listed())
        self.assertFalse(case.is_due)
        self.day("+1d")
        case.invalidate_recordset(["is_due"])
        self.assertTrue(case.is_due)
        self.assertEqual(self.listed(), case)

    def test_a_manager_prepares_the_handoff(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_handover", user_id=self.alice.id)
        self.assertEqual(self.next(case), ("hand_over", self.on("+0d")))
        self.assertEqual(case.with_user(self.alice).action_next()["res_model"], "mail.activity")
        boss = self.colleague("boss", group="manager")
        self.assertEqual(case.with_user(boss).action_next()["res_model"], "recovery.handoff.wizard")

    def test_every_action_has_its_method(self):
        for action, _label in self.Case._fields["next_action"].selection:
            self.assertTrue(hasattr(self.Case, f"_next_{action}"), action)

    def test_a_viewer_does_nothing(self):
        case = self.case()
        viewer = self.colleague("rep", group="viewer")
        for method in ("action_next", "action_done_next"):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(case.with_user(viewer), method)()

    def test_agency_and_court_have_no_steps_of_the_ladder(self):
        case = self.case(phase="agency")
        self.day("+90d")
        case._rank()
        self.assertFalse(case.next_action)

    def test_closed_case_is_not_listed(self):
        case = self.case()
        self.day("+60d")
        case._rank()
        self.assertIn(case, self.listed())
        case.write({"phase": "closed", "outcome": "given_up"})
        self.assertFalse(self.listed())


@tagged("post_install", "-at_install")
class TestPortfolio(WorklistStory):
    def portfolio(self, user, **values):
        return self.env["recovery.portfolio"].create(
            {"name": user.name, "user_id": user.id, "company_id": self.company.id, **values}
        )

    def test_new_case_goes_to_its_portfolio(self):
        self.portfolio(self.bruno, country_ids=[Command.set(self.france.ids)])
        french = self.customer("Français", country_id=self.france.id)
        self.assertEqual(self.case(french).user_id, self.bruno)
        self.assertEqual(self.case(self.customer("Ailleurs")).user_id, self.alice)

    def test_first_that_fits_by_amount_tag_and_profile(self):
        tag = self.env["res.partner.category"].create({"name": "Trade"})
        below = self.env["res.partner.category"].create({"name": "Joiners", "parent_id": tag.id})
        profile = self.env["recovery.profile"].search([], limit=1)
        self.portfolio(self.bruno, amount_from=1000, sequence=1)
        self.portfolio(self.alice, category_ids=[Command.set(tag.ids)], sequence=2)
        carla = self.colleague("carla")
        self.portfolio(carla, profile_ids=[Command.set(profile.ids)], amount_to=50, sequence=3)
        rich, joiner, odd = (
            self.customer("R"),
            self.customer("J", category_id=[Command.link(below.id)]),
            self.customer("O"),
        )
        odd.with_company(self.company).recovery_profile_id = profile
        self.invoice(due="-5d", amount=1000, debtor=rich)
        self.invoice(due="-5d", amount=999, debtor=joiner)
        self.invoice(due="-5d", amount=49, debtor=odd)
        self.company.recovery_user_id = False
        owners = [self.case(debtor).user_id for debtor in (rich, joiner, odd, self.debtor)]
        self.assertEqual(owners, [self.bruno, self.alice, carla, self.env["res.users"]])

    def test_own_collector_stays(self):
        self.debtor.with_company(self.company).recovery_user_id = self.alice
        self.portfolio(self.bruno)
        self.assertEqual(self.case().user_id, self.alice)

    def test_assign_the_open_cases(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        portfolio = self.portfolio(self.bruno)
        manager = self.colleague("boss", group="manager")
        action = portfolio.with_user(manager).action_assign()
        self.assertIn("One case", action["params"]["message"])
        self.assertEqual((case.user_id, case.activity_ids.user_id), (self.bruno, self.bruno))
        self.assertEqual(self.last_event(case).summary, f"Collector: from {self.alice.name} to {self.bruno.name}")

    def test_a_collector_makes_no_portfolio(self):
        with self.assertRaises(AccessError):
            self.env["recovery.portfolio"].with_user(self.alice).create({"name": "Mine", "user_id": self.alice.id})
        with self.assertRaises(AccessError):
            self.portfolio(self.bruno).with_user(self.alice).action_assign()

    def test_reassign_for_good(self):
        case = self.case()
        action = case.with_user(self.alice).action_reassign()
        wizard = self.env["recovery.reassign.wizard"].with_user(self.alice).with_context(**action["context"])
        wizard.create({"user_id": self.bruno.id, "for_good": True, "reason": "Knows them"}).action_reassign()
        self.assertEqual(case.user_id, self.bruno)
        self.assertEqual(self.debtor.with_company(self.company).recovery_user_id, self.bruno)
        self.assertEqual(self.last_event(case).result, "Knows them")

    def test_stand_in_finds_the_cases_on_these_days(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertFalse(self.listed(self.bruno))
        self.env["recovery.standin"].with_user(self.alice).create(
            {
                "user_id": self.alice.id,
                "standin_id": self.bruno.id,
                "company_id": self.company.id,
                "date_from": self.on("+1d"),
                "date_until": self.on("+2d"),
            }
        )
        found = []
        for offset in ("+0d", "+1d", "+2d", "+3d"):
            self.day(offset)
            found.append(len(self.listed(self.bruno)))
            case.invalidate_recordset(["is_mine"])
            self.assertEqual(case.with_user(self.bruno).is_mine, bool(found[-1]))
        self.assertEqual(found, [0, 1, 1, 0])
        self.assertEqual(case.user_id, self.alice)

    def test_nobodys_cases_are_everybodys(self):
        self.company.recovery_user_id = False
        case = self.case()
        self.day("+40d")
        case._rank()
        self.assertEqual(self.listed(self.alice), case)
        self.assertEqual(self.listed(self.bruno), case)

    def test_a_collector_names_his_own_stand_in_only(self):
        values = {"standin_id": self.alice.id, "company_id": self.company.id}
        days = {"date_from": self.on("+1d"), "date_until": self.on("+2d")}
        Standin = self.env["recovery.standin"]
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            Standin.with_user(self.alice).create({"user_id": self.bruno.id, **values, **days})
        boss = self.colleague("boss", group="manager")
        self.assertTrue(Standin.with_user(boss).create({"user_id": self.bruno.id, **values, **days}))
        viewer = self.colleague("rep", group="viewer")
        with self.assertRaises(AccessError):
            Standin.with_user(viewer).search([])
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            Standin.create({"user_id": self.alice.id, **values, **days})


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
        self.cases[1:].worked_on = self.on("+0d")
        self.assertLessEqual(for_all, opening() + 2)
