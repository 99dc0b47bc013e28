"""Stories of going live on an old book: the entry level of each age, what is applied, and who may do it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..stories.go_live import GoLiveStory


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveStory):
    # ---- the choices ------------------------------------------------------------------------------------------------

    def test_entry_levels_by_age(self):
        """The level before the one that the age calls for, and never more than a neutral reminder."""
        book = self.old_book(1, 4, 10, 20, 40, 100)
        self.invoice(due="-40d", amount=60, debtor=book[40].partner_id)
        self.invoice(due="+1d")
        wizard = self.start()
        self.assertEqual(
            [
                (line.age, line.instalment_count, line.amount, line.level_id.delay, line.next_level_id.delay)
                for line in wizard.line_ids
            ],
            [
                ("1 to 2 days", 1, 100, 0, 3),
                ("3 to 7 days", 1, 101, 0, 3),
                ("8 to 14 days", 1, 102, 3, 8),
                ("15 to 29 days", 1, 103, 8, 15),
                ("30 to 44 days", 2, 164, 15, 30),
                ("45 days and more", 1, 105, 15, 30),
            ],
        )
        self.assertEqual((wizard.debtor_count, wizard.instalment_count, wizard.debtors_a_day), (6, 7, 1))
        wizard.action_apply()
        self.assertEqual(self.levels(book), {1: None, 4: None, 10: 3, 20: 8, 40: 15, 100: 15})
        line = self.instalments(book[100])
        self.assertEqual((line.recovery_date, line.recovery_procedure_id), (self.on("+0d"), self.ladder))
        self.assertEqual(book[100].recovery_date, self.on("+0d"))

    def test_softly_everybody_begins_with_the_first_step(self):
        book = self.old_book(4, 20, 100)
        wizard = self.start(method="soft")
        self.assertEqual(set(wizard.line_ids.next_level_id.mapped("delay")), {3})
        wizard.action_apply()
        self.assertEqual(self.levels(book), {4: None, 20: None, 100: None})
        self.assertEqual(len(self.holds()), 3)
        sent = self.live(1, 10)
        self.assertEqual({delay for _day, delay in sent}, {3, 8})
        self.assertEqual(set(self.levels(book).values()), {3, 8})

    def test_the_form_follows_the_method(self):
        self.old_book(20)
        with Form(self.start()) as form:
            form.method = "soft"
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.next_level_id, self.level(3))
            form.method = "by_age"
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.level_id, line.next_level_id), (self.level(8), self.level(15)))
                line.level_id = self.level(3)
                self.assertEqual(line.next_level_id, self.level(8))
        self.assertEqual(form.record.line_ids.level_id, self.level(3))

    def test_another_entry_level(self):
        book = self.old_book(100)
        wizard = self.start()
        wizard.line_ids.level_id = self.level(30)
        wizard.action_apply()
        self.assertEqual(self.levels(book), {100: 30})

    def test_no_formal_notice_that_was_never_sent(self):
        self.old_book(100)
        wizard = self.start()
        with self.assertRaisesRegex(ValidationError, "cannot be an entry level.*formal notice"):
            wizard.line_ids.level_id = self.level(45)
        with self.assertRaisesRegex(ValidationError, "choose one of its reminders"):
            wizard.line_ids.level_id = self.procedure("Other", 3).level_ids

    def test_what_is_not_followed_stays_out(self):
        book = self.old_book(20, 21, 22, 23)
        book[21].no_followup = True
        self.pay(book[22])
        book[23].partner_id.recovery_class = "public"
        self.ladder.debtor_class = "business"
        wizard = self.start()
        self.assertEqual(wizard.instalment_count, 1)
        wizard.action_apply()
        self.assertEqual(self.levels(book), {20: 8, 21: None, 22: None, 23: None})
        self.assertEqual(self.holds().partner_id, book[20].partner_id)

    # ---- applied ----------------------------------------------------------------------------------------------------

    def test_nothing_is_sent_and_no_notice_made(self):
        self.old_book(20, 100)
        action = self.start().action_apply()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("2 instalments have an entry level, 2 debtors are held", action["params"]["message"])
        self.assertFalse(self._mails)
        self.assertFalse(self.env["recovery.notice"].search([("company_id", "=", self.company.id)]))
        run = self.propose()
        self.assertEqual((run.notice_count, set(run.exception_ids.mapped("reason"))), (0, {"hold"}))

    def test_again_is_safe(self):
        for method in ("by_age", "soft"):
            with self.subTest(method=method):
                book = self.old_book(20 if method == "soft" else 100)
                self.start(method=method).action_apply()
                levels, holds = self.levels(book), self.holds()
                with self.assertRaisesRegex(UserError, "nothing to start with"):
                    self.start()
                late = self.old_book(50)
                wizard = self.start(method=method)
                self.assertEqual(wizard.instalment_count, 1)
                wizard.action_apply()
                self.assertEqual((self.levels(book), len(self.holds())), (levels, len(holds) + 1))
                wizard.action_apply()
                self.assertEqual(len(self.holds()), len(holds) + 1)
                self.assertEqual(self.holds()[0].partner_id | holds.partner_id, late[50].partner_id | holds.partner_id)

    def test_unapproved_proposals_give_way(self):
        book = self.old_book(20)
        run = self.propose()
        self.start().action_apply()
        self.assertEqual((run.state, run.notice_ids.state), ("cancelled", "cancelled"))
        self.assertEqual(self.levels(book), {20: 8})

    def test_what_was_approved_keeps_its_step(self):
        book = self.old_book(20)
        self.propose().action_approve()
        with self.assertRaisesRegex(UserError, "nothing to start with"):
            self.start()
        self.assertEqual(self.levels(book), {20: None})

    def test_levels_that_were_taken_stay(self):
        move = self.invoice(due="-50d", debtor=self.debtor)
        self.run_and_send()
        later = self.invoice(due="-50d", debtor=self.debtor)
        wizard = self.start()
        self.assertEqual(wizard.instalment_count, 1)
        wizard.action_apply()
        self.assertEqual((move.recovery_level_id.delay, later.recovery_level_id.delay), (3, 15))
        event = self.last_event(self.debtor.recovery_case_id)
        self.assertEqual((event.kind, event.summary), ("note", "Start of recovery on an old book"))
        self.assertIn(f"{later.name}: taken to have had “Day 15”", event.result)
        self.assertNotIn(f"{move.name}:", event.result)
        self.assertEqual(self.debtor.recovery_case_id.chain_state, "intact")

    def test_only_the_company_one_works_in(self):
        book = self.old_book(20)
        other = self.setup_other_company(name="Other company")["company"]
        with self.assertRaisesRegex(UserError, "nothing to start with"):
            self.env["recovery.go.live"].with_company(other).action_start()
        self.assertEqual(self.levels(book), {20: None})

    # ---- wrong input, rights ----------------------------------------------------------------------------------------

    def test_nothing_to_start_with(self):
        with self.assertRaisesRegex(UserError, "nothing to start with"):
            self.start()
        self.ladder.active = False
        with self.assertRaisesRegex(UserError, "no procedure yet"):
            self.start()
        self.env["recovery.procedure"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "“Empty” has no level"):
            self.start()

    def test_spread_over_no_day(self):
        self.old_book(20)
        wizard = self.start(spread_days=0)
        self.assertEqual(wizard.debtors_a_day, 0)
        for action in (wizard.action_simulate, wizard.action_apply):
            with self.assertRaisesRegex(UserError, "1 day or more"):
                action()

    def test_managers_only(self):
        book = self.old_book(20)
        user, manager = (
            new_test_user(
                self.env,
                name,
                groups=f"recovery_dunning.group_recovery_{name}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for name in ("user", "manager")
        )
        with self.assertRaises(AccessError):
            self.env["recovery.go.live"].with_user(user).action_start()
        action = self.env["recovery.go.live"].with_user(manager).action_start()
        wizard = self.env["recovery.go.live"].with_user(manager).browse(action["res_id"])
        wizard.action_simulate()
        wizard.action_apply()
        self.assertEqual(self.levels(book), {20: 8})
        self.assertEqual(self.holds().user_id, manager)
