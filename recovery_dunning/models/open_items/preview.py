"""The timetable: the next step of invoices by their ladders, and what speaks against it, in one query for a whole list.

It looks at levels, gaps, holds, promises, plans and disputes. What else may keep a notice back on the day (credits, the
bank, the contact budget, an address that is missing) the next run sees, and the form of the invoice says.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine import ladder
from .facts import DISPUTED, NO_FACT

Timetable = namedtuple("Timetable", "level_id date marks")
SOMEBODY = 1  # whoever it is, he can be reached: the list does not look


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _timetable(self, moves):
        """{invoice id: `Timetable`} of the posted customer invoices among `moves` that have something open: the step
        that comes first of their instalments, its day, and the marks {kind of obstacle: its last day or None}."""
        self.env.flush_all()  # the query below reads tables
        timetables = {}
        for company, its_moves in moves.grouped("company_id").items():
            today = company._recovery_today()
            rules = self.env["recovery.procedure"]._rules(company)
            choose = self.env["recovery.procedure"]._chooser(company)
            rows = defaultdict(list)
            for row in self._timetable_rows(company, its_moves, today):
                rows[row.move_id].append(row)
            for move_id, its_rows in rows.items():
                timetables[move_id] = self._timetable_of(its_rows, rules, choose, today)
        return timetables

    def _timetable_of(self, rows, rules, choose, today):
        levels, marks = [], {}
        for row in rows:
            level, day = self._planned_level(row, rules, choose, today)
            if level:
                levels.append((day, level.id))
            marks.update(self._marks(row))
        day, level_id = min(levels, default=(None, None))
        return Timetable(level_id, day, marks)

    def _planned_level(self, row, rules, choose, today):
        """The next step of one instalment and its day, or (None, None)."""
        fact = NO_FACT._replace(**{name: getattr(row, name) for name in ("debtor_class", "country_id", "category_ids")})
        fact = fact._replace(procedure_id=row.partner_procedure_id, profile_id=row.profile_id)
        its_procedure = rules.procedures.get(choose(fact, row.procedure_id, row.amount)[0])
        instalment = ladder.Instalment(
            id=row.id,
            move_id=row.move_id,
            currency_id=row.currency_id,
            due=row.due,
            residual=Decimal(repr(row.residual)),
            residual_company=Decimal(repr(row.residual)),
            procedure=its_procedure,
            reached=rules.levels.get(row.level_id),
            reached_on=row.reached_on,
            no_followup=row.no_followup,
            settled=row.settled,
            held=row.held,
            held_until=None if row.held_for_ever else row.held_until,
            resumed_on=row.held_before and row.held_before + timedelta(days=1),
            promised_until=row.promised_until,
            planned=row.planned,
            disputed=Decimal(repr(row.disputed or 0)),
        )
        debtor = ladder.Debtor(
            *(SOMEBODY, (instalment,), SOMEBODY, SOMEBODY, SOMEBODY),
            phase=row.phase or "amicable",
            insolvent=row.insolvent,
        )
        decision = ladder.decide(instalment, debtor, today)
        if not isinstance(decision, ladder.Refusal):
            return decision, today
        if decision.level:
            return decision.level, decision.on
        return self._level_afterwards(instalment, decision)

    def _level_afterwards(self, instalment, refusal):
        """After a hold or a promise that ends: the step that was due, on the day after."""
        if refusal.on and refusal.reason in (ladder.Reason.HOLD, ladder.Reason.PROMISE):
            level = ladder.next_level(instalment.procedure, instalment.reached, overdue=refusal.on > instalment.due)
            if level:
                gap = level.min_gap if refusal.reason is ladder.Reason.HOLD else 0
                due_on = instalment.due + timedelta(days=level.delay)
                return level, max(refusal.on + timedelta(days=gap), due_on)
        return None, None

    def _marks(self, row):
        """What speaks against dunning: {kind: its last day, or None}, the weightiest first."""
        marks = {}
        if row.disputed is not None:  # of a dispute over a part, the oldest instalments bear it
            marks["dispute"] = None
        if row.planned:
            marks["plan"] = None
        if row.promised_for:
            marks["promise"] = row.promised_for
        if row.held:
            marks["hold"] = None if row.held_for_ever else row.held_until
        return marks

    def _timetable_rows(self, company, moves, today):
        """The open instalments of the invoices with all that is asked of them, in one query."""
        on_line = SQL(
            "(h.line_id = l.id OR h.line_id IS NULL AND (h.move_id = l.move_id"
            " OR h.move_id IS NULL AND h.partner_id = p.commercial_partner_id))"
        )
        return self._rows(
            SQL(
                """SELECT l.id, l.move_id, l.currency_id, COALESCE(l.date_maturity, l.date) AS due,
                          l.amount_residual_currency AS residual, l.balance AS amount,
                          l.recovery_level_id AS level_id, l.recovery_date AS reached_on,
                          COALESCE(l.no_followup, FALSE) AS no_followup,
                          COALESCE(m.payment_state IN ('paid', 'in_payment'), FALSE) AS settled,
                          m.recovery_procedure_id AS procedure_id, rc.phase, d.country_id,
                          COALESCE(d.recovery_class ->> %(key)s,
                                   CASE WHEN d.is_company THEN 'business' ELSE 'consumer' END) AS debtor_class,
                          ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel
                                 WHERE partner_id = d.id) AS category_ids,
                          (d.recovery_procedure_id ->> %(key)s)::int AS partner_procedure_id,
                          (d.recovery_profile_id ->> %(key)s)::int AS profile_id,
                          d.recovery_insolvency ->> %(key)s IS NOT NULL AS insolvent,
                          COALESCE(h.held, FALSE) AS held, h.for_ever AS held_for_ever, h.until AS held_until,
                          h.before AS held_before, pr.until AS promised_until, pr.day AS promised_for,
                          EXISTS (SELECT FROM recovery_plan pl
                                    JOIN recovery_plan_instalment_rel rel ON rel.plan_id = pl.id
                                   WHERE rel.line_id = l.id AND (pl.state = 'active'
                                         OR pl.state = 'defaulted' AND pl.acceleration_date IS NULL)) AS planned,
                          (SELECT SUM(LEAST(GREATEST(di.amount - older.residual, 0), l.amount_residual_currency))
                             FROM recovery_dispute di
                             JOIN recovery_dispute_line_rel rel ON rel.dispute_id = di.id
                    JOIN LATERAL (SELECT COALESCE(SUM(o.amount_residual_currency), 0) AS residual
                                    FROM recovery_dispute_line_rel other
                                    JOIN account_move_line o ON o.id = other.line_id
                                   WHERE other.dispute_id = di.id
                                     AND (o.date_maturity, o.id) < (l.date_maturity, l.id)) older ON TRUE
                            WHERE rel.line_id = l.id AND di.state IN %(disputed)s) AS disputed
                     FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                     JOIN account_move m ON m.id = l.move_id AND m.move_type = 'out_invoice'
                     JOIN res_partner p ON p.id = l.partner_id
                     JOIN res_partner d ON d.id = p.commercial_partner_id
                LEFT JOIN recovery_case rc
                       ON rc.partner_id = d.id AND rc.company_id = l.company_id AND rc.phase != 'closed'
        LEFT JOIN LATERAL (SELECT BOOL_OR(active) AS held, BOOL_OR(active AND date_until IS NULL) AS for_ever,
                                  MAX(date_until) FILTER (WHERE active) AS until,
                                  MAX(date_until) FILTER (WHERE NOT active) AS before
                             FROM (SELECT h.date_until,
                                          h.state = 'active' AND COALESCE(h.date_until >= %(today)s, TRUE) AS active
                                     FROM recovery_hold h
                                    WHERE h.company_id = l.company_id AND h.partner_id = d.id
                                      AND h.date_from <= %(today)s AND %(on_line)s) hold) h ON TRUE
        LEFT JOIN LATERAL (SELECT MAX(pr.date_until) AS until, MAX(pr.date) AS day FROM recovery_promise pr
                             JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                            WHERE rel.line_id = l.id AND pr.state = 'open' AND pr.date_until >= %(today)s) pr ON TRUE
                    WHERE l.move_id IN %(moves)s AND l.company_id = %(company)s AND l.parent_state = 'posted'
                      AND l.reconciled IS NOT TRUE AND l.amount_residual > 0 AND l.amount_residual_currency > 0
                 ORDER BY due, l.id""",
                key=str(company.id),
                disputed=DISPUTED,
                today=today,
                on_line=on_line,
                moves=tuple(moves.ids),
                company=company.id,
            )
        )
