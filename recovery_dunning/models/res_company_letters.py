"""What a company says of itself on paper, and who of it reads along."""

from odoo import fields, models

from .recovery_level import TONES


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_copy_tone = fields.Selection(
        TONES,
        string="Salesperson in copy from",
        help="The debtor's salesperson gets a copy of the mails of this tone and firmer ones; empty for none.",
    )
    recovery_legal_form = fields.Char(string="Legal form", help="e.g. SAS, SARL: on letters (C. com. R123-238).")
    recovery_share_capital = fields.Float(string="Share capital", digits=(16, 2))
    recovery_register_city = fields.Char(string="RCS of", help="The city of the trade register (C. com. R123-237).")
