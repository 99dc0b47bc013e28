"""What newer builds of Odoo 19 do otherwise, brought about here: dialogs in place of posting and cancelling, and
invoices that were sent through a platform and can't be set back to draft."""

from odoo.addons.account.models.account_move import AccountMove
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.case import carried
from ...models.claim import invoice
from ...models.lifecycle import retrying
from ..stories.claim import ShownStory

DIALOG = {"type": "ir.actions.act_window", "name": "Sent through the platform", "res_model": "account.move"}


@tagged("post_install", "-at_install")
class TestNewerBuilds(ShownStory):
    def claimed(self):
        """An overdue invoice whose claims are invoiced: (it, the invoice of its claims)."""
        return self.move, self.env["account.move"].browse(self.claims(self.move).action_invoice()["res_id"])

    def test_a_dialog_in_place_of_the_posting(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtor.id,
                "invoice_line_ids": [(0, 0, {"name": "Table", "price_unit": 10, "tax_ids": False})],
            }
        )
        self.patch(AccountMove, "_post", lambda moves, soft=True: DIALOG)
        for ours in (carried.AccountMove, invoice.AccountMove, retrying.AccountMove):  # add-ons above us may stumble
            self.assertEqual(ours._post(move), DIALOG)
        self.assertEqual(move.state, "draft")

    def test_a_dialog_in_place_of_the_cancelling(self):
        """As long as nothing is cancelled, what was invoiced is not claimed again."""
        _move, claiming = self.claimed()
        self.patch(AccountMove, "button_cancel", lambda moves: DIALOG)
        self.assertEqual(claiming.button_cancel(), DIALOG)
        self.assertEqual(set(claiming.recovery_claimed_ids.mapped("state")), {"invoiced"})

    def test_what_went_through_a_platform_stays_posted(self):
        move, claiming = self.claimed()
        level = self.instalments(move).recovery_level_id

        def refuse(moves):
            raise UserError("It was sent through the platform.")  # pylint: disable=translation-required

        self.patch(AccountMove, "button_draft", refuse)
        for posted in (move, claiming):
            with self.assertRaisesRegex(UserError, "platform"):
                posted.button_draft()
        self.assertEqual(self.instalments(move).recovery_level_id, level)
        self.assertFalse(move.sudo().recovery_carried)
        self.assertEqual(set(claiming.recovery_claimed_ids.mapped("state")), {"invoiced"})

    def test_a_credit_that_is_not_posted_settles_nothing(self):
        move = self.invoice(due="-20d")
        self.run_and_send()
        settlements = self.env["recovery.settlement"]
        values = {"kind": "credit_note", "amount": 20, "reason": "Damaged"}
        settlement = settlements.create({**settlements._prepare_for(self.instalments(move)), **values})
        self.patch(type(self.env["account.move"]), "action_post", lambda moves: DIALOG)
        with self.assertRaisesRegex(UserError, "Sent through the platform"):
            settlement.action_settle()
        self.assertEqual(move.amount_residual, 100)
