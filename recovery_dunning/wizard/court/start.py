"""The dialog that starts a proceeding: which ways are open to a case, what each costs and takes beside what is at
stake, and every "no" with its article."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.court.proceeding import EXEMPTIONS, MATTERS
from ...models.court.tariff import KINDS
from ...models.record.way_in import COLLECTOR, way_in

OPEN = [kind for kind in KINDS if kind[0] != "insolvency_claim"]  # that one follows from the judgment
OF_OFFICERS = ("small_claims", "uncontested")  # no court has them


class RecoveryProceedingStart(models.TransientModel):
    _name = "recovery.proceeding.start"
    _description = "Start a Proceeding"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    kind = fields.Selection(OPEN, required=True, default="payment_order")
    matter = fields.Selection(MATTERS, string="About", required=True, default="goods")
    is_trader = fields.Boolean(string="Debtor is a trader", compute="_compute_is_trader", store=True, readonly=False)
    attempt_id = fields.Many2one(
        "recovery.mediation",
        string="Amicable attempt",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('state', '!=', 'draft')]",
    )
    is_exempt = fields.Selection(
        EXEMPTIONS, string="No attempt needed", compute="_compute_is_exempt", store=True, readonly=False
    )
    court = fields.Char(string="Town of the court", compute="_compute_court", store=True, readonly=False)
    counsel_id = fields.Many2one("res.partner")
    officer_id = fields.Many2one("res.partner", string="Judicial officer")
    ways = fields.Html(compute="_compute_ways", sanitize=False)
    problem = fields.Char(compute="_compute_ways")

    @api.depends("case_id")
    def _compute_is_trader(self):
        for wizard in self:
            wizard.is_trader = wizard.case_id.partner_id.with_company(wizard.company_id)._recovery_kind() == "business"

    @api.depends("case_id")
    def _compute_is_exempt(self):
        """Whoever has refused the procedure of small claims needs no other attempt (CPC 750-1, 5°)."""
        for wizard in self:
            refused = wizard.case_id.proceeding_ids.filtered(
                lambda its: its.kind == "small_claims" and its.outcome == "refused"
            )
            wizard.is_exempt = "small_claims" if refused else wizard.is_exempt

    @api.depends("case_id")
    def _compute_court(self):
        for wizard in self:
            wizard.court = self.env["recovery.proceeding"]._remembered_court(wizard.case_id)

    @api.depends("case_id", "kind", "matter", "is_trader", "attempt_id", "is_exempt", "court")
    @api.depends_context("lang")
    def _compute_ways(self):
        for wizard in self:
            ways = [wizard._way(kind) for kind, _label in OPEN] if wizard.case_id else []
            chosen = [way for way in ways if way["kind"] == wizard.kind]
            wizard.problem = next((way["closed"][0] for way in chosen if way["closed"]), False)
            wizard.ways = ways and self.env["ir.qweb"]._render("recovery_dunning.court_ways", {"ways": ways})

    def _way(self, kind):
        """One kind of proceedings, as the table shows it."""
        proceeding = self.env["recovery.proceeding"].new(self._prepare_proceeding(kind))
        money = proceeding.case_id.currency_id.format
        try:
            problems = proceeding._problems()
            at_stake = proceeding._claimed()[1].total
        except UserError as error:  # a rate is missing: said instead of a figure
            return {
                "kind": kind,
                "label": dict(OPEN)[kind],
                "closed": [str(error)],
                "mind": [],
                "stake": "",
                "cost": "",
            }
        texts = {problem: proceeding._problem_text(problem) for problem in problems}
        labels = dict(proceeding._fields["kind"]._description_selection(self.env))
        courts = dict(proceeding._fields["court_kind"]._description_selection(self.env))
        return {
            "kind": kind,
            "label": labels[kind],
            "court": self.env._("Judicial officer") if kind in OF_OFFICERS else courts.get(proceeding.court_kind),
            "closed": [text for problem, text in texts.items() if problem.blocks],
            "mind": [text for problem, text in texts.items() if not problem.blocks],
            "stake": money(at_stake),
            "cost": money(proceeding.cost_expected),
            "days": proceeding.days_expected,
        }

    def _prepare_proceeding(self, kind):
        return {
            "case_id": self.case_id.id,
            "kind": kind,
            "matter": self.matter,
            "is_trader": self.is_trader,
            "attempt_id": self.attempt_id.id,
            "is_exempt": self.is_exempt,
            "court": self.court,
            "counsel_id": self.counsel_id.id,
            "officer_id": self.officer_id.id,
        }

    @way_in(COLLECTOR, "write")
    def action_start(self):
        """Prepare the proceeding, and open it.

        :raises UserError: the way is closed to this case
        """
        self.ensure_one()
        self.case_id.check_access("write")
        values = self._prepare_proceeding(self.kind)
        self.env["recovery.proceeding"].new(values)._check_may()  # before anything is written
        # rights on the case are checked; the row itself is made by this dialog alone
        proceeding = self.env["recovery.proceeding"].sudo().create(values)
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        proceeding._note(self.env._("Being prepared: %s", label))
        return proceeding.with_env(self.env)._get_records_action()
