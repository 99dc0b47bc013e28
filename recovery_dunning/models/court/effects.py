"""What follows from a step: the case goes to court, limitation is interrupted, and the next deadline becomes a task."""

from odoo import models
from odoo.tools import format_date

from ..record.words import named

# which act interrupts limitation at which step (C. civ. 2241, 2244); an order to pay does so once it is served
INTERRUPTS = {
    ("payment_order", "served"): "claim",
    ("interim_payment", "served"): "claim",
    ("summons", "served"): "claim",
    ("insolvency_claim", "filed"): "insolvency_claim",
}
FOR_NOTHING = ("rejected", "lapsed", "withdrawn")
TASK = "recovery_dunning.activity_type_court"


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    def _take_effect(self, to, day, documents):
        """See the module. Called with the rights of the superuser, after the step was written."""
        if self.stage == "ended":
            self._close_interruptions(day)
            self.activity_unlink([TASK])
            return
        if to != "draft" and self.kind != "insolvency_claim" and self.case_id.phase not in ("legal", "closed"):
            self.case_id.phase = "legal"  # the ladder stands still: nothing leaves by itself any more
        kind = INTERRUPTS.get((self.kind, to)) or {"titled": "title", "enforced": "enforcement"}.get(to)
        if to == "served" and self._is_served_late(day):
            self._lapse(day)
            return
        if kind:
            self._interrupt(kind, day, documents)
        if to == "titled":
            self._end_lawsuits(day)
        if self.kind == "small_claims" and to == "decided":
            self._answered_small_claim(day, documents)
        elif self.decision == "rejected" and to in ("ordered", "decided"):
            self._after_rejection(to, day)

    def _after_rejection(self, to, day):
        """Of a refused order there is no appeal: a full trial is left (CPC 1409); a judgment may be appealed from."""
        if to == "ordered":
            self._end("rejected", day, self.env._("No appeal from a refused order: a full trial is left (CPC 1409)."))

    # ---- small claims ---------------------------------------------------------------------------------------------

    def _answered_small_claim(self, day, documents):
        """What the debtor said to the officer: his agreement makes limitation stand still (C. civ. 2238), his silence
        is a refusal (CPCE L125-1)."""
        if self.decision == "rejected":
            reason = self.env._("He did not agree: a suit needs no other amicable attempt now (CPC 750-1, 5°).")
            self._end("refused", day, reason)
        else:
            self._interrupt("suspension", day, documents)

    # ---- limitation -----------------------------------------------------------------------------------------------

    def _interrupt(self, kind, day, documents):
        """Record that this act interrupts the limitation of what is claimed; it counts once its paper is there."""
        values = {
            "kind": kind,
            "date": day,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "line_ids": [(6, 0, self.line_ids.ids)],
            "attachment_ids": [(6, 0, documents.ids if documents else [])],
            "note": self.display_name,
        }
        if self.line_ids:
            self.interruption_ids |= self.env["recovery.interruption"].create(values)

    def _end_lawsuits(self, day):
        """A lawsuit that has led to a title is over (C. civ. 2242)."""
        lasting = self.interruption_ids.filtered(lambda act: act.lasts and not act.date_end and not act.withdrawn)
        lasting.write({"date_end": day})

    def _close_interruptions(self, day):
        """It ended: what was claimed for nothing counts no more (C. civ. 2243), another lawsuit is over."""
        if self.outcome in FOR_NOTHING:
            claims = self.interruption_ids.filtered(lambda act: act.kind == "claim" and not act.withdrawn)
            if claims:
                claims.withdrawn_reason = self.outcome_reason or self.env._("Without success (C. civ. 2243)")
                claims.action_withdraw()
        self._end_lawsuits(day)

    # ---- tasks ----------------------------------------------------------------------------------------------------

    def _plan_deadline(self):
        """A task until the deadline that is waited for, in the place of the one before."""
        self.activity_unlink([TASK])
        if self.next_deadline and self._awaited_name() != "title_expiry":  # ten years are no task
            self._plan_task(self.next_deadline, self._awaited_text())

    def _plan_task(self, day, summary):
        user = self.case_id._collector()
        self.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
            TASK, date_deadline=day, summary=summary, user_id=user.id
        )

    def _tell_collector(self, summary):
        self.case_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._recovery_today(),
            summary=summary[:200],
            user_id=self.case_id._collector().id,
        )

    def _awaited_name(self):
        """The name of the deadline that is waited for, or of the hearing; '' for none."""
        if self.stage == "heard":
            return "hearing_on"
        day = self.next_deadline
        return next((its.name for its in self._deadlines() if its.last == day), "") if day else ""

    def _awaited_text(self):
        name = self._awaited_name()
        label = self._fields[name]._description_string(self.env) if name else ""
        return named(self.env, label, format_date(self.env, self.next_deadline))
