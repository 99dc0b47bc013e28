"""What a company sets once for its cases: the costs of contacts, the cost of waiting for money, discharge letters."""

from odoo import fields, models

from ...engine import channels

TARIFF = {channel: f"recovery_cost_{channel}" for channel in channels.MESSAGES} | {
    channels.VISIT: "recovery_cost_visit"
}


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_cost_email = fields.Float(string="Mail", default=0.05, digits=(8, 3))
    recovery_cost_sms = fields.Float(string="Text message", default=0.08, digits=(8, 3))
    recovery_cost_letter = fields.Float(string="Letter", default=2.0, digits=(8, 3), help="Postage, paper, envelope.")
    recovery_cost_registered = fields.Float(string="Registered letter", default=7.0, digits=(8, 3))
    recovery_cost_minute = fields.Float(
        string="Minute on the telephone", default=0.6, digits=(8, 3), help="What a collector's time costs."
    )
    recovery_cost_visit = fields.Float(string="Visit", default=60.0, digits=(8, 3))
    recovery_call_minutes = fields.Integer(
        string="Minutes of an average call", default=5, help="Taken where nobody wrote down how long it was."
    )
    recovery_waiting_percent = fields.Float(
        string="Cost of waiting (%)", default=4.0, help="Percent a year that money costs which comes in later."
    )
    recovery_route_enough = fields.Integer(
        string="Results that are enough",
        default=30,
        help="From so many instalments of an age on, the company's own results take the place of the defaults.",
    )
    recovery_measured_on = fields.Date(string="Results counted on", readonly=True)

    recovery_discharge = fields.Boolean(
        string="Discharge letters", help="Written by themselves when a case closes because all is paid."
    )

    _recovery_costs_positive = models.Constraint(
        "CHECK (recovery_cost_email >= 0 AND recovery_cost_sms >= 0 AND recovery_cost_letter >= 0"
        " AND recovery_cost_registered >= 0 AND recovery_cost_minute >= 0 AND recovery_cost_visit >= 0"
        " AND recovery_call_minutes >= 0 AND recovery_waiting_percent >= 0)",
        "Costs of recovery cannot be negative.",
    )

    def _recovery_contact_cost(self, channel, minutes=0):
        """What a contact by this channel costs, in the currency of the company."""
        self.ensure_one()
        if channel == channels.PHONE:
            return self.recovery_cost_minute * (minutes or self.recovery_call_minutes)
        return self[TARIFF[channel]] if channel in TARIFF else 0.0


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_cost_email = fields.Float(related="company_id.recovery_cost_email", readonly=False)
    recovery_cost_sms = fields.Float(related="company_id.recovery_cost_sms", readonly=False)
    recovery_cost_letter = fields.Float(related="company_id.recovery_cost_letter", readonly=False)
    recovery_cost_registered = fields.Float(related="company_id.recovery_cost_registered", readonly=False)
    recovery_cost_minute = fields.Float(related="company_id.recovery_cost_minute", readonly=False)
    recovery_cost_visit = fields.Float(related="company_id.recovery_cost_visit", readonly=False)
    recovery_call_minutes = fields.Integer(related="company_id.recovery_call_minutes", readonly=False)
    recovery_waiting_percent = fields.Float(related="company_id.recovery_waiting_percent", readonly=False)
    recovery_route_enough = fields.Integer(related="company_id.recovery_route_enough", readonly=False)
    recovery_discharge = fields.Boolean(related="company_id.recovery_discharge", readonly=False)
