"""An exception: an overdue instalment that a run leaves out, and why."""

from odoo import api, fields, models

from ..open_items.dunning_mixin import REASONS


class RecoveryException(models.Model):
    _name = "recovery.exception"
    _description = "Recovery Exception"
    _order = "reason, partner_id, id"
    _rec_name = "move_line_id"
    _log_access = False  # written by the thousand, with the run that says who and when

    run_id = fields.Many2one("recovery.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id")
    run_date = fields.Date(related="run_id.date", string="Run of")
    is_latest = fields.Boolean(
        compute="_compute_is_latest", search="_search_is_latest", help="Left out by the last run of its company."
    )
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one("res.partner", string="Debtor", index="btree_not_null")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    date_maturity = fields.Date(string="Due date")
    residual = fields.Monetary(string="Balance")
    reason = fields.Selection(REASONS, required=True)
    level_id = fields.Many2one("recovery.level", string="Waiting for", ondelete="set null")
    date_next = fields.Date(string="From", help="The first day on which the step may be taken.")
    note = fields.Char(help="Who left it out, and why; or what the money is called that covers it.")
    detail = fields.Char(string="What to do", compute="_compute_detail")

    _taken_out = models.Index("(run_id) WHERE reason = 'taken_out'")
    _move_line_unique = models.UniqueIndex("(run_id, move_line_id)")

    def _compute_is_latest(self):
        latest = self.filtered_domain(self._search_is_latest("in", [True]))
        for exception in self:
            exception.is_latest = exception in latest

    @api.model
    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        told = [("state", "!=", "cancelled"), ("exception_ids", "!=", False)]
        groups = self.env["recovery.run"]._read_group(told, ["company_id"], ["id:max"])
        return [("run_id", "in", [run_id for _company, run_id in groups])]

    @api.depends("reason", "partner_id", "date_next", "run_id.date", "note")
    @api.depends_context("lang")
    def _compute_detail(self):
        """What to do about it, in the language of the reader."""
        placed = self._placed()
        for exception in self:
            exception.detail = exception._agency_advice(placed) or exception._advice()

    def _placed(self):
        """Those of these instalments that are with an agency now."""
        lines = self.filtered(lambda exception: exception.reason == "agency").move_line_id
        if not lines:
            return lines
        placements = self.env["recovery.placement"].search([("line_ids", "in", lines.ids), ("date_ended", "=", False)])
        return placements.line_ids & lines

    def _agency_advice(self, placed):
        """Of an agency's debtor, what the agency does not have."""
        if self.reason != "agency" or self.move_line_id in placed:
            return False
        return self.env._(
            "The agency has the case, and not this debt: offer it for a further placement. Where the mandate leaves "
            "new debts to you, say so on the agency: then it is dunned."
        )

    def _advice(self):
        if not self.partner_id:
            return self.env._("Set the customer on the entry.")
        if self.reason == "quiet" and self.date_next and self.date_next <= self.run_id.date:
            return self.env._("Already on a notice that has not left yet.")
        if self.reason == "taken_out":
            return self.env._("%s. Only for that day: to leave it in peace for longer, hold it.", self.note)
        if self.reason == "no_contact":
            return self.partner_id._recovery_unreached_advice(self.level_id)
        if self.note and self.reason in ("covered_by_credit", "bank_match", "payment_order"):
            return self.env._("%(what)s (%(money)s)", what=self._usual_advice(), money=self.note)
        return self._usual_advice()

    def _usual_advice(self):
        return {
            "quiet": self.env._("Waits until the gap after the last message has passed."),
            "budget": self.env._("Waits until fewer messages have gone out in the last 30 days."),
            "below_minimum": self.env._("Waits until more is due."),
            "no_procedure": self.env._("Choose a procedure on the debtor, or a default procedure in the settings."),
            "hold": self.env._("Ends by itself on its last day. End the hold to go on now."),
            "promise": self.env._("Waits for the promised day and its float; the verdict comes by itself."),
            "plan": self.env._("Waits as long as the debtor keeps to his plan."),
            "dispute": self.env._("Answer the dispute: rejected, the amount goes back to the ladder."),
            "insolvency": self.env._("Nothing is asked of him any more: declare the claim in time."),
            "time_barred": self.env._("A consumer's debt that has lapsed is not dunned. Decide on a write-off."),
            "no_followup": self.env._("Take the mark “No Follow-Up” off the invoice to have it followed again."),
            "covered_by_credit": self.env._("Match the credit or the payment with the invoice."),
            "bank_match": self.env._("Reconcile the bank statement line with the invoice."),
            "payment_order": self.env._("Waits for the payment order: cancelled or returned, it is asked for again."),
            "agency": self.env._("The agency follows it. A manager can recall the case."),
            "legal": self.env._("The court phase is open. Change the phase of the case to take it back."),
            "last_level": self.env._("Every step has been taken: decide on the agency, the court or a write-off."),
        }.get(self.reason, False)
