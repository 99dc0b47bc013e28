"""Cases that change hands: to whom, why, and whether the debtors go with them for good."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryReassignWizard(models.TransientModel):
    _name = "recovery.reassign.wizard"
    _description = "Give Cases to Another Collector"

    case_ids = fields.Many2many("recovery.case", string="Cases", required=True)
    user_id = fields.Many2one("res.users", string="New collector", required=True, domain="[('share', '=', False)]")
    for_good = fields.Boolean(
        string="Their future cases too", help="The debtors get this collector for good; otherwise these cases only."
    )
    reason = fields.Char(help="Goes into the record of the cases.")

    @way_in(COLLECTOR, "write")
    def action_reassign(self):
        """Give the cases and their open tasks to the new collector."""
        self.ensure_one()
        self.case_ids.check_access("write")
        if self.user_id.share:
            raise UserError(self.env._("Choose a colleague."))
        self.case_ids._hand_to(self.user_id, self.reason)
        if self.for_good:
            for company, cases in self.case_ids.grouped("company_id").items():
                # a collector gives a debtor away, though he may not write contacts
                cases.partner_id.sudo().with_company(company).recovery_user_id = self.user_id
        return {"type": "ir.actions.act_window_close"}
