"""What the book says against dunning an instalment: holds, promises, plans, disputes, a debt that has lapsed."""

from odoo import models
from odoo.tools import SQL

from ...engine import limitation
from .facts import DISPUTED, NO_FACT, Agreements, Holds

CONSUMER = "consumer"


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _taken_out(self, company, day):
        """The ids of the instalments that somebody has taken out of a run of the day."""
        query = SQL(
            """SELECT e.move_line_id FROM recovery_exception e JOIN recovery_run r ON r.id = e.run_id
                WHERE e.reason = 'taken_out' AND r.company_id = %s AND r.date = %s""",
            company.id,
            day,
        )
        return {line_id for (line_id,) in self.env.execute_query(query)}

    def _holds(self, company, debtor_ids, day):
        """The holds of the debtors, active on `day` or over. A placement that has ended is like a hold that is over."""
        query = SQL(
            """SELECT partner_id, move_id, line_id, date_until,
                      state = 'active' AND COALESCE(date_until >= %(day)s, TRUE)
                 FROM recovery_hold
                WHERE company_id = %(company)s AND partner_id IN %(debtors)s AND date_from <= %(day)s
            UNION ALL
               SELECT partner_id, NULL, NULL, date_ended - 1, FALSE
                 FROM recovery_placement
                WHERE company_id = %(company)s AND partner_id IN %(debtors)s AND date_ended <= %(day)s""",
            day=day,
            company=company.id,
            debtors=tuple(debtor_ids),
        )
        return Holds(self.env.execute_query(query))

    def _agreements(self, company, debtor_ids, day):
        """Open promises whose day and float have not passed, plans that are kept or may still be cured, and disputes
        that are not settled."""
        query = SQL(
            """SELECT 'promise', pr.id, rel.line_id, 0, pr.date_until, 0
                 FROM recovery_promise pr JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                WHERE pr.company_id = %(company)s AND pr.partner_id IN %(debtors)s AND pr.state = 'open'
                  AND pr.date_until >= %(day)s
            UNION ALL
               SELECT 'plan', pl.id, rel.line_id, 0, NULL, 0
                 FROM recovery_plan pl JOIN recovery_plan_instalment_rel rel ON rel.plan_id = pl.id
                WHERE pl.company_id = %(company)s AND pl.partner_id IN %(debtors)s
                  AND (pl.state = 'active' OR pl.state = 'defaulted' AND pl.acceleration_date IS NULL)
            UNION ALL
              (SELECT 'dispute', d.id, rel.line_id, l.amount_residual_currency, NULL, d.amount
                 FROM recovery_dispute d JOIN recovery_dispute_line_rel rel ON rel.dispute_id = d.id
                 JOIN account_move_line l ON l.id = rel.line_id
                WHERE d.company_id = %(company)s AND d.partner_id IN %(debtors)s AND d.state IN %(disputed)s
             ORDER BY d.id, l.date_maturity, l.id)""",
            company=company.id,
            debtors=tuple(debtor_ids),
            day=day,
            disputed=DISPUTED,
        )
        return Agreements(self.env.execute_query(query))

    def _time_barred(self, company, facts, rows, day):
        """The ids of the consumers' instalments that have lapsed on `day`."""
        period = limitation.period_of(CONSUMER, company.recovery_debt_matter or None)
        old = {
            row.id: (row.service_date, CONSUMER)
            for debtor_id, its_rows in rows.items()
            if facts.get(debtor_id, NO_FACT).debtor_class == CONSUMER
            for row in its_rows
            if day > period.last_day(row.service_date)
        }
        found = self.env["recovery.limitation"]._limitations(company, old, day)
        return {line_id for line_id, its in found.items() if its.is_over(day)}
