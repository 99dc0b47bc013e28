"""A call that was asked for by a task: once it is recorded, the task is done."""

from odoo import fields, models


class RecoveryContactWizard(models.TransientModel):
    _inherit = "recovery.contact.wizard"

    task_id = fields.Many2one("mail.activity", string="Task", readonly=True, ondelete="set null")

    def action_record(self):
        """The contact itself is in the record: the task ends without a second one."""
        task = self.task_id.filtered(
            lambda task: (task.res_model, task.res_id) == (self.case_id._name, self.case_id.id)
        )
        action = super().action_record()
        if task:
            task.with_context(recovery_recorded=True)._action_done()
        return action
