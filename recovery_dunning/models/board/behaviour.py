"""How a debtor pays, and whether it gets better or worse; which of the four debtors of practice he may be."""

import json
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...engine import score
from ...engine.board import behaviour
from ...engine.board.behaviour import Why
from ..record.actions import open_list
from ..record.way_in import COLLECTOR, READER, way_in

PROFILES = [
    ("disorganised", "Disorganised"),
    ("cash_strapped", "Short of cash"),
    ("bad_payer", "Bad payer"),
    ("dissatisfied", "Dissatisfied"),
]
GRADED = (
    *("recovery_score", "recovery_days_late", "recovery_score_change", "recovery_score_reason"),
    *("recovery_profile_suggested", "recovery_profile_reason"),
)
CHUNK = 5000  # debtors written in one go
YEAR = 365


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_score_change = fields.Integer(
        string="Days later than before",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
        help="His days late on average, against those of 90 days ago: above 0 he pays later.",
    )
    recovery_score_reason = fields.Char(
        string="Why this grade",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
    )
    recovery_profile_suggested = fields.Selection(
        PROFILES,
        string="Suggested profile",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
        help="What his payments, promises and disputes speak for; you decide.",
    )
    recovery_profile_reason = fields.Char(
        string="Why this profile",
        company_dependent=True,
        copy=False,
        groups="recovery_dunning.group_recovery_reader",
    )

    @way_in(COLLECTOR, "write")
    def action_recovery_take_profile(self):
        """Give these debtors the profile that is suggested."""
        for partner in self.filtered("recovery_profile_suggested"):
            partner.recovery_profile_id = self.env.ref(
                f"recovery_dunning.profile_{partner.recovery_profile_suggested}", raise_if_not_found=False
            )

    @way_in(READER, "read")
    def action_recovery_behind_score(self):
        """The instalments that the grade is made of: paid within two years, or overdue."""
        self.ensure_one()
        since = self.env.company._recovery_today() - timedelta(days=score.HISTORY_DAYS)
        domain = [
            *(("company_id", "=", self.env.company.id), ("recovery_debtor_id", "=", self.recovery_debtor_id.id)),
            *(("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("balance", ">", 0)),
            *("|", ("reconciled", "=", False), ("matched_credit_ids.max_date", ">=", since)),
        ]
        return open_list(self.env, "action_recovery_instalment", domain)

    @api.model
    def _recovery_grade(self, company, partners=None):
        """Write how the debtors of a company pay, as of today: grade, days late, change, why, and the profile that
        speaks for it. `partners`: these debtors alone, otherwise all. Only what has changed is written."""
        if partners is not None and not partners:
            return
        today = company._recovery_today()
        before = today - timedelta(days=behaviour.TREND_DAYS)
        past = self.env["recovery.past"]
        lang = company.partner_id.lang or self.env.user.lang
        words = _Words(self.with_context(lang=lang).env)
        ids = None if partners is None else partners.ids
        with past._parts(company, before - timedelta(days=score.HISTORY_DAYS), today, ids) as parts:
            now, then = (past._delays(company, day, parts, ids) for day in (today, before))
            in_parts = past._in_parts(parts, today - timedelta(days=YEAR))
        promises, disputes = past._kept_and_broken(company, today), past._disputes_of(company, today)
        after_calls = self._recovery_after_calls(company, list(now), today)
        written = {}
        for debtor_id, delay in now.items():
            kept, broken = promises.get(debtor_id, (0, 0))
            count, contested = disputes.get(debtor_id, (0, Decimal(0)))
            scored = behaviour.score(delay, then.get(debtor_id, behaviour.Delay()), broken)
            disputed = contested / delay.amount if delay.amount > 0 else Decimal(0)
            signs = behaviour.Signs(
                scored, broken, kept, in_parts.get(debtor_id, 0), count, disputed, debtor_id in after_calls
            )
            profile, reasons = behaviour.suggest(signs)
            written[debtor_id] = (
                *(scored.grade, scored.days, scored.change, words.grade(scored, delay, broken)),
                *(profile and profile.value, words.profile(reasons)),
            )
        self._recovery_write_grades(company, written, partners)

    @api.model
    def _recovery_after_calls(self, company, debtor_ids, today):
        """Those of these debtors who usually pay after a call."""
        if not debtor_ids:
            return set()
        since = today - timedelta(days=score.HISTORY_DAYS)
        calls = self.env["recovery.ranking"]._calls(company, debtor_ids, since)
        return {debtor_id for debtor_id, *counts in calls if score.pays_after_calls(*counts)}

    @api.model
    def _recovery_write_grades(self, company, written, partners):
        """`written`: {debtor id: the values of `GRADED`}; whoever has a grade and is not among them loses it."""
        self.env.flush_all()
        key = str(company.id)
        graded = SQL("recovery_score IS NOT NULL AND recovery_score ? %s", key)
        if partners is not None:
            graded = SQL("%s AND id IN %s", graded, tuple(partners.ids))
        lost = self.env.execute_query(SQL("SELECT id FROM res_partner WHERE %s", graded))
        rows = [*written.items(), *((its[0], (None,) * len(GRADED)) for its in lost if its[0] not in written)]
        names = [SQL.identifier(name) for name in GRADED]
        for chunk in split_every(CHUNK, rows):
            values = json.dumps([[debtor_id, *its] for debtor_id, its in chunk])
            new = [
                SQL(
                    """NULLIF((COALESCE(p.%(name)s, '{}') - %(key)s) || COALESCE(
                       jsonb_strip_nulls(jsonb_build_object(%(key)s, v.its -> %(place)s)), '{}'), '{}')""",
                    name=name,
                    key=key,
                    place=place,
                )
                for place, name in enumerate(names, 1)
            ]
            self.env.cr.execute(
                SQL(
                    """UPDATE res_partner p SET %s FROM jsonb_array_elements(%s::jsonb) AS v(its)
                        WHERE p.id = (v.its ->> 0)::int AND (%s) IS DISTINCT FROM (%s)""",
                    SQL(", ").join(SQL("%s = %s", name, value) for name, value in zip(names, new, strict=True)),
                    values,
                    SQL(", ").join(SQL("p.%s", name) for name in names),
                    SQL(", ").join(new),
                )
            )
        self.invalidate_model(list(GRADED), flush=False)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _grade_debtors(self):
        """Write the grades of the debtors of these cases of the current company."""
        if self:
            self.env["res.partner"]._recovery_grade(self.env.company, self.partner_id)


class RecoveryPast(models.AbstractModel):
    _inherit = "recovery.past"

    @api.model
    def _scores(self, company, day):
        """{debtor id: `behaviour.Delay`} as of the end of `day`, however long ago."""
        with self._parts(company, day - timedelta(days=score.HISTORY_DAYS), day) as parts:
            return self._delays(company, day, parts)

    @api.model
    def _delays(self, company, day, parts, debtor_ids=None):
        """{debtor id: `behaviour.Delay`} of what was paid in the two years before `day` and of what was overdue then.
        `parts`: the table that `_parts` has made."""
        own = SQL("CASE WHEN days <= 0 THEN days ELSE GREATEST(days - disputed_days, 0) END")
        rows = self.env.execute_query(
            SQL(
                """SELECT debtor_id, SUM(amount * %(own)s), SUM(amount), SUM(weight) FROM (
                          SELECT debtor_id, amount, day - due AS days, disputed_days, weight FROM %(parts)s
                           WHERE day BETWEEN %(since)s AND %(day)s
                       UNION ALL
                          SELECT o.debtor_id, o.open, %(day)s - o.due, COALESCE(contested.days, 0), o.open / o.balance
                            FROM (%(open)s) o
               LEFT JOIN LATERAL (SELECT SUM(GREATEST(LEAST(COALESCE(d.ended_on, %(day)s), %(day)s)
                                                      - GREATEST(d.create_date::date, o.due), 0)) AS days
                                    FROM recovery_dispute_line_rel rel JOIN recovery_dispute d ON d.id = rel.dispute_id
                                   WHERE rel.line_id = o.line_id) contested ON TRUE
                           WHERE o.open > 0 AND o.due < %(day)s AND o.balance > 0) its
                 GROUP BY debtor_id""",
                own=own,
                parts=parts,
                since=day - timedelta(days=score.HISTORY_DAYS),
                day=day,
                open=self._open(company, day, debtor_ids),
            )
        )
        return {
            debtor_id: behaviour.Delay(Decimal(str(amount_days)), Decimal(str(amount)), behaviour.whole(float(weight)))
            for debtor_id, amount_days, amount, weight in rows
            if debtor_id
        }

    @api.model
    def _in_parts(self, parts, since):
        """{debtor id: his payments of a part of an instalment}"""
        query = SQL(
            "SELECT debtor_id, COUNT(*) FROM %s WHERE weight < 0.999 AND day >= %s GROUP BY debtor_id", parts, since
        )
        return dict(self.env.execute_query(query))

    @api.model
    def _kept_and_broken(self, company, today):
        """{debtor id: (promises kept, promises not kept)} of a year."""
        counts = defaultdict(lambda: [0, 0])
        groups = (
            self.env["recovery.promise"]
            .sudo()
            ._read_group(  # how a debtor pays is graded for all
                [
                    *(("company_id", "=", company.id), ("date_until", ">=", today - timedelta(days=YEAR))),
                    *(("state", "in", ("kept", "partial", "broken")), ("lifecycle_id", "=", False)),
                ],
                ["partner_id", "state"],
                ["__count"],
            )
        )
        for partner, state, count in groups:
            counts[partner.id][state != "kept"] += count
        return counts

    @api.model
    def _disputes_of(self, company, today):
        """{debtor id: (disputes of a year, what was contested)}"""
        query = SQL(
            """SELECT partner_id, COUNT(*), SUM(amount) FROM recovery_dispute
                WHERE company_id = %s AND create_date >= %s GROUP BY partner_id""",
            company.id,
            today - timedelta(days=YEAR),
        )
        return {debtor_id: (count, Decimal(str(amount))) for debtor_id, count, amount in self.env.execute_query(query)}


class _Words:
    """The reasons of grades and profiles in one language, translated once."""

    def __init__(self, env):
        self.few = env._("Too few instalments to say: %(count)s.")
        self.average = env._("%(days)s days late on average, over %(count)s instalments of two years.")
        self.later = env._("%(days)s days later than 90 days ago.")
        self.earlier = env._("%(days)s days earlier than 90 days ago.")
        self.broken = env._("Promises not kept in a year: %(count)s.")
        self.why = {
            Why.DISPUTES: env._("He contests much of what he is billed."),
            Why.BROKEN: env._("He breaks his promises more often than he keeps them."),
            Why.VERY_LATE: env._("He pays more than two months late."),
            Why.LATER: env._("He pays later and later."),
            Why.PARTS: env._("He pays in parts."),
            Why.AFTER_CALLS: env._("He pays when he is called."),
            Why.LATE: env._("He pays late, and pays in the end."),
        }

    def grade(self, scored, delay, broken):
        if delay.is_enough:
            said = [self.average % {"days": scored.days, "count": delay.count}]
        else:
            said = [self.few % {"count": delay.count}]
        if scored.change:
            said.append((self.later if scored.change > 0 else self.earlier) % {"days": abs(scored.change)})
        if broken:
            said.append(self.broken % {"count": broken})
        return " ".join(said)

    def profile(self, reasons):
        return " ".join(self.why[why] for why in reasons) or None
