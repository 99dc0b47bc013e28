"""Holds in two clicks: from a debtor, an invoice, an instalment, or a list of them."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.record.way_in import COLLECTOR, way_in

# the model from which the dialog is opened, and the field of a hold that it fills
HELD_BY = {"res.partner": "partner_id", "account.move": "move_id", "account.move.line": "line_id"}


class RecoveryHoldWizard(models.TransientModel):
    _name = "recovery.hold.wizard"
    _description = "Hold Debtors, Invoices or Instalments"

    reason_id = fields.Many2one(
        "recovery.hold.reason", required=True, default=lambda self: self.env["recovery.hold.reason"].search([], limit=1)
    )
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        store=True,
        readonly=False,
        help="The last day of the hold. Without it somebody has to end the hold.",
    )
    note = fields.Char()

    @api.depends("reason_id")
    def _compute_date_until(self):
        today = self.env.company._recovery_today()
        for wizard in self:
            days = wizard.reason_id.days
            wizard.date_until = fields.Date.add(today, days=days) if days else False

    @way_in(COLLECTOR, "write")
    def action_hold(self):
        """Make one hold for each record from which the dialog was opened."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        if model not in HELD_BY:
            raise UserError(self.env._("Open this dialog from a debtor, an invoice or an instalment."))
        records = self.env[model].browse(self.env.context.get("active_ids") or ())
        records.check_access("read")
        self.env["recovery.hold"].create([self._prepare_hold(record) for record in records])
        return {"type": "ir.actions.act_window_close"}

    def _prepare_hold(self, record):
        company = record.company_id if record._name != "res.partner" else self.env.company
        return {
            HELD_BY[record._name]: record.id,
            "company_id": company.id,
            "reason_id": self.reason_id.id,
            "date_until": self.date_until,
            "note": self.note,
        }
