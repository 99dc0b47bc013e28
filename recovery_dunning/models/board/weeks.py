"""What is expected in each week of each debtor: what the board adds up."""

import math
from datetime import timedelta

from odoo import api, fields, models

from ...engine.board.forecast import BAND_SPREADS, WEEKS


class RecoveryExpectationWeek(models.Model):
    _name = "recovery.expectation.week"
    _description = "Expected Payments of a Week"
    _order = "monday, partner_id"
    _log_access = False  # written by the hundred thousand, all on one night

    monday = fields.Date(string="Week of", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    expected = fields.Monetary(readonly=True)
    variance = fields.Float(readonly=True, help="How much it may differ, squared.")
    promised = fields.Monetary(readonly=True, help="What was promised for this week, or told by a platform.")
    planned = fields.Monetary(readonly=True, help="The payments of plans in this week.")

    _of_week = models.Index("(company_id, monday) INCLUDE (expected, variance, promised, planned)")

    @api.model
    def _write_weeks(self, habits, weeks):
        """`weeks`: {debtor id: {number of the week: (expected, variance, promised, planned)}}"""
        company = habits.company
        rows = [
            (habits.mondays[place], debtor_id, company.id, company.currency_id.id, *amounts)
            for debtor_id, its in weeks.items()
            for place, amounts in its.items()
        ]
        columns = ("monday", "partner_id", "company_id", "currency_id", "expected", "variance", "promised", "planned")
        self.env["recovery.expectation"]._insert("recovery_expectation_week", columns, rows)

    @api.model
    def _cash(self, companies, weeks=WEEKS, partner_domain=None):
        """As `recovery.expectation._cash_by_week` says."""
        if not companies:
            return []
        currency = companies[0].currency_id
        today = companies[0]._recovery_today()
        mondays = [today - timedelta(days=today.weekday()) + timedelta(days=7 * week) for week in range(weeks)]
        found = {monday: [0.0] * 4 for monday in mondays}
        domain = [("company_id", "in", companies.ids), ("monday", "in", mondays)]
        if partner_domain:
            domain.append(("partner_id", "any", partner_domain))
        amounts = ["expected:sum", "variance:sum", "promised:sum", "planned:sum"]
        for monday, company, *sums in self._read_group(domain, ["monday:day", "company_id"], amounts):
            rate = company.currency_id._convert(1.0, currency, company, today, round=False)
            rates = (rate, rate * rate, rate, rate)
            for place, (amount, by) in enumerate(zip(sums, rates, strict=True)):
                found[monday][place] += (amount or 0.0) * by
        return [
            {
                "monday": monday,
                "expected": currency.round(expected),
                "low": currency.round(max(expected - BAND_SPREADS * math.sqrt(variance), 0.0)),
                "high": currency.round(expected + BAND_SPREADS * math.sqrt(variance)),
                "promised": currency.round(promised),
                "planned": currency.round(planned),
            }
            for monday, (expected, variance, promised, planned) in found.items()
        ]
