"""What a company sets once for its sales team: what they see, their weekly mail, satisfaction calls."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_hide_amounts = fields.Boolean(
        string="Hide amounts from viewers",
        help="Sales reps who only view recovery see how a customer stands and why, and no amount. Odoo's own rights of "
        "the sales team, to read the invoices of their customers, are another matter.",
    )
    recovery_visit_digest = fields.Boolean(
        string="Weekly mail to sales reps",
        default=True,
        help="On Monday each sales rep gets the list of his customers who are late.",
    )
    recovery_satisfaction_days = fields.Integer(
        string="Days after the invoice", help="The satisfaction call is planned then; 0 plans none."
    )
    recovery_satisfaction_amount = fields.Monetary(string="For invoices of", help="Or more; smaller ones get no call.")

    _recovery_satisfaction_positive = models.Constraint(
        "CHECK (recovery_satisfaction_days >= 0 AND recovery_satisfaction_amount >= 0)",
        "The days and the amount of satisfaction calls cannot be negative.",
    )

    def _recovery_shows_amounts(self):
        """Whether the user may see what the debtors of this company owe."""
        self.ensure_one()
        return not (
            self.sudo().recovery_hide_amounts  # a setting of a company in which he reads something
            and self.env.user.has_group("recovery_dunning.group_recovery_viewer")
            and not self.env.user.has_group("recovery_dunning.group_recovery_reader")
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_hide_amounts = fields.Boolean(related="company_id.recovery_hide_amounts", readonly=False)
    recovery_visit_digest = fields.Boolean(related="company_id.recovery_visit_digest", readonly=False)
    recovery_satisfaction_days = fields.Integer(related="company_id.recovery_satisfaction_days", readonly=False)
    recovery_satisfaction_amount = fields.Monetary(
        related="company_id.recovery_satisfaction_amount", readonly=False, currency_field="currency_id"
    )
