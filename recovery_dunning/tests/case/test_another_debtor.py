"""An invoice is made out anew to another debtor: he begins at the first step, and claims follow the instalment."""

from odoo.tests import tagged

from ..stories.claim import ClaimStory
from ..stories.posted_anew import PostedAnew


@tagged("post_install", "-at_install")
class TestAnotherDebtor(PostedAnew):
    def setUp(self):
        super().setUp()
        self.other = self.customer("Nouveau SAS", email="other@example.com")

    def test_a_new_debtor_starts_at_the_first_step(self):
        move = self.invoice(due="-40d")
        self.climb("+0d", "+12d")
        promise = self.promise(move)
        case = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        self.day("+13d")
        self.post_anew(move, partner_id=self.other.id)
        self.assertEqual(promise.state, "cancelled")
        self.assertEqual(self.levels(move), [0])
        self.assertFalse(move.recovery_level_id)
        summaries = case.event_ids.mapped("summary")
        self.assertTrue(any("another debtor" in summary for summary in summaries), summaries)
        for day, level in (("+14d", 3), ("+26d", 15), ("+41d", 30)):
            self.assertNotice(self.climb(day), move, level=level, debtor=self.other)

    def test_a_promise_on_other_invoices_too_goes_on_with_them(self):
        move, stays = self.invoice(due="-8d", amount=100), self.invoice(due="-8d", amount=50)
        promise = self.promise(move, stays)
        self.post_anew(move, partner_id=self.other.id)
        self.assertEqual((promise.state, promise.amount, promise.amount_received), ("open", 50, 0))
        self.assertEqual(promise.line_ids, self.instalments(stays))

    def test_plan_and_dispute_are_dropped_not_broken(self):
        for agree, ended in (
            (lambda move: self.plan(move, schedule={"+10d": 60, "+20d": 40}), "cancelled"),
            (self.dispute, "closed"),
        ):
            move = self.invoice(due="-8d")
            agreement = agree(move)
            self.post_anew(move, partner_id=self.other.id)
            self.assertEqual(agreement.state, ended)

    def test_a_notice_that_waits_does_not_leave(self):
        move = self.invoice(due="-8d")
        run = self.propose()
        waiting = run.notice_ids
        self.post_anew(move, partner_id=self.other.id)
        self.assertEqual(waiting.state, "cancelled")

    def test_a_hold_on_the_invoice_holds_until_somebody_ends_it(self):
        move = self.invoice(due="-8d")
        hold = self.hold(move_id=move.id)
        self.post_anew(move, partner_id=self.other.id)
        self.assertEqual(hold.partner_id, self.other)
        self.assertLeftOut(self.propose(), move, "hold")

    def test_made_out_to_an_address_of_the_debtor_it_is_the_same_debt(self):
        address = self.env["res.partner"].create({"name": "Lyon", "parent_id": self.debtor.id, "type": "invoice"})
        move = self.invoice(due="-8d")
        self.climb("+0d")
        promise = self.promise(move)
        self.post_anew(move, partner_id=address.id)
        self.assertEqual((self.levels(move), promise.state), ([3], "open"))


@tagged("post_install", "-at_install")
class TestClaimsPostedAnew(ClaimStory):
    def test_claims_go_on_with_the_instalment(self):
        move = self.late_invoice()
        self.climb("+0d", "+1d")
        claims = self.claims(move)
        self.assertEqual(sorted(claims.mapped("kind")), ["indemnity", "interest"])
        move.button_draft()
        move.invoice_line_ids.price_unit = 900
        move.action_post()
        self.env.flush_all()
        line = self.instalments(move)
        self.assertEqual(set(claims.mapped("state")), {"shown"})
        self.assertEqual(claims.move_line_id, line)

    def test_a_new_debtor_has_no_claim(self):
        other = self.customer("Nouveau SAS", email="other@example.com")
        move = self.late_invoice()
        self.climb("+0d", "+1d", "+20d")
        self.assertTrue(self.claims(move))
        move.button_draft()
        due = move.invoice_date_due
        move.write({"partner_id": other.id, "invoice_payment_term_id": False})
        move.invoice_date_due = due
        move.action_post()
        self.assertFalse(self.claims(move))
        notice = self.climb("+21d").notice_ids.filtered(lambda n: n.partner_id == other)
        self.assertEqual((notice.level_id.delay, notice.amount_interest, notice.amount_indemnity), (3, 0, 0))
