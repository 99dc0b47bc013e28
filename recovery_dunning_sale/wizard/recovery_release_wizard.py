"""Ask for the release of an order, or decide on it: one dialog, with the reason of whoever speaks."""

from odoo import api, fields, models
from odoo.addons.recovery_dunning.models.record.way_in import MANAGER, way_in


class RecoveryReleaseWizard(models.TransientModel):
    _name = "recovery.release.wizard"
    _description = "Ask for or Decide on a Release"

    order_id = fields.Many2one("sale.order", readonly=True)
    release_id = fields.Many2one("recovery.release", readonly=True)
    asked = fields.Text(string="Why", related="release_id.reason", related_sudo=False)
    is_manager = fields.Boolean(compute="_compute_is_manager")
    reason = fields.Text(required=True)

    @api.depends_context("uid")
    def _compute_is_manager(self):
        self.is_manager = self.env.user.has_group("recovery_dunning.group_recovery_manager")

    @way_in(None, "write")
    def action_ask(self):
        """Ask the recovery managers."""
        self.ensure_one()
        # the tasks are for others than the one who asks
        self.order_id._recovery_ask(self.reason).sudo()._ask_managers()
        return {"type": "ir.actions.act_window_close"}

    @way_in(MANAGER, "write")
    def action_release(self):
        """The order may be confirmed, as it is."""
        return self._decide("released")

    @way_in(MANAGER, "write")
    def action_refuse(self):
        """The order waits until the customer has paid."""
        return self._decide("refused")

    def _decide(self, state):
        """On the question; a manager who was not asked answers his own.

        :raises AccessError: the user is no recovery manager
        """
        self.ensure_one()
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        release = self.release_id or self.order_id._recovery_ask(self.reason)
        release._decide(state, self.reason)
        return {"type": "ir.actions.act_window_close"}
