"""The calls of a case: the dialog in which they are made, those that are still to be made, those that nobody took."""

from odoo import fields, models

from ...engine import channels


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    unanswered_calls = fields.Integer(
        readonly=True, copy=False, help="Calls in a row that nobody answered; any word with the debtor ends the row."
    )

    def _calls_to_make(self):
        """The tasks to call that are due until today."""
        return self.env["mail.activity"].search(
            [
                *(("res_model", "=", self._name), ("res_id", "in", self.ids)),
                ("activity_type_id.category", "=", "phonecall"),
                ("date_deadline", "<=", fields.Date.context_today(self)),
            ]
        )

    def action_call(self, task_id=False):
        """Call the debtor: the dialog shows what to say, and takes down what was said.

        :param task_id: the task that asks for it, if it is one that is still to come
        """
        self.ensure_one()
        action = self.action_contact()
        action["name"] = self.env._("Call")
        action["context"] = {**action["context"], "default_channel": channels.PHONE, "default_task_id": task_id}
        return action
