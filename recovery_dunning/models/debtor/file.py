"""The debtor's file: legal identity, financial standing, insurer's cover, account-opening agreement, and a checklist of
what is missing."""

from datetime import timedelta

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...engine import identity
from ..record.way_in import READER, way_in

STANDING_DAYS = 365  # a standing that is older says little


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_siren = fields.Char(
        string="SIREN", compute="_compute_recovery_siren", groups=READER, help="Of a valid SIREN or SIRET."
    )
    recovery_legal_form = fields.Char(string="Legal form", groups=READER, help="e.g. SAS, SARL, sole trader.")
    recovery_register_city = fields.Char(
        string="Registered at", groups=READER, help="The court of the trade register, e.g. Lyon."
    )
    recovery_manager = fields.Char(
        string="Legal representative", groups=READER, help="Who is served with a formal notice: name and office."
    )
    recovery_share_capital = fields.Float(string="Share capital", digits=(16, 2), groups=READER)
    recovery_turnover = fields.Float(
        string="Yearly turnover", digits=(16, 2), groups=READER, help="Of the last accounts, without VAT."
    )
    recovery_turnover_year = fields.Char(string="Accounts of", size=4, groups=READER, help="The year they end in.")
    recovery_bank = fields.Char(
        string="Banks with",
        groups=READER,
        help="With whom he banks, and where; his account itself is among his accounts.",
    )
    recovery_standing = fields.Text(
        string="Financial standing",
        groups=READER,
        help="Turnover, result, rating, what the register says, the source.",
    )
    recovery_standing_date = fields.Date(string="Looked at on", groups=READER)
    recovery_incidents = fields.Text(
        string="Incident files",
        groups=READER,
        help="What registers and files of incidents say: registered charges, protests, announcements; and their "
        "source. Nothing found is an answer too.",
    )
    recovery_incidents_date = fields.Date(string="Incidents looked up on", groups=READER)
    recovery_cover = fields.Float(
        string="Insurer's cover",
        company_dependent=True,
        digits=(16, 2),
        groups=READER,
        help="What the credit insurer answers for, in the currency of the company.",
    )
    recovery_cover_until = fields.Date(string="Covered until", company_dependent=True, groups=READER)
    recovery_agreement_date = fields.Date(
        string="Account opened on", company_dependent=True, groups=READER, help="The day of the signed agreement."
    )
    recovery_agreement_ids = fields.Many2many(
        "ir.attachment",
        "recovery_agreement_rel",
        string="Signed agreement",
        groups=READER,
        help="The scan of the account-opening agreement with the customer's signature.",
    )
    recovery_missing = fields.Html(
        string="Missing pieces", compute="_compute_recovery_missing", sanitize=False, groups=READER
    )
    recovery_missing_count = fields.Integer(
        string="Pieces that are missing", compute="_compute_recovery_missing", groups=READER
    )

    @api.depends("company_registry")
    def _compute_recovery_siren(self):
        for partner in self:
            partner.recovery_siren = (
                identity.siren(partner.company_registry) if partner._recovery_is_french() else False
            )

    def _recovery_is_french(self):
        return not self.country_id or self.country_id.code == "FR"

    @api.depends(
        *(
            "company_registry",
            "vat",
            "is_company",
            "country_id",
            "street",
            "zip",
            "city",
            "email",
            "phone",
            "child_ids",
        ),
        *("recovery_class", "recovery_legal_form", "recovery_register_city", "recovery_manager"),
        *("recovery_standing", "recovery_standing_date", "recovery_cover", "recovery_cover_until", "credit_limit"),
        *("recovery_share_capital", "recovery_turnover", "recovery_turnover_year", "recovery_bank", "bank_ids"),
        *("recovery_incidents", "recovery_incidents_date"),
        *("recovery_agreement_date", "recovery_agreement_ids"),
    )
    @api.depends_context("company", "lang")
    def _compute_recovery_missing(self):
        for partner in self:
            # as it is being typed, the debtor himself is not yet the one who is stored
            itself = partner.commercial_partner_id._origin == partner._origin
            debtor = partner if itself else partner.commercial_partner_id
            missing = debtor._recovery_missing_pieces()
            items = Markup().join(Markup("<li class='col-lg-4'>☐ %s</li>") % escape(sentence) for sentence in missing)
            checklist = Markup("<ul class='list-unstyled row mb-0'>%s</ul>") % items
            partner.recovery_missing = checklist if missing else False
            partner.recovery_missing_count = len(missing)

    def _recovery_missing_pieces(self):
        """What is missing of the file of this debtor, a sentence each; the most needed first."""
        self.ensure_one()
        pieces = [*self._recovery_identity_gaps(), *self._recovery_contact_gaps()]
        if self._recovery_kind() == "business":
            pieces += self._recovery_trust_gaps()
        return pieces

    def _recovery_identity_gaps(self):
        if self._recovery_kind() == "consumer":
            return []
        gaps = []
        if self._recovery_is_french():
            gaps.append(self._recovery_registration_fault())
        elif not (self.company_registry or self.vat):
            gaps.append(self.env._("Registration or VAT number"))
        if self._recovery_kind() == "business":
            gaps += [
                not self.recovery_legal_form and self.env._("Legal form"),
                not self.recovery_register_city and self.env._("Court of registration: it judges him"),
                not self.recovery_manager and self.env._("Legal representative: a formal notice is addressed to him"),
            ]
        return list(filter(None, gaps))

    def _recovery_registration_fault(self):
        """What is wrong with the SIREN or SIRET, a sentence; False if it is right."""
        if not self.company_registry:
            return self.env._("SIREN or SIRET number")
        fault = identity.fault(self.company_registry, self.vat)
        return {
            None: False,
            identity.Fault.LENGTH: self.env._("%s is no SIREN (9 digits) or SIRET (14)", self.company_registry),
            identity.Fault.CHECK_DIGIT: self.env._("%s is mistyped: its check digit is wrong", self.company_registry),
            identity.Fault.OTHER_VAT: self.env._(
                "%(number)s and the VAT number %(vat)s are of two companies", number=self.company_registry, vat=self.vat
            ),
        }[fault]

    def _recovery_contact_gaps(self):
        gaps = [
            not self._recovery_has_post() and self.env._("Complete postal address"),
            not (self._recovery_has_mail() or any(child._recovery_has_mail() for child in self.child_ids))
            and self.env._("Mail address"),
            not (self.phone or any(self.child_ids.mapped("phone"))) and self.env._("Telephone number"),
        ]
        return list(filter(None, gaps))

    def _recovery_trust_gaps(self):
        today = self.env.company._recovery_today()
        looked_at = self.recovery_standing_date
        covered = self.recovery_cover and (not self.recovery_cover_until or self.recovery_cover_until >= today)
        incidents_on = self.recovery_incidents and self.recovery_incidents_date
        figures = [
            not self.recovery_share_capital and self.env._("share capital"),
            not (self.recovery_turnover and self.recovery_turnover_year) and self.env._("turnover, with its year"),
            not (self.recovery_bank or self.bank_ids) and self.env._("bank"),
        ]
        unknown = ", ".join(filter(None, figures))
        gaps = [
            not (self.recovery_standing and looked_at) and self.env._("Financial standing"),
            unknown and self.env._("Figures of his standing (%s)", unknown),
            not (incidents_on and incidents_on >= today - timedelta(days=STANDING_DAYS))
            and self.env._("Incident files of this year: charges, protests, announcements"),
            looked_at
            and looked_at < today - timedelta(days=STANDING_DAYS)
            and self.env._("Financial standing of this year"),
            # a field of accountants; whether there is one is told to those who follow the debtor too
            not (self.sudo().credit_limit or covered) and self.env._("Credit limit, or an insurer's cover"),
            self.recovery_cover and not covered and self.env._("Insurer's cover that has not ended"),
            not (self.recovery_agreement_date and self.recovery_agreement_ids)
            and self.env._("Signed account-opening agreement"),
        ]
        return list(filter(None, gaps))

    @way_in(READER, "read")
    def action_recovery_agreement(self):
        """The account-opening agreement to print and sign, in the customer's language."""
        return self.env.ref("recovery_dunning.action_report_agreement").report_action(
            self.commercial_partner_id, config=False
        )

    def _recovery_agreement_standing(self):
        """[(what the customer says of his standing, what is known of it or nothing)], for him to confirm or fill in."""
        self.ensure_one()
        company = self.env.company
        day = self.recovery_cover_until and format_date(self.env, self.recovery_cover_until)
        cover = self.recovery_cover and company.currency_id.format(self.recovery_cover)
        turnover = self.recovery_turnover and company.currency_id.format(self.recovery_turnover)
        bank = self.bank_ids[:1].sudo()  # the name of his bank, on his own paper
        return [
            (
                self.env._("Share capital"),
                self.recovery_share_capital and company.currency_id.format(self.recovery_share_capital),
            ),
            (
                self.env._("Turnover of the last accounts"),
                turnover and " – ".join(filter(None, (turnover, self.recovery_turnover_year))),
            ),
            (self.env._("Bank"), self.recovery_bank or bank.bank_id.name or bank.acc_number),
            (
                self.env._("Cover by our credit insurer"),
                self.env._("%(amount)s until %(day)s", amount=cover, day=day) if cover and day else cover,
            ),
        ]

    def _recovery_agreement_clauses(self):
        """The clauses of the company's terms that such a customer agrees to, with their words."""
        clauses = self.env["recovery.clause"].sudo()  # what everybody may read on the paper
        return clauses._quoted(self.env.company, self)

    @api.constrains("recovery_cover", "recovery_share_capital", "recovery_turnover")
    def _check_recovery_cover(self):
        """:raises ValidationError: the cover, the capital or the turnover is negative"""
        if any(partner.recovery_cover < 0 for partner in self):
            raise ValidationError(self.env._("The insurer's cover cannot be negative."))
        if any(partner.recovery_share_capital < 0 or partner.recovery_turnover < 0 for partner in self):
            raise ValidationError(self.env._("Capital and turnover cannot be negative."))
