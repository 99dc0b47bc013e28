"""The past of the book, read set-wise: what was open, overdue, sold and paid at the end of any day back.

What was open comes from today's balances and from what was matched since; what was paid, part by part, from the matches
with money, each on its day (the later of the payment's and of the invoice's). Amounts are in the currency of the
company, days those of its books.
"""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..open_items.facts import DEBTOR, DUE, MONEY, MOSTLY_LOST, debtor_class

RECEIVABLE = SQL("JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'")
SOLD = ("out_invoice", "out_refund", "out_receipt")
EVERY = SQL("TRUE")


class RecoveryPast(models.AbstractModel):
    _name = "recovery.past"
    _description = "Past of the Book, Read Set-Wise"

    @api.model
    def _open(self, company, day, debtor_ids=None):
        """A query: (line_id, move_id, partner_id, debtor_id, due, balance, rate, open) of what was open at the end of
        `day`, debts above and credits below 0. `rate`: of its currency, to that of the company. `debtor_ids`: of
        these alone."""
        columns = SQL(
            """l.id AS line_id, l.move_id, l.partner_id, %s AS debtor_id, %s AS due, l.balance,
               COALESCE(l.balance / NULLIF(l.amount_currency, 0), 1) AS rate""",
            DEBTOR,
            DUE,
        )
        query = self._standing(company, day, columns, self._chosen(debtor_ids))
        return SQL("SELECT * FROM (%s) its WHERE open != 0", query)

    @api.model
    def _standing(self, companies, day, columns, condition=EVERY):
        """A query: `columns` of the receivable items `l` of contacts `p` that existed at the end of `day`, and `open`:
        what is open of an item today, which is nothing once it is settled, and what was matched with it after that day.
        Of items that are settled today, only those that were matched since are among them.

        A match counts from its `max_date`, the later of the dates of the two entries: so does Odoo. Of all items, the
        matches are read as a whole; under a condition those of each item, for a book has many more."""
        theirs = SQL("%s AND l.date <= %s AND %s", self._receivable(companies), day, condition)
        matches = SQL(
            """SELECT debit_move_id AS line_id, amount FROM account_partial_reconcile WHERE max_date > %(day)s
            UNION ALL SELECT credit_move_id, -amount FROM account_partial_reconcile WHERE max_date > %(day)s""",
            day=day,
        )
        if condition is EVERY:
            matched = SQL("(%s) match JOIN account_move_line l ON l.id = match.line_id", matches)
        else:
            matched = SQL(
                """account_move_line l
                   JOIN LATERAL (SELECT * FROM (%s) its WHERE its.line_id = l.id OFFSET 0) match ON TRUE""",
                matches,
            )
        return SQL(
            """WITH later AS MATERIALIZED (
                    SELECT l.id, l.move_id, l.company_id, l.date, l.date_maturity, l.partner_id, l.balance,
                           l.amount_currency, l.recovery_own_debtor_id, l.reconciled, SUM(match.amount) AS amount
                      FROM %(matched)s
                     WHERE %(theirs)s
                  GROUP BY l.id)
               SELECT %(columns)s, l.amount_residual + COALESCE(later.amount, 0) AS open
                 FROM account_move_line l
            LEFT JOIN later ON later.id = l.id
            LEFT JOIN res_partner p ON p.id = l.partner_id
                WHERE l.reconciled IS NOT TRUE AND %(theirs)s
            UNION ALL
               SELECT %(columns)s, l.amount
                 FROM later l
            LEFT JOIN res_partner p ON p.id = l.partner_id
                WHERE l.reconciled""",
            matched=matched,
            columns=columns,
            theirs=theirs,
        )

    @api.model
    def _receivable(self, companies):
        """Whether the item `l` is a posted receivable of these companies. The accounts are named by their numbers: a
        planner that knows them knows how many items they have."""
        # of accounts whose items the rights already open
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        receivables = accounts.search([("account_type", "=", "asset_receivable")]).ids
        return SQL(
            "l.parent_state = 'posted' AND l.company_id = ANY(%s) AND l.account_id = ANY(%s)",
            *(companies.ids, receivables),
        )

    @api.model
    def _paid(self, company, since, until, condition=EVERY):
        """A query: (part_id, line_id, debtor_id, due, day, amount, weight, disputed, disputed_days) of each part that
        money paid between two days. `weight`: what part of the instalment it is; `disputed_days`: between the due date
        and the payment, while it was contested; `condition`: on the instalment `l` and its match `part`."""
        return SQL(
            """SELECT part.id AS part_id, l.id AS line_id, %(debtor)s AS debtor_id, %(due)s AS due,
                      part.max_date AS day, part.amount, (part.amount / l.balance)::float8 AS weight,
                      contested.line_id IS NOT NULL AS disputed,
                      COALESCE(contested.days, 0) AS disputed_days
                 FROM account_partial_reconcile part
                 JOIN account_move_line l ON l.id = part.debit_move_id AND l.balance > 0 AND %(receivable)s
                 JOIN res_partner p ON p.id = l.partner_id
                 JOIN account_move_line c ON c.id = part.credit_move_id
                 JOIN account_move m ON m.id = c.move_id AND m.move_type = 'entry'
                 JOIN account_journal j ON j.id = m.journal_id AND %(money)s
            LEFT JOIN LATERAL (SELECT rel.line_id, SUM(%(contested)s) AS days
                                 FROM recovery_dispute_line_rel rel JOIN recovery_dispute d ON d.id = rel.dispute_id
                                WHERE rel.line_id = l.id GROUP BY rel.line_id) contested ON TRUE
                WHERE part.company_id = %(company)s AND part.max_date BETWEEN %(since)s AND %(until)s AND NOT %(lost)s
                  AND %(condition)s""",
            condition=condition,
            debtor=DEBTOR,
            due=DUE,
            receivable=self._receivable(company),
            money=MONEY,
            lost=MOSTLY_LOST,
            contested=self._contested_days(SQL("part.max_date")),
            company=company.id,
            since=since,
            until=until,
        )

    def _chosen(self, debtor_ids):
        """Whether the item `l` is owed by one of these debtors; anybody where none are named."""
        return EVERY if debtor_ids is None else self.env["recovery.open.items"]._of_debtors(debtor_ids)

    @api.model
    def _part(self, company, debtor):
        """Which part of the book a debtor is in, as of now: (joins, his collector, his class), in SQL. The collector is
        that of the open case, otherwise the debtor's own. `debtor`: his id in the query."""
        joins = SQL(
            """LEFT JOIN res_partner deb ON deb.id = %s
               LEFT JOIN recovery_case rc ON rc.partner_id = deb.id AND rc.company_id = %s AND rc.phase != 'closed'""",
            debtor,
            company.id,
        )
        key = str(company.id)
        collector = SQL("COALESCE(rc.user_id, (deb.recovery_user_id ->> %s)::int)", key)
        return joins, collector, debtor_class("deb", key)

    @api.model
    def _contested_days(self, until):
        """Of the instalment `l`, due on a day, the days that the dispute `d` took of those until `until`."""
        return SQL(
            """GREATEST(LEAST(COALESCE(d.ended_on, %(until)s), %(until)s) - GREATEST(d.create_date::date, %(due)s),
            0)""",
            until=until,
            due=DUE,
        )

    @api.model
    def _parts(self, company, since, until, debtor_ids=None):
        """What was paid between two days, read once for all that is made of it: a context that gives the name of a
        table of the session."""
        return self._kept_table("recovery_past_part", self._paid(company, since, until, self._chosen(debtor_ids)))

    @api.model
    def _opens(self, company, day):
        """What was open at the end of a day, likewise."""
        return self._kept_table("recovery_past_open", self._open(company, day))

    @contextmanager
    def _kept_table(self, name, query):
        self.env.flush_all()
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        self.env.cr.execute(SQL("CREATE TEMP TABLE %s AS %s", table, query))
        self.env.cr.execute(SQL("CREATE INDEX ON %s (debtor_id)", table))
        self.env.cr.execute(SQL("ANALYZE %s", table))
        yield table
        self.env.cr.execute(SQL("DROP TABLE %s", table))

    @api.model
    def _ledger(self, company, until):
        """{day: (what changed the receivables, what was invoiced less what was credited)}, with VAT, on all days up to
        `until`: one look at the accounts. What is open at the end of a day is the sum of all changes until then."""
        rows = self.env.execute_query(
            SQL(
                """SELECT l.date, SUM(l.balance), COALESCE(SUM(l.balance) FILTER (WHERE m.move_type IN %s), 0)
                     FROM account_move_line l JOIN account_move m ON m.id = l.move_id
                    WHERE %s AND l.date <= %s GROUP BY l.date""",
                SOLD,
                self._receivable(company),
                until,
            )
        )
        return {day: (Decimal(str(balance)), Decimal(str(sold))) for day, balance, sold in rows}

    @api.model
    def _companies(self):
        """The companies that have a book, whoever asks."""
        query = SQL(
            """SELECT c.id FROM res_company c WHERE EXISTS (
                      SELECT FROM account_move_line l %s WHERE l.company_id = c.id AND l.parent_state = 'posted')
             ORDER BY c.id""",
            RECEIVABLE,
        )
        ids = [company_id for (company_id,) in self.env.execute_query(query)]
        return self.env["res.company"].sudo().browse(ids)  # of all, by the scheduled action

    @api.model
    def _first_day(self, company):
        """The first day of the book; None of an empty one."""
        query = SQL(
            "SELECT MIN(l.date) FROM account_move_line l %s WHERE l.company_id = %s AND l.parent_state = 'posted'",
            RECEIVABLE,
            company.id,
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _balance(self, opens, day):
        """(open, of it overdue, overdue without the credits beside it) at the end of `day`; `opens`: what `_opens` has
        made of it."""
        query = SQL(
            """SELECT COALESCE(SUM(open), 0), COALESCE(SUM(open) FILTER (WHERE due < %(day)s), 0),
                      COALESCE(SUM(open) FILTER (WHERE due < %(day)s AND open > 0), 0) FROM %(opens)s""",
            day=day,
            opens=opens,
        )
        return tuple(Decimal(str(amount)) for amount in self.env.execute_query(query)[0])

    @api.model
    def _existed(self, alias, company, day):
        """Whether what a query calls `alias` was written down by the end of `day`; of today, all that is there was."""
        if day >= company._recovery_today():
            return SQL("TRUE")
        return SQL("%s.create_date < %s", SQL.identifier(alias), day + timedelta(days=1))

    @api.model
    def _said(self, company, day, opens):
        """(promised, planned, disputed) of what was open at the end of `day`."""
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(LEAST(its.open, its.amount)), 0) FROM (
                          SELECT SUM(o.open) AS open, pr.amount * MAX(o.rate) AS amount
                            FROM recovery_promise pr JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                            JOIN %(opens)s o ON o.line_id = rel.line_id AND o.open > 0
                           WHERE pr.company_id = %(company)s AND pr.date_until >= %(day)s
                             AND %(promised)s AND pr.state NOT IN ('superseded', 'cancelled')
                        GROUP BY pr.id) its
                UNION ALL
                   SELECT COALESCE(SUM(o.open), 0) FROM %(opens)s o
                    WHERE o.open > 0 AND o.line_id IN (
                          SELECT rel.line_id FROM recovery_plan_instalment_rel rel
                            JOIN recovery_plan pl ON pl.id = rel.plan_id AND pl.company_id = %(company)s
                             AND pl.activation_date <= %(day)s AND pl.state IN ('active', 'defaulted', 'done')
                             AND (pl.acceleration_date IS NULL OR pl.acceleration_date > %(day)s))
                UNION ALL
                   SELECT COALESCE(SUM(LEAST(its.open, its.amount)), 0) FROM (
                          SELECT SUM(o.open) AS open, d.amount * MAX(o.rate) AS amount
                            FROM recovery_dispute d JOIN recovery_dispute_line_rel rel ON rel.dispute_id = d.id
                            JOIN %(opens)s o ON o.line_id = rel.line_id AND o.open > 0
                           WHERE d.company_id = %(company)s AND %(contested)s
                             AND (d.ended_on IS NULL OR d.ended_on > %(day)s)
                        GROUP BY d.id) its""",
                opens=opens,
                company=company.id,
                day=day,
                promised=self._existed("pr", company, day),
                contested=self._existed("d", company, day),
            )
        )
        return tuple(Decimal(str(amount)) for (amount,) in rows)
