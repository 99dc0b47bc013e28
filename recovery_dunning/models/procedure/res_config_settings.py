"""The recovery settings, on one screen."""

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_procedure_id = fields.Many2one(related="company_id.recovery_procedure_id", readonly=False)
    recovery_user_id = fields.Many2one(related="company_id.recovery_user_id", readonly=False)
    recovery_window_id = fields.Many2one(related="company_id.recovery_window_id", readonly=False)
    recovery_bank_days = fields.Integer(related="company_id.recovery_bank_days", readonly=False)
    recovery_copy_tone = fields.Selection(related="company_id.recovery_copy_tone", readonly=False)
    recovery_post = fields.Selection(related="company_id.recovery_post", readonly=False)
    recovery_legal_form = fields.Char(related="company_id.recovery_legal_form", readonly=False)
    recovery_share_capital = fields.Float(related="company_id.recovery_share_capital", readonly=False)
    recovery_register_city = fields.Char(related="company_id.recovery_register_city", readonly=False)
    recovery_contract_rate = fields.Float(related="company_id.recovery_contract_rate", readonly=False)
    recovery_interest_account_id = fields.Many2one(related="company_id.recovery_interest_account_id", readonly=False)
    recovery_indemnity_account_id = fields.Many2one(related="company_id.recovery_indemnity_account_id", readonly=False)
    recovery_goodwill_amount = fields.Monetary(
        related="company_id.recovery_goodwill_amount", readonly=False, currency_field="currency_id"
    )
    recovery_imputation = fields.Selection(related="company_id.recovery_imputation", readonly=False, required=True)
    recovery_daily = fields.Boolean(
        string="Daily escalation",
        help="Every day, propose the notices of the day and send those that need no approval.",
    )

    @api.model
    def get_values(self):
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # whether it runs is no secret
        return {**super().get_values(), "recovery_daily": cron.active}

    def set_values(self):
        result = super().set_values()
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # the settings need the system right already
        if cron.active != self.recovery_daily:
            cron.active = self.recovery_daily
        return result
