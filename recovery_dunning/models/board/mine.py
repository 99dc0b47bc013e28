"""A collector's own page: his lanes, what he has brought this month, what was promised for this week."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..arrangement.promise import NOT_KEPT
from ..open_items.facts import MONEY, PLAN_IN_FORCE
from ..record.actions import open_list
from ..record.way_in import COLLECTOR, way_in

LISTED = 20  # promises of a week


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

    @api.model
    @way_in(COLLECTOR, "read")
    def mine(self):
        """The page of the user himself in the current company; amounts in its currency.

        :raises AccessError: he is no collector
        """
        company = self.env.company
        page = self.with_context(allowed_company_ids=company.ids)
        today = company._recovery_today()
        monday = today - timedelta(days=today.weekday())
        return {
            "today": fields.Date.to_string(today),
            "name": self.env.user.name,
            "company": company.name,
            "currency_id": company.currency_id.id,
            "lanes": page._lanes(),
            "results": page._results(today.replace(day=1), today),
            "promised": page._promised(monday, monday + timedelta(days=6), today),
        }

    @api.model
    @way_in(COLLECTOR, "read")
    def behind_mine(self, key, of=None):
        """The list behind a number of the page: `lane` (of: the next action), `promised`, `kept`, `contacts`,
        `promises` (those he took), `closed`.

        :raises UserError: there is no such number
        """
        today = self.env.company._recovery_today()
        month = today.replace(day=1)
        if key == "lane":
            action = self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_worklist")
            domain = [("phase", "!=", "closed"), ("next_action", "=", of)]
            return {**action, "domain": domain, "context": {"search_default_mine": 1, "search_default_due": 1}}
        if key == "contacts":
            return open_list(self.env, "action_recovery_event", self._contacts_domain(month))
        if key == "promises":
            return open_list(self.env, "action_recovery_promise", self._taken_domain(month))
        if key == "closed":
            return open_list(self.env, "action_recovery_case_closed", self._paid_domain(month))
        monday = today - timedelta(days=today.weekday())
        first, last = (monday, monday + timedelta(days=6)) if key == "promised" else (month, today)
        domain = [*self._his(), ("date", ">=", str(first)), ("date", "<=", str(last)), ("state", "!=", "cancelled")]
        return open_list(self.env, "action_recovery_promise", domain)

    # ---- lanes ----------------------------------------------------------------------------------------------------

    def _lanes(self):
        """What is to be done today, by the kind of action, the fullest lane first."""
        Case = self.env["recovery.case"]
        labels = dict(Case._fields["next_action"]._description_selection(self.env))
        domain = [("is_mine", "=", True), ("is_due", "=", True), ("next_action", "!=", False)]
        groups = Case._read_group(
            domain, ["next_action"], ["__count", "ranked_amount:sum"], order="ranked_amount:sum DESC"
        )
        return [
            {"key": action, "label": labels[action], "count": count, "amount": amount or 0.0}
            for action, count, amount in groups
        ]

    # ---- results --------------------------------------------------------------------------------------------------

    def _his(self):
        """His debtors, by the case."""
        company = self.env.company
        cases = [("company_id", "=", company.id), ("user_id", "=", self.env.uid)]
        return [("company_id", "=", company.id), ("partner_id.recovery_case_ids", "any", cases)]

    def _contacts_domain(self, since):
        return [
            *(("company_id", "=", self.env.company.id), ("author_id", "=", self.env.uid)),
            *(("kind", "=", "contact"), ("date", ">=", str(since))),
        ]

    def _taken_domain(self, since):
        return [
            *(("company_id", "=", self.env.company.id), ("create_uid", "=", self.env.uid)),
            ("create_date", ">=", str(since)),
        ]

    def _paid_domain(self, since):
        """His cases that were closed because all was paid."""
        return [
            *(("company_id", "=", self.env.company.id), ("user_id", "=", self.env.uid), ("phase", "=", "closed")),
            *(("outcome", "=", "paid"), ("date_closed", ">=", str(since))),
        ]

    def _results(self, since, today):
        """What came in this month from his debtors after its due date, and what he did for it."""
        Promise = self.env["recovery.promise"]
        fell = [*self._his(), ("date", ">=", since), ("date", "<=", today)]
        kept = Promise.search_count([*fell, ("state", "=", "kept")])
        missed = Promise.search_count([*fell, ("state", "in", NOT_KEPT)])
        return {
            "collected": self._collected(since, today),
            "contacts": self.env["recovery.event"].search_count(self._contacts_domain(since)),
            "promises": Promise.search_count(self._taken_domain(since)),
            "kept": kept,
            "kept_share": 100 * kept / (kept + missed) if kept + missed else None,
            "closed": self.env["recovery.case"].search_count(self._paid_domain(since)),
        }

    def _collected(self, since, until):
        """Money that came in on instalments of his debtors that were past their due date, matched from `since` to
        `until`, in the currency of the company. Whose debtor it is says the last case."""
        self.env.flush_all()
        query = SQL(
            """WITH match AS MATERIALIZED (
                 SELECT debit_move_id, credit_move_id, amount, max_date FROM account_partial_reconcile
                  WHERE max_date BETWEEN %(since)s AND %(until)s),
               follower AS MATERIALIZED (
                 SELECT DISTINCT ON (partner_id) partner_id, user_id FROM recovery_case
                  WHERE company_id = %(company)s ORDER BY partner_id, phase = 'closed', id DESC)
               SELECT COALESCE(SUM(match.amount), 0)
                 FROM match
                 JOIN account_move_line l ON l.id = match.debit_move_id
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN res_partner p ON p.id = l.partner_id
                 JOIN follower ON follower.partner_id = COALESCE(l.recovery_own_debtor_id, p.recovery_debtor_id)
                      AND follower.user_id = %(user)s
                 JOIN account_move_line money ON money.id = match.credit_move_id
                 JOIN account_move m ON m.id = money.move_id
                 JOIN account_journal j ON j.id = m.journal_id
                WHERE l.company_id = %(company)s AND COALESCE(l.date_maturity, l.date) < match.max_date
                  AND %(money)s""",
            since=since,
            until=until,
            company=self.env.company.id,
            money=MONEY,
            user=self.env.uid,
        )
        [[amount]] = self.env.execute_query(query)
        return float(amount)

    # ---- promised for this week -----------------------------------------------------------------------------------

    def _promised(self, monday, sunday, today):
        """Promises of his debtors, and payments of their plans, that fall in this week; the next first."""
        within = [("date", ">=", monday), ("date", "<=", sunday)]
        promises = self.env["recovery.promise"].search(
            [*self._his(), *within, ("state", "!=", "cancelled")], order="date, id", limit=LISTED
        )
        plans = self.env["recovery.plan"].search(Domain(self._his()) & PLAN_IN_FORCE)
        payments = self.env["recovery.plan.line"].search(
            [("plan_id", "in", plans.ids), *within], order="date, id", limit=LISTED
        )
        labels = dict(promises._fields["state"]._description_selection(self.env))
        rows = [
            *(self._week_row("promise", one, one.partner_id, labels[one.state], one.state) for one in promises),
            *(self._week_row("plan", one, one.plan_id.partner_id, *self._plan_state(one, today)) for one in payments),
        ]
        rows.sort(key=lambda row: row["date"])
        return {"rows": rows[:LISTED], "until": fields.Date.to_string(sunday)}

    def _week_row(self, kind, record, partner, label, state):
        return {
            "kind": kind,
            "id": record.id if kind == "promise" else record.plan_id.id,
            "name": partner.display_name,
            "date": fields.Date.to_string(record.date),
            "amount": record.amount,
            "currency_id": record.currency_id.id,
            "state": state,
            "label": label,
        }

    def _plan_state(self, payment, today):
        """Of a payment of a plan: its words, and how good that is."""
        if payment.currency_id.compare_amounts(payment.paid, payment.amount) >= 0:
            return self.env._("Paid"), "kept"
        return (self.env._("Late"), "broken") if payment.date < today else (self.env._("On a plan"), "open")
