"""The dialog that writes a letter of a case: what is chosen in it, and the button that prints it."""

from odoo import models

from ...models.record.actions import download
from ...models.record.way_in import COLLECTOR, way_in


class RecoveryLetterWizard(models.TransientModel):
    _name = "recovery.letter.wizard"
    _inherit = "recovery.letter.maker"
    _description = "Write a Letter"

    @way_in(COLLECTOR, "write")
    def action_print(self):
        """Print the letter, keep it in the record of the case, and open it."""
        return download(self._issue())
