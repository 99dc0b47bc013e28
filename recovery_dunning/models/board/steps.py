"""What works, read set-wise: money after a step, money by age, what is at risk of what was billed, time of disputes."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.board import kpi
from ..open_items.facts import DEBTOR, DUE

STEPS_DAYS = 90  # steps of so many days are looked at
BY_AGE_DAYS = 730  # debts that fell due within so many
DUE_TOGETHER = 14  # days whose debts are looked at in one statement
YEAR = 365


class RecoveryPast(models.AbstractModel):
    _inherit = "recovery.past"

    @api.model
    def _steps(self, company, day):
        """Rows (level, collector, class, asked, paid, beside, beside_paid) of the steps of 90 days, that ended 15 days
        before `day`: instalments that were asked for, and those of them on which money came within 15 days. Beside
        them, the instalments that were open at the same age in these days, the middle one of the step, and never got
        it until then. Collector and class are those that the debtors have now."""
        until = day - timedelta(days=kpi.STEP_DAYS)
        since = until - timedelta(days=STEPS_DAYS - 1)
        joins, collector, debtor_class = self._part(company, DEBTOR)
        return self.env.execute_query(
            SQL(
                """WITH paid AS MATERIALIZED (%(paid)s),
                        step AS MATERIALIZED (
                        SELECT nl.level_id, nl.move_line_id AS line_id, n.date AS day,
                               n.date - nl.date_maturity AS age
                          FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id
                         WHERE n.company_id = %(company)s AND n.state = 'sent' AND nl.move_line_id IS NOT NULL
                           AND nl.void IS NOT TRUE),
                        level AS (
                        SELECT level_id AS id, percentile_disc(0.5) WITHIN GROUP (ORDER BY age) AS age
                          FROM step WHERE day BETWEEN %(since)s AND %(until)s GROUP BY level_id),
                        seen AS (
                        SELECT step.level_id, step.line_id, TRUE AS asked, step.day
                          FROM step WHERE day BETWEEN %(since)s AND %(until)s
                     UNION ALL
                        SELECT level.id, l.id, FALSE, l.date_maturity + level.age
                          FROM level JOIN account_move_line l ON %(receivable)s
                         WHERE l.balance > 0
                           AND l.date_maturity BETWEEN %(since)s - level.age AND %(until)s - level.age
                           AND l.date <= l.date_maturity + level.age
                           AND NOT EXISTS (SELECT FROM step WHERE step.line_id = l.id AND step.level_id = level.id
                                              AND step.day <= l.date_maturity + level.age + %(within)s)
                           AND l.balance > COALESCE((SELECT SUM(part.amount) FROM account_partial_reconcile part
                                                      WHERE part.debit_move_id = l.id
                                                        AND part.max_date <= l.date_maturity + level.age), 0)),
                        told AS (
                        SELECT level_id, line_id, asked,
                               EXISTS (SELECT FROM paid WHERE paid.line_id = seen.line_id AND paid.day > seen.day
                                          AND paid.day <= seen.day + %(within)s) AS paid
                          FROM seen)
                   SELECT told.level_id, %(collector)s, %(class)s, COUNT(*) FILTER (WHERE asked),
                          COUNT(*) FILTER (WHERE asked AND paid), COUNT(*) FILTER (WHERE NOT asked),
                          COUNT(*) FILTER (WHERE NOT asked AND paid)
                     FROM told JOIN account_move_line l ON l.id = told.line_id
                LEFT JOIN res_partner p ON p.id = l.partner_id %(joins)s
                 GROUP BY 1, 2, 3""",
                **{"joins": joins, "collector": collector, "class": debtor_class},
                paid=self._paid(company, since, day),
                company=company.id,
                receivable=self._receivable(company),
                since=since,
                until=until,
                within=kpi.STEP_DAYS,
            )
        )

    @api.model
    def _by_age(self, company, day):
        """Rows (age, entered, collected): of what was open so many days past due (of debts of two years), what money
        has paid since, until the end of `day`."""
        since, sums = day - timedelta(days=BY_AGE_DAYS), defaultdict(Decimal)
        for query in (*self._fell_due(company, since, day), *self._fates(company, since, day)):
            for *key, amount in self.env.execute_query(query):
                sums[tuple(key)] += Decimal(str(amount))
        found = []
        for place, age in enumerate(kpi.AGES):
            reached = [(*key, amount) for key, amount in sums.items() if key[1] <= day - timedelta(days=age)]
            if reached:
                amounts = [(kind, passed, amount) for kind, _due, passed, amount in reached]
                entered = sum(amount for kind, _passed, amount in amounts if kind == "line")
                entered -= sum(amount for kind, passed, amount in amounts if kind == "part" and passed <= place)
                collected = sum(amount for kind, passed, amount in amounts if kind == "money" and passed > place)
                found.append((age, entered, collected))
        return found

    def _fell_due(self, company, since, day):
        """Queries of what fell due between two days, for some due dates each: rows ("line", due date, 0, amount)."""
        receivable = self._receivable(company)
        for back in range(0, (day - since).days + 1, DUE_TOGETHER):
            first = max(day - timedelta(days=back + DUE_TOGETHER - 1), since)
            yield SQL(
                """SELECT 'line', %(due)s, 0, SUM(l.balance) FROM account_move_line l
                    WHERE %(receivable)s AND l.balance > 0 AND l.date <= %(day)s AND %(its_due)s GROUP BY 2""",
                due=DUE,
                receivable=receivable,
                day=day,
                its_due=_due_between(first, day - timedelta(days=back)),
            )

    def _fates(self, company, since, day):
        """Queries of what was matched until `day` with what fell due between two days, and of what money paid of it:
        rows ("part" or "money", due date, how many of `kpi.AGES` it came after, amount)."""
        its_due = _due_between(since, day)
        yield SQL(
            """SELECT 'part', %(due)s, %(ages)s, SUM(part.amount)
                 FROM account_partial_reconcile part JOIN account_move_line l ON l.id = part.debit_move_id
                WHERE %(receivable)s AND part.company_id = %(company)s AND part.max_date <= %(day)s
                  AND l.balance > 0 AND l.date <= %(day)s AND %(its_due)s
             GROUP BY 2, 3""",
            due=DUE,
            ages=_ages_passed(SQL("part.max_date - %s", DUE)),
            receivable=self._receivable(company),
            company=company.id,
            day=day,
            its_due=its_due,
        )
        yield SQL(
            "SELECT 'money', paid.due, %s, SUM(paid.amount) FROM (%s) paid GROUP BY 2, 3",
            _ages_passed(SQL("paid.day - paid.due")),
            self._paid(company, since - timedelta(days=YEAR), day, its_due),
        )

    @api.model
    def _billed(self, company, day, months):
        """Rows (first day of the month, billed, at risk) of these last months: what was invoiced, and what of it was
        open more than 90 days past due at the end of `day`."""
        since = kpi.month_start(day, months - 1)
        return self.env.execute_query(
            SQL(
                """SELECT month, SUM(billed), SUM(at_risk) FROM (
                          SELECT date_trunc('month', l.date)::date AS month, l.balance AS billed, 0 AS at_risk
                            FROM account_move_line l
                            JOIN account_move m ON m.id = l.move_id AND m.move_type IN ('out_invoice', 'out_receipt')
                           WHERE %(receivable)s AND l.balance > 0
                             AND l.date BETWEEN %(since)s AND %(day)s
                       UNION ALL
                          SELECT date_trunc('month', l.date)::date, 0, o.open
                            FROM (%(open)s) o JOIN account_move_line l ON l.id = o.line_id
                            JOIN account_move m ON m.id = l.move_id AND m.move_type IN ('out_invoice', 'out_receipt')
                           WHERE o.due < %(late)s AND o.open > 0 AND l.date BETWEEN %(since)s AND %(day)s) its
                 GROUP BY month ORDER BY month""",
                late=day - timedelta(days=kpi.AT_RISK_DAYS),
                receivable=self._receivable(company),
                open=self._open(company, day),
                since=since,
                day=day,
            )
        )

    @api.model
    def _dispute_days(self, company, day):
        """Rows (type, collector, class, opened, ended, days of those that ended, open amount) of the disputes of a year
        before `day`."""
        joins, collector, debtor_class = self._part(company, SQL("d.partner_id"))
        return self.env.execute_query(
            SQL(
                """SELECT d.type_id, %(collector)s, %(class)s, COUNT(*) FILTER (WHERE d.create_date >= %(since)s),
                          COUNT(*) FILTER (WHERE d.ended_on <= %(day)s),
                          COALESCE(SUM(d.ended_on - d.create_date::date) FILTER (WHERE d.ended_on <= %(day)s), 0),
                          COALESCE(SUM(d.amount * its.rate) FILTER (WHERE d.ended_on IS NULL OR d.ended_on > %(day)s),
                          0)
                     FROM recovery_dispute d
                LEFT JOIN LATERAL (SELECT MAX(COALESCE(l.balance / NULLIF(l.amount_currency, 0), 1)) AS rate
                                     FROM recovery_dispute_line_rel rel JOIN account_move_line l ON l.id = rel.line_id
                                    WHERE rel.dispute_id = d.id) its ON TRUE %(joins)s
                    WHERE d.company_id = %(company)s AND %(existed)s
                      AND (d.ended_on IS NULL OR d.ended_on >= %(since)s)
                 GROUP BY 1, 2, 3""",
                **{"joins": joins, "collector": collector, "class": debtor_class},
                company=company.id,
                since=day - timedelta(days=YEAR - 1),
                day=day,
                existed=self._existed("d", company, day),
            )
        )


def _due_between(first, last):
    """Whether the instalment `l` fell due between two days. Said so, the planner knows how many did, and has an index
    for each of the two ways."""
    return SQL(
        """(l.date_maturity BETWEEN %(first)s AND %(last)s
            OR l.date_maturity IS NULL AND l.date BETWEEN %(first)s AND %(last)s)""",
        first=first,
        last=last,
    )


def _ages_passed(age):
    """How many of `kpi.AGES` something that happened so many days past due came after."""
    return SQL(" + ").join(SQL("(%s > %s)::int", age, limit) for limit in kpi.AGES)
