"""A settlement that was a mistake: its entries are reversed, and what it took off the account is due again."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class RecoverySettlement(models.Model):
    _inherit = "recovery.settlement"

    reversal_ids = fields.Many2many(
        "account.move",
        relation="recovery_settlement_reversal_rel",
        column1="settlement_id",
        column2="move_id",
        string="Reversed by",
        readonly=True,
        copy=False,
    )

    def action_undo(self):
        """Reverse the entries: they stay in the books, and the instalments are open again.

        :raises AccessError: it needs a manager
        :raises UserError: the buyer of the debt has paid
        """
        if not self.env.user.has_group("recovery_dunning.group_recovery_manager"):
            raise AccessError(self.env._("Only a recovery manager undoes a settlement."))
        for settlement in self.filtered(lambda settlement: settlement.state == "done"):
            settlement._check_unpaid_by_buyer()
            reversals = settlement.move_ids._reverse_moves(
                [settlement._prepare_reversal(move) for move in settlement.move_ids], cancel=True
            )
            settlement._become("undone", reversal_ids=[(6, 0, reversals.ids)])
            settlement._record(
                "settlement",
                lambda settlement: self.env._("Undone: %s", settlement.display_name),
                direction="internal",
                result=self.env._("Entries: %s", ", ".join(reversals.mapped("name"))),
            )
            settlement.dispute_id._reopen()

    def _check_unpaid_by_buyer(self):
        owed = self.move_ids.line_ids.filtered(lambda line: self.buyer_id and line.partner_id == self.buyer_id)
        if owed.matched_credit_ids:
            raise UserError(self.env._("%s has paid for the debt: undo his payment first.", self.buyer_id.display_name))

    def _prepare_reversal(self, move):
        today = self.company_id._recovery_today()
        return {
            "ref": self.env._("Undone: %s", move.name),
            "date": today,
            **({"invoice_date": today, "invoice_date_due": today} if move.is_invoice() else {}),
        }
