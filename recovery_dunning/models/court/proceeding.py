"""A proceeding: what is claimed of one debtor before which court, its stages with their days, and what it costs."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.court import competence
from ...engine.place import place_of
from .tariff import COURTS, KINDS

STAGES = [
    ("draft", "Being prepared"),
    ("filed", "Filed"),
    ("ordered", "Ordered"),
    ("served", "Served"),
    ("opposed", "Contested"),
    ("heard", "Hearing"),
    ("decided", "Decided"),
    ("appealed", "Appealed"),
    ("titled", "Enforceable"),
    ("enforced", "Enforcement"),
    ("ended", "Ended"),
]
MATTERS = [
    ("goods", "Goods and services"),
    ("housing", "Rent of a home"),
    ("credit", "Consumer credit"),
]
OUTCOMES = [
    ("paid", "Paid"),
    ("settled", "Agreed on"),
    ("rejected", "Rejected by the judge"),
    ("refused", "Refused by the debtor"),
    ("lapsed", "Lapsed: not served in time"),
    ("withdrawn", "Withdrawn"),
    ("hopeless", "Nothing to seize"),
]
DECISIONS = [("granted", "Granted"), ("part", "Granted in part"), ("rejected", "Rejected")]
EXEMPTIONS = [
    ("unilateral", "Decided without hearing the debtor (CPC 750-1, 3°)"),
    ("small_claims", "The procedure of small claims has failed (CPC 750-1, 5°)"),
    ("unavailable", "No conciliator within three months (CPC 750-1, 3°)"),
]


class RecoveryProceeding(models.Model):
    _name = "recovery.proceeding"
    _description = "Proceeding"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    case_id = fields.Many2one("recovery.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, string="Debtor", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True, tracking=True)
    stage = fields.Selection(
        STAGES, required=True, default="draft", readonly=True, copy=False, index=True, tracking=True
    )
    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False)
    outcome_reason = fields.Char(readonly=True, copy=False)
    matter = fields.Selection(MATTERS, string="About", required=True, default="goods")
    is_trader = fields.Boolean(
        string="Debtor is a trader", default=True, help="A firm in the register of commerce; no association, no office."
    )
    is_exempt = fields.Selection(EXEMPTIONS, string="No attempt needed", help="Why no amicable attempt came first.")
    attempt_id = fields.Many2one(
        "recovery.mediation",
        string="Amicable attempt",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('state', '!=', 'draft')]",
        help="Up to 5,000 EUR a civil court wants one first (CPC 750-1).",
    )
    court_kind = fields.Selection(COURTS, compute="_compute_court_kind", store=True, readonly=False, tracking=True)
    court_article = fields.Char(string="Why this court", compute="_compute_court_article")
    court = fields.Char(string="Town of the court", help="The court of the debtor's domicile.")
    court_number = fields.Char(string="Number at the court", help="Of the register of cases, or of the order.")
    counsel_id = fields.Many2one("res.partner", help="The lawyer.", tracking=True)
    officer_id = fields.Many2one("res.partner", string="Judicial officer", tracking=True)
    line_ids = fields.Many2many(
        "account.move.line", "recovery_proceeding_line_rel", "proceeding_id", "line_id", string="Instalments",
        readonly=True, copy=False,
    )  # fmt: skip
    principal = fields.Monetary(readonly=True, copy=False)
    interest = fields.Monetary(readonly=True, copy=False, help="Up to the day of the request.")
    indemnity = fields.Monetary(readonly=True, copy=False)
    costs = fields.Monetary(string="Costs on proof", readonly=True, copy=False)
    amount = fields.Monetary(string="Claimed", compute="_compute_amount", store=True)
    granted_amount = fields.Monetary(string="Granted", readonly=True, copy=False)
    decision = fields.Selection(DECISIONS, readonly=True, copy=False)
    brought = fields.Monetary(string="Brought by enforcement", readonly=True, copy=False)
    cost_ids = fields.One2many("recovery.proceeding.cost", "proceeding_id", string="Costs advanced")
    cost_total = fields.Monetary(string="Cost so far", compute="_compute_cost")
    cost_expected = fields.Monetary(string="Expected cost", compute="_compute_cost", help="By the tariffs.")
    days_expected = fields.Integer(string="Expected days", compute="_compute_cost", help="Until the money is there.")
    stayed_on = fields.Date(
        string="Stopped on", readonly=True, copy=False, help="By the judgment that opened insolvency proceedings."
    )
    interruption_ids = fields.Many2many("recovery.interruption", string="Interruptions", readonly=True, copy=False)
    document_ids = fields.Many2many("ir.attachment", string="Documents", readonly=True, copy=False)
    note = fields.Text()

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for proceeding in self:
            proceeding.display_name = f"{kinds.get(proceeding.kind)} – {proceeding.partner_id.display_name}"

    @api.depends("principal", "interest", "indemnity", "costs")
    def _compute_amount(self):
        for proceeding in self:
            parts = (proceeding.principal, proceeding.interest, proceeding.indemnity, proceeding.costs)
            proceeding.amount = proceeding.company_id.currency_id.round(sum(parts))

    @api.depends("cost_ids.amount", "kind", "court_kind")
    def _compute_cost(self):
        Tariff, routes = self.env["recovery.court.tariff"], self._routes()
        for proceeding in self:
            proceeding.cost_total = sum(proceeding.cost_ids.mapped("amount"))
            tariffs = Tariff._of(proceeding.kind, proceeding.court_kind in competence.COMMERCIAL)
            proceeding.cost_expected = tariffs._total(proceeding.company_id)
            proceeding.days_expected = routes.get(proceeding._route_key(), 0)

    @api.model
    def _routes(self):
        """{route: how many days it takes}, as the advisor has them."""
        return {route.key: route.days for route in self.env["recovery.route"]._of_company(self.env.company)}

    def _route_key(self):
        return {"interim_payment": "court", "summons": "court", "uncontested": "payment_order"}.get(
            self.kind, self.kind
        )

    # ---- the court ------------------------------------------------------------------------------------------------

    @api.depends("kind", "matter", "is_trader", "partner_id", "court", "amount")
    def _compute_court_kind(self):
        for proceeding in self:
            chosen = proceeding.court_kind if proceeding.stage != "draft" else False  # once filed, it is where it is
            proceeding.court_kind = chosen or (proceeding._competent()[0] if proceeding.partner_id else False)

    @api.depends("kind", "matter", "is_trader", "partner_id", "court", "amount")
    def _compute_court_article(self):
        for proceeding in self:
            proceeding.court_article = proceeding._competent()[1] if proceeding.partner_id else False

    def _competent(self):
        """(kind of court, article), by the debtor, the matter and the amount."""
        self.ensure_one()
        company = self.company_id
        debtor = self.partner_id.with_company(company)
        return competence.court_of(
            self.kind,
            debtor._recovery_kind(),
            self._in_euro(self.amount),
            self.matter,
            self.is_trader,
            debtor._recovery_place(company).subdivision,
            self.court or "",
            self.filed_on or company._recovery_today(),
        )

    def _court_place(self):
        """Where the court is, for its holidays: where the debtor lives, whose court it is; abroad, where we are."""
        company = self.company_id
        debtor = self.partner_id._recovery_place(company)
        return debtor if debtor.country == "FR" else self._our_place()

    def _our_place(self):
        home = self.company_id.partner_id
        return place_of(home.country_id.code or "FR", home.zip, home.tz, home.tz or "Europe/Paris")

    @api.model
    def _remembered_court(self, case):
        """The town of the court that another debtor of the same postcode was sued in: a firm before a commercial court,
        others before a civil one, whose towns may differ."""
        postcode = case.partner_id.zip
        of_firm = case._debtor()._recovery_kind() == "business"
        known = [
            *(("company_id", "=", case.company_id.id), ("partner_id.zip", "=", postcode), ("court", "!=", False)),
            ("court_kind", "in" if of_firm else "not in", list(competence.COMMERCIAL)),
        ]
        return self.search(known, order="id desc", limit=1).court if postcode else False

    def _in_euro(self, amount):
        """The amount in the currency of the thresholds."""
        company = self.company_id or self.env.company
        today = company._recovery_today()
        euro = self.env.ref("base.EUR")
        return Decimal(repr(euro.round(company.currency_id._convert(amount or 0.0, euro, company, today))))

    def _creation_message(self):
        return self.env._("Proceeding begun")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """:raises UserError: it was filed"""
        if self.filtered(lambda proceeding: proceeding.stage != "draft"):
            raise UserError(self.env._("A proceeding is never deleted once it was filed: end it, and say why."))
