"""Who works a case: the debtor's own collector, that of a portfolio (the debtors that one collector follows, by a
rule), his stand-in while he is away, or whoever takes it."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..record.actions import dialog
from ..record.way_in import COLLECTOR, MANAGER, way_in


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

    @way_in(MANAGER, "write")
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


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="My cases, those of the collectors for whom I stand in today, and those of nobody.",
    )

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        stood_for = self.env["recovery.standin"]._stood_for(self.env.user)
        for case in self:
            owners = {self.env.uid, False, *stood_for.get(case.company_id.id, ())}
            case.is_mine = case.user_id.id in owners

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("user_id", "in", [self.env.uid, False])
        for company_id, user_ids in self.env["recovery.standin"]._stood_for(self.env.user).items():
            mine |= Domain([("company_id", "=", company_id), ("user_id", "in", user_ids)])
        return mine

    @api.model_create_multi
    def create(self, vals_list):
        """A new case goes to the portfolio that takes its debtor."""
        cases = super().create(vals_list)
        for company, its_cases in cases.grouped("company_id").items():
            # whoever opens the case need not see the portfolios
            portfolios = self.env["recovery.portfolio"].sudo().search([("company_id", "=", company.id)])
            if portfolios:
                its_cases.sudo()._assign_portfolio(portfolios)
        return cases

    def _assign_portfolio(self, portfolios):
        """Give the cases, all of one company, to the collectors of the first of `portfolios` that takes each; who
        follows a debtor by name goes on. Returns the cases that changed hands."""
        changed = self.browse()
        for company, cases in self.grouped("company_id").items():
            debtors = cases.partner_id.with_company(company)
            overdue = {partner_id: amount for partner_id, (_open, amount) in debtors._recovery_balances().items()}
            tags = {portfolio: portfolio._tags() for portfolio in portfolios}
            for case in cases:
                debtor = case.partner_id.with_company(company)
                if debtor.recovery_user_id:
                    continue
                amount = overdue.get(debtor.id, 0.0)
                taker = next((p for p in portfolios if p._takes(debtor, amount, tags[p])), None)
                if taker and taker.user_id != case.user_id:
                    changed |= case._hand_to(taker.user_id)
        return changed

    def _hand_to(self, user, reason=None):
        """Give these cases, with their open tasks, to `user`; the record says so."""
        cases = self.filtered(lambda case: case.user_id != user)
        before = {case: case.user_id for case in cases}
        cases.user_id = user
        for former, its_cases in cases.grouped(lambda case: before[case]).items():
            tasks = its_cases.sudo().activity_ids.filtered(  # the tasks of a case go with it, whoever planned them
                lambda task, former=former: former and task.user_id == former
            )
            if tasks:
                tasks.user_id = user
        cases._log(
            "note",
            lambda case: self.env._(
                "Collector: from %(before)s to %(after)s", before=before[case].name or "-", after=user.name or "-"
            ),
            result=reason or False,
        )
        return cases

    @way_in(COLLECTOR, "write")
    def action_reassign(self):
        """The dialog that gives these cases to another collector."""
        return dialog(self.env._("Give to another collector"), "recovery.reassign.wizard", default_case_ids=self.ids)
