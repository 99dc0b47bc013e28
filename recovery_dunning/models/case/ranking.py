"""The ranking: what the priority and the next action of cases are made of, read set-wise for debtors of a company."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine import score
from ...engine.facts import HANDED_OVER, Reason
from ...engine.rest import Rest, rest_of
from ..arrangement.promise import COUNTED_DAYS, NOT_KEPT
from ..open_items.facts import DEBTOR, MONEY, MOSTLY_LOST, PLAN_IN_FORCE

TASKS = {  # activity types, and what they ask for
    "recovery_dunning.activity_type_call": "call",
    "mail.mail_activity_data_call": "call",
    "recovery_dunning.activity_type_registered_letter": "post",
    "recovery_dunning.activity_type_proof": "proof",
    "recovery_dunning.activity_type_handover": "hand_over",
}
TO_MATCH = (Reason.COVERED_BY_CREDIT, Reason.BANK_MATCH)


class RecoveryRanking(models.AbstractModel):
    _name = "recovery.ranking"
    _description = "Ranking of Cases, Read Set-Wise"

    @api.model
    def _behaviours(self, company, partner_ids):
        """{debtor id: `score.Behaviour`} of debtors who have paid something or were called within two years."""
        since = company._recovery_today() - timedelta(days=score.HISTORY_DAYS)
        paid = defaultdict(list)
        for debtor_id, days_late, amount in self._paid(company, partner_ids, since):
            paid[debtor_id].append(score.Paid(days_late, Decimal(repr(amount))))
        calls = {debtor_id: counts for debtor_id, *counts in self._calls(company, partner_ids, since)}
        return {
            debtor_id: score.Behaviour(
                score.average_days_late(paid[debtor_id]), score.pays_after_calls(*calls.get(debtor_id, (0, 0)))
            )
            for debtor_id in paid.keys() | calls.keys()
        }

    @api.model
    def _broken_promises(self, company, partner_ids):
        """{debtor id: (promises of a year that were not kept, the last day on which one could be)}"""
        today = company._recovery_today()
        groups = self.env["recovery.promise"]._read_group(
            [
                *(("company_id", "=", company.id), ("partner_id", "in", list(partner_ids))),
                *(("state", "in", NOT_KEPT), ("date_until", ">=", today - timedelta(days=COUNTED_DAYS))),
            ],
            ["partner_id"],
            ["__count", "date_until:max"],
        )
        return {partner.id: (count, last) for partner, count, last in groups}

    @api.model
    def _overdue(self, company, partner_ids):
        """{debtor id: (overdue less what money covers, in the company's currency, and its oldest due date)}"""
        balances = self.env["recovery.open.items"]._balances(company, tuple(partner_ids))
        return {
            debtor_id: (company.currency_id.round(its.overdue - its.covered_overdue), its.oldest_due)
            for debtor_id, its in balances.items()
            if company.currency_id.compare_amounts(its.overdue, its.covered_overdue) > 0
        }

    def _paid(self, company, partner_ids, since):
        """(debtor, days late, amount) of the instalments whose last payment came in since that day."""
        return self.env.execute_query(
            SQL(
                """SELECT %(debtor)s, paid.date - l.date_maturity, SUM(l.balance)
                     FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                     JOIN res_partner p ON p.id = l.partner_id
             JOIN LATERAL (SELECT MAX(c.date) AS date FROM account_partial_reconcile part
                             JOIN account_move_line c ON c.id = part.credit_move_id
                             JOIN account_move m ON m.id = c.move_id AND m.move_type = 'entry'
                             JOIN account_journal j ON j.id = m.journal_id AND %(money)s
                            WHERE part.debit_move_id = l.id AND NOT %(lost)s) paid ON paid.date >= %(since)s
                    WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.reconciled
                      AND l.balance > 0 AND l.date_maturity IS NOT NULL AND %(debtors)s
                 GROUP BY 1, 2""",
                debtor=DEBTOR,
                money=MONEY,
                lost=MOSTLY_LOST,
                since=since,
                company=company.id,
                debtors=self.env["recovery.open.items"]._of_debtors(partner_ids),
            )
        )

    def _calls(self, company, partner_ids, since):
        """(debtor, calls, those that a payment followed within some days); a call of these last days does not count
        yet."""
        day = SQL("(e.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", company._recovery_zone())
        return self.env.execute_query(
            SQL(
                """SELECT call.partner_id, COUNT(*), COUNT(*) FILTER (WHERE EXISTS (
                          SELECT FROM account_move_line l
                            JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                            JOIN account_move m ON m.id = l.move_id AND m.move_type = 'entry'
                            JOIN account_journal j ON j.id = m.journal_id AND %(money)s
                            JOIN res_partner p ON p.id = l.partner_id
                           WHERE %(debtor)s = call.partner_id AND l.company_id = %(company)s AND NOT %(lost)s
                             AND l.parent_state = 'posted' AND l.balance < 0
                             AND l.date BETWEEN call.day AND call.day + %(days)s))
                     FROM (SELECT DISTINCT rc.partner_id, %(day)s AS day
                             FROM recovery_event e JOIN recovery_case rc ON rc.id = e.case_id
                            WHERE rc.company_id = %(company)s AND rc.partner_id IN %(partners)s
                              AND e.kind = 'contact' AND e.channel = 'phone' AND e.direction = 'out') call
                    WHERE call.day BETWEEN %(since)s AND %(until)s
                 GROUP BY 1""",
                debtor=DEBTOR,
                money=MONEY,
                lost=MOSTLY_LOST,
                company=company.id,
                partners=tuple(partner_ids),
                days=score.AFTER_CALL_DAYS,
                day=day,
                since=since,
                until=company._recovery_today() - timedelta(days=score.AFTER_CALL_DAYS),
            )
        )

    # ---- what there is to do ------------------------------------------------------------------------------------

    @api.model
    def _candidates(self, company, cases):
        """{case id: [(what is to do, from which day)]}, as `score.first_action` takes them. Cases with an agency or in
        court have no steps of the ladder."""
        partners = cases.partner_id
        candidates = {case.id: self._of_case(case) for case in cases}
        own = cases.filtered(lambda case: case.phase not in HANDED_OVER)
        case_of = {case.partner_id.id: case.id for case in cases}
        own_of = {case.partner_id.id: case.id for case in own}
        today = company._recovery_today()
        for partner_id, day in self._open_days(company, partners, "recovery.dispute", "sla_date", ("open",)):
            candidates[case_of[partner_id]].append(("dispute", day))
        for partner_id, day in self._open_days(company, partners, "recovery.promise", "date_until", ("open",)):
            candidates[case_of[partner_id]].append(("promise", day))
        for plan in self._plans_in_default(company, partners):
            candidates[case_of[plan.partner_id.id]].append(("plan", today))
        for kind, partner_id, day in self._notices(company, own.partner_id.ids):
            candidates[own_of[partner_id]].append((kind, day))
        for case_id, kind, day in self._tasks(cases):
            candidates[case_id].append((kind, day))
        rests = self._leave_in_peace(company, cases, candidates)
        self._add_silent(company, own, candidates, rests)
        return candidates

    def _leave_in_peace(self, company, cases, candidates):
        """Where nothing may be asked of a debtor, what presses him gives way to what is to be done instead; returns
        these cases, each with its `Rest`."""
        today = company._recovery_today()
        rest_by = {
            debtor.id: rest_of(debtor, today)
            for debtors in self.env["recovery.open.items"]._debtors(company, today, partners=cases.partner_id)
            for debtor in debtors
        }
        rests = {case: rest for case in cases if (rest := rest_by.get(case.partner_id.id, Rest(None)))}
        declared = self._declared(company, cases)
        for case, rest in rests.items():
            its = candidates[case.id] = [its for its in candidates[case.id] if its[0] not in score.PRESSING]
            if rest.reason is Reason.INSOLVENCY and case not in declared:
                its.append(("declare", today))
            elif rest.reason in TO_MATCH:
                its.append(("match", today))
            elif rest.until:
                its.append(("peace", rest.until))
        return rests

    def _declared(self, company, cases):
        """Those of `cases` whose claim needs no declaration (any more): it was declared, or the debtor is an
        over-indebted person, whose creditors the commission asks."""
        groups = self.env["recovery.interruption"]._read_group(
            [
                *(("company_id", "=", company.id), ("partner_id", "in", cases.partner_id.ids)),
                *(("kind", "=", "insolvency_claim"), ("withdrawn", "=", False)),
            ],
            ["partner_id"],
        )
        declared = {partner for (partner,) in groups}
        return cases.filtered(
            lambda case: (
                case.partner_id in declared
                or case.partner_id.with_company(company).recovery_insolvency == "over_indebtedness"
            )
        )

    def _of_case(self, case):
        return [("answer", case._answered_day())] if case.answered_on else []

    def _open_days(self, company, partners, model, day, states):
        """(debtor id, earliest day) of the records of `model` that are in one of these states."""
        groups = self.env[model]._read_group(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("state", "in", states)],
            ["partner_id"],
            [f"{day}:min"],
        )
        return [(partner.id, earliest) for partner, earliest in groups]

    def _plans_in_default(self, company, partners):
        """Those that may still be cured; one that has fallen is a debt again."""
        return self.env["recovery.plan"].search_fetch(
            [
                *PLAN_IN_FORCE,
                *(("company_id", "=", company.id), ("partner_id", "in", partners.ids)),
                ("state", "=", "defaulted"),
            ],
            ["partner_id"],
        )

    def _notices(self, company, partner_ids):
        """(kind, debtor id, day) of the notices that wait for a person: to approve, or to mend because none has left
        since it failed."""
        if not partner_ids:
            return []
        return self.env.execute_query(
            SQL(
                """SELECT 'approve', partner_id, MIN(date) FROM recovery_notice
                    WHERE company_id = %(company)s AND partner_id IN %(partners)s AND state = 'proposed' GROUP BY 2
                UNION ALL
                   SELECT 'mend', n.partner_id, MAX(n.date) FROM recovery_notice n
                    WHERE n.company_id = %(company)s AND n.partner_id IN %(partners)s AND n.state = 'failed'
                      AND NOT EXISTS (SELECT FROM recovery_notice later
                                       WHERE later.partner_id = n.partner_id AND later.company_id = n.company_id
                                         AND later.id > n.id
                                         AND later.state IN ('proposed', 'approved', 'waiting', 'sent'))
                 GROUP BY 2""",
                debtor=DEBTOR,
                money=MONEY,
                lost=MOSTLY_LOST,
                company=company.id,
                partners=tuple(partner_ids),
            )
        )

    def _tasks(self, cases):
        """(case id, kind, deadline) of the open activities of the cases."""
        kinds = self._task_kinds()
        groups = self.env["mail.activity"]._read_group(
            [("res_model", "=", "recovery.case"), ("res_id", "in", cases.ids)],
            ["res_id", "activity_type_id"],
            ["date_deadline:min"],
        )
        return [(case_id, kinds.get(activity_type.id, "task"), day) for case_id, activity_type, day in groups]

    @api.model
    def _task_kinds(self):
        """{activity type id: what it asks for}; any other is a task."""
        types = {self.env.ref(name, raise_if_not_found=False): kind for name, kind in TASKS.items()}
        return {activity_type.id: kind for activity_type, kind in types.items() if activity_type}

    def _add_silent(self, company, cases, candidates, rests):
        """Promises that were broken and that nobody has spoken about, and cases that nothing is planned for; of those
        that are left in peace it is looked at after the same time whether the reason still holds."""
        broken = self._broken_promises(company, cases.partner_id.ids)
        days = self._event_days(company, cases)
        held = self._held_until(company, cases.partner_id)
        for case in cases:
            opened, last, spoken = days.get(case.id, (company._recovery_today(), None, None))
            _count, broken_on = broken.get(case.partner_id.id, (0, None))
            if broken_on and case not in rests and (not spoken or spoken <= broken_on):
                candidates[case.id].append(("broken", broken_on + timedelta(days=1)))
            if not candidates[case.id] and (case not in rests or rests[case].reason):
                since = max(filter(None, (opened, last, held.get(case.partner_id.id))))
                kind = "peace" if case in rests else "review"
                candidates[case.id].append((kind, since + timedelta(days=score.SILENT_DAYS)))

    def _event_days(self, company, cases):
        """{case id: (the day of its first event, that of the last message to the debtor, that of the last time that
        somebody spoke with him)}"""
        if not cases:
            return {}
        query = SQL(
            """SELECT case_id, MIN(day), MAX(day) FILTER (WHERE direction = 'out' AND channel IS NOT NULL),
                      MAX(day) FILTER (WHERE kind = 'contact')
                 FROM (SELECT case_id, kind, direction, channel, (date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day
                         FROM recovery_event WHERE case_id IN %s) event
             GROUP BY 1""",
            company._recovery_zone(),
            tuple(cases.ids),
        )
        return {case_id: days for case_id, *days in self.env.execute_query(query)}

    def _held_until(self, company, partners):
        """{debtor id: the last day of the holds of the whole debtor}; an endless one counts from today."""
        holds = self.env["recovery.hold"].search_fetch(
            [
                *(("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("state", "=", "active")),
                *(("move_id", "=", False), ("line_id", "=", False)),
            ],
            ["partner_id", "date_until"],
        )
        return {hold.partner_id.id: hold.date_until or company._recovery_today() for hold in holds}
