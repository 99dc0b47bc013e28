"""What the next night would erase, and what keeps the rest: looked at before it is switched on, or erased by hand."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.privacy.keeping import STAGES
from ...models.record.way_in import MANAGER, way_in


class RecoveryErasure(models.TransientModel):
    _name = "recovery.erasure"
    _description = "What Is Past Its Time"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    at_night = fields.Boolean(related="company_id.recovery_erase", string="Erased every night")
    line_ids = fields.One2many(
        "recovery.erasure.line", "erasure_id", compute="_compute_line_ids", store=True, readonly=False
    )
    count = fields.Integer(string="To erase", compute="_compute_count")

    @api.depends("company_id")
    def _compute_line_ids(self):
        """One line for each case and stage; a whole file takes its notes along."""
        for erasure in self:
            rows, seen = [], self.env["recovery.case"]
            for stage in ("case", "notes"):
                due = self.env["recovery.case"]._past_their_time(erasure.company_id, stage) - seen
                kept, seen = due._kept_back(), seen | due
                rows += [erasure._prepare_line(case, stage, kept.get(case)) for case in due]
            erasure.line_ids = [fields.Command.clear(), *map(fields.Command.create, rows)]

    def _prepare_line(self, case, stage, reason):
        return {"case_id": case.id, "stage": stage, "reason": reason, "chosen": not reason}

    @api.depends("line_ids.chosen")
    def _compute_count(self):
        for erasure in self:
            erasure.count = len(erasure.line_ids.filtered("chosen"))

    @way_in(MANAGER, "write")
    def action_erase(self):
        """Erase what is chosen and not kept back: it cannot be brought back.

        :raises UserError: nothing is chosen
        """
        self.ensure_one()
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Nothing is chosen: tick what is to be erased."))
        for stage, lines in chosen.grouped("stage").items():
            past = self.env["recovery.case"]._past_their_time(self.company_id, stage)
            (lines.case_id & past)._erase(stage)
        return {"type": "ir.actions.act_window_close"}


class RecoveryErasureLine(models.TransientModel):
    _name = "recovery.erasure.line"
    _description = "A File That Is Past Its Time"

    erasure_id = fields.Many2one("recovery.erasure", required=True, ondelete="cascade")
    case_id = fields.Many2one("recovery.case", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id")
    date_closed = fields.Date(related="case_id.date_closed")
    outcome = fields.Selection(related="case_id.outcome")
    stage = fields.Selection(STAGES, string="What", required=True, readonly=True)
    reason = fields.Char(string="Kept, because", readonly=True)
    chosen = fields.Boolean(string="Erase")
