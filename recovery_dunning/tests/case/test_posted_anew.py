"""An invoice is set back to draft and posted in other terms, for another amount, currency, day or debtor: what its
instalments carried goes on with those that replace them."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..stories.posted_anew import PostedAnew


@tagged("post_install", "-at_install")
class TestPostedAnew(PostedAnew):
    def test_one_instalment_becomes_three_each_has_reached_what_it_had(self):
        move = self.invoice(due="-40d")
        self.climb("+0d", "+12d")
        reached_on = self.instalments(move).recovery_date
        notice_lines = self.env["recovery.notice.line"].search([("move_id", "=", move.id)])
        lines = self.post_anew(move, invoice_payment_term_id=self.thirds.id)
        self.assertEqual(len(lines), 3)
        self.assertEqual(self.levels(move), [15, 15, 15])
        self.assertEqual(set(lines.mapped("recovery_date")), {reached_on})
        self.assertEqual(notice_lines.move_line_id, lines[0])
        self.assertEqual(move.recovery_level_id.delay, 15)
        case = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        self.assertIn(move.name, self.last_event(case).summary)
        run = self.climb("+30d")
        self.assertNotice(run, move, level=30)

    def test_three_instalments_become_one_it_has_reached_the_highest(self):
        move = self.invoice(due="-25d", terms=self.thirds)
        self.climb("+0d", "+12d")
        self.assertEqual(self.levels(move), [15, 3, 0])
        notice_lines = self.env["recovery.notice.line"].search([("move_id", "=", move.id)])
        line = self.post_anew(move, invoice_payment_term_id=False, invoice_date_due=self.on("-30d"))
        self.assertEqual(self.levels(move), [15])
        # each level once, the highest of each stays with its instalment
        self.assertEqual(sorted(notice_lines.filtered("move_line_id").level_id.mapped("delay")), [3, 15])
        self.assertEqual(notice_lines.move_line_id, line)
        self.assertNotice(self.climb("+30d"), move, level=30)

    def test_a_part_that_stays_keeps_its_own(self):
        move = self.invoice(due="-25d", terms=self.thirds)
        self.climb("+0d")
        self.assertEqual(self.levels(move), [3, 0, 0])
        self.post_anew(move, ref="Your order 12")
        self.assertEqual(self.levels(move), [3, 0, 0])

    def test_a_corrected_amount_or_day_keeps_the_level_and_its_date(self):
        move = self.invoice(due="-8d")
        self.climb("+0d")
        reached_on = self.instalments(move).recovery_date
        move.button_draft()
        move.invoice_line_ids.price_unit = 70
        move.invoice_date_due = self.on("-7d")
        move.action_post()
        line = self.instalments(move)
        self.assertEqual((line.recovery_level_id.delay, line.recovery_date), (3, reached_on))
        self.assertEqual(line.amount_residual, 70)
        self.assertFalse(self.climb("+1d").notice_ids)

    def test_what_was_agreed_stays_on_what_replaces_it(self):
        for agree in (self.promise, self.dispute, lambda move: self.plan(move, schedule={"+10d": 60, "+20d": 40})):
            move = self.invoice(due="-8d")
            agreement = agree(move)
            lines = self.post_anew(move, invoice_payment_term_id=self.thirds.id)
            self.assertEqual(agreement.line_ids, lines)
            self.assertIn(agreement.state, ("open", "active"))
            self.assertFalse(self.run_and_send().notice_ids.filtered(lambda n: n.state == "sent"))
            self.assertEqual(agreement.amount_received, 0)
            move.button_draft()
            move.button_cancel()

    def test_a_smaller_invoice_keeps_no_promise(self):
        """It was not paid: less is owed."""
        move = self.invoice(due="-8d", amount=1000)
        promise = self.promise(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 400
        move.action_post()
        self.env["recovery.promise"]._judge(self.company)
        self.assertEqual((promise.state, promise.amount, promise.amount_received), ("open", 400, 0))
        self.pay(move)
        self.env["recovery.promise"]._judge(self.company)
        self.assertEqual(promise.state, "kept")

    def test_a_smaller_invoice_asks_for_another_plan(self):
        move = self.invoice(due="-8d", amount=1000)
        plan = self.plan(move, schedule={"+10d": 600, "+20d": 400})
        move.button_draft()
        move.invoice_line_ids.price_unit = 400
        move.action_post()
        self.assertEqual((plan.state, plan.amount_received), ("active", 0))
        case = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        self.assertTrue(case.activity_ids.filtered(lambda task: move.name in (task.summary or "")))

    def test_holds_are_on_all_that_replaces_their_instalment(self):
        move = self.invoice(due="-8d")
        hold = self.hold(line_id=self.instalments(move).id, date_until=self.on("+9d"))
        lines = self.post_anew(move, invoice_payment_term_id=self.thirds.id)
        holds = self.env["recovery.hold"].search([("move_id", "=", move.id)])
        self.assertEqual(holds.line_id, lines)
        self.assertEqual(set(holds.mapped("date_until")), {hold.date_until})
        left_out = self.propose().exception_ids.filtered(lambda e: e.move_id == move)
        self.assertEqual(set(left_out.mapped("reason")), {"hold"})
        self.assertEqual(set(lines.mapped("recovery_exclusion")), {"hold"})

    def test_an_exclusion_is_kept_until_somebody_ends_it(self):
        for change in (
            {"invoice_payment_term_id": self.thirds.id},
            {"invoice_date_due": self.on("-9d")},
            {"invoice_payment_term_id": self.thirds.id, "partner_id": self.customer("Another").id},
        ):
            move = self.invoice(due="-8d")
            move.no_followup = True
            lines = self.post_anew(move, **change)
            self.assertEqual(lines.mapped("no_followup"), [True] * len(lines))
            self.assertTrue(move.no_followup)
            move.no_followup = False
            self.assertFalse(any(self.post_anew(move, ref="again").mapped("no_followup")))

    def test_an_exclusion_is_kept_when_the_due_date_of_a_posted_item_moves(self):
        move = self.invoice(due="-8d")
        move.no_followup = True
        line = self.instalments(move)
        line.date_maturity = self.on("-20d")
        self.env.flush_all()
        self.assertTrue(line.no_followup)

    def test_an_exclusion_that_somebody_ends_in_draft_is_ended(self):
        move = self.invoice(due="-8d")
        move.no_followup = True
        move.button_draft()
        move.no_followup = False
        move.action_post()
        self.assertFalse(move.no_followup)

    def test_another_currency_keeps_level_and_promise(self):
        dollars = self.env.ref("base.USD")
        dollars.active = True
        self.env["res.currency.rate"].create(
            {"name": self.on("-90d"), "currency_id": dollars.id, "rate": 1.25, "company_id": self.company.id}
        )
        euros = self.company.currency_id
        if euros == dollars:
            dollars = self.env.ref("base.EUR")
            dollars.active = True
        move = self.invoice(due="-8d", amount=1000)
        self.climb("+0d")
        promise = self.promise(move)
        lines = self.post_anew(move, currency_id=dollars.id)
        self.assertEqual(lines.currency_id, dollars)
        self.assertEqual(lines.recovery_level_id.delay, 3)
        self.env["recovery.promise"]._judge(self.company)
        self.assertEqual((promise.state, promise.currency_id, promise.amount_received), ("open", dollars, 0))
        self.assertEqual(promise.line_ids, lines)

    def test_a_private_debt_posted_anew_stays_private(self):
        person = self.customer("Jean Petit", email="jean@home.example.com", is_company=False)
        move = self.invoice(due="-8d", debtor=person)
        person.parent_id = self.customer("Employer SAS", email="hr@employer.example.com")
        lines = self.post_anew(move, invoice_payment_term_id=self.thirds.id)
        self.assertEqual(lines.recovery_debtor_id, person)
        notice = self.assertNotice(self.run_and_send(), move, debtor=person)
        self.assertEqual(notice.contact_id, person)

    def test_linked_while_his_invoice_is_in_draft(self):
        person = self.customer("Jean Petit", email="jean@home.example.com", is_company=False)
        move = self.invoice(due="-40d", debtor=person)
        self.climb("+0d")
        move.button_draft()
        person.parent_id = self.customer("Employer SAS", email="hr@employer.example.com")
        move.invoice_payment_term_id = self.thirds
        move.action_post()
        self.assertEqual(self.instalments(move).recovery_debtor_id, person)
        self.assertEqual(self.levels(move), [3, 3, 3])

    def test_an_accountant_without_a_right_of_ours_corrects_it(self):
        accountant = new_test_user(
            self.env,
            "accountant",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        move = self.invoice(due="-8d")
        promise = self.promise(move)
        self.climb("+0d")
        lines = self.post_anew(move.with_user(accountant), invoice_payment_term_id=self.thirds.id)
        self.assertEqual(promise.line_ids, lines.with_user(self.env.user))
