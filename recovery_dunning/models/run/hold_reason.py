"""Why a hold is made, and how long such a hold usually lasts."""

from odoo import fields, models


class RecoveryHoldReason(models.Model):
    _name = "recovery.hold.reason"
    _description = "Recovery Hold Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(help="The days that such a hold lasts unless told otherwise; 0 leaves its end open.")
    tell_owner = fields.Boolean(
        string="Tell the owner", default=True, help="The owner of such a hold gets a task once it has ended."
    )

    _days_positive = models.Constraint("CHECK (days >= 0)", "The days cannot be negative.")
