"""How the book is worked, read set-wise: delays, promises that were to be kept, what is followed, what came in late and
what it cost."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.board import kpi

YEAR = 365
COUNTED_PROMISES = ("kept", "partial", "broken")


class RecoveryPast(models.AbstractModel):
    _inherit = "recovery.past"

    @api.model
    def _delay(self, day, parts, opens):
        """(sum of amount x days late, sum of amounts) of what was paid in a year, and of what is overdue at the end of
        `day`, which counts until then."""
        query = SQL(
            """SELECT SUM(amount * days), SUM(amount) FROM (
                      SELECT amount, day - due AS days FROM %(parts)s WHERE %(of_year)s
                   UNION ALL
                      SELECT open, %(day)s - due FROM %(opens)s WHERE open > 0 AND due < %(day)s) its""",
            parts=parts,
            of_year=_of_year(day),
            opens=opens,
            day=day,
        )
        return tuple(Decimal(str(part or 0)) for part in self.env.execute_query(query)[0])

    @api.model
    def _promises(self, company, day):
        """`kpi.Promised` of the promises whose last day was within 90 days: what money brought in time, in their
        currency. What a platform told is no promise."""
        rows = self.env.execute_query(
            SQL(
                """SELECT pr.amount, COALESCE(came.amount, 0), pr.state = 'kept'
                     FROM recovery_promise pr
        LEFT JOIN LATERAL (SELECT SUM(part.debit_amount_currency) AS amount
                             FROM recovery_promise_line_rel rel
                             JOIN account_partial_reconcile part ON part.debit_move_id = rel.line_id
                             JOIN account_move_line c ON c.id = part.credit_move_id
                             JOIN account_journal j ON j.id = c.journal_id AND j.type IN ('bank', 'cash')
                            WHERE rel.promise_id = pr.id
                              AND part.max_date BETWEEN pr.create_date::date AND pr.date_until) came ON TRUE
                    WHERE pr.company_id = %s AND pr.date_until BETWEEN %s AND %s AND pr.state IN %s
                      AND pr.lifecycle_id IS NULL""",
                company.id,
                day - timedelta(days=kpi.SALES_DAYS),
                day,
                COUNTED_PROMISES,
            )
        )
        return [kpi.Promised(Decimal(str(amount)), Decimal(str(came)), kept) for amount, came, kept in rows]

    @api.model
    def _followed(self, company, day, opens):
        """What of the overdue debts somebody follows: it was reminded of, promised, planned, contested or held, or its
        case is with an agency or in court."""
        query = SQL(
            """SELECT COALESCE(SUM(o.open), 0) FROM %(opens)s o
                WHERE o.open > 0 AND o.due < %(day)s AND (
                      EXISTS (SELECT FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id
                               WHERE nl.move_line_id = o.line_id AND n.state = 'sent' AND n.date <= %(day)s)
                   OR EXISTS (SELECT FROM recovery_promise_line_rel rel JOIN recovery_promise pr ON pr.id =
                   rel.promise_id
                               WHERE rel.line_id = o.line_id AND %(promised)s AND pr.date_until >= %(day)s
                                 AND pr.state NOT IN ('superseded', 'cancelled'))
                   OR EXISTS (SELECT FROM recovery_plan_instalment_rel rel JOIN recovery_plan pl ON pl.id = rel.plan_id
                               WHERE rel.line_id = o.line_id AND pl.activation_date <= %(day)s
                                 AND pl.state IN ('active', 'defaulted', 'done'))
                   OR EXISTS (SELECT FROM recovery_dispute_line_rel rel JOIN recovery_dispute d ON d.id = rel.dispute_id
                               WHERE rel.line_id = o.line_id AND %(contested)s
                                 AND (d.ended_on IS NULL OR d.ended_on > %(day)s))
                   OR EXISTS (SELECT FROM recovery_hold h
                               WHERE h.company_id = %(company)s AND h.date_from <= %(day)s
                                 AND COALESCE(h.date_until >= %(day)s, h.state = 'active')
                                 AND (h.line_id = o.line_id OR h.move_id = o.move_id OR h.partner_id = o.debtor_id
                                      AND h.line_id IS NULL AND h.move_id IS NULL))
                   OR EXISTS (SELECT FROM recovery_case rc
                               WHERE rc.company_id = %(company)s AND rc.partner_id = o.debtor_id
                                 AND rc.phase IN ('agency', 'legal')))""",
            opens=opens,
            company=company.id,
            day=day,
            promised=self._existed("pr", company, day),
            contested=self._existed("d", company, day),
        )
        return Decimal(str(self.env.execute_query(query)[0][0]))

    @api.model
    def _recovered(self, day, parts):
        """The money that came in after the due date, in a year."""
        query = SQL("SELECT COALESCE(SUM(amount), 0) FROM %s WHERE day > due AND %s", parts, _of_year(day))
        return Decimal(str(self.env.execute_query(query)[0][0]))

    @api.model
    def _cost(self, company, day):
        """What recovery cost in a year: messages, calls and visits, costs proved against debtors, fees of agencies
        without VAT. Costs proved in another currency count at the rate of `day`."""
        since = day - timedelta(days=YEAR - 1)
        query = SQL(
            """SELECT COALESCE(SUM(cost), 0) FROM recovery_event
                WHERE company_id = %(company)s AND date >= %(since)s AND date < %(until)s
            UNION ALL
               SELECT COALESCE(SUM(fee_company), 0) FROM recovery_remittance_line
                WHERE company_id = %(company)s AND date BETWEEN %(since)s AND %(day)s AND state = 'booked'""",
            company=company.id,
            since=since,
            until=day + timedelta(days=1),
            day=day,
        )
        total = sum((Decimal(str(amount)) for (amount,) in self.env.execute_query(query)), kpi.ZERO)
        of_year = [("create_date", ">=", since), ("create_date", "<", day + timedelta(days=1))]
        claims = self.env["recovery.claim"]._read_group(
            [*of_year, ("company_id", "=", company.id), ("kind", "=", "cost"), ("state", "!=", "reversed")],
            ["currency_id"],
            ["amount:sum"],
        )
        for currency, amount in claims:
            total += Decimal(repr(currency._convert(amount, company.currency_id, company, day)))
        return total


def _of_year(day):
    """Whether what was paid was paid in the year that ends with `day`."""
    return SQL("day BETWEEN %s AND %s", day - timedelta(days=kpi.DELAY_DAYS - 1), day)
