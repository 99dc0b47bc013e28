"""A proposal on the screen: the dialog in which it is changed, and the message as it would leave now."""

from odoo import Command, api, fields, models

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryNoticeWizard(models.TransientModel):
    _name = "recovery.notice.wizard"
    _description = "Change a Proposal"

    notice_id = fields.Many2one("recovery.notice", required=True, readonly=True)
    partner_id = fields.Many2one(related="notice_id.partner_id")
    contact_id = fields.Many2one(
        "res.partner",
        string="Send to",
        compute="_compute_from_notice",
        store=True,
        readonly=False,
        domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]",
    )
    line_ids = fields.One2many(
        "recovery.notice.wizard.line", "wizard_id", compute="_compute_from_notice", store=True, readonly=False
    )
    reason = fields.Char(help="Why a level changes, or an instalment is taken out. It goes into the record.")

    @api.depends("notice_id")
    def _compute_from_notice(self):
        for wizard in self:
            notice = wizard.notice_id
            wizard.contact_id = notice.contact_id
            lines = [{"line_id": line.id, "level_id": line.level_id.id} for line in notice.line_ids]
            wizard.line_ids = [Command.clear(), *map(Command.create, lines)]

    @way_in(COLLECTOR, "write")
    def action_apply(self):
        self.ensure_one()
        changed = self.line_ids.filtered(lambda line: not line.take_out and line.level_id != line.line_id.level_id)
        self.notice_id._edit(
            self.reason,
            contact=self.contact_id,
            levels={line.line_id: line.level_id for line in changed},
            taken_out=self.line_ids.filtered("take_out").line_id,
        )
        return {"type": "ir.actions.act_window_close"}


class RecoveryNoticeWizardLine(models.TransientModel):
    _name = "recovery.notice.wizard.line"
    _description = "Change an Instalment of a Proposal"

    wizard_id = fields.Many2one("recovery.notice.wizard", required=True, ondelete="cascade")
    line_id = fields.Many2one("recovery.notice.line", required=True, readonly=True)
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice")
    date_maturity = fields.Date(related="line_id.date_maturity")
    currency_id = fields.Many2one(related="line_id.currency_id")
    residual = fields.Monetary(related="line_id.residual")
    previous_level_id = fields.Many2one(related="line_id.previous_level_id", string="Reached")
    procedure_id = fields.Many2one(related="line_id.level_id.procedure_id")
    level_id = fields.Many2one("recovery.level", required=True, domain="[('procedure_id', '=', procedure_id)]")
    take_out = fields.Boolean(help="Leave it out today. To leave it in peace for longer, hold it.")
