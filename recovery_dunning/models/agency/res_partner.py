"""A collection agency among the partners: its terms, its sectors, its proofs, and how it pays over what it collects."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.handoff import agency as rules
from ..record.actions import open_list
from ..record.way_in import READER, way_in

ALERT_DAYS = 30  # before a proof or the mandate expires


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_recovery_agency = fields.Boolean(
        string="Collection agency", groups=READER, help="Cases can be handed over to it."
    )
    recovery_term_ids = fields.One2many("recovery.agency.term", "agency_id", string="Terms", groups=READER)
    recovery_proof_ids = fields.One2many("recovery.agency.proof", "agency_id", string="Proofs", groups=READER)
    recovery_placement_ids = fields.One2many("recovery.placement", "agency_id", string="Placements", groups=READER)
    recovery_sector_ids = fields.Many2many(
        "res.partner.industry",
        "recovery_agency_sector_rel",
        string="Sectors",
        groups=READER,
        help="What it knows best.",
    )
    recovery_fee_tax_id = fields.Many2one(
        "account.tax",
        string="VAT on fees",
        company_dependent=True,
        groups=READER,
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', '=', 'percent'),"
        " ('company_id', '=', current_company_id)]",
        help="That of its bills; none where it charges no VAT.",
    )
    recovery_fees_apart = fields.Boolean(
        string="Bills its fees apart",
        company_dependent=True,
        groups=READER,
        help="It pays over what it collects whole, and sends a bill for its fees. Otherwise it keeps them back.",
    )
    recovery_new_debts = fields.Selection(
        [("offered", "Are offered to it"), ("chased", "Are chased by us")],
        string="New debts of a placed debtor",
        company_dependent=True,
        groups=READER,
        help="What falls due after the case was placed: by the mandate it waits to be placed too, or it is left to us.",
    )
    recovery_mandate_from = fields.Date(string="Mandate from", company_dependent=True, groups=READER)
    recovery_mandate_until = fields.Date(
        string="Mandate until", company_dependent=True, groups=READER, help="Empty where it ends by notice only."
    )
    recovery_remittance_columns = fields.Json(
        string="Columns of its files", groups=READER, help="{title: column}, as they were understood last."
    )
    recovery_open_placements = fields.Integer(
        string="Cases placed", compute="_compute_recovery_results", groups=READER, help="With the agency now."
    )
    recovery_amount_placed = fields.Monetary(
        string="Placed", compute="_compute_recovery_results", groups=READER, help="Ever placed with it."
    )
    recovery_amount_recovered = fields.Monetary(string="Recovered", compute="_compute_recovery_results", groups=READER)
    recovery_success = fields.Float(
        string="Rate", compute="_compute_recovery_results", groups=READER, help="Recovered of what was placed, percent."
    )
    recovery_agency_alert = fields.Text(string="Not in order", compute="_compute_recovery_agency_alert", groups=READER)

    @api.depends("recovery_placement_ids.status")
    @api.depends_context("company")
    def _compute_recovery_results(self):
        """Measured in the current company; nothing is asked of other partners."""
        agencies = self._origin.filtered("is_recovery_agency")
        Placement, company = self.env["recovery.placement"], self.env.company
        results = Placement._results(company, agencies) if agencies else {}
        its_open = [("company_id", "=", company.id), ("agency_id", "in", agencies.ids), ("date_ended", "=", False)]
        open_counts = dict(Placement._read_group(its_open, ["agency_id"], ["__count"])) if agencies else {}
        for agency in self:
            its = [result for (its_agency, _band), result in results.items() if its_agency == agency._origin]
            placed = sum(result["placed"] for result in its)
            recovered = sum(result["recovered"] for result in its)
            agency.recovery_open_placements = open_counts.get(agency._origin, 0)
            agency.recovery_amount_placed = placed
            agency.recovery_amount_recovered = recovered
            agency.recovery_success = 100 * recovered / placed if placed else 0.0

    @api.depends("recovery_proof_ids.date_until", "recovery_proof_ids.kind", "recovery_mandate_until")
    @api.depends_context("company", "lang")
    def _compute_recovery_agency_alert(self):
        for agency in self:
            alerts = agency._recovery_agency_warnings(self.env.company) if agency.is_recovery_agency else []
            agency.recovery_agency_alert = "\n".join(alerts) or False

    def _recovery_agency_warnings(self, company):
        """What is not in order before a case is handed over: a sentence each (CPCE R124-2, R124-3)."""
        self.ensure_one()
        today = company._recovery_today()
        warnings = self.recovery_proof_ids._warnings_on(today)
        agency = self.with_company(company)
        if not agency.recovery_term_ids._of(company):
            warnings.append(self.env._("Its terms are not entered: what it costs is not known."))
        until = agency.recovery_mandate_until
        if until and until < today:
            warnings.append(self.env._("The mandate ended on %s: agree on a new one.", format_date(self.env, until)))
        return warnings

    def _recovery_expected_fee(self, company, collected, age, placed=None, before=0.0):
        """The fee without VAT, in the company's currency, of collecting `collected` on a debt that was `age` days old
        when it was placed, after what was collected `before`; None where the terms say nothing.

        :param placed: what was placed, if it is more than `collected`
        """
        self.ensure_one()
        tiers = self.recovery_term_ids._of(company)._tiers()
        tier = rules.tier_for(tiers, Decimal(repr(placed or collected)), age)
        if tier is None:
            return None
        return company.currency_id.round(float(tier.fee(Decimal(repr(collected)), Decimal(repr(before)))))

    @api.onchange("is_recovery_agency")
    def _onchange_is_recovery_agency(self):
        """An agency charges the usual VAT, unless somebody says otherwise."""
        if self.is_recovery_agency and not self.recovery_fee_tax_id:
            self.recovery_fee_tax_id = self.env.company.account_purchase_tax_id

    @way_in(READER, "read")
    def action_recovery_placements(self):
        return open_list(self.env, "action_recovery_placement", [("agency_id", "in", self.ids)])

    @way_in(READER, "read")
    def action_recovery_results(self):
        return open_list(self.env, "action_recovery_agency_result", [("agency_id", "in", self.ids)])
