"""An exception: an overdue instalment that a run leaves out, and why."""
from odoo import fields, models

REASONS = [
    ("not_due", "Next step not due yet"),
    ("quiet", "Too soon after the last contact"),
    ("budget", "Contact budget used up"),
    ("below_minimum", "Below the minimum amount"),
    ("no_contact", "Nobody to write to"),
    ("no_procedure", "No procedure applies"),
    ("no_followup", "Excluded from follow-up"),
    ("covered_by_credit", "Covered by an open credit"),
    ("agency", "With an agency"),
    ("legal", "In the court phase"),
    ("last_level", "End of the ladder"),
]


class RecoveryException(models.Model):
    _name = "recovery.exception"
    _description = "Recovery Exception"
    _order = "reason, partner_id, id"
    _rec_name = "move_line_id"

    run_id = fields.Many2one("recovery.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    move_line_id = fields.Many2one("account.move.line", string="Instalment", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one("res.partner", string="Debtor", index="btree_not_null")
    currency_id = fields.Many2one("res.currency", required=True)
    date_maturity = fields.Date(string="Due date")
    residual = fields.Monetary(string="Balance")
    reason = fields.Selection(REASONS, required=True)
    level_id = fields.Many2one("recovery.level", string="Waiting for", ondelete="set null")
    date_next = fields.Date(string="From", help="The first day on which the step may be taken.")
    detail = fields.Char()

    _move_line_unique = models.UniqueIndex("(run_id, move_line_id)")

    def action_open_move(self):
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()
