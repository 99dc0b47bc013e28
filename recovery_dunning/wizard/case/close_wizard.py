"""Closing cases by hand: how they ended, why the rest is given up, and the discharge of whoever has paid."""

from odoo import api, fields, models

from ...models.case.closing import OUTCOMES
from ...models.record.way_in import COLLECTOR, way_in


class RecoveryCloseWizard(models.TransientModel):
    _name = "recovery.close.wizard"
    _description = "Close Cases"

    case_ids = fields.Many2many("recovery.case", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_amount_overdue")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount_overdue")
    amount_overdue = fields.Monetary(string="Still overdue", compute="_compute_amount_overdue")
    claims_stand = fields.Boolean(compute="_compute_amount_overdue")
    outcome = fields.Selection(
        [outcome for outcome in OUTCOMES if outcome[0] != "merged"],
        compute="_compute_outcome",
        store=True,
        readonly=False,
        required=True,
    )
    reason = fields.Char(
        string="Why", help="It goes into the record: what was tried, and why nothing more is to be had."
    )
    discharge = fields.Boolean(
        string="Write the discharge",
        help="A letter which says that nothing is owed any more; it is kept with the case.",
    )

    @api.depends("case_ids")
    def _compute_amount_overdue(self):
        for wizard in self:
            wizard.company_id = wizard.case_ids.company_id[:1]
            wizard.currency_id = wizard.company_id.currency_id
            wizard.amount_overdue = sum(wizard.case_ids.mapped("amount_overdue"))
            wizard.claims_stand = bool(wizard.case_ids._with_standing_claims())

    @api.depends("case_ids")
    def _compute_outcome(self):
        """What the ledger tells, where nothing is overdue."""
        for wizard in self:
            settled = wizard.case_ids and not wizard.amount_overdue
            outcomes = set(wizard.case_ids._likely_outcomes().values()) if settled else set()
            barred = not settled and all(wizard.case_ids.mapped("time_barred"))
            wizard.outcome = "time_barred" if barred else outcomes.pop() if len(outcomes) == 1 else False

    @way_in(COLLECTOR, "write")
    def action_close(self):
        """:raises UserError: it is not paid, or no reason is given
        :raises AccessError: something is overdue, and no manager closes it
        """
        self.ensure_one()
        self.case_ids.check_access("write")
        self.case_ids._close(self.outcome, self.reason)
        if self.discharge and self.outcome == "paid":
            self.case_ids._write_discharges()
        return {"type": "ir.actions.act_window_close"}
