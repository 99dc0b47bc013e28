"""A collection agency among the partners."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_recovery_agency = fields.Boolean(
        string="Collection agency",
        groups="recovery_dunning.group_recovery_user",
        help="Cases can be handed over to it.",
    )
