"""A day of a simulation: what leaves on it at one level."""

from odoo import fields, models


class RecoveryGoLiveDay(models.TransientModel):
    _name = "recovery.go.live.day"
    _description = "Day of a Simulation"
    _order = "date, id"
    _rec_name = "date"

    wizard_id = fields.Many2one("recovery.go.live", required=True, index=True, ondelete="cascade")
    date = fields.Date(string="Day", required=True)
    level_id = fields.Many2one("recovery.level", required=True, ondelete="cascade")
    require_approval = fields.Boolean(related="level_id.require_approval", string="Approved by hand")
    message_count = fields.Integer(string="Messages")
    task_count = fields.Integer(string="Tasks", help="For the collectors.")
    instalment_count = fields.Integer(string="Instalments")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary(help="What is asked for, in the company's currency.")
