"""Claims are waived, one or many, by a manager who says why."""

from odoo import api, fields, models

from ...models.record.way_in import MANAGER, way_in


class RecoveryClaimWaiveWizard(models.TransientModel):
    _name = "recovery.claim.waive.wizard"
    _description = "Waive Claims"

    claim_ids = fields.Many2many("recovery.claim", required=True, readonly=True)
    reason = fields.Char(required=True, help="Goes into the record.")
    public_warning = fields.Boolean(compute="_compute_public_warning")

    @api.depends("claim_ids")
    def _compute_public_warning(self):
        for wizard in self:
            wizard.public_warning = any(
                claim.partner_id.with_company(claim.company_id)._recovery_kind() == "public"
                for claim in wizard.claim_ids
            )

    @way_in(MANAGER, "write")
    def action_waive(self):
        self.ensure_one()
        self.claim_ids.action_waive(self.reason)
        return {"type": "ir.actions.act_window_close"}
