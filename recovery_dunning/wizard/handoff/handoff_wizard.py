"""From cases to a handoff: what speaks against it, and with which agency, on one screen."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.claim.figures import CLAIMS
from ...models.record.way_in import COLLECTOR, MANAGER, way_in


class RecoveryHandoffWizard(models.TransientModel):
    _name = "recovery.handoff.wizard"
    _description = "Hand Over to an Agency"

    case_ids = fields.Many2many("recovery.case", string="Cases", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    agency_id = fields.Many2one("res.partner", domain="[('is_recovery_agency', '=', True)]")
    claim_interest = fields.Boolean(string="Late interest", default=True)
    claim_indemnity = fields.Boolean(string="Fixed indemnities", default=True)
    claim_costs = fields.Boolean(string="Costs on proof", default=True)
    principal = fields.Monetary(readonly=True)
    interest = fields.Monetary(readonly=True)
    indemnity = fields.Monetary(readonly=True)
    costs = fields.Monetary(readonly=True)
    amount_total = fields.Monetary(string="To place", compute="_compute_amount_total")
    check_ids = fields.Many2many("recovery.check", compute="_compute_checks", string="Checks")
    block_count = fields.Integer(compute="_compute_checks")
    ready_count = fields.Integer(compute="_compute_checks", help="Cases that nothing blocks.")
    case_count = fields.Integer(compute="_compute_checks")
    route_advice = fields.Char(string="Best way", compute="_compute_route_advice")
    advice = fields.Text(compute="_compute_advice", help="What is not in order with the agency.")

    @api.model
    def _action_open(self, cases):
        """Check these cases, and open the dialog about them."""
        if len(cases.company_id) > 1:
            raise UserError(self.env._("These cases are of several companies: hand over those of one at a time."))
        if not cases:
            raise UserError(self.env._("No case is left: there is nothing to hand over."))
        accounts = self.env["recovery.placement.file"]._accounts(cases, cases.company_id._recovery_today())
        self.env["recovery.check"]._check(cases, accounts)
        sums = {
            name: sum(getattr(account, name) for account in accounts.values())
            for name in ("principal", "interest", "indemnity", "costs")
        }
        wizard = self.create({"case_ids": [Command.set(cases.ids)], **sums})
        return wizard._action_dialog()

    def _action_dialog(self):
        return {**self._get_records_action(target="new"), "name": self.env._("Hand over to an agency")}

    @api.depends("case_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.case_ids.company_id[:1] or self.env.company

    @api.depends("claim_interest", "claim_indemnity", "claim_costs", "principal")
    def _compute_amount_total(self):
        for wizard in self:
            wizard.amount_total = wizard.principal + sum(wizard[name] for name in CLAIMS if wizard[f"claim_{name}"])

    @api.depends("case_ids.check_ids")
    def _compute_checks(self):
        for wizard in self:
            checks = wizard.case_ids.check_ids
            blocks = checks.filtered(lambda check: check.severity == "block")
            wizard.check_ids = checks.sorted("severity_order")  # what blocks first
            wizard.case_count = len(wizard.case_ids)
            wizard.block_count = len(blocks)
            wizard.ready_count = len(wizard.case_ids - blocks.case_id)

    @api.depends("agency_id", "case_ids")
    @api.depends_context("lang")
    def _compute_advice(self):
        for wizard in self:
            wizard.advice = wizard.agency_id.with_company(wizard.company_id).recovery_agency_alert

    @api.depends("case_ids")
    @api.depends_context("lang")
    def _compute_route_advice(self):
        """Of a single case: which way promises most."""
        for wizard in self:
            wizard.route_advice = wizard.case_ids.route_reason if len(wizard.case_ids) == 1 else False

    @way_in(MANAGER, "write")
    def action_prepare(self):
        """Make the handoff, with all these cases; what blocks is mended there.

        :raises AccessError: the user is no manager
        :raises UserError: no agency is chosen
        """
        self.ensure_one()
        self.env["recovery.handoff"]._check_manager()
        if not self.agency_id.is_recovery_agency:
            raise UserError(self.env._("Choose the agency first."))
        handoff = self.env["recovery.handoff"]._prepare_with(
            self.agency_id, self.case_ids, **{f"claim_{name}": self[f"claim_{name}"] for name in CLAIMS}
        )
        return handoff._get_records_action()

    @way_in(COLLECTOR, "write")
    def action_drop_blocked(self):
        """Go on without the cases that something blocks."""
        self.ensure_one()
        return self._action_open(self.case_ids - self.check_ids.filtered(lambda c: c.severity == "block").case_id)


class RecoveryCheck(models.Model):
    _inherit = "recovery.check"

    def _mend_print(self):
        """The dialog from which it was asked for stays open, with what is left to mend."""
        wizard = self.env["recovery.handoff.wizard"].browse(self.env.context.get("handoff_wizard_id")).exists()
        mended = super()._mend_print()
        return wizard._action_dialog() if wizard and mended else mended


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    @way_in(COLLECTOR, "read")
    def action_hand_over(self):
        """The dialog that checks these cases and prepares their handoff."""
        self.check_access("read")
        return self.env["recovery.handoff.wizard"]._action_open(self)
