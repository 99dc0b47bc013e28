"""What a company sets once for the end of its cases."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_discharge = fields.Boolean(
        string="Discharge letters", help="Written by themselves when a case closes because all is paid."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_discharge = fields.Boolean(related="company_id.recovery_discharge", readonly=False)
