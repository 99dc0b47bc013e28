"""A portfolio: the debtors that one collector follows, by a rule."""

from odoo import fields, models


class RecoveryPortfolio(models.Model):
    _name = "recovery.portfolio"
    _description = "Portfolio of a Collector"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first portfolio whose conditions a debtor meets is his.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Collector", required=True, ondelete="restrict", domain="[('share', '=', False)]"
    )
    profile_ids = fields.Many2many("recovery.profile", string="Profiles", help="Leave empty for any profile.")
    category_ids = fields.Many2many(
        "res.partner.category", string="Tags", help="Leave empty for any tag. A tag stands for those below it too."
    )
    country_ids = fields.Many2many("res.country", string="Countries", help="Leave empty for any country.")
    amount_from = fields.Monetary(help="For debtors with this amount overdue, or more.")
    amount_to = fields.Monetary(help="For debtors with less than this amount overdue; 0 means no limit.")

    _amounts_in_order = models.Constraint(
        "CHECK (amount_from >= 0 AND amount_to >= 0 AND (amount_to = 0 OR amount_from < amount_to))",
        "The first amount must be lower than the second one, and neither may be negative.",
    )

    def _tags(self):
        """The ids of the tags of this portfolio and of those below them."""
        if not self.category_ids:
            return set()
        return set(self.env["res.partner.category"].search([("id", "child_of", self.category_ids.ids)]).ids)

    def _takes(self, debtor, overdue, tag_ids):
        """Whether a debtor, in the company of the portfolio, with that much overdue belongs to it."""
        self.ensure_one()
        return (
            (not self.profile_ids or debtor.recovery_profile_id in self.profile_ids)
            and (not self.category_ids or not tag_ids.isdisjoint(debtor.category_id.ids))
            and (not self.country_ids or debtor.country_id in self.country_ids)
            and overdue >= self.amount_from
            and (not self.amount_to or overdue < self.amount_to)
        )

    def action_assign(self):
        """Give the open cases of these portfolios to their collectors, but for debtors who have one of their own; says
        how many changed hands."""
        self.check_access("write")
        changed = 0
        for company in self.company_id:
            cases = self.env["recovery.case"].search([("company_id", "=", company.id), ("phase", "!=", "closed")])
            changed += len(cases._assign_portfolio(self.filtered(lambda p, company=company: p.company_id == company)))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s cases have changed hands.", changed)
                if changed != 1
                else self.env._("One case has changed hands."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
