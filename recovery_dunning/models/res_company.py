"""What a company sets once for its recovery: the default procedure and the collector."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Default procedure",
        domain="[('company_id', 'in', (False, id))]",
        help="For debtors to whom no other procedure applies.",
    )
    recovery_user_id = fields.Many2one(
        "res.users",
        string="Default collector",
        domain="[('share', '=', False)]",
        help="Follows the debtors who have no collector of their own, and signs what they get.",
    )

    def _recovery_today(self):
        """Today in the time zone of the company, otherwise of the user."""
        self.ensure_one()
        tz = self.partner_id.tz or self.env.user.tz or self.env.context.get("tz")
        return fields.Date.context_today(self.with_context(tz=tz))
