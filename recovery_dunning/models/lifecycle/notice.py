"""A notice: what the debtor's platform has told of its invoices, which a formal one quotes."""

from odoo import models

from ...engine.facts import PHASES

TOLD = ("delivered", "approved")  # what stands against him, and nothing that he contests


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _lifecycle_told(self):
        """Sentences such as "INV/2026/00001: Approved on 3 November 2026", from a formal notice on."""
        self.ensure_one()
        if PHASES.index(self.level_id.phase or PHASES[0]) < PHASES.index("formal_notice"):
            return []
        moves = self.sudo().line_ids.move_id  # of whoever writes the notice, and goes to the debtor
        return [move._recovery_lifecycle_sentence() for move in moves if move.recovery_lifecycle in TOLD]
