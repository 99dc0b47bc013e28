"""What the debtor's page asks for now: what is past due, but not what a plan that is kept gives time for."""

from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain

from ..open_items.facts import PLAN_IN_FORCE


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked for now of what is owed in one currency (`figure`): not what a plan that is kept gives time for."""

    figure: object
    payable: models.BaseModel  # the instalments that are asked for now
    planned: float = 0.0
    reserved: float = 0.0  # what is claimed besides, while nothing but the plan is past due

    @classmethod
    def of(cls, figure, planned, left):
        """:param planned: the instalments of plans that are kept; `left`: {instalment id: what is asked for of it}"""
        of_plan, others = figure.overdue & planned, figure.overdue - planned
        payable = others.filtered(lambda line: left.get(line.id, 0) > 0)
        reserved = figure.claims if of_plan and not payable else 0.0
        return cls(figure, payable, figure.currency.round(sum(left.get(line.id, 0) for line in of_plan)), reserved)

    @property
    def total(self):
        return self.figure.currency.round(self.figure.total - self.planned - self.reserved)

    @property
    def claims(self):
        """What of it is no invoice yet."""
        return self.figure.currency.round(self.figure.claims - self.reserved)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _page_dues(self):
        """What is owed in each currency, and what of it is asked for now (`Due`)."""
        self.ensure_one()
        today = self.company_id._recovery_today()
        figures = [its for its in self._figures_on(today)[self] if its.overdue or its.coming or its.claims]
        kept = self.env["recovery.plan"].search(Domain(self._their_domain()) & PLAN_IN_FORCE)
        left = self.env["recovery.figures"]._left(self._page_lines(), today)
        return [Due.of(its, kept.line_ids, left) for its in figures]
