"""What a company sets once for its sales team: whether they see amounts, and whether they are written to every week."""

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

    def _recovery_shows_amounts(self):
        """Whether the user may see what the debtors of this company owe."""
        self.ensure_one()
        return not (
            self.sudo().recovery_hide_amounts  # a setting of a company in which he reads something
            and self.env.user.has_group("recovery_dunning.group_recovery_viewer")
            and not self.env.user.has_group("recovery_dunning.group_recovery_user")
        )
