"""A placement: one case with one agency, how far it has come, and what was placed. The amounts are frozen on the day of
the handoff: the mandate, the package and the remittances of the agency all speak of the same ones."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..record.way_in import READER, way_in

STATUSES = [
    ("placed", "Placed"),
    ("received", "Received"),
    ("contact", "In contact"),
    ("promise", "Promise"),
    ("plan", "Payment plan"),
    ("partly", "Partly paid"),
    ("paid", "Paid"),
    ("court", "In court"),
    ("refused", "Refused by the agency"),
    ("uncollectable", "Uncollectable"),
    ("recalled", "Recalled"),
]
ENDED = ("paid", "refused", "uncollectable", "recalled")  # the agency has nothing more to do
GIVEN_BACK = ("refused", "recalled")  # what it collects later is not its own to collect


class RecoveryPlacement(models.Model):
    _name = "recovery.placement"
    _description = "Placement of a Case with an Agency"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_names_search = ["partner_id.name", "case_id.name", "agency_reference"]
    _check_company_auto = True

    handoff_id = fields.Many2one("recovery.handoff", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handoff_id.company_id", store=True, index=True)
    agency_id = fields.Many2one(related="handoff_id.agency_id", store=True, index=True)
    case_id = fields.Many2one("recovery.case", required=True, index=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    principal = fields.Monetary(readonly=True, help="What was placed, as it stood on the day of the handoff.")
    interest = fields.Monetary(readonly=True)
    indemnity = fields.Monetary(readonly=True)
    costs = fields.Monetary(readonly=True)
    disputed = fields.Monetary(readonly=True, help="What the debtor contests: it is not placed.")
    deducted = fields.Json(readonly=True, help="{instalment: what of it is disputed, in its currency}")
    total = fields.Monetary(string="Placed", compute="_compute_total", store=True)
    line_ids = fields.Many2many(
        "account.move.line",
        "recovery_placement_line_rel",
        "placement_id",
        "line_id",
        string="Instalments",
        readonly=True,
        copy=False,
        help="What was overdue on the day of the handoff.",
    )
    date = fields.Date(string="Placed on", readonly=True, copy=False)
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False)
    age = fields.Integer(
        string="Age at placement", readonly=True, help="Days from the oldest due date to the placement."
    )
    agency_reference = fields.Char(
        string="Agency's reference", copy=False, index="btree_not_null", help="The agency's own number of the case."
    )
    status = fields.Selection(STATUSES, required=True, default="placed", readonly=True, copy=False, tracking=True)
    phase_before = fields.Char(readonly=True, copy=False, help="Where the case goes back to when it is recalled.")
    last_match = fields.Integer(
        readonly=True, copy=False, help="The last match of the ledger before the placement: newer ones are reported."
    )
    recall_reason = fields.Char(readonly=True, copy=False, tracking=True)
    certificate_date = fields.Date(
        string="Certificate of", readonly=True, copy=False, help="Of non-recovery: it helps to get the VAT back."
    )
    certificate_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    remittance_line_ids = fields.One2many("recovery.remittance.line", "placement_id", string="Paid over")
    advice_ids = fields.One2many("recovery.payment.advice", "placement_id", string="Payments to us")
    amount_recovered = fields.Monetary(string="Recovered", compute="_compute_recovered")
    amount_fees = fields.Monetary(string="Fees", compute="_compute_recovered", help="Without VAT.")
    to_tell_count = fields.Integer(string="To tell the agency", compute="_compute_to_tell_count")

    _one_open_placement = models.UniqueIndex(
        "(case_id) WHERE status NOT IN ('paid', 'refused', 'uncollectable', 'recalled')",
        "This case is with an agency already: recall it first.",
    )

    @api.depends("case_id", "agency_id", "partner_id.name")
    def _compute_display_name(self):
        for placement in self:
            debtor, agency = placement.partner_id.name, placement.agency_id.name
            placement.display_name = f"{placement.case_id.name} {debtor} – {agency}"

    @api.depends("principal", "interest", "indemnity", "costs")
    def _compute_total(self):
        for placement in self:
            placement.total = placement.principal + placement.interest + placement.indemnity + placement.costs

    @api.depends("remittance_line_ids.state", "advice_ids.amount")
    def _compute_recovered(self):
        """What the agency collected, and what the debtor paid to us meanwhile; in the company's currency."""
        rows = self.env["recovery.agency.result"]._read_group(
            [("placement_id", "in", self.ids)], ["placement_id"], ["recovered:sum", "fees:sum"]
        )
        sums = {placement.id: (recovered, fees) for placement, recovered, fees in rows}
        for placement in self:
            placement.amount_recovered, placement.amount_fees = sums.get(placement._origin.id, (0.0, 0.0))

    @api.depends("advice_ids.state")
    def _compute_to_tell_count(self):
        for placement in self:
            placement.to_tell_count = len(placement._advices_to_tell())

    # ---- what is placed -------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """What is not said of the debt is taken from the ledger as it stands: instalments, principal, age."""
        cases = self.env["recovery.case"].browse([vals["case_id"] for vals in vals_list])
        overdue = self._overdue_of(cases)
        last_match = self._last_match()
        for vals, case in zip(vals_list, cases, strict=True):
            lines = overdue.get(case, self.env["account.move.line"])
            vals.setdefault("line_ids", [(6, 0, lines.ids)])
            vals.setdefault("principal", sum(lines.mapped("amount_residual")))
            vals.setdefault("age", self._age_of(lines, vals.get("date") or case.company_id._recovery_today()))
            vals.setdefault("phase_before", self._phase_of(case))
            vals["last_match"] = last_match
        return super(RecoveryPlacement, self.with_context(mail_create_nolog=True)).create(vals_list)

    def write(self, vals):
        """The day of the handoff: from then on payments are reported."""
        if vals.get("date"):
            vals = {**vals, "last_match": self._last_match()}
        return super().write(vals)

    @api.model
    def _overdue_of(self, cases):
        """{case: its overdue instalments, the oldest first}, read together."""
        found = {}
        for company, its_cases in cases.grouped("company_id").items():
            lines = self.env["account.move.line"]._recovery_owed(
                company, its_cases.partner_id, before=company._recovery_today()
            )
            by_debtor = lines.grouped(lambda line: line.recovery_debtor_id)
            found.update((case, by_debtor.get(case.partner_id, lines.browse())) for case in its_cases)
        return found

    def _last_match(self):
        return self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM account_partial_reconcile"))[0][0]

    def _age_of(self, lines, day):
        oldest = min(lines.filtered("date_maturity").mapped("date_maturity"), default=None)
        return max((fields.Date.to_date(day) - oldest).days, 0) if oldest else 0

    def _phase_of(self, case):
        """Where the case stands without its agency."""
        if case.phase in ("amicable", "formal_notice"):
            return case.phase
        return "formal_notice" if case.formal_notice_date else "amicable"

    def _take_amounts(self, account):
        """Write what is due of the case as of now; the placement is not handed over yet."""
        self.ensure_one()
        oldest = self.env["recovery.placement.file"]._oldest_due(account)
        self.write(
            {
                **{
                    name: getattr(account, name) for name in ("principal", "interest", "indemnity", "costs", "disputed")
                },
                "line_ids": [(6, 0, account.lines.ids)],
                "deducted": {str(line_id): str(amount) for line_id, amount in account.disputed_of.items()},
                "age": (self.handoff_id._day() - oldest).days if oldest else 0,
            }
        )

    def _place(self, day):
        """The case is with the agency from `day` on."""
        self.ensure_one()
        self.write({"date": day, "phase_before": self._phase_of(self.case_id)})

    def _record(self):
        """The amounts as the record of the case keeps them."""
        self.ensure_one()
        labels = self.fields_get(["principal", "interest", "indemnity", "costs", "total"], ["string"])
        parts = [
            f"{labels[name]['string']} {self.currency_id.format(self[name])}"
            for name in ("principal", "interest", "indemnity", "costs", "total")
            if self[name] or name in ("principal", "total")
        ]
        return ", ".join(parts)

    @way_in(READER, "read")
    def action_open_case(self):
        self.ensure_one()
        return self.case_id._get_records_action()

    # ---- results --------------------------------------------------------------------------------------------------

    @api.model
    def _results(self, company, agencies=None):
        """What agencies achieved for `company`: {(agency, age band at placement): {"placed", "recovered" (company's
        currency), "rate" (percent), "days" (from the placement to the money, weighted by amount), "fees" (without
        VAT), "count"}}.

        The age bands are those of `engine.handoff.agency.age_band`.
        """
        domain = [("company_id", "=", company.id)]
        if agencies is not None:
            domain.append(("agency_id", "in", agencies.ids))
        rows = self.env["recovery.agency.result"]._read_group(
            domain,
            ["agency_id", "age_band"],
            ["placed:sum", "recovered:sum", "rate:avg", "days:avg", "fees:sum", "__count"],
        )
        names = ("placed", "recovered", "rate", "days", "fees", "count")
        return {(agency, band): dict(zip(names, values, strict=True)) for agency, band, *values in rows}
