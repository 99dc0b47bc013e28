"""An instalment: the receivable item that carries the level it has reached."""

from odoo import api, fields, models

from ..engine.ladder import Move
from .recovery_exception import REASONS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_level_id = fields.Many2one(
        "recovery.level",
        string="Recovery level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    recovery_date = fields.Date(string="Last notice", readonly=True, copy=False)
    recovery_procedure_id = fields.Many2one(
        "recovery.procedure", readonly=True, copy=False, help="The ladder on which the level was taken."
    )
    recovery_exclusion = fields.Selection(
        REASONS, string="Not dunned because", compute="_compute_recovery_next", help="Why no notice is due today."
    )
    recovery_next_level_id = fields.Many2one("recovery.level", string="Next step", compute="_compute_recovery_next")
    recovery_next_date = fields.Date(string="Next step on", compute="_compute_recovery_next")

    def action_recovery_hold(self):
        return self.env["recovery.hold"]._action_hold(self)

    @api.depends("amount_residual", "date_maturity", "recovery_level_id", "recovery_date", "no_followup")
    def _compute_recovery_next(self):
        """Read from the ledger each time: what the next run would decide."""
        open_items = self.filtered(
            lambda line: line.account_type == "asset_receivable" and line.parent_state == "posted" and line.id
        )
        outlook = self.env["recovery.book"]._outlook(open_items)
        for line in self:
            next_step = outlook.get(line.id)
            refused = next_step is not None and not isinstance(next_step, Move)
            proposed = refused and next_step.instalment.pending  # on a notice that has not left: nothing excludes it
            line.recovery_exclusion = next_step.reason.value if refused and not proposed else False
            line.recovery_next_level_id = next_step.step.id if next_step and next_step.step else False
            if refused:
                line.recovery_next_date = next_step.on
            else:
                line.recovery_next_date = line.company_id._recovery_today() if next_step else False
