"""Outside the sending window a person is asked first: wait for the next one, or insist."""

from odoo import api, fields, models


class RecoverySendWizard(models.TransientModel):
    _name = "recovery.send.wizard"
    _description = "Send Outside the Window"

    run_id = fields.Many2one("recovery.run", required=True, readonly=True)
    open_count = fields.Integer(compute="_compute_window", help="Notices that may leave now.")
    closed_count = fields.Integer(compute="_compute_window", help="Notices whose window is closed.")
    reason = fields.Char(compute="_compute_window")
    next_opening = fields.Datetime(compute="_compute_window")

    @api.depends("run_id")
    def _compute_window(self):
        Calendar = self.env["recovery.calendar"]
        for wizard in self:
            waiting = wizard.run_id._to_leave()
            closed = Calendar._closed(waiting)
            wizard.closed_count = len(closed)
            wizard.open_count = len(waiting) - len(closed)
            wizard.reason = Calendar._closed_text(closed)
            wizard.next_opening = Calendar._next_opening(waiting)

    def action_wait(self):
        self.run_id.action_send_in_window()
        return {"type": "ir.actions.act_window_close"}

    def action_insist(self):
        self.run_id.action_send()
        return {"type": "ir.actions.act_window_close"}
