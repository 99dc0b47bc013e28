"""When instalments lapse, as the ledger and the record have it: read set-wise for the engine, and told in time.

The one place that knows it: the ladder, the case, the instalments and the alerts all ask here.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine import limitation
from ..open_items.facts import DEBTOR, LAPSES_FROM, MONEY, debtor_class
from ..record.apart import each_apart
from ..record.way_in import READER

LONGEST_ALERT = max(limitation.ALERT_DAYS)
MATTERS = [("housing", "Rents of homes: 3 years"), ("carriage", "Carriage of goods: 1 year")]


class RecoveryLimitation(models.AbstractModel):
    _name = "recovery.limitation"
    _description = "Limitation of Debts, Read Set-Wise"

    @api.model
    def _of(self, lines):
        """The limitation of receivable items, as of today: {line: `limitation.Limitation`}."""
        found = {}
        for company, its_lines in lines.grouped("company_id").items():
            starts = self._starts(company, SQL("l.id = ANY(%s)", its_lines.ids))
            found.update(self._limitations(company, starts, company._recovery_today()))
        return {line: found[line.id] for line in lines if line.id in found}

    @api.model
    def _lapsing(self, company, until, partners=None):
        """The open instalments of `company` that lapse until a day, that day included, lapsed ones among them:
        {line: `limitation.Limitation`}. Acts only lengthen the time: only what is old enough is looked at."""
        matter = company.recovery_debt_matter or None
        years = min(limitation.period_of(kind, matter).years for kind in ("business", "consumer", "public"))
        condition = SQL(
            "%s <= %s AND l.reconciled IS NOT TRUE AND l.amount_residual > 0 %s",
            LAPSES_FROM,
            fields.Date.subtract(until, years=years),
            SQL("AND %s = ANY(%s)", DEBTOR, partners.ids) if partners is not None else SQL(),
        )
        found = self._limitations(company, self._starts(company, condition), company._recovery_today())
        lines = self.env["account.move.line"].browse([id_ for id_, its in found.items() if its.last <= until])
        return {line: found[line.id] for line in lines}

    @api.model
    def _limitations(self, company, starts, day):
        """{line id: `limitation.Limitation`} of {line id: (start, class of debtor)}, as of `day`."""
        public = [line_id for line_id, (_start, debtor_class) in starts.items() if debtor_class == "public"]
        acts, matter = self._acts(starts, public, day), company.recovery_debt_matter or None
        return {
            line_id: limitation.limitation(start, debtor_class, acts[line_id], matter)
            for line_id, (start, debtor_class) in starts.items()
        }

    def _starts(self, company, condition):
        """{line id: (start, class of debtor)} of the posted receivables that meet a condition."""
        self.env.flush_all()  # the query reads tables
        query = SQL(
            """SELECT l.id, %(start)s, %(class)s
                 FROM account_move_line l
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN account_move m ON m.id = l.move_id
            LEFT JOIN res_partner p ON p.id = l.partner_id
            LEFT JOIN res_partner c ON c.id = %(debtor)s
                WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.balance > 0 AND %(condition)s""",
            start=LAPSES_FROM,
            **{"class": debtor_class("c", str(company.id))},
            company=company.id,
            debtor=DEBTOR,
            condition=condition,
        )
        return {line_id: (start, debtor_class) for line_id, start, debtor_class in self.env.execute_query(query)}

    @api.model
    def _acts(self, line_ids, public_ids, day):
        """{line id: [`limitation.Act`]}: payments in the bank, what the debtor signed or asked for in writing,
        mediations, and what was recorded with its proof; against public bodies the notices too."""
        acts = defaultdict(list)
        if not line_ids:
            return acts
        self.env.flush_all()
        query = SQL(
            """SELECT part.debit_move_id, 'payment', c.date, NULL::date
                 FROM account_partial_reconcile part
                 JOIN account_move_line c ON c.id = part.credit_move_id
                 JOIN account_move m ON m.id = c.move_id AND m.move_type = 'entry'
                 JOIN account_journal j ON j.id = m.journal_id AND %(money)s
                WHERE part.debit_move_id = ANY(%(lines)s)
            UNION ALL
               SELECT rel.line_id, 'recognition', own.day, NULL
                 FROM recovery_plan p JOIN recovery_plan_instalment_rel rel ON rel.plan_id = p.id
                 CROSS JOIN LATERAL (VALUES (p.recognised_on), (p.signed_on::date)) AS own(day)
                WHERE rel.line_id = ANY(%(lines)s) AND own.day <= %(day)s
            UNION ALL
               SELECT rel.line_id, 'recognition', p.recognised_on, NULL
                 FROM recovery_promise p JOIN recovery_promise_line_rel rel ON rel.promise_id = p.id
                WHERE rel.line_id = ANY(%(lines)s) AND p.recognised_on <= %(day)s
            UNION ALL
               SELECT rel.line_id, 'suspension', m.date_agreed, COALESCE(m.date_ended, %(day)s)
                 FROM recovery_mediation m JOIN recovery_mediation_line_rel rel ON rel.mediation_id = m.id
                WHERE rel.line_id = ANY(%(lines)s) AND m.suspends AND m.state != 'draft' AND m.date_agreed <= %(day)s
            UNION ALL
               SELECT rel.line_id, i.kind, i.date, CASE WHEN i.lasts THEN COALESCE(i.date_end, %(day)s) END
                 FROM recovery_interruption i JOIN recovery_interruption_line_rel rel ON rel.interruption_id = i.id
                WHERE rel.line_id = ANY(%(lines)s) AND i.counts AND i.date <= %(day)s
            UNION ALL
               SELECT nl.move_line_id, 'demand', n.date, NULL
                 FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id AND %(left)s
                 JOIN recovery_level level ON level.id = n.level_id AND level.phase != 'preventive'
                WHERE nl.move_line_id = ANY(%(public)s)""",
            money=MONEY,
            left=self.env["recovery.notice"]._left_condition("n"),
            lines=list(line_ids),
            public=list(public_ids),
            day=day,
        )
        for line_id, kind, on, until in self.env.execute_query(query):
            acts[line_id].append(limitation.Act(kind, on, until))
        return acts

    # ---- in words -------------------------------------------------------------------------------------------------

    @api.model
    def _text(self, found):
        """How a limitation comes about, in a line: the period, its text and its start, then what counted."""
        labels = {
            **dict(self.env["recovery.interruption"]._fields["kind"]._description_selection(self.env)),
            "payment": self.env._("Part payment"),
        }
        said = {"article": found.period.article, "day": format_date(self.env, found.start)}
        if found.period.years == 1:
            first = self.env._("One year (%(article)s) from %(day)s", **said)
        else:
            first = self.env._("%(years)s years (%(article)s) from %(day)s", years=found.period.years, **said)
        acts = [f"{labels[s.act.kind]} {format_date(self.env, s.act.on)}" for s in found.steps if s.counts]
        return "; ".join([first, *acts])

    # ---- alerts ---------------------------------------------------------------------------------------------------

    @api.model
    def _alert(self, company):
        """Every day: tell the collectors which instalments lapse in 180, 90 and 30 days, each of them once.

        :returns: {debtor: why it had to be left}
        """
        today = company._recovery_today()
        lapsing = self._lapsing(company, fields.Date.add(today, days=LONGEST_ALERT))
        due = {line: found for line, found in lapsing.items() if line.partner_id and found.alert(today)}
        lines = self.env["account.move.line"].union(*due)
        by_debtor = lines.grouped(lambda line: line.recovery_debtor_id)

        def tell(debtors):
            lines = debtors.env["account.move.line"].union(*(by_debtor[debtor] for debtor in debtors))
            self._tell(company, {line: due[line] for line in lines}, today)

        return each_apart(self.env["res.partner"].union(*by_debtor), tell)

    def _tell(self, company, due, today):
        """Tell the collectors of these {instalment: its limitation}, of each alert once."""
        alerts = {line: (found.alert(today), found.last) for line, found in due.items()}
        fresh = self.env["recovery.limitation.alert"]._note(alerts)
        by_debtor = fresh.grouped(lambda line: line.recovery_debtor_id)
        debtors = self.env["res.partner"].union(*by_debtor)
        cases = self.env["recovery.case"]._open_for(company, debtors, overdue=debtors) if debtors else {}
        for debtor, lines in by_debtor.items():
            cases[debtor.id]._tell_of_limitation({line: due[line] for line in lines}, today)


class RecoveryLimitationAlert(models.Model):
    """Given once for each instalment, number of days and end."""

    _name = "recovery.limitation.alert"
    _description = "Alert That a Debt Lapses"
    _log_access = False

    move_line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    days = fields.Integer(required=True, help="How many days before the end it was given.")
    date = fields.Date(required=True, help="The end that it was given for: after an interruption there is another.")

    _once = models.UniqueIndex("(move_line_id, days, date)")

    @api.model
    def _note(self, alerts):
        """Note {line: (days, last day)}; returns the lines that were not told of so before."""
        if not alerts:
            return self.env["account.move.line"]
        rows = SQL(", ").join(SQL("(%s, %s, %s)", line.id, *alert) for line, alert in alerts.items())
        query = SQL(
            """INSERT INTO recovery_limitation_alert (move_line_id, days, date) VALUES %s
               ON CONFLICT DO NOTHING RETURNING move_line_id""",
            rows,
        )
        return self.env["account.move.line"].browse([line_id for (line_id,) in self.env.execute_query(query)])


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_limitation_date = fields.Date(
        string="Lapses on",
        compute="_compute_recovery_limitation",
        groups=READER,
        help="The last day on which it can be claimed in court.",
    )
    recovery_limitation_reason = fields.Char(
        string="Why on this day", compute="_compute_recovery_limitation", groups=READER
    )

    def _compute_recovery_limitation(self):
        """Read from the ledger each time: payments and acts move it."""
        owed = self.filtered(lambda line: line.id and line.account_type == "asset_receivable" and line.balance > 0)
        found = self.env["recovery.limitation"]._of(owed)
        for line in self:
            its = found.get(line)
            line.recovery_limitation_date = its and its.last
            line.recovery_limitation_reason = its and self.env["recovery.limitation"]._text(its)


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_debt_matter = fields.Selection(
        MATTERS,
        string="Special limitation",
        help="Empty: 2 years against consumers, 5 against businesses, 4 full years against public bodies. Otherwise "
        "that of its trade (law 89-462 art. 7-1, C. com. L133-6).",
    )
