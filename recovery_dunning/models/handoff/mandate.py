"""The mandate of a handoff: the written agreement under which an agency may collect (CPCE R124-3)."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.image import image_data_uri

from ...engine.words import in_words
from ..record.actions import download
from ..record.way_in import READER, way_in

PAPER = "recovery_dunning.action_report_mandate"  # on which all pages for an agency are printed
REMITTANCE_DAYS = 30  # one month at most unless agreed otherwise (CPCE R124-6)


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    fee_terms = fields.Text(
        string="Fee",
        compute="_compute_mandate_terms",
        store=True,
        readonly=False,
        help="How the fee is set; the creditor bears it (CPCE R124-3, L111-8).",
    )
    guarantee = fields.Text(
        string="Liability insurance",
        compute="_compute_mandate_terms",
        store=True,
        readonly=False,
        help="What covers the creditor: insurer, policy, until when (CPCE R124-2, R124-3).",
    )
    remittance_days = fields.Integer(
        string="Funds are paid over within", default=REMITTANCE_DAYS, help="Days from cashing (CPCE R124-6)."
    )
    mandate_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="restrict")
    bank_details_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null")

    _remittance_positive = models.Constraint(
        "CHECK (remittance_days > 0)", "Funds are paid over within one day at least."
    )

    @api.depends("agency_id", "company_id")
    def _compute_mandate_terms(self):
        """What is known of the agency; whatever is written here instead stands."""
        for handoff in self:
            handoff.fee_terms = handoff._known_fee_terms()
            handoff.guarantee = handoff._known_guarantee()

    def _known_fee_terms(self):
        """Its tiers, a line each."""
        terms = self.agency_id.recovery_term_ids._of(self.company_id)
        return "\n".join(terms.mapped("display_name"))

    def _known_guarantee(self):
        """Its insurance that runs the longest."""
        proofs = self.agency_id.recovery_proof_ids.filtered(lambda proof: proof.kind == "insurance")
        for proof in proofs.sorted(lambda proof: proof.date_until or fields.Date.to_date("9999-12-31"))[-1:]:
            parts = [proof.issuer, proof.number and self.env._("policy %s", proof.number)]
            parts.append(proof.date_until and self.env._("until %s", format_date(self.env, proof.date_until)))
            return ", ".join(filter(None, parts))
        return False

    def _check_mandate(self):
        """:raises UserError: the mandate would lack what law wants in it"""
        wanted = {"fee_terms": self.env._("the fee"), "guarantee": self.env._("the liability insurance of the agency")}
        missing = [label for name, label in wanted.items() if not (self[name] or "").strip()]
        if missing:
            raise UserError(
                self.env._(
                    "The mandate must name %s (CPCE R124-3): enter it on the page “Mandate”, or on the form of the "
                    "agency.",
                    " + ".join(missing),
                )
            )

    # ---- on paper -------------------------------------------------------------------------------------------------

    def _mandate_lang(self):
        return self.agency_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _bank_account(self):
        """Where the agency pays over to."""
        return self.company_id._recovery_pay_to(self.currency_id, self.env["account.move"])

    def _write_mandate(self):
        """The mandate, and where the funds are paid over to, as PDF files that are kept with the handoff."""
        self.ensure_one()
        words = self.with_context(lang=self._mandate_lang()).env
        titles = {"mandate": words._("Mandate")}
        if self._bank_account():
            titles["bank_details"] = words._("Bank details")
        foot = self._page_foot()
        prints = self.env["recovery.letter.printer"]._print(
            PAPER, {page: (self._page_html(page), foot) for page in titles}
        )
        for page, title in titles.items():
            self._keep(f"{page}_id", f"{self._day()}-{title}-{self.name}.pdf", prints[page])

    def _page_foot(self):
        """The foot of the pages for the agency."""
        return self.company_id.with_context(lang=self._mandate_lang())._recovery_letter_foot()

    @way_in(READER, "read")
    def action_print_mandate(self):
        """The mandate: as it was handed over, or as it would be."""
        self.ensure_one()
        if self.mandate_id:
            return download(self.mandate_id)
        return self.env.ref(PAPER).report_action(self, config=False)

    def _page_html(self, page):
        """A page, the mandate or the bank details, in the language of the agency."""
        handoff = self.with_context(lang=self._mandate_lang())
        return handoff.env["ir.qweb"]._render(f"recovery_dunning.{page}_page", handoff._prepare_mandate_values())

    def _prepare_mandate_values(self, extract=None):
        """What the mandate says.

        :param extract: the one placement that it speaks of; a debtor's package tells nothing of the others
        """
        company, agency = self.company_id, self.agency_id
        placements = extract or self.placement_ids
        total = self.currency_id.round(sum(placements.mapped("total")))
        return {
            "doc": self,
            "handoff": self,
            "company": company,
            "agency": agency,
            "lang": self.env.lang,
            "date": self._day(),
            "address": agency._recovery_postal_lines(company),
            "extract": extract,
            "placements": placements.sorted(lambda placement: placement.partner_id.name or ""),
            "sums": {
                name: sum(placements.mapped(name)) for name in ("principal", "interest", "indemnity", "costs", "total")
            },
            "total": self.currency_id.format(total),
            "words": in_words(
                *(Decimal(repr(total)), self.currency_id.name, self.env.lang),
                *(agency.country_id.code, self.currency_id.decimal_places),
            ),
            "bank": self._bank_account(),
            "signatory": company._recovery_collector(self.user_id) or self.env.user,
            "image_data_uri": image_data_uri,
        }
