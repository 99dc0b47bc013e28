"""Who works a case: the debtor's own collector, that of the portfolio, his stand-in, or whoever takes it."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..dialog import open_dialog


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

    def action_reassign(self):
        """The dialog that gives these cases to another collector."""
        return open_dialog(
            "recovery.reassign.wizard", self.env._("Give to another collector"), default_case_ids=self.ids
        )
