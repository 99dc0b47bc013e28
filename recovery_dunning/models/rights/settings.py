"""Whether accountants do the recovery: by default they do, and where others do it the settings say so."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_recovery_invoicing = fields.Boolean(
        string="Who invoices is a collector",
        group="account.group_account_invoice",
        implied_group="recovery_dunning.group_recovery_user",
    )
    group_recovery_accounting = fields.Boolean(
        string="Who administers the accounting is a recovery manager",
        group="account.group_account_manager",
        implied_group="recovery_dunning.group_recovery_manager",
    )
