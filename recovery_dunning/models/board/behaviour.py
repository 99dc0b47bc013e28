"""How a debtor pays, and whether it gets better or worse; which of the four debtors of practice he may be."""

from odoo import fields, models

PROFILES = [
    ("disorganised", "Disorganised"),
    ("cash_strapped", "Short of cash"),
    ("bad_payer", "Bad payer"),
    ("dissatisfied", "Dissatisfied"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_score_change = fields.Integer(
        string="Days later than before",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
        help="His days late on average, against those of 90 days ago: above 0 he pays later.",
    )
    recovery_score_reason = fields.Char(
        string="Why this grade",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
    )
    recovery_profile_suggested = fields.Selection(
        PROFILES,
        string="Suggested profile",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
        help="What his payments, promises and disputes speak for; you decide.",
    )
    recovery_profile_reason = fields.Char(
        string="Why this profile",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
    )
