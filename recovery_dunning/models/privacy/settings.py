"""How long what is held on debtors is kept."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_erase = fields.Boolean(
        string="Erase what is past its time", help="Every night. Nothing is erased before this is switched on."
    )
    recovery_keep_notes = fields.Integer(
        string="Notes of paid cases",
        default=12,
        help="Months after the end of a case that was paid: private notes, and what was said on calls and visits. "
        "0 keeps them as long as the case.",
    )
    recovery_keep_cases = fields.Integer(
        string="Closed cases",
        default=60,
        help="Months after its end: texts, documents, mails, signatures. Five years are the limitation of a debt "
        "(C. com. L110-4, C. civ. 2224). 0 erases nothing. Invoices and entries stay, whatever is said here: they are "
        "accounting vouchers, kept for ten years (C. com. L123-22).",
    )
    recovery_keep_access = fields.Integer(
        string="Log of openings", default=12, help="Months. The CNIL recommends six to twelve. 0 erases nothing."
    )

    _recovery_keep_positive = models.Constraint(
        "CHECK (recovery_keep_notes >= 0 AND recovery_keep_cases >= 0 AND recovery_keep_access >= 0)",
        "The months for which something is kept cannot be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recovery_erase = fields.Boolean(related="company_id.recovery_erase", readonly=False)
    recovery_keep_notes = fields.Integer(related="company_id.recovery_keep_notes", readonly=False)
    recovery_keep_cases = fields.Integer(related="company_id.recovery_keep_cases", readonly=False)
    recovery_keep_access = fields.Integer(related="company_id.recovery_keep_access", readonly=False)
