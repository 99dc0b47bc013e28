"""Undo: what was sent is taken back in the ledger, and, if asked, the debtors are told to disregard it."""

from odoo import fields, models


class RecoveryUndoWizard(models.TransientModel):
    _name = "recovery.undo.wizard"
    _description = "Undo Notices"

    run_id = fields.Many2one("recovery.run", readonly=True)
    notice_ids = fields.Many2many("recovery.notice", readonly=True)
    send_correction = fields.Boolean(
        string="Tell the debtors", help="Each debtor who got a mail is asked, in his language, to disregard it."
    )
    reason = fields.Char(help="Goes into the record.")

    def action_undo(self):
        self.ensure_one()
        asked = self.with_context(recovery_undo_reason=self.reason)
        notices = self.run_id.notice_ids.filtered(lambda n: n.state == "sent") if self.run_id else self.notice_ids
        if self.run_id:
            asked.run_id.action_undo()
        else:
            asked.notice_ids.action_undo()
        if self.send_correction:
            notices._send_correction()
        return {"type": "ir.actions.act_window_close"}
