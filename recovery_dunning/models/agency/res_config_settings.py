"""The settings of agencies, on the screen of the others."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_agency_account_id = fields.Many2one(related="company_id.recovery_agency_account_id", readonly=False)
    recovery_fee_account_id = fields.Many2one(related="company_id.recovery_fee_account_id", readonly=False)
    recovery_tell_agency = fields.Selection(related="company_id.recovery_tell_agency", readonly=False, required=True)
