"""Whether the board goes out by mail each month, and to whom."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_board_mail = fields.Boolean(
        string="Monthly mail with the board",
        help="On the first of the month the board goes as PDF to those who are named; nobody named: to nobody.",
    )
    recovery_board_user_ids = fields.Many2many(
        "res.users",
        "recovery_board_user_rel",
        string="Who gets the board",
        domain="[('share', '=', False)]",
        help="Each gets it with his own rights, in his own language.",
    )
    recovery_board_month = fields.Date(
        string="Board sent for", readonly=True, copy=False, help="The first day of the month of the last mail."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_board_mail = fields.Boolean(related="company_id.recovery_board_mail", readonly=False)
    recovery_board_user_ids = fields.Many2many(related="company_id.recovery_board_user_ids", readonly=False)
