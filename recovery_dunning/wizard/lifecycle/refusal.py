"""The two ways after a refusal, with what each does to due date, interest and limitation, before one is chosen."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryLifecycleRefusal(models.TransientModel):
    _name = "recovery.lifecycle.refusal"
    _description = "Decide on a Refusal"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True)
    why = fields.Text(string="What the buyer says", compute="_compute_why")
    ways = fields.Text(string="The two ways", compute="_compute_why")
    words = fields.Text(string="What we decide, and why", help="It goes into the record of the case.")

    @api.depends("move_id")
    def _compute_why(self):
        for wizard in self:
            row = wizard.move_id._recovery_refusal()
            wizard.why, wizard.ways = row._claim(told=True), row._two_ways()

    @way_in(COLLECTOR, "write")
    def action_contest(self):
        """The refusal is contested, outside of the platform.

        :raises UserError: nobody has written why
        """
        self._refused()._contest(self._said())
        return {"type": "ir.actions.act_window_close"}

    @way_in(COLLECTOR, "write")
    def action_anew(self):
        """Cancel and issue anew: Odoo's own dialog does it.

        :raises UserError: nobody has written why
        """
        words = self._said()
        self._refused()._give_way(words)
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal")
        context = {"active_model": "account.move", "active_ids": self.move_id.ids, "active_id": self.move_id.id}
        return {**action, "context": {**context, "default_reason": words[:200]}}

    def _refused(self):
        self.ensure_one()
        self.move_id.check_access("read")
        return self.move_id._recovery_refusal()

    def _said(self):
        words = (self.words or "").strip()
        if not words:
            raise UserError(self.env._("Write down what you decide, and why: it is part of the record."))
        return words
