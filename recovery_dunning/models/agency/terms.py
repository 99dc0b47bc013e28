"""The terms of an agency: what it takes of debts from an age and an amount on."""

from odoo import api, fields, models

from ...engine.handoff.agency import Decimal, Tier


class RecoveryAgencyTerm(models.Model):
    _name = "recovery.agency.term"
    _description = "Terms of a Collection Agency"
    _order = "agency_id, age_from, amount_from"

    agency_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    age_from = fields.Integer(string="From days", help="Age of the debt when it is placed, from its oldest due date.")
    amount_from = fields.Monetary(string="From amount", help="What is placed, all of it counted at these terms.")
    percent = fields.Float(digits=(5, 2), help="Of what it collects, without VAT.")
    flat = fields.Monetary(string="Flat fee", help="Once for each case, with the first payment, without VAT.")
    minimum = fields.Monetary(string="At least", help="For each case in which something is collected, without VAT.")

    _of_age_and_amount = models.UniqueIndex(
        "(agency_id, company_id, age_from, amount_from)", "There are terms of this age and amount already."
    )
    _not_negative = models.Constraint(
        "CHECK (age_from >= 0 AND amount_from >= 0 AND percent BETWEEN 0 AND 100 AND flat >= 0 AND minimum >= 0)",
        "A fee is between 0 and 100 percent, and no amount or age is negative.",
    )

    @api.depends("percent", "flat", "age_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for term in self:
            parts = [self.env._("%s %%", f"{term.percent:g}")] if term.percent else []
            parts += [term.currency_id.format(term.flat)] if term.flat else []
            fee = " + ".join(parts) or "0"
            since = term.age_from and self.env._("%(fee)s from %(days)s days", fee=fee, days=term.age_from)
            term.display_name = since or fee

    def _of(self, company):
        return self.filtered(lambda term: term.company_id == company)

    def _tiers(self):
        """These terms for the engine."""
        return [
            Tier(term.age_from, *(Decimal(repr(term[name])) for name in ("amount_from", "percent", "flat", "minimum")))
            for term in self
        ]
