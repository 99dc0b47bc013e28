"""A handoff: cases placed with a collection agency, under a mandate that names what they are made of (CPCE R124-3)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..claim.figures import CLAIMS
from ..record.apart import take_turn
from ..record.way_in import READER, way_in

STATES = [
    ("draft", "Being prepared"),
    ("ready", "Ready"),
    ("handed", "Handed over"),
    ("recalled", "Recalled"),
    ("closed", "Closed"),
]
PREPARED = ("draft", "ready")  # nothing has left yet
MANAGER = "recovery_dunning.group_recovery_manager"


class RecoveryHandoff(models.Model):
    _name = "recovery.handoff"
    _description = "Handoff to an Agency"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    agency_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", domain="[('is_recovery_agency', '=', True)]", tracking=True
    )
    placement_ids = fields.One2many("recovery.placement", "handoff_id", string="Placements")
    case_ids = fields.Many2many(
        "recovery.case", compute="_compute_case_ids", inverse="_inverse_case_ids", string="Cases"
    )
    case_count = fields.Integer(compute="_compute_case_ids")
    date = fields.Date(string="Handed over on", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Handed over by", readonly=True, copy=False)
    reference = fields.Char(copy=False, help="The agency's own number of the batch.")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False, tracking=True)
    claim_interest = fields.Boolean(string="Late interest", default=True)
    claim_indemnity = fields.Boolean(
        string="Fixed indemnities", default=True, help="Of businesses and public bodies only (C. com. D441-5)."
    )
    claim_costs = fields.Boolean(string="Costs on proof", default=True)
    amount_total = fields.Monetary(string="Total", compute="_compute_amount_total")
    check_ids = fields.Many2many("recovery.check", compute="_compute_checks", string="Checks")
    block_count = fields.Integer(string="To mend", compute="_compute_checks")
    agency_alert = fields.Text(compute="_compute_agency_alert", help="What is not in order with the agency.")

    @api.depends("placement_ids.case_id")
    def _compute_case_ids(self):
        for handoff in self:
            handoff.case_ids = handoff.placement_ids.case_id
            handoff.case_count = len(handoff.case_ids)

    def _inverse_case_ids(self):
        """A case that is added gets its placement; one that is taken out loses it, until it is handed over.

        :raises UserError: these have been handed over
        """
        for handoff in self:
            cases, placements = handoff.case_ids, handoff.placement_ids
            if handoff.state not in PREPARED and cases != placements.case_id:
                raise UserError(self.env._("This has been handed over: it is kept. Recall its cases instead."))
            kept = placements.filtered(lambda placement, cases=cases: placement.case_id in cases)
            missing = cases - kept.case_id
            (placements - kept).unlink()
            handoff.placement_ids = [(0, 0, {"case_id": case.id}) for case in missing]

    @api.depends("placement_ids.total")
    def _compute_amount_total(self):
        for handoff in self:
            handoff.amount_total = sum(handoff.placement_ids.mapped("total"))

    @api.depends("placement_ids.case_id.check_ids.severity", "state")
    def _compute_checks(self):
        """Of the cases, as long as they can be mended."""
        for handoff in self:
            checks = handoff.case_ids.check_ids if handoff.state in PREPARED else self.env["recovery.check"]
            handoff.check_ids = checks.sorted("severity_order")  # what blocks first
            handoff.block_count = len(checks.filtered(lambda check: check.severity == "block"))

    @api.depends("agency_id", "company_id")
    @api.depends_context("lang")
    def _compute_agency_alert(self):
        for handoff in self:
            handoff.agency_alert = handoff.agency_id.with_company(handoff.company_id).recovery_agency_alert

    @api.model_create_multi
    def create(self, vals_list):
        """It begins by being prepared.

        :raises AccessError: somebody makes one that is handed over already
        """
        for vals in vals_list:
            if vals.get("state", "draft") != "draft" and not self.env.su:
                raise AccessError(self.env._("A handoff is handed over by its button: it is checked then."))
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        """What was handed over stays as it was: another agency, other claims are another handoff."""
        frozen = {"agency_id", "claim_interest", "claim_indemnity", "claim_costs", "company_id"} & vals.keys()
        if frozen and any(handoff.state not in PREPARED for handoff in self):
            raise UserError(self.env._("This has been handed over: recall the cases, and prepare another handoff."))
        if vals.get("state") == "handed" and not self.env.su and any(handoff.state in PREPARED for handoff in self):
            raise AccessError(self.env._("A handoff is handed over by its button: it is checked then."))
        result = super().write(vals)
        if frozen:
            ready = self.filtered(lambda handoff: handoff.state == "ready")
            ready.sudo().state = "draft"  # to be looked at again, whoever changes it
        if frozen - {"agency_id", "company_id"}:
            self.action_check()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_prepared(self):
        if any(handoff.state not in PREPARED for handoff in self):
            raise UserError(self.env._("This has been handed over: it is kept. Recall its cases instead."))

    # ---- preparing ------------------------------------------------------------------------------------------------

    @api.model
    def _prepare_with(self, agency, cases, **values):
        """A handoff of these cases of one company to an agency, with its checks and the amounts as of today."""
        self._check_free(cases)
        handoff = self.create({"agency_id": agency.id, "company_id": cases.company_id.id, **values})
        handoff.placement_ids = [(0, 0, {"case_id": case.id}) for case in cases]
        handoff.action_check()
        return handoff

    def _check_free(self, cases):
        """:raises UserError: a case is in another handoff already"""
        taken = self.env["recovery.placement"].search(
            [("case_id", "in", cases.ids), ("handoff_id.state", "in", PREPARED)], limit=1
        )
        if taken:
            raise UserError(
                self.env._(
                    "%(case)s is in the handoff %(handoff)s already, which is being prepared: go on with that one, or "
                    "take the case out of it.",
                    case=taken.case_id.name,
                    handoff=taken.handoff_id.name,
                )
            )

    def _day(self):
        """The day whose amounts are placed."""
        self.ensure_one()
        return self.date or self.company_id._recovery_today()

    def _claims(self):
        """What is asked for besides the principal."""
        self.ensure_one()
        return tuple(name for name in CLAIMS if self[f"claim_{name}"])

    @way_in(MANAGER, "write")
    def action_check(self):
        """Look at the cases again: amounts, and what blocks or weakens them."""
        for handoff in self.filtered(lambda handoff: handoff.state in PREPARED):
            accounts = self.env["recovery.placement.file"]._accounts(
                handoff.case_ids, handoff._day(), handoff._claims()
            )
            self.env["recovery.check"]._check(handoff.case_ids, accounts)
            for placement in handoff.placement_ids:
                placement._take_amounts(accounts[placement.case_id])
            handoff.invalidate_recordset(["check_ids", "block_count"])

    @way_in(MANAGER, "write")
    def action_ready(self):
        """Say that the handoff can leave.

        :raises UserError: something blocks a case
        """
        self._check_manager()
        self.action_check()
        for handoff in self.filtered(lambda handoff: handoff.state == "draft"):
            handoff._check_unblocked()
            handoff.state = "ready"

    @way_in(MANAGER, "write")
    def action_draft(self):
        """Go on preparing."""
        self._check_manager()
        self._check_not_under_way()
        self.filtered(lambda handoff: handoff.state == "ready").state = "draft"

    @way_in(MANAGER, "write")
    def action_leave_out(self):
        """Take the cases that are blocked out of the handoff; they stay with us."""
        self._check_manager()
        for handoff in self.filtered(lambda handoff: handoff.state in PREPARED):
            blocked = handoff.check_ids.filtered(lambda check: check.severity == "block").case_id
            handoff.placement_ids.filtered_domain([("case_id", "in", blocked.ids)]).unlink()

    @api.model
    def _bring_up_to_date(self, company, debtors):
        """What was prepared of these debtors is computed anew: their account has changed since."""
        prepared = [("case_id.partner_id", "in", debtors.ids), ("company_id", "=", company.id)]
        placements = self.env["recovery.placement"].search([*prepared, ("handoff_id.state", "in", PREPARED)])
        placements.handoff_id.action_check()

    def _check_unblocked(self):
        """:raises UserError: there is nothing to hand over, or something must be mended first"""
        self.ensure_one()
        if not self.placement_ids:
            raise UserError(self.env._("There is no case in this handoff: add one first."))
        if blocks := self.check_ids.filtered(lambda check: check.severity == "block"):
            lines = [f"{check.case_id.name} – {check.text}" for check in blocks[:5]]
            raise UserError(
                self.env._(
                    "%(count)s checks block the handoff. Mend them, or leave these cases out:\n%(checks)s",
                    count=len(blocks),
                    checks="\n".join(lines),
                )
            )
        self._check_mandate()

    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager hands cases over."))

    # ---- handing over ---------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_hand_over(self):
        """Place the cases: amounts are frozen, reminders stop, the mandate is written, the packages are made. Many
        cases are placed in the background.

        :raises UserError: it is not ready, or something blocks a case by now
        """
        self._check_manager()
        for handoff in self:
            if handoff.state != "ready":
                raise UserError(self.env._("“%s” is not ready: check it first.", handoff.name))
            take_turn(handoff)  # two managers at the same time: one of them waits, and finds it done
            if handoff.asked_by_id:
                raise UserError(self.env._("“%s” is being handed over already.", handoff.name))
        if self._hands_over_later():
            return self._ask_to_hand_over()
        self._hand_over_checked()
        return self._make_packages()

    def _hand_over_checked(self):
        """:raises UserError: something blocks a case by now"""
        for handoff in self:
            handoff.action_check()
            handoff._check_unblocked()
            handoff._hand_over()

    def _hand_over(self):
        today = self.company_id._recovery_today()
        # a state that nobody writes by hand; rights and checks were looked at before
        self.sudo().write({"state": "handed", "date": today, "user_id": self.env.uid})
        for placement in self.placement_ids:
            placement._place(today)
        self._write_mandate()
        for placement in self.placement_ids:
            placement.case_id._log(
                "agency",
                lambda case: self.env._("Handed over to %s", self.agency_id.name),
                contact=self.agency_id.display_name,
                result=placement._record(),
            )
        self.case_ids.check_ids.sudo().unlink()  # they are of before; the case says that it is placed
        self.case_ids.phase = "agency"
        self.message_post(
            body=self.env._(
                "Handed over: %(total)s in all, number of cases: %(count)s. The files hold what the recovery "
                "needs of personal data, and professional contacts only (GDPR, articles 5 and 28).",
                count=self.case_count,
                total=self.currency_id.format(self.amount_total),
            )
        )

    @way_in(READER, "read")
    def action_open_cases(self):
        return self.case_ids._get_records_action(name=self.env._("Cases"))
