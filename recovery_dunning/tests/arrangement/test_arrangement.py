"""Stories of what debtors say: promises, plans and disputes change what happens next on the money that they cover."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..stories.arrangement import ArrangementStory


@tagged("post_install", "-at_install")
class TestPromise(ArrangementStory):
    def test_suspends_only_its_instalments(self):
        promised, other = self.invoice(due="-20d"), self.invoice(due="-10d", amount=40)
        self.promise(promised)
        run = self.run_and_send()
        self.assertLeftOut(run, promised, "promise")
        self.assertEqual(self.assertNotice(run, other).amount_due, 40)

    def test_given_between_proposal_and_sending(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        self.promise(move)
        run.action_send()
        self.assertEqual((run.notice_ids.state, run.notice_ids.held_reason), ("held", "Promised"))
        self.assertFalse(self._mails)

    def test_kept_as_soon_as_the_money_is_there(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move, amount=60)
        self.day("+3d")
        self.pay(move, amount=60)
        self.morning()
        self.assertEqual((promise.state, promise.amount_received), ("kept", 60))
        self.assertRecorded("Kept")
        self.assertEqual(self.assertNotice(self.env["recovery.run"].search([], limit=1), move).amount_due, 40)

    def test_broken_after_its_float_and_the_ladder_goes_on_at_once(self):
        """Promised for Thursday 12 March, two bank days of float: until Monday 16."""
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        self.assertEqual(promise.date_until, self.on("+14d"))
        self.day("+14d")
        self.morning()
        self.assertEqual(promise.state, "open")
        self.assertFalse(move.recovery_level_id)
        self.day("+15d")
        self.morning()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(move.recovery_level_id, self.level(3))
        self.assertIn("Promise not kept", self.debtor.recovery_case_id.activity_ids.mapped("summary"))

    def test_kept_in_part(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move)
        self.pay(move, amount=10)
        self.day("+15d")
        self.morning()
        self.assertEqual(promise.state, "partial")

    def test_a_newer_one_takes_its_place(self):
        move = self.invoice(due="-20d")
        first, second = self.promise(move), self.promise(move, on="+20d")
        self.assertEqual((first.state, second.state), ("superseded", "open"))

    def test_wrong_input(self):
        move = self.invoice(due="-20d")
        other = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        foreign = self.invoice(due="-20d", currency_id=other.id)
        strange = self.invoice(due="-20d", debtor=self.customer("Strange"))
        for sentence, moves, values in (
            ("has passed already", [move], {"on": "-1d"}),
            ("days ahead at most", [move], {"float_days": 10**9}),
            ("more than what is open", [move], {"amount": 100.01}),
            ("must be more than 0", [move], {"amount": 0}),
            ("several currencies", [move, foreign], {"amount": 10}),
            ("is no instalment of", [strange], {"partner_id": self.debtor.id}),
            ("at least one instalment", [], {"partner_id": self.debtor.id, "amount": 1}),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(ValidationError, sentence):
                self.promise(*moves, **values)

    def test_from_the_invoice_in_a_dialog(self):
        move = self.invoice(due="-20d")
        action = move.action_recovery_promise()
        with Form(self.env["recovery.promise"].with_context(**action["context"])) as form:
            self.assertEqual(form.amount, 100)
            form.date = self.on("+5d")
        self.assertEqual(form.record.line_ids, self.instalments(move))
        self.pay(move)
        with self.assertRaisesRegex(ValidationError, "Nothing is open here"):
            move.action_recovery_promise()

    def test_rights(self):
        move = self.invoice(due="-20d")
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        viewer = new_test_user(self.env, "viewer", groups="recovery_dunning.group_recovery_viewer", **company)
        collector = new_test_user(self.env, "collector", groups="recovery_dunning.group_recovery_user", **company)
        values = {**self.env["recovery.promise"]._prepare_for(self.instalments(move)), "date": self.on("+5d")}
        with self.assertRaises(AccessError):
            self.env["recovery.promise"].with_user(viewer).create(values)
        promise = self.env["recovery.promise"].with_user(collector).create(values)
        self.assertEqual(self.last_event(self.debtor.recovery_case_id).author_id, collector)
        promise.action_cancel()
        self.assertNotice(self.propose(), move)


@tagged("post_install", "-at_install")
class TestPlan(ArrangementStory):
    def test_an_empty_plan_opens_on_the_screen(self):
        """*New* on a plan: nobody is chosen yet, and what hangs on the debtor waits for him."""
        self.assertEqual(Form(self.env["recovery.plan"]).cure_days, self.company.recovery_cure_days)

    def test_suspends_its_instalments_until_it_is_paid(self):
        move, other = self.invoice(due="-20d", amount=90), self.invoice(due="-10d", amount=40)
        plan = self.plan(move, schedule={"+0d": 30, "+30d": 30, "+60d": 30})
        run = self.run_and_send()
        self.assertLeftOut(run, move, "plan")
        self.assertNotice(run, other)
        self.pay(move)
        self.morning()
        self.assertEqual((plan.state, plan.schedule_ids.mapped("paid")), ("done", [30, 30, 30]))

    def test_in_default_two_bank_days_after_a_payment_that_is_not_there(self):
        move = self.invoice(due="-20d", amount=90)
        plan = self.plan(move, schedule={"+0d": 30, "+7d": 30, "+30d": 30})
        self.pay(move, amount=45)
        self.day("+9d")
        self.morning()
        self.assertEqual((plan.state, plan.schedule_ids.mapped("paid")), ("active", [30, 15, 0]))
        self.day("+10d")
        self.morning()
        self.assertEqual(plan.state, "defaulted")
        self.assertRecorded("In default")
        self.assertRecorded("15")
        self.assertFalse(move.recovery_level_id)  # the days to cure it

    def test_must_add_up(self):
        move = self.invoice(due="-20d", amount=90)
        with self.assertRaisesRegex(UserError, "add up to"):
            self.plan(move, schedule={"+0d": 30, "+30d": 30})
        with self.assertRaisesRegex(UserError, "lies in the past"):
            self.plan(move, schedule={"-1d": 30, "+30d": 60})
        with self.assertRaisesRegex(UserError, "Add the dates"):
            self.plan(move, schedule={})

    def test_stays_as_it_was_agreed(self):
        plan = self.plan(self.invoice(due="-20d", amount=90), schedule={"+0d": 90})
        with self.assertRaisesRegex(ValidationError, "agreed on"):
            plan.schedule_ids.date = self.on("+50d")

    def test_agreed_between_proposal_and_sending(self):
        move = self.invoice(due="-20d")
        run = self.propose()
        run.action_approve()
        self.plan(move, schedule={"+5d": 100})
        run.action_send()
        self.assertEqual(run.notice_ids.held_reason, "On a payment plan")
        self.assertFalse(self._mails)


@tagged("post_install", "-at_install")
class TestDispute(ArrangementStory):
    def test_in_full_is_not_dunned(self):
        move = self.invoice(due="-20d")
        dispute = self.dispute(move)
        exception = self.assertLeftOut(self.run_and_send(), move, "dispute")
        self.assertEqual(exception.action_open_dispute()["res_id"], dispute.id)
        dispute.action_reject()
        self.assertNotice(self.run_and_send(), move)

    def test_the_undisputed_part_is_dunned_and_the_letter_says_what_is_disputed(self):
        move = self.invoice(due="-20d", amount=100)
        self.dispute(move, amount=30)
        notice = self.assertNotice(self.run_and_send(), move)
        self.assertEqual((notice.amount_residual, notice.amount_disputed, notice.amount_due), (100, 30, 70))
        body = self._mails[0]["body"]
        self.assertIn("Disputed by you", body)
        self.assertIn("70.00", body)

    def test_over_several_instalments_the_oldest_first(self):
        old, young = self.invoice(due="-20d", amount=50), self.invoice(due="-10d", amount=50)
        self.dispute(old, young, amount=70)
        run = self.run_and_send()
        self.assertLeftOut(run, old, "dispute")
        self.assertEqual(self.assertNotice(run, young).amount_due, 30)

    def test_what_is_paid_meanwhile_is_asked_for_no_more(self):
        move = self.invoice(due="-20d", amount=100)
        self.dispute(move, amount=30)
        self.pay(move, amount=70)
        self.assertLeftOut(self.run_and_send(), move, "dispute")

    def test_what_is_credited_meanwhile_is_contested_no_more(self):
        """Credited past the dispute, by Odoo's own button: the rest was never contested."""
        for credited, asked in ((60, 40), (20, 40), (100, 0)):
            debtor = self.customer(f"Credited {credited}")
            move = self.invoice(due="-20d", amount=150, debtor=debtor)
            self.credit(move, 50)  # before
            self.dispute(move, amount=60, partner_id=debtor.id)
            self.credit(move, credited)
            run = self.propose()
            notice = run.notice_ids.filtered(lambda n, debtor=debtor: n.partner_id == debtor)
            self.assertEqual(notice.amount_due, asked)

    def credit(self, move, amount):
        note = self.invoice(due="-2d", amount=amount, move_type="out_refund", debtor=move.partner_id)
        (self.instalments(note) + self.instalments(move)).reconcile()

    def test_raised_between_proposal_and_sending(self):
        move = self.invoice(due="-20d", amount=100)
        run = self.propose()
        run.action_approve()
        self.dispute(move, amount=30)
        run.action_send()
        self.assertEqual(self.assertNotice(run, move).amount_due, 70)

    def test_its_owner_gets_a_task_until_the_day_of_the_answer(self):
        owner = new_test_user(self.env, "quality", company_id=self.company.id)
        dispute = self.dispute(self.invoice(due="-20d"), owner_id=owner.id)
        self.assertEqual(dispute.sla_date, self.on("+15d"))
        self.assertEqual(self.debtor.recovery_case_id.activity_ids.user_id, owner)
        self.assertEqual(self.last_event(self.debtor.recovery_case_id).result, "The table top is cracked.")
