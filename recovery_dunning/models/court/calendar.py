"""The days of a proceeding, and the deadlines that follow from them by the rules in force on those days."""

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import deadlines as rules
from ...engine.court import competence
from ...engine.court.stages import DAYS
from ..record.words import named

NAMES = (
    *("deposit_deadline", "service_deadline", "opposition_deadline", "counsel_deadline", "answer_deadline"),
    *("enforcement_date", "appeal_deadline", "contestation_deadline", "title_expiry"),
)
# what is waited for at a stage, the first that is known
AWAITED = {
    "filed": ("deposit_deadline", "answer_deadline"),
    "ordered": ("service_deadline",),
    "served": ("opposition_deadline", "enforcement_date", "answer_deadline"),
    "opposed": ("counsel_deadline", "contestation_deadline"),
    "decided": ("appeal_deadline",),
    "titled": ("title_expiry",),
    "enforced": ("title_expiry",),
}


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    filed_on = fields.Date(readonly=True, copy=False)
    order_date = fields.Date(string="Ordered on", readonly=True, copy=False)
    served_on = fields.Date(readonly=True, copy=False)
    served_in_person = fields.Boolean(readonly=True, copy=False)
    first_act_on = fields.Date(
        string="First act in person, or seizure", readonly=True, copy=False, help="It starts the time of opposition."
    )
    opposed_on = fields.Date(string="Contested on", readonly=True, copy=False)
    hearing_on = fields.Date(readonly=True, copy=False)
    decision_date = fields.Date(string="Decided on", readonly=True, copy=False)
    decision_served_on = fields.Date(readonly=True, copy=False)
    appealed_on = fields.Date(readonly=True, copy=False)
    title_date = fields.Date(string="Enforceable on", readonly=True, copy=False)
    enforced_on = fields.Date(string="Last act of enforcement", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    deposit_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Deposit the costs by")
    service_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Serve by")
    opposition_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Opposition until")
    counsel_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Appoint counsel by")
    answer_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Answer of the debtor by")
    enforcement_date = fields.Date(compute="_compute_deadlines", store=True, string="Enforced from")
    appeal_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Appeal until")
    contestation_deadline = fields.Date(compute="_compute_deadlines", store=True, string="Answer the representative by")
    title_expiry = fields.Date(compute="_compute_deadlines", store=True, string="Title enforced until")
    next_deadline = fields.Date(compute="_compute_deadlines", store=True, index=True)
    deadline_note = fields.Text(string="How the deadlines are counted", compute="_compute_deadline_note")

    @api.depends("stage", "kind", "court_kind", "served_in_person", "first_act_on", "decision_served_on", "stayed_on")
    @api.depends(*(day for day in DAYS.values()))
    def _compute_deadlines(self):
        for proceeding in self:
            found = {deadline.name: deadline.last for deadline in proceeding._deadlines()}
            for name in NAMES:
                proceeding[name] = found.get(name, False)
            proceeding.next_deadline = proceeding._awaited(found)

    def _awaited(self, found):
        """The deadline that is waited for at this stage; a hearing is one too."""
        if self.stayed_on or self.stage in ("draft", "ended"):
            return False
        if self.stage == "heard":
            return self.hearing_on
        return next((found[name] for name in AWAITED.get(self.stage, ()) if found.get(name)), False)

    def _deadlines(self):
        """[`deadlines.Deadline`] that follow from the days that are known."""
        self.ensure_one()
        court, theirs = self._court_place(), self.partner_id._recovery_place(self.company_id)
        commercial = self.court_kind in competence.COMMERCIAL
        found = [
            *self._deadlines_of_request(court, theirs, commercial),
            *self._deadlines_of_contest(court, commercial),
        ]
        if self.decision_served_on:
            interim = self.kind == "interim_payment"
            found.append(rules.appeal_deadline(self.decision_served_on, interim, court, theirs))
        if self.title_date:
            found.append(rules.title_expiry(self.title_date))
        return [deadline for deadline in found if deadline]

    def _deadlines_of_request(self, court, theirs, commercial):
        if self.kind == "payment_order":
            if self.filed_on and commercial:
                yield rules.deposit_deadline(self.filed_on, court)
            if self.order_date:
                yield rules.service_deadline(self.order_date, court)
            if self.order_date and self.served_on:
                yield rules.opposition_deadline(
                    self.served_on, self.served_in_person, court, theirs, self.first_act_on or None
                )
                yield rules.enforcement_date(self.order_date, self.served_on, court, theirs)
        elif self.kind == "small_claims" and self.filed_on:
            yield rules.answer_deadline(self.filed_on, court)
        elif self.kind == "uncontested" and self.served_on:
            yield rules.contest_deadline(self.served_on, court)

    def _deadlines_of_contest(self, court, commercial):
        if not self.opposed_on:
            return
        if self.kind == "insolvency_claim":
            yield rules.contestation_deadline(self.opposed_on, court)
        elif self.kind == "payment_order" and not commercial:
            yield rules.counsel_deadline(self.opposed_on, court)

    @api.depends("next_deadline", "stage")
    @api.depends_context("lang")
    def _compute_deadline_note(self):
        for proceeding in self:
            known = proceeding._deadlines() if proceeding.id else []
            proceeding.deadline_note = "\n".join(map(proceeding._deadline_text, known))

    def _deadline_text(self, deadline):
        """How a deadline comes about, in a line: what, until when, the article, from when, and why it was carried."""
        label = self._fields[deadline.name]._description_string(self.env)
        parts = [self.env._("from %s", format_date(self.env, deadline.start))]
        if deadline.months:
            months = deadline.months
            parts.append(self.env._("%s years", months // 12) if months % 12 == 0 else self.env._("%s months", months))
        if deadline.distance:
            parts.append(self.env._("%s months more for the distance", deadline.distance))
        if deadline.days:
            parts.append(self.env._("%s days", deadline.days))
        if deadline.is_carried and not deadline.opens:
            day = format_date(self.env, deadline.counted)
            parts.append(self.env._("%s is no working day (CPC 642)", day))
        counted = named(self.env, deadline.article, ", ".join(parts))
        return named(self.env, label, f"{format_date(self.env, deadline.last)} ({counted})")
