"""Stories of promises: whoever hears one, whatever becomes of the money, and when a manager must agree."""

from datetime import datetime, time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..stories.arrangement import PromiseStory


@tagged("post_install", "-at_install")
class TestPromiseVerdict(PromiseStory):
    def test_what_was_paid_before_does_not_count(self):
        move = self.invoice(due="-20d")
        self.pay(move, amount=60)
        promise = self.promise(move, amount=40, on="+5d")
        self.morning()
        self.assertEqual((promise.state, promise.amount_received), ("open", 0))
        self.pay(move)
        self.morning()
        self.assertEqual(promise.state, "kept")

    def test_paid_on_the_last_day_and_matched_later(self):
        """The verdict of the day is corrected when the bank statement comes."""
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        self.day("+15d")
        self.morning()
        self.assertEqual((promise.state, self.debtor.recovery_broken_promises), ("broken", 1))
        self.day("+17d")
        self.pay_on(move, "-3d")  # on the 14th, the last day of the float
        self.morning()
        self.env.invalidate_all()
        self.assertEqual((promise.state, self.debtor.recovery_broken_promises), ("kept", 0))

    def test_paid_too_late_stays_broken(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        self.day("+15d")
        self.morning()
        self.pay_on(move, "+0d")
        self.morning()
        self.assertEqual((promise.state, promise.amount_received), ("broken", 0))

    def test_part_in_time_and_part_too_late(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        self.day("+9d")
        self.pay_on(move, "+0d", amount=30)
        self.day("+15d")
        self.pay_on(move, "+0d", amount=70)
        self.morning()
        self.assertEqual((promise.state, promise.amount_received), ("partial", 30))

    def test_a_cheque_that_bounces_breaks_it_again(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        self.day("+8d")
        payment = self.pay_on(move, "+0d")
        self.morning()
        self.assertEqual(promise.state, "kept")
        self.day("+9d")
        self.take_back(payment)
        self.morning()
        self.assertEqual(promise.state, "open")
        self.day("+21d")
        self.morning()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(move.recovery_level_id, self.level(3))

    def test_bounced_after_its_day(self):
        move = self.invoice(due="-20d")
        promise = self.promise(move, on="+10d")
        payment = self.pay_on(move, "+2d")
        self.day("+15d")
        self.morning()
        self.assertEqual(promise.state, "kept")
        self.take_back(payment)
        self.morning()
        self.assertEqual(promise.state, "broken")
        self.assertRecorded("Broken")

    def test_paid_in_another_currency(self):
        """A promise in euros, kept in dollars."""
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        move = self.invoice(due="-20d", currency_id=euro.id)
        promise = self.promise(move, amount=100, on="+5d")
        self.assertEqual(promise.currency_id, euro)
        payment = self.payment_on_account(30)  # 30 dollars are 60 euros
        lines = (payment.move_id.line_ids + move.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertEqual(promise.amount_received, 60)
        self.day("+20d")
        self.morning()
        self.assertEqual(promise.state, "partial")


@tagged("post_install", "-at_install")
class TestPromiseGiven(PromiseStory):
    def call(self, **values):
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        wizard = self.env["recovery.contact.wizard"].create({"case_id": case.id, **values})
        wizard.action_record()
        return case

    def test_on_the_telephone_on_an_amount_the_oldest_first(self):
        old, middle, young = (self.invoice(due=f"-{days}d", amount=50) for days in (30, 20, 10))
        case = self.call(outcome="promise", amount=70, date=self.on("+5d"), result="Waits for a customer.")
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((promise.line_ids.move_id, promise.amount), (old | middle, 70))
        self.assertEqual((promise.channel, promise.note), ("phone", "Waits for a customer."))
        self.assertNotice(self.propose(), young)
        self.assertEqual(case.event_ids.sorted("id").mapped("kind"), ["opening", "contact", "promise", "promise"])

    def test_the_confirmation_counts_as_a_contact(self):
        """Rule 7: quiet days and the budget know it."""
        self.ladder.quiet_days = 5
        other = self.invoice(due="-20d")
        self.promise(self.invoice(due="-20d"), confirm=True)
        self.assertLeftOut(self.propose(), other, "quiet")

    def test_the_confirmation_says_what_was_promised_and_is_kept(self):
        move = self.invoice(due="-20d")
        self.call(outcome="promise", date=self.on("+5d"))
        mail = self.outbox()
        self.assertEqual(mail.recipient_ids, self.debtor)
        for text in (move.name, "100.00", "03/07/2026"):
            self.assertIn(text, mail.body_html)
        event = self.last_event(self.debtor.recovery_case_id)
        self.assertEqual((event.direction, event.channel), ("out", "email"))
        self.assertIn(move.name, event.attachment_ids.raw.decode())
        self.assertIn(".html", event.documents)

    def test_a_debtor_without_an_address_gets_none(self):
        self.debtor.email = False
        self.promise(self.invoice(due="-20d"), confirm=True)
        self.assertFalse(self.outbox())

    def test_other_results_of_a_call(self):
        self.invoice(due="-20d")
        kind = self.env.ref("recovery_dunning.dispute_type_quality")
        case = self.call(outcome="dispute", amount=30, dispute_type_id=kind.id, result="Cracked <b>top</b>")
        dispute = self.env["recovery.dispute"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((dispute.amount, dispute.claim, dispute.state), (30, "Cracked <b>top</b>", "open"))
        self.call(outcome="call_back", call_back_at=datetime.combine(self.on("+3d"), time(9)))
        self.call(outcome="wrong_contact", contact_id=self.debtor.id)
        self.call(outcome="no_answer")
        tasks = {activity.summary.partition(":")[0]: activity.date_deadline for activity in case.activity_ids}
        self.assertEqual(tasks["Call back"], self.on("+3d"))
        self.assertEqual(tasks["Call again"], self.on("+7d"), "not three times a week")
        self.assertIn("Find out who pays", tasks)
        for values in ({"outcome": "promise"}, {"outcome": "call_back"}, {"outcome": "dispute", "result": "No"}):
            with self.subTest(**values), self.assertRaisesRegex(UserError, "Write down"):
                self.call(**values)

    def test_to_a_rep_who_sees_no_ledger(self):
        old, young = self.invoice(due="-20d", amount=50), self.invoice(due="-10d", amount=50)
        action = self.debtor.with_user(self.rep).action_recovery_word()
        wizard = Form(self.env["recovery.word.wizard"].with_user(self.rep).with_context(**action["context"]))
        self.assertEqual((wizard.amount_overdue, wizard.amount), (100, 100))
        wizard.kind, wizard.amount, wizard.date = "promise", 50, self.on("+4d")
        wizard.save().action_write_down()
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((promise.line_ids.move_id, promise.channel), (old, "meeting"))
        self.assertNotice(self.propose(), young)
        self.assertIn(self.rep, self.debtor.recovery_case_id.event_ids.author_id)
        with self.assertRaises(AccessError):
            old.line_ids.with_user(self.rep).read(["balance"])

    def test_a_rep_writes_down_a_dispute(self):
        self.invoice(due="-20d")
        values = {"partner_id": self.debtor.id, "kind": "dispute", "amount": 40, "note": "Delivered late"}
        wizard = self.env["recovery.word.wizard"].with_user(self.rep).create(values)
        with self.assertRaisesRegex(UserError, "what it is about"):
            wizard.action_write_down()
        wizard.dispute_type_id = self.env.ref("recovery_dunning.dispute_type_other")
        wizard.action_write_down()
        self.assertEqual(self.env["recovery.dispute"].search([("partner_id", "=", self.debtor.id)]).amount, 40)

    def test_nobody_else_writes_one_down(self):
        self.invoice(due="-20d")
        nobody = new_test_user(self.env, "nobody", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["recovery.word.wizard"].with_user(nobody).create({"partner_id": self.debtor.id, "kind": "promise"})

    def test_too_far_away(self):
        move = self.invoice(due="-20d")
        with self.assertRaisesRegex(ValidationError, "60 days ahead at most"):
            self.promise(move, on="+61d")
        self.company.recovery_promise_days = 0
        self.promise(move, on="+90d")

    def test_who_puts_off_his_day_again_and_again_needs_a_manager(self):
        lines = self.instalments(self.invoice(due="-20d"))
        promise = self.env["recovery.promise"].with_user(self.collector)
        for day in ("+5d", "+15d", "+25d"):
            promise.create({**promise._prepare_for(lines), "date": self.on(day)})
        with self.assertRaisesRegex(UserError, "has 3 promises already"):
            promise.create({**promise._prepare_for(lines), "date": self.on("+35d")})

    def test_one_more_needs_a_manager(self):
        moves = [self.invoice(due="-20d") for _ in range(4)]
        for move in moves[:3]:
            self.promise(move, on="+5d")
        self.day("+12d")
        self.morning()
        self.assertEqual(self.debtor.recovery_case_id.broken_promises, 3)
        values = {**self.env["recovery.promise"]._prepare_for(self.instalments(moves[3])), "date": self.on("+5d")}
        with self.assertRaisesRegex(UserError, "has 3 promises already"):
            self.env["recovery.promise"].with_user(self.collector).create(values)
        self.assertEqual(self.promise(moves[3]).state, "open")
        self.company.recovery_promise_limit = 0
        self.env["recovery.promise"].with_user(self.collector).create(values)
