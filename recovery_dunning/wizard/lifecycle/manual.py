"""A status that a platform shows on its page only, written down from the invoice."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.lifecycle import codes
from ...engine.lifecycle.values import NOON, Figure, Reason, Status
from ...models.record.way_in import COLLECTOR, way_in

ROLES = [("BY", "The buyer"), ("SE", "We"), ("WK", "A platform"), ("DL", "The factor")]
FIGURE = {"206": codes.GROSS_DISPUTED, "207": codes.GROSS_DISPUTED, "211": codes.PAID, "212": codes.COLLECTED}


class RecoveryLifecycleManual(models.TransientModel):
    _name = "recovery.lifecycle.manual"
    _description = "Write Down a Status"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    status_id = fields.Many2one("recovery.lifecycle.status", required=True)
    code = fields.Char(related="status_id.code")
    date = fields.Date(string="Set on", required=True, default=lambda self: self.env.company._recovery_today())
    issuer_role = fields.Selection(
        ROLES,
        string="Set by",
        compute="_compute_issuer_role",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    reason_ids = fields.Many2many("recovery.lifecycle.reason", string="Reasons")
    amount = fields.Monetary(help="What is contested, was sent or was collected, VAT included; 0 if it is not told.")
    comment = fields.Text(string="In their words")

    @api.depends("status_id")
    def _compute_issuer_role(self):
        for wizard in self:
            code = wizard.status_id.code
            role = "SE" if code in codes.SELLERS_WORD or code in ("220", "227") else "BY"
            wizard.issuer_role = role if code in codes.BUYERS or role == "SE" else "WK"

    @way_in(COLLECTOR, "write")
    def action_write_down(self):
        """Keep the status, and do what follows.

        :raises UserError: its day is to come, its amount is negative, or it was taken already
        """
        self.ensure_one()
        self.move_id.check_access("read")
        if self.date > self.move_id.company_id._recovery_today():
            raise UserError(self.env._("A status that was set has its day behind it: correct the day."))
        if self.currency_id.compare_amounts(self.amount, 0) < 0:
            raise UserError(self.env._("The amount cannot be negative."))
        if not self.env["recovery.lifecycle"]._take_status(self._status(), self.move_id, "manual"):
            raise UserError(self.env._("This status is there already."))
        return {"type": "ir.actions.act_window_close"}

    def _status(self):
        """What was written down, as if a message had told it."""
        kind = FIGURE.get(self.code)
        figures = ()
        if kind and self.amount:
            day = self.date if kind == codes.PAID else None
            figures = (Figure(kind, Decimal(repr(self.amount)), self.currency_id.name, day=day),)
        reasons = self.reason_ids.mapped("code") or ([""] if figures or self.comment else [])
        return Status(
            code=self.code,
            at=fields.Datetime.to_datetime(self.date).combine(self.date, NOON),
            number=self.move_id.name,
            issued=self.move_id.invoice_date,
            role=self.issuer_role,
            reasons=tuple(
                Reason(code, note=(self.comment or "") if not place else "", figures=figures if not place else ())
                for place, code in enumerate(reasons)
            ),
        )
