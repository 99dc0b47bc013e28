"""What becomes of promises and plans when their invoice ends: by money they are kept, by nothing else, and nobody is
accused of what he does not owe (rule 12)."""

from odoo.tests import tagged

from ..stories.ending import EndingStory

# way: state of the promise and of the plan after the day
STATES = {
    "money": ("kept", "done"),
    "discount": ("kept", "done"),
    "credit_note": ("cancelled", "cancelled"),
    "netting": ("cancelled", "cancelled"),
    "loss": ("cancelled", "cancelled"),
    "rest_written_off": ("cancelled", "cancelled"),
    "waiver": ("cancelled", "cancelled"),
    "sale": ("cancelled", "cancelled"),
    "another_debtor": ("cancelled", "cancelled"),
    "another_account": ("cancelled", "cancelled"),
    "doubtful": ("cancelled", "cancelled"),
    "cancelling": ("cancelled", "cancelled"),
    "draft": ("open", "active"),
    "later_date": ("open", "active"),
    "bank_fees": ("kept", "done"),
}


@tagged("post_install", "-at_install")
class TestPromiseEnding(EndingStory):
    def promised(self, **values):
        self.day("+0d")
        self.move = self.invoice(due="-20d")
        self.said = self.promise(self.move, on="+5d", **values)
        return self.said

    def judge(self):
        self.env.flush_all()
        self.env["recovery.promise"]._judge(self.company)

    def test_each_way(self):
        ways = self.ways()
        self.assertEqual(set(ways), set(STATES))
        for name, end in ways.items():
            with self.subTest(name):
                self.debtor = self.customer(name)
                promise = self.promised()
                self.day("+2d")
                end(self.move)
                self.day("+15d")
                self.judge()
                self.assertEqual(promise.state, STATES[name][0])
                self.assertLessEqual(promise.amount_received, 98 if name == "discount" else 100)

    def test_the_record_says_why_it_is_dropped(self):
        promise = self.promised()
        self.end_by_loss(self.move)
        self.judge()
        event = self.last_event(promise._case())
        self.assertIn("No longer asked for", event.summary)
        self.assertIn("written off: ", event.result)
        self.assertFalse(promise._case().activity_ids.filtered(lambda task: task.summary == "Promise not kept"))

    def test_dropped_and_the_loss_taken_back_it_stands_again(self):
        promise = self.promised()
        loss = self.end_by_loss(self.move)
        self.judge()
        self.assertEqual(promise.state, "cancelled")
        self.take_back_loss(loss)
        self.judge()
        self.assertEqual(promise.state, "open")
        self.assertIn("Corrected", self.last_event(promise._case()).result)
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_dropped_and_promised_anew_it_does_not_stand_again(self):
        promise = self.promised()
        loss = self.end_by_loss(self.move)
        self.judge()
        self.take_back_loss(loss)
        newer = self.promise(self.move, on="+8d")
        self.judge()
        self.assertEqual((promise.state, newer.state), ("superseded", "open"))

    def test_taken_back_by_a_person_it_never_stands_again(self):
        promise = self.promised()
        promise.action_cancel()
        self.judge()
        self.assertEqual(promise.state, "cancelled")

    def test_a_credit_note_lessens_what_was_promised(self):
        promise = self.promised()
        self.pay(self.move, amount=60)
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "partial")
        note = self.invoice(due="-1d", amount=40, move_type="out_refund")
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        self.judge()
        self.assertEqual((promise.state, promise.amount_received), ("kept", 60))
        self.assertIn("Corrected", self.last_event(promise._case()).result)

    def test_written_off_after_it_was_broken_it_stays_broken(self):
        promise = self.promised()
        self.day("+15d")
        self.judge()
        self.end_by_loss(self.move)
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_cancelled_after_it_was_broken_it_is_not_held_against_him(self):
        promise = self.promised()
        self.day("+15d")
        self.judge()
        self.assertIn("Promise not kept", promise._case().activity_ids.mapped("summary"))
        self.end_by_cancelling(self.move)
        self.judge()
        self.assertEqual((promise.state, self.debtor.recovery_broken_promises), ("cancelled", 0))
        self.assertNotIn("Promise not kept", promise._case().activity_ids.mapped("summary"))

    def test_not_broken_while_its_money_lies_unmatched(self):
        """On the bank, or on the account, by its amount: nobody is accused before it is matched."""
        for name, source in (
            ("bank", lambda: self.bank_line(100, f"VIR {self.move.name}")),
            ("account", lambda: self.payment_on_account(100)),
        ):
            with self.subTest(name):
                self.debtor = self.customer(name)
                promise = self.promised()
                self.day("+4d")
                source()
                self.day("+15d")
                self.judge()
                self.assertEqual((promise.state, promise.amount_received), ("open", 0))

    def test_broken_where_the_unmatched_money_came_too_late(self):
        promise = self.promised()
        self.day("+14d")
        self.bank_line(100, f"VIR {self.move.name}")
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_a_part_on_the_bank_keeps_a_part(self):
        promise = self.promised()
        self.day("+4d")
        self.bank_line(40, f"VIR {self.move.name}")
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "partial")

    def test_matched_with_another_invoice_it_is_broken_after_all(self):
        promise = self.promised()
        self.day("+4d")
        payment = self.payment_on_account(100)
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "open")
        other = self.invoice(due="-30d")
        (payment.move_id.line_ids.filtered("credit") + self.receivable(other)).reconcile()
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_matched_anew_it_is_nothing_new(self):
        """What was paid before the promise is taken off and matched again: nothing came since."""
        self.move = self.invoice(due="-20d")
        payment = self.pay(self.move, amount=40)
        promise = self.promise(self.move, amount=60, on="+5d")
        payment.move_id.line_ids.remove_move_reconcile()
        (payment.move_id.line_ids.filtered("credit") + self.receivable(self.move)).reconcile()
        self.judge()
        self.assertEqual((promise.amount_received, promise.state), (0, "open"))

    def test_a_part_of_the_debt_and_a_credit_note_on_the_rest(self):
        """50 of 100 were promised: a credit note of 50 takes nothing off the promise."""
        promise = self.promised(amount=50)
        note = self.invoice(due="-1d", amount=50, move_type="out_refund")
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        self.day("+15d")
        self.judge()
        self.assertEqual(promise.state, "broken")

    def test_a_correction_opens_no_case_that_has_ended(self):
        promise = self.promised()
        self.day("+15d")
        self.morning()
        case = promise._case()
        self.pay_on(self.move, "-12d")
        self.morning()
        self.day("+16d")
        self.morning()
        self.assertEqual((promise.state, case.outcome), ("kept", "paid"))
        self.assertEqual(self.env["recovery.case"].search_count([("partner_id", "=", self.debtor.id)]), 1)


@tagged("post_install", "-at_install")
class TestPlanEnding(EndingStory):
    def agreed(self):
        self.day("+0d")
        self.move = self.invoice(due="-40d", amount=100)
        self.agreement = self.plan(self.move, schedule={"+5d": 60, "+35d": 40})
        return self.agreement

    def judge(self):
        self.env.flush_all()
        self.env["recovery.plan"]._judge(self.company)

    def test_each_way(self):
        for name, end in self.ways().items():
            with self.subTest(name):
                self.debtor = self.customer(name)
                plan = self.agreed()
                self.day("+2d")
                end(self.move)
                self.day("+15d")
                self.judge()
                self.assertEqual(plan.state, STATES[name][1])

    def test_a_credit_note_fills_a_payment_and_the_rest_is_paid(self):
        plan = self.agreed()
        note = self.invoice(due="+0d", amount=60, move_type="out_refund")
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        self.day("+15d")
        self.judge()
        self.assertEqual((plan.state, plan.amount_received, plan.schedule_ids.mapped("paid")), ("active", 0, [60, 0]))
        self.pay(self.move)
        self.judge()
        self.assertEqual((plan.state, plan.amount_received), ("done", 40))

    def fallen(self):
        plan = self.agreed()
        for day in ("+12d", "+25d"):
            self.day(day)
            self.judge()
        self.assertTrue(plan.acceleration_date)
        return plan

    def test_fallen_and_paid_in_time_as_it_turns_out(self):
        """The payment of the 7th is entered on the 29th: the plan never fell."""
        plan = self.fallen()
        self.pay_on(self.move, "-20d", amount=60)
        self.judge()
        self.assertEqual((plan.state, plan.acceleration_date), ("active", False))
        self.assertRecorded("Corrected")
        self.assertLeftOut(self.propose(), self.move, "plan")

    def test_fallen_and_cured_in_time_as_it_turns_out(self):
        plan = self.fallen()
        day = (plan.cure_until - self.on("+0d")).days
        self.pay_on(self.move, f"{day}d", amount=60)
        self.judge()
        self.assertEqual((plan.state, plan.acceleration_date), ("active", False))

    def test_fallen_and_paid_too_late_it_stays_so(self):
        plan = self.fallen()
        day = (plan.cure_until - self.on("+0d")).days + 1
        self.pay_on(self.move, f"{day}d", amount=60)
        self.judge()
        self.assertEqual(plan.state, "defaulted")
        self.assertTrue(plan.acceleration_date)
        self.pay(self.move)
        self.judge()
        self.assertEqual(plan.state, "done")

    def test_done_by_money_that_is_taken_back(self):
        plan = self.agreed()
        payment = self.pay(self.move)
        self.judge()
        self.assertEqual(plan.state, "done")
        self.take_back(payment)
        self.judge()
        self.assertEqual(plan.state, "active")
        self.end_by_loss(self.move)
        self.judge()
        self.assertEqual(plan.state, "cancelled")
        self.assertRecorded("No longer asked for")
