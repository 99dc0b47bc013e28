"""The aged balance: a row for each receivable item that was open on a day, from the ledger as it stood then."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..open_items.facts import DEBTOR, DUE, debtor_class
from ..procedure.procedure import DEBTOR_CLASSES
from ..record.way_in import READER, way_in

# a row is an item on a day: the id of the item below the number of the day, so that no two days share a row
DAY_SHIFT = 37
EPOCH = fields.Date.to_date("2000-01-01")
# (field, the last day late that it holds); what is not due yet has none
BUCKETS = (("not_due", 0), ("days_30", 30), ("days_60", 60), ("days_90", 90), ("older", None))
OVERDUE = tuple(name for name, _last in BUCKETS[1:])

ITEM = SQL("l.id, l.move_id, l.company_id, l.date, %s AS due, %s AS debtor_id", DUE, DEBTOR)


class RecoveryAged(models.Model):
    _name = "recovery.aged"
    _description = "Aged Balance"
    _auto = False
    _order = "due, id"
    _rec_name = "move_id"
    _depends = {
        "account.move.line": [
            *("account_id", "amount_residual", "company_id", "date", "date_maturity", "move_id", "parent_state"),
            *("partner_id", "reconciled", "recovery_own_debtor_id"),
        ],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "recovery.case": ["phase", "user_id"],
        "res.partner": ["is_company", "recovery_class", "recovery_debtor_id", "recovery_user_id"],
    }

    move_line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    debtor_class = fields.Selection(DEBTOR_CLASSES, string="Kind of debtor", readonly=True)
    date = fields.Date(string="Booked on", readonly=True)
    due = fields.Date(string="Due on", readonly=True)
    day = fields.Date(string="As of", readonly=True)
    days_late = fields.Integer(
        string="Days late", readonly=True, aggregator="max", help="On that day; 0 before the due date."
    )
    bucket = fields.Selection(
        [
            ("not_due", "Not due"),
            ("days_30", "1 to 30 days"),
            ("days_60", "31 to 60 days"),
            ("days_90", "61 to 90 days"),
            ("older", "Over 90 days"),
        ],
        string="Age",
        readonly=True,
    )
    not_due = fields.Monetary(string="Not due", readonly=True)
    days_30 = fields.Monetary(string="1 to 30 days", readonly=True)
    days_60 = fields.Monetary(string="31 to 60 days", readonly=True)
    days_90 = fields.Monetary(string="61 to 90 days", readonly=True)
    older = fields.Monetary(string="Over 90 days", readonly=True)
    overdue = fields.Monetary(readonly=True, help="Past its due date on that day.")
    total = fields.Monetary(
        readonly=True,
        help="What was open on that day, in the currency of the company: debts, less payments and credit notes that "
        "were not matched yet. It is the balance of the receivable accounts.",
    )

    @property
    def _table_query(self):
        """What was open on the day of the context (`recovery_day`), today without it, in the companies of the user."""
        day = self._day()
        late = SQL("GREATEST(%s - item.due, 0)", day)
        ages = {
            name: SQL("%s BETWEEN %s AND %s", late, first, last) if last is not None else SQL("%s >= %s", late, first)
            for (name, last), first in zip(BUCKETS, (0, 1, 31, 61, 91), strict=True)
        }
        amounts = [SQL("CASE WHEN %s THEN item.open ELSE 0 END AS %s", ages[n], SQL.identifier(n)) for n in ages]
        return SQL(
            """SELECT (%(number)s::bigint << %(shift)s) + item.id AS id, item.id AS move_line_id, item.move_id,
                      item.debtor_id AS partner_id, item.company_id, company.currency_id, %(day)s::date AS day,
                      COALESCE(rc.user_id, (d.recovery_user_id ->> item.company_id::text)::int) AS user_id,
                      %(kind)s AS debtor_class, item.date, item.due, %(late)s AS days_late,
                      CASE %(bucket)s END AS bucket, %(amounts)s,
                      CASE WHEN %(late)s > 0 THEN item.open ELSE 0 END AS overdue, item.open AS total
                 FROM (%(items)s) item
                 JOIN res_company company ON company.id = item.company_id
            LEFT JOIN res_partner d ON d.id = item.debtor_id
            LEFT JOIN recovery_case rc ON rc.partner_id = item.debtor_id AND rc.company_id = item.company_id
                      AND rc.phase != 'closed'
                WHERE item.open != 0""",
            number=(day - EPOCH).days,
            shift=DAY_SHIFT,
            day=day,
            kind=debtor_class("d", SQL("item.company_id::text")),
            late=late,
            bucket=SQL(" ").join(SQL("WHEN %s THEN %s", age, name) for name, age in ages.items()),
            amounts=SQL(", ").join(amounts),
            items=self.env["recovery.past"]._standing(self.env.companies, day, ITEM),
        )

    @way_in(READER, "read")
    def action_open_entry(self):
        """The invoice, or the payment."""
        self.ensure_one()
        return self.move_id._get_records_action()

    @api.model
    def _day(self):
        """The day that is asked for; never one to come, whose payments nobody knows."""
        today = self.env.company._recovery_today()
        day = fields.Date.to_date(self.env.context.get("recovery_day")) or today
        return min(max(day, EPOCH + timedelta(days=1)), today)

    def _by_debtor(self, domain, limit):
        """(sums, [(partner id or None, sums)] of those with most overdue) of what `domain` says, in one pass; each sums
        are those of the buckets, of what is overdue, and of all."""
        names = [*(name for name, _last in BUCKETS), "overdue", "total"]
        sums = SQL(", ").join(SQL("SUM(%(n)s) AS %(n)s", n=SQL.identifier(name)) for name in names)
        listed = SQL(", ").join(map(SQL.identifier, names))
        items = self._search(domain)
        columns = [SQL.identifier(items.table, name) for name in ("partner_id", *names)]
        query = SQL(
            """WITH book AS MATERIALIZED (SELECT partner_id, %(sums)s FROM (%(items)s) item GROUP BY partner_id)
               SELECT TRUE, NULL::int, %(sums)s FROM book
            UNION ALL
               (SELECT FALSE, partner_id, %(listed)s FROM book ORDER BY overdue DESC, total DESC LIMIT %(limit)s)""",
            sums=sums,
            items=items.select(*columns),
            listed=listed,
            limit=limit,
        )
        whole, rows = [0.0] * len(names), []
        for is_whole, partner_id, *amounts in self.env.execute_query(query):
            amounts = [float(amount or 0) for amount in amounts]
            if is_whole:
                whole = amounts
            else:
                rows.append((partner_id, amounts))
        return dict(zip(names, whole, strict=True)), rows
