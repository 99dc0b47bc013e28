"""The dialog that enters a step of a proceeding: its day, what was decided, and the paper that proves it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.court.proceeding import DECISIONS, OUTCOMES, STAGES
from ...models.record.way_in import COLLECTOR, way_in

DECIDED = ("ordered", "decided")


class RecoveryProceedingStep(models.TransientModel):
    _name = "recovery.proceeding.step"
    _description = "Step of a Proceeding"

    proceeding_id = fields.Many2one("recovery.proceeding", required=True, readonly=True)
    kind = fields.Selection(related="proceeding_id.kind")
    currency_id = fields.Many2one(related="proceeding_id.currency_id")
    stage = fields.Selection(STAGES, required=True, readonly=True)
    date = fields.Date(string="Day")
    in_person = fields.Boolean(help="Handed to the debtor, or to somebody who may receive for the firm.")
    decision = fields.Selection(DECISIONS, compute="_compute_decided", store=True, readonly=False)
    amount = fields.Monetary(compute="_compute_decided", store=True, readonly=False, help="Granted, or brought in.")
    decision_served_on = fields.Date(help="From it the time of an appeal runs.")
    outcome = fields.Selection(OUTCOMES)
    reason = fields.Char()
    document_ids = fields.Many2many("ir.attachment", string="Paper", help="The order, the act of the officer …")

    @api.depends("stage", "proceeding_id")
    def _compute_decided(self):
        for wizard in self:
            decided = wizard.stage in DECIDED
            wizard.decision = "granted" if decided else False
            wizard.amount = wizard.proceeding_id.amount if decided else 0.0

    @way_in(COLLECTOR, "write")
    def action_record(self):
        """Take the step.

        :raises UserError: the day is missing or wrong, the step does not follow, or its outcome is not said
        """
        self.ensure_one()
        self.proceeding_id.check_access("write")
        if self.currency_id.compare_amounts(self.amount, 0) < 0:
            raise UserError(self.env._("The amount cannot be negative."))
        if self.stage == "ended":
            self._end()
        else:
            documents = self.document_ids
            self.proceeding_id._advance(self.stage, self.date or None, documents, **self._values())
        return {"type": "ir.actions.act_window_close"}

    def _end(self):
        if not self.outcome:
            raise UserError(self.env._("Say how it ended."))
        self.proceeding_id._check_step("ended", self.date or None)
        self.proceeding_id._end(self.outcome, self.date, self.reason)

    def _values(self):
        """What this step sets besides its day."""
        if self.stage in DECIDED:
            rejected = self.decision == "rejected"
            values = {"decision": self.decision, "granted_amount": 0.0 if rejected else self.amount}
            return {**values, "decision_served_on": self.decision_served_on} if self.stage == "decided" else values
        if self.stage == "served":
            return {"served_in_person": self.in_person}
        if self.stage == "enforced":
            brought = self.proceeding_id.brought + self.amount
            first = self.proceeding_id.first_act_on or self.date
            return {"brought": brought, "first_act_on": first}
        return {}
