"""The settings of the sales team, on the screen of the others."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_hide_amounts = fields.Boolean(related="company_id.recovery_hide_amounts", readonly=False)
    recovery_visit_digest = fields.Boolean(related="company_id.recovery_visit_digest", readonly=False)
