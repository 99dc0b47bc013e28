"""What the debts of a company are for, where a special time of limitation holds."""

from odoo import fields, models

MATTERS = [("housing", "Rents of homes: 3 years"), ("carriage", "Carriage of goods: 1 year")]


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_debt_matter = fields.Selection(
        MATTERS,
        string="Special limitation",
        help="Empty: 2 years against consumers, 5 against businesses, 4 full years against public bodies. Otherwise "
        "that of its trade (law 89-462 art. 7-1, C. com. L133-6).",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_debt_matter = fields.Selection(related="company_id.recovery_debt_matter", readonly=False)
