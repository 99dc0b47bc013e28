"""Two dialogs of a run: to send outside the window, and to take back what was sent, with a correction if asked."""

from odoo import api, fields, models

from ...models.record.way_in import COLLECTOR, MANAGER, way_in


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

    @way_in(COLLECTOR, "write")
    def action_wait(self):
        self.run_id._send_in_window()
        return {"type": "ir.actions.act_window_close"}

    @way_in(COLLECTOR, "write")
    def action_insist(self):
        self.run_id.action_send()
        return {"type": "ir.actions.act_window_close"}


class RecoveryUndoWizard(models.TransientModel):
    _name = "recovery.undo.wizard"
    _description = "Undo Notices"

    run_id = fields.Many2one("recovery.run", readonly=True)
    notice_ids = fields.Many2many("recovery.notice", readonly=True)
    send_correction = fields.Boolean(
        string="Tell the debtors", help="Each debtor who got a mail is asked, in his language, to disregard it."
    )
    reason = fields.Char(help="Goes into the record.")

    @way_in(MANAGER, "write")
    def action_undo(self):
        self.ensure_one()
        asked = self.with_context(recovery_undo_reason=self.reason)
        notices = self.run_id.notice_ids._out() if self.run_id else self.notice_ids
        (asked.run_id or asked.notice_ids).action_undo()
        if self.send_correction:
            notices._send_correction()
        return {"type": "ir.actions.act_window_close"}
