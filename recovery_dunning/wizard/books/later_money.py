"""Money of a debtor that has come for a debt that was written off."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...models.record.way_in import MANAGER, way_in


class RecoveryLaterMoney(models.TransientModel):
    _name = "recovery.later.money"
    _description = "Money After All"

    settlement_id = fields.Many2one("recovery.settlement", string="Loss", required=True, readonly=True)
    company_id = fields.Many2one(related="settlement_id.company_id")
    partner_id = fields.Many2one(related="settlement_id.partner_id")
    line_id = fields.Many2one(
        "account.move.line",
        string="Money received",
        domain="[('company_id', '=', company_id), ('recovery_debtor_id', '=', partner_id),"
        " ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), ('balance', '<', 0),"
        " ('reconciled', '=', False)]",
    )

    @way_in(MANAGER, "write")
    def action_book(self):
        """Book it: income, and VAT that is due again.

        :raises UserError: no money was chosen, or it cannot be booked for this loss
        """
        self.ensure_one()
        if not self.line_id:
            raise UserError(self.env._("Choose the money first."))
        self.settlement_id.check_access("write")
        return self.settlement_id._book_later_money(self.line_id)._get_records_action()
