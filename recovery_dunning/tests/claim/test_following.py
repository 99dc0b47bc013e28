"""Claims follow the ledger: shown, they are what it gives today; invoiced and no longer due, they are credited."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..stories.claim import ShownStory
from ..stories.ending import EndingStory


@tagged("post_install", "-at_install")
class TestClaimsFollow(ShownStory, EndingStory):
    def truth(self, move=None):
        """The interest that the ledger of today gives until the last day that was shown."""
        lines = self.instalments(move or self.move)
        accounts, _missing = self.env["recovery.interest"]._accounts(lines, date(2026, 3, 3))
        return round(sum(float(account.total) for account in accounts.values()), 2)

    def shown(self, *kinds):
        self.env.invalidate_all()
        return round(sum(self.claims(self.move, *(kinds or ("interest",))).mapped("amount")), 2)

    def texts(self):
        events = self.env["recovery.event"].search(
            [("kind", "=", "claim"), ("case_id.partner_id", "=", self.debtor.id)]
        )
        return events.mapped("summary")

    def assertFollows(self, changed=True):
        self.night()
        self.assertEqual(self.shown(), self.truth())
        said = [text for text in self.texts() if "computed anew" in text]
        self.assertEqual(bool(said), changed)
        self.night()
        self.assertEqual(len([text for text in self.texts() if "computed anew" in text]), len(said), "said once")

    def test_nothing_changes_by_itself(self):
        self.day("+20d")
        self.assertFollows(changed=False)
        self.assertEqual(self.amounts("shown"), [20.31, 40])

    def test_a_corrected_amount(self):
        self.move.button_draft()
        self.move.invoice_line_ids.price_unit = 500
        self.move.action_post()
        self.assertEqual(self.shown(), self.truth(), "at once")
        self.assertFollows()

    def test_a_credit_note_of_before_the_due_date(self):
        note = self.invoice(due="-70d", amount=500, move_type="out_refund")
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        self.assertFollows()
        self.assertLess(self.shown(), 10.2)

    def test_a_credit_note_of_today_changes_nothing_of_what_was(self):
        note = self.invoice(due="+0d", amount=500, move_type="out_refund", invoice_date=self.on("+0d"))
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        self.assertFollows(changed=False)

    def test_a_payment_of_before_that_is_entered_now(self):
        self.day("+5d")
        self.pay_on(self.move, "-40d", amount=400)
        self.assertFollows()

    def test_paid_in_time_as_it_turns_out(self):
        """Neither interest nor indemnity are due: both are taken back, and no older claim comes up again."""
        self.climb("+16d")
        self.pay_on(self.move, "-80d")
        self.night()
        self.assertEqual(self.amounts("shown"), [])
        self.assertIn("computed anew", " ".join(self.texts()))

    def test_a_payment_that_is_taken_back(self):
        payment = self.pay_on(self.move, "-30d", amount=1000)
        self.night()
        self.assertTrue(all(self.claims(self.move).mapped("date_paid")))
        less = self.shown()
        self.assertLess(less, 20.31)
        self.take_back(payment)
        self.night()
        self.assertFalse(any(self.claims(self.move).mapped("date_paid")))
        self.climb("+16d")
        self.assertEqual(self.shown(), 25.3)

    def test_a_split_into_instalments(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "60/40",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 60, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 40, "nb_days": 40}),
                ],
            }
        )
        self.move.button_draft()
        self.move.invoice_payment_term_id = terms
        self.move.action_post()
        self.assertEqual(len(self.instalments(self.move)), 2)
        self.assertEqual(self.shown(), self.truth())
        self.assertEqual(len(self.claims(self.move, "interest")), 2)
        self.assertEqual(self.shown("indemnity"), 40)

    def test_a_due_date_that_is_put_off(self):
        self.receivable(self.move).date_maturity = date(2026, 6, 1)
        self.assertEqual(self.truth(), 0)
        self.night()
        self.assertEqual(self.amounts("shown"), [])

    def test_after_a_night_in_draft_they_are_shown_again(self):
        self.move.button_draft()
        self.night()
        self.assertEqual(self.amounts("shown"), [])
        self.move.action_post()
        self.night()
        self.assertEqual(self.amounts("shown"), [20.31, 40])

    def test_cancelled_they_end(self):
        self.end_by_cancelling(self.move)
        self.night()
        self.assertEqual(self.amounts("shown"), [])

    def test_a_dispute_takes_its_part_off_while_it_is_open(self):
        dispute = self.dispute(self.move, amount=400)
        self.night()
        self.assertLess(self.shown(), 20.31)
        dispute.action_reject()
        self.night()
        self.assertEqual(self.shown(), 20.31)

    def test_a_part_payment_without_an_entry_settles_no_principal(self):
        self.patch(type(self.env["account.move"]), "_get_invoice_in_payment_state", lambda move: "in_payment")
        journals = self.env["account.journal"].search([("company_id", "=", self.company.id)])
        journals.inbound_payment_method_line_ids.payment_account_id = False
        self.assertFalse(self.pay(self.move, 100).move_id)
        self.assertEqual(self.move.payment_state, "in_payment")
        self.claiming.invoice_claims = True
        self.night()
        self.assertFalse(any(self.claims(self.move).mapped("date_paid")))
        self.assertEqual(self.amounts("invoiced"), [])
        self.pay(self.move, 900)
        self.night()
        self.assertEqual(len(self.amounts("invoiced")), 2)

    def test_nobody_invoices_by_himself_on_what_was_written_off(self):
        self.claiming.invoice_claims = True
        self.end_by_loss(self.move)
        self.night()
        self.assertEqual(self.amounts("invoiced"), [])

    # ---- invoiced ---------------------------------------------------------------------------------------------------

    def invoiced(self):
        return self.env["account.move"].browse(self.claims(self.move).action_invoice()["res_id"])

    def notes(self, invoice):
        return self.env["account.move"].search([("reversed_entry_id", "=", invoice.id)])

    def test_invoiced_and_no_longer_due_it_is_credited(self):
        invoice = self.invoiced()
        note = self.invoice(due="-70d", amount=500, move_type="out_refund")
        (self.receivable(note) + self.receivable(self.move)).reconcile()
        for _night in range(2):
            self.night()
        credit = self.notes(invoice)
        self.assertEqual((len(credit), credit.state), (1, "draft"))
        self.assertAlmostEqual(credit.amount_total, 20.31 - self.truth())
        self.assertIn("no longer due", " ".join(self.texts()))
        tasks = self.run.notice_ids.case_id.activity_ids.filtered(lambda task: "credit note" in task.summary)
        self.assertEqual(len(tasks), 1)
        credit.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_all_of_it_where_it_was_paid_in_time(self):
        invoice = self.invoiced()
        self.pay_on(self.move, "-70d")
        self.night()
        self.assertAlmostEqual(self.notes(invoice).amount_total, 60.31)

    def test_a_dispute_credits_nothing(self):
        invoice = self.invoiced()
        self.dispute(self.move, amount=400)
        self.night()
        self.assertFalse(self.notes(invoice))

    # ---- something beside us stops the posting ----------------------------------------------------------------------

    def test_a_dialog_in_place_of_the_posting(self):
        """An add-on answers `action_post` with a dialog: nothing is said to be invoiced, and the words are shown."""
        dialog = self.env["recovery.close.wizard"].create({"outcome": "given_up", "reason": "x"})
        answer = {
            "type": "ir.actions.act_window",
            "name": "Risk exceeded",
            "res_model": dialog._name,
            "res_id": dialog.id,
        }
        self.patch(type(self.env["account.move"]), "action_post", lambda move: answer)
        with self.assertRaisesRegex(UserError, "Risk exceeded"):
            self.claims(self.move).action_invoice()
        self.claiming.invoice_claims = True
        self.assertNotIn("Invoiced", " ".join(self.texts()))

    @mute_logger("odoo.addons.recovery_dunning.models.claim.settlement")
    def test_by_itself_it_becomes_a_task(self):
        self.claiming.invoice_claims = True
        self.pay(self.move)
        self.patch(type(self.env["account.move"]), "action_post", lambda move: {"name": "Risk exceeded"})
        self.night()
        self.assertEqual(self.amounts("invoiced"), [])
        tasks = self.run.notice_ids.case_id.activity_ids
        self.assertIn("Risk exceeded", " ".join(str(note) for note in tasks.mapped("note")))
        self.assertFalse(self.env["account.move"].search([("recovery_is_claim", "=", True)]))
