"""Which invoice a message of the inbox is about, said by a person."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryLifecycleMatch(models.TransientModel):
    _name = "recovery.lifecycle.match"
    _description = "Match a Life-Cycle Message"

    lifecycle_id = fields.Many2one("recovery.lifecycle", required=True, readonly=True)
    company_id = fields.Many2one(related="lifecycle_id.company_id")
    number = fields.Char(related="lifecycle_id.number")
    invoice_date = fields.Date(related="lifecycle_id.invoice_date")
    problem = fields.Selection(related="lifecycle_id.problem")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        domain="[('company_id', '=', company_id), ('state', '=', 'posted'),"
        " ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt'))]",
    )

    @way_in(COLLECTOR, "write")
    def action_match(self):
        """It is about this invoice: what follows is done.

        :raises UserError: no invoice was chosen, or the message says no status
        """
        self.ensure_one()
        row = self.lifecycle_id
        row.check_access("read")
        if not self.move_id or self.move_id.company_id != row.company_id or self.move_id.state != "posted":
            raise UserError(self.env._("Choose a posted invoice of this company."))
        self.move_id.check_access("read")
        row._match_by_hand(self.move_id)
        return {"type": "ir.actions.act_window_close"}
