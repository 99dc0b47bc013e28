"""The priority of a case (0 to 100, 100 more if the debtor waits for an answer), its reasons and next action: ranked
at night, and when an event, a task or an answer changes them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, split_every

from ...engine import score
from ..record.way_in import READER, acting
from .ranking_once import waiting

CHUNK = 1000  # cases ranked together
ROUTINE = ("opening", "notice", "task", "delivery")  # events, many at once, by the runs: the ranking at night sees them
STIRRED = "recovery.case.stirred"  # where a transaction remembers the debtors that it has to rank
ACTION_LABELS = [
    ("answer", "Answer the debtor"),
    ("declare", "Declare the claim"),
    ("dispute", "Decide on the dispute"),
    ("broken", "Call: promise not kept"),
    ("plan", "See the missing payment"),
    ("mend", "Mend the notice"),
    ("approve", "Approve the notice"),
    ("call", "Call"),
    ("post", "Post the registered letter"),
    ("proof", "Check the proof of payment"),
    ("hand_over", "Decide on the handover"),
    ("promise", "Check the promise"),
    ("match", "Match the money received"),
    ("task", "Do the task"),
    ("peace", "Leave in peace"),
    ("review", "Review the case"),
]


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    priority = fields.Integer(
        readonly=True,
        copy=False,
        groups=READER,
        aggregator="max",
        help="0 to 100: how much is owed, for how long, promises not kept, how late he usually pays; 100 more for a "
        "debtor who waits for an answer.",
    )
    priority_facts = fields.Json(copy=False, readonly=True, groups=READER)
    priority_explanation = fields.Char(string="Reasons", compute="_compute_priority_explanation", groups=READER)
    ranked_amount = fields.Monetary(
        string="At stake",
        readonly=True,
        copy=False,
        groups=READER,
        help="What was overdue when the case was last ranked.",
    )
    ranked_due = fields.Date(string="Oldest due date", readonly=True, copy=False)
    days_overdue = fields.Integer(string="Days late", compute="_compute_days_overdue", help="Of the oldest instalment.")
    next_action = fields.Selection(ACTION_LABELS, string="Next action", readonly=True, copy=False, index=True)
    next_action_date = fields.Date(string="To do on", readonly=True, copy=False)

    _worklist = models.Index("(company_id, priority DESC) WHERE phase != 'closed'")

    @api.depends("ranked_due")
    def _compute_days_overdue(self):
        for case in self:
            today = case.company_id._recovery_today()
            case.days_overdue = max((today - case.ranked_due).days, 0) if case.ranked_due else 0

    @api.depends("priority_facts")
    @api.depends_context("lang")
    def _compute_priority_explanation(self):
        """The facts that the priority was made of, in the words of the reader."""
        for case in self:
            case.priority_explanation = ", ".join(case._explain(case.priority_facts or {}))

    def _explain(self, facts):
        """The sentences of the facts, the weightiest first."""
        today = self.company_id._recovery_today()
        if facts.get("answered_on"):
            yield self._when(facts["answered_on"], today, "answered")
        if facts.get("declare_by"):
            day = fields.Date.to_date(facts["declare_by"])
            yield self.env._("insolvent: declare the claim by %s", format_date(self.env, day))
        if facts.get("amount"):
            yield self.currency_id.format(facts["amount"])
        if facts.get("due"):
            days = (today - fields.Date.to_date(facts["due"])).days
            yield self.env._("%s days", days) if days != 1 else self.env._("1 day")
        if facts.get("broken_on"):
            yield self._when(facts["broken_on"], today, "broken")
        if facts.get("broken", 0) > 1:
            yield self.env._("%s promises not kept", facts["broken"])
        if facts.get("promised_for"):
            day = fields.Date.to_date(facts["promised_for"])
            yield self.env._("promised for %s", format_date(self.env, day))
        if facts.get("after_call"):
            yield self.env._("usually pays after a call")
        elif (late := facts.get("days_late")) is not None:
            yield (self.env._("usually pays %s days late", late) if late > 3 else self.env._("usually pays on time"))

    def _when(self, day, today, what):
        """That something happened on a day, as one says it: today, yesterday, on a date."""
        day = fields.Date.to_date(day)
        texts = {
            "answered": (
                self.env._("answered today"),
                self.env._("answered yesterday"),
                self.env._("answered on %s", format_date(self.env, day)),
            ),
            "broken": (
                self.env._("promise broken today"),
                self.env._("promise broken yesterday"),
                self.env._("promise broken on %s", format_date(self.env, day)),
            ),
        }
        return texts[what][min((today - day).days, 2)]

    # ---- ranking --------------------------------------------------------------------------------------------------

    @api.model
    @acting()
    def _cron_rank(self):
        """Every night: rank the open cases of each company, and grade their debtors."""
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        for company, ids in everything._read_group([("phase", "!=", "closed")], ["company_id"], ["id:array_agg"]):
            usual = 0.0
            for chunk in split_every(CHUNK, ids):
                usual = usual or self._usual_amount(company)  # in the first night known once some are ranked
                cases = everything.with_company(company).browse(chunk).exists()
                cases._rank(usual)
                cases._grade_debtors()
                self.env["recovery.run"]._commit_progress(len(chunk))

    def _rank(self, usual=None):
        """Set priority and next action of these cases as of now; only what has changed is written. A case that somebody
        else is writing keeps the rank it has. `usual`: as `_usual_amount`, where it is known already."""
        # a rank is no secret, nobody writes it by hand, and nobody is told of it
        cases = self.sudo().with_context(tracking_disable=True)
        cases = cases.filtered(lambda case: case.phase != "closed").try_lock_for_update(allow_referencing=True)
        for company, its_cases in cases.grouped("company_id").items():
            its_cases.with_company(company)._rank_in(company, usual)

    def _rank_in(self, company, usual):
        self.env.flush_all()  # the queries below read tables
        today, ranking, ids = company._recovery_today(), self.env["recovery.ranking"], self.partner_id.ids
        overdue = ranking._overdue(company, ids)
        behaviours = ranking._behaviours(company, ids)
        broken = ranking._broken_promises(company, ids)
        promised = dict(ranking._open_days(company, self.partner_id, "recovery.promise", "date", ("open",)))
        candidates = ranking._candidates(company, self)
        usual = usual or self._usual_amount(company)
        usual = usual or sum(amount for amount, _due in overdue.values()) / (len(overdue) or 1)
        for case in self:
            debtor_id = case.partner_id.id
            amount, due = overdue.get(debtor_id, (0.0, None))
            count, broken_on = broken.get(debtor_id, (0, None))
            facts = case._prepare_facts(
                amount, due, count, broken_on, promised.get(debtor_id), behaviours.get(debtor_id, score.Behaviour())
            )
            action, day = score.first_action(candidates[case.id], today)
            if action == "declare":
                facts["declare_by"] = case._declare_by()
            case._write_rank(
                {
                    "priority": score.priority(case._situation(facts, usual, today)),
                    "priority_facts": facts,
                    "ranked_amount": amount,
                    "ranked_due": due or False,
                    "next_action": action or False,
                    "next_action_date": day or False,
                }
            )

    def _usual_amount(self, company):
        """What a debtor with an open case owes on average, as they were last ranked; 0 before the first time."""
        query = SQL(
            "SELECT AVG(ranked_amount) FROM recovery_case "
            "WHERE company_id = %s AND phase != 'closed' AND ranked_amount > 0",
            company.id,
        )
        return float(self.env.execute_query(query)[0][0] or 0)

    def _prepare_facts(self, amount, due, broken, broken_on, promised_for, behaviour):
        """What the rank is explained by, as plain values; the words are found when it is read."""
        broken_on = broken_on and broken_on + timedelta(days=1)  # the day after the last one of waiting
        facts = {
            "amount": amount,
            "due": due and fields.Date.to_string(due),
            "broken": broken,
            "broken_on": broken_on and fields.Date.to_string(broken_on),
            "promised_for": promised_for and fields.Date.to_string(promised_for),
            "days_late": behaviour.days_late,
            "after_call": behaviour.after_call,
            "answered_on": self.answered_on and fields.Date.to_string(self._answered_day()),
        }
        return {name: value for name, value in facts.items() if value or (name == "days_late" and value is not None)}

    def _declare_by(self):
        """The day by which the claim is declared: two months from the publication of the judgment (C. com. R622-24),
        which follows the judgment; counted from the day that is known, None where none is."""
        judgment = self.partner_id.with_company(self.company_id).recovery_insolvency_date
        return fields.Date.to_string(fields.Date.add(judgment, months=2)) if judgment else None

    def _answered_day(self):
        """The day on which the debtor wrote, where the company is."""
        zoned = self.with_context(tz=self.company_id._recovery_zone())
        return fields.Datetime.context_timestamp(zoned, self.answered_on).date()

    def _situation(self, facts, usual, today):
        def days_since(name):
            day = facts.get(name)
            return (today - fields.Date.to_date(day)).days if day else None

        return score.Situation(
            overdue=score.Decimal(repr(facts.get("amount", 0.0))),
            usual=score.Decimal(repr(usual)),
            days=days_since("due") or 0,
            broken_promises=facts.get("broken", 0),
            broken_days=days_since("broken_on"),
            days_late=facts.get("days_late"),
            answered="answered_on" in facts,
        )

    def _write_rank(self, values):
        changed = {name: value for name, value in values.items() if (self[name] or False) != (value or False)}
        if changed:
            self.write(changed)

    # ---- what happens meanwhile -----------------------------------------------------------------------------------

    @api.model
    def _stir(self, pairs):
        """Rank the open cases of these (company id, debtor id) before the transaction ends, all of them together."""
        if (later := waiting.get()) is not None:
            later.update(pairs)
            return
        data = self.env.cr.precommit.data
        if STIRRED not in data:
            data[STIRRED] = set()
            self.env.cr.precommit.add(self.sudo()._rank_stirred)  # whoever stirs them need not see them all
        data[STIRRED].update(pairs)

    @api.model
    def _rank_stirred(self):
        pairs = self.env.cr.precommit.data.pop(STIRRED, set())
        for company_id in {company_id for company_id, _partner_id in pairs}:
            partner_ids = [partner_id for its_company_id, partner_id in pairs if its_company_id == company_id]
            company, partners = self.env["res.company"].browse(company_id), self.env["res.partner"].browse(partner_ids)
            for cases in split_every(CHUNK, self._of(company, partners).ids, self.browse):
                cases._rank()

    def write(self, vals):
        """An answer that comes in, or is dealt with, changes the rank."""
        result = super().write(vals)
        if not {"answered_on", "phase"}.isdisjoint(vals):
            self._stir({(case.company_id.id, case.partner_id.id) for case in self})
        return result


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        cases = events.filtered(lambda event: event.kind not in ROUTINE).sudo().case_id  # to rank them, not to show
        if cases:
            cases._stir({(case.company_id.id, case.partner_id.id) for case in cases})
        return events


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._stir_cases()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if not {"date_deadline", "activity_type_id", "active", "res_id"}.isdisjoint(vals):
            self._stir_cases()
        return result

    def unlink(self):
        self._stir_cases()
        return super().unlink()

    def _stir_cases(self):
        case_ids = [activity.res_id for activity in self if activity.res_model == "recovery.case"]
        if case_ids:
            cases = self.env["recovery.case"].sudo().browse(case_ids).exists()  # to rank them, not to show
            cases._stir({(case.company_id.id, case.partner_id.id) for case in cases})
