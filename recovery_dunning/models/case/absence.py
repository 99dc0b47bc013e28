"""A stand-in: who works the cases of a collector while he is away."""

from odoo import api, fields, models


class RecoveryStandin(models.Model):
    _name = "recovery.standin"
    _description = "Stand-in of a Collector"
    _order = "date_from desc, id desc"
    _rec_name = "standin_id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="Collector",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    standin_id = fields.Many2one(
        "res.users",
        string="Stand-in",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Finds the cases of the collector among his own, on these days.",
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: self.env.company._recovery_today())
    date_until = fields.Date(string="Until", required=True, help="The last day.")

    _days_in_order = models.Constraint("CHECK (date_from <= date_until)", "The last day comes before the first one.")
    _somebody_else = models.Constraint("CHECK (user_id != standin_id)", "Nobody stands in for himself: choose another.")

    @api.model
    def _stood_for(self, user):
        """{company id: ids of the collectors} for whom `user` works today, in the companies he works in."""
        stood_for = {}
        for company in self.env.companies:
            today = company._recovery_today()
            standins = self.sudo().search(  # who is away is no secret to whoever replaces him
                [
                    *(("company_id", "=", company.id), ("standin_id", "=", user.id)),
                    *(("date_from", "<=", today), ("date_until", ">=", today)),
                ]
            )
            stood_for[company.id] = standins.user_id.ids
        return stood_for
