"""Which way to go on with a case: the routes compared, the best one marked, and the sentence that says why."""

from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import formatLang

from ...engine import route as rules
from ...engine.handoff.agency import tier_for
from ..open_items.facts import DISPUTED
from ..record.way_in import READER
from .route import ROUTES

EURO_LIMIT = float(rules.SMALL_CLAIMS_LIMIT)


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    route = fields.Selection(ROUTES, string="Best way", compute="_compute_route", compute_sudo=True, groups=READER)
    route_reason = fields.Char(string="Why this way", compute="_compute_route", compute_sudo=True, groups=READER)
    route_table = fields.Html(
        string="Ways to go on", compute="_compute_route", compute_sudo=True, sanitize=False, groups=READER
    )  # our own rendering

    @api.depends_context("lang")
    def _compute_route(self):
        for case in self:
            options = case._route_options() if case.id and case.phase != "closed" else []
            best = rules.best(options)
            case.route = best.route.key if best else False
            case.route_reason = case._route_sentence(best) if best else case._no_route_sentence(options)
            case.route_table = case._route_html(options, best) if options else False

    def _route_options(self):
        """The routes weighed, the best first; none where nothing is overdue."""
        self.ensure_one()
        debt = self._route_debt()
        if debt.amount <= 0:
            return []
        company = self.company_id
        routes = self.env["recovery.route"].with_company(company)._of_company(company)._values(company)
        tier = self._agency_tier(debt)
        routes = [replace(route, tier=tier) if route.key == "agency" else route for route in routes]
        return rules.compare(debt, routes, Decimal(repr(company.recovery_waiting_percent)))

    def _agency_tier(self, debt):
        """The terms of the agency that would take least of this debt; none where no agency has told its own."""
        terms = self.env["recovery.agency.term"].search([("company_id", "=", self.company_id.id)])
        tiers = [
            tier
            for agency, its in terms.grouped("agency_id").items()
            if agency.active and (tier := tier_for(its._tiers(), debt.amount, debt.age))
        ]
        return min(tiers, key=lambda tier: tier.fee(debt.amount), default=None)

    def _route_debt(self):
        """What is overdue and claimed, in the values of the engine. What has lapsed counts only if nothing else is
        left."""
        company, debtor, today = self.company_id, self._debtor(), self.company_id._recovery_today()
        lines = self._overdue_instalments().filtered(lambda line: line.amount_residual > 0)
        lapsed = self.env["recovery.limitation"]._of(lines)
        living = lines.filtered(lambda line: line not in lapsed or not lapsed[line].is_over(today))
        barred, lines = bool(lines) and not living, living or lines
        residual = sum(lines.mapped("amount_residual"))
        credit = max(residual - self.amount_overdue, 0.0) if lines == living else 0.0
        # sums that whoever may compare the ways may know
        claims = self.sudo().amount_interest + self.sudo().amount_indemnity + self.sudo().amount_costs
        due = [line.date_maturity for line in lines if line.date_maturity]
        return rules.Debt(
            amount=self._plain(max(residual - credit, 0.0) + claims) if lines else Decimal(0),
            age=max((today - min(due)).days, 0) if due else 0,
            debtor_class=debtor._recovery_kind(),
            vat=self._plain(sum(line.amount_residual * _vat_share(line.move_id) for line in lines)),
            insolvent=bool(debtor.recovery_insolvency),
            abroad=bool(debtor.country_id and debtor.country_id != company.country_id),
            contested=bool(
                self.env["recovery.dispute"].search_count(
                    [("line_ids", "in", lines.ids), ("state", "in", DISPUTED)], limit=1
                )
            ),
            time_barred=barred,
            phase=self.phase,
            formal_notices=len(self._formal_notices()),
            limit=self._plain(self.env.ref("base.EUR")._convert(EURO_LIMIT, self.currency_id, company, today)),
        )

    def _plain(self, amount):
        return Decimal(repr(self.currency_id.round(amount)))

    # ---- in words -------------------------------------------------------------------------------------------------

    def _route_sentence(self, best):
        """Why this way, in one sentence."""
        label = dict(self._fields["route"]._description_selection(self.env))[best.route.key]
        if best.route.key == "write_off":
            return self.env._("%s: no other way is open, or every one costs more than it is expected to bring.", label)
        amount = self._formatted(best.expected)
        if best.route.price:
            return self.env._("%(way)s: %(amount)s at once, and the debt is off the books.", way=label, amount=amount)
        return self.env._(
            "%(way)s: a chance of %(chance)s %%, so %(amount)s are expected: %(net)s net, after fees, costs and "
            "waiting, and with the VAT of what is lost.",
            way=label,
            chance=f"{best.chance * 100:.0f}",
            amount=amount,
            net=self._formatted(best.net),
        )

    def _no_route_sentence(self, options):
        """What is done where the law closes every way."""
        if options and all(option.refusal is rules.Refusal.INSOLVENT for option in options):
            return self._refusal_texts()[rules.Refusal.INSOLVENT]
        return False

    def _route_html(self, options, best):
        labels = dict(self._fields["route"]._description_selection(self.env))
        return self.env["ir.qweb"]._render(
            "recovery_dunning.route_table",
            {
                "options": options,
                "best": best,
                "labels": labels,
                "refusals": self._refusal_texts(),
                "money": self._formatted,
                "with_vat": any(option.vat for option in options),
            },
        )

    def _formatted(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    def _refusal_texts(self):
        """Why a way is closed, a sentence each."""
        Refusal = rules.Refusal
        return {
            Refusal.INSOLVENT: self.env._(
                "Insolvency proceedings stop it: declare the claim (C. com. L622-21, L622-24)."
            ),
            Refusal.TIME_BARRED: self.env._("The debt has lapsed."),
            Refusal.PUBLIC: self.env._("A public body is sued in the administrative court, and is not seized."),
            Refusal.TOO_LARGE: self.env._("Up to 5,000 EUR with interest (CPCE L125-1)."),
            Refusal.ABROAD: self.env._("The debtor lives abroad (CPC 1406)."),
            Refusal.IN_COURT: self.env._("The case is in court: nobody goes back to an easier way."),
            Refusal.WITH_AGENCY: self.env._("An agency has the case: it deals with the debtor."),
            Refusal.EXHAUSTED: self.env._("Two formal notices had no effect: one more reminder brings nothing."),
            Refusal.CONTESTED: self.env._("The debtor contests: he would oppose it."),
        }


def _vat_share(move):
    """The part of an invoice that is tax."""
    return move.amount_tax / move.amount_total if move.amount_total else 0.0
