"""A refusal asks for a decision: contest it, or cancel the invoice and issue it anew; nothing is done by itself."""

from odoo import models
from odoo.exceptions import UserError

from ..record.actions import dialog
from ..record.way_in import COLLECTOR, way_in


class AccountMove(models.Model):
    _inherit = "account.move"

    @way_in(COLLECTOR, "read")
    def action_recovery_refusal(self):
        """The dialog with the two ways, and what each does to the dates.

        :raises UserError: it is not refused
        """
        self.ensure_one()
        self._recovery_refusal()
        return dialog(self.env._("The invoice was refused"), "recovery.lifecycle.refusal", default_move_id=self.id)

    def _recovery_refusal(self):
        """The message by which it stands refused.

        :raises UserError: it does not
        """
        refused = self._recovery_standings()[self].refused
        if not refused:
            raise UserError(self.env._("%s does not stand refused: there is nothing to decide.", self.display_name))
        return self.env["recovery.lifecycle"].browse(int(refused.key))


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _contest(self, words):
        """We have told the buyer why his refusal is void: the invoice is dunned again, from the step that was due."""
        row = self.sudo()  # what was decided is written beside it by nobody else
        row.hold_id.action_end()
        row._decided(self.env._("Refusal contested: %s", words), "out")

    def _give_way(self, words):
        """The invoice will be cancelled and issued anew: it stays held until it is."""
        self.sudo()._decided(self.env._("To be cancelled and issued anew: %s", words), "internal")  # as above

    def _decided(self, text, direction):
        self.task_id.action_feedback(text)
        self._done(text)
        case = self.env["recovery.case"]._case_of(self.company_id, self.partner_id)
        case._log("lifecycle", lambda case: f"{self.move_id.name}: {text}"[:250], direction=direction)
