"""From the case to whatever else ends a debt: a settlement, a mediation."""

from odoo import models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def action_settle(self):
        """Credit, waive, write off or sell a part of what is overdue."""
        return self.env["recovery.settlement"]._action_new(self._overdue_instalments(), self.env._("Settlement"))

    def action_interrupt(self):
        """Record what starts the limitation of these instalments anew, or makes it stand still."""
        return self.env["recovery.interruption"]._action_new(
            self._overdue_instalments(), self.env._("Interruption of limitation")
        )

    def action_mediate(self):
        """Bring in a third party."""
        return self.env["recovery.mediation"]._action_new(self._overdue_instalments(), self.env._("Mediation"))
