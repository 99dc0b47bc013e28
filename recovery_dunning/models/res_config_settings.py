"""The recovery settings, on one screen."""

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_procedure_id = fields.Many2one(related="company_id.recovery_procedure_id", readonly=False)
    recovery_user_id = fields.Many2one(related="company_id.recovery_user_id", readonly=False)
    recovery_nightly = fields.Boolean(
        string="Nightly escalation",
        help="Every night, propose the notices of the day and send those that need no approval.",
    )

    @api.model
    def get_values(self):
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # whether it runs is no secret
        return {**super().get_values(), "recovery_nightly": cron.active}

    def set_values(self):
        result = super().set_values()
        cron = self.env.ref("recovery_dunning.ir_cron_escalate").sudo()  # the settings need the system right already
        if cron.active != self.recovery_nightly:
            cron.active = self.recovery_nightly
        return result
