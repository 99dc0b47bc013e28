"""How a debtor pays: a grade from A to E, and the day on which his money is expected."""

from odoo import api, fields, models

from ...engine import score


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_score = fields.Selection(
        [(grade, grade) for grade in score.GRADES],
        string="Payment grade",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_status",
        help="A pays on time, B within two weeks, C within a month, D within two, E later; a grade lower where "
        "promises were not kept. From what he paid in two years and what is overdue, weighted by amounts, the time of "
        "disputes apart. Three instalments at least.",
    )
    recovery_days_late = fields.Integer(
        string="Days late on average",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
        help="Of his payments of the last two years, weighted by their amounts.",
    )


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    recovery_score = fields.Selection(related="partner_id.recovery_score")
    expected_date = fields.Date(
        string="Payment expected on",
        compute="_compute_expected_date",
        help="As promised, otherwise as late as the debtor usually is.",
    )

    @api.depends("priority_facts", "ranked_due")
    def _compute_expected_date(self):
        """Of the oldest instalment that is overdue."""
        for case in self:
            facts, due = case.sudo().priority_facts or {}, case.ranked_due  # days, no amounts
            today = case.company_id._recovery_today()
            promised = fields.Date.to_date(facts.get("promised_for"))
            case.expected_date = due and score.expected_on(due, facts.get("days_late"), today, promised)
