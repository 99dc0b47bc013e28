"""What is known of cases and debtors before they are handed over, read set-wise for `engine.handoff.readiness`."""

from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.tools import email_normalize

from ...engine.handoff import readiness

# providers of private mail addresses: whoever has one there is no professional contact
PRIVATE_MAIL = (
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.fr", "live.com"),
    *("yahoo.com", "yahoo.fr", "ymail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr"),
    *("icloud.com", "me.com", "gmx.fr", "gmx.com", "proton.me", "protonmail.com", "aol.com", "neuf.fr"),
)


class RecoveryReadiness(models.AbstractModel):
    _name = "recovery.readiness"
    _description = "What Is Known of Cases Before a Handoff"

    def _facts(self, cases, accounts, today):
        """{case: `readiness.Facts`} of cases of one company."""
        dossier = self.env["recovery.placement.file"]
        unmatched = dossier._unmatched(cases)
        notices = cases._formal_notices().grouped("case_id")
        pieces = self.env["recovery.piece"].search([("case_id", "in", cases.ids)]).grouped("case_id")
        promises = self._promises(cases)
        agencies = cases._placed_with()
        private = self._private_contacts(cases)
        printed = self._printed(self.env["account.move.line"].union(*(a.due for a in accounts.values())).move_id)
        later = self._not_due(cases, today)
        limits = self._limitations({case: accounts[case].lines for case in cases})
        return {
            case: self._facts_of(
                accounts[case],
                printed=printed,
                notice=notices.get(case, self.env["recovery.notice"])[:1],
                pieces=pieces.get(case, self.env["recovery.piece"]),
                unmatched=Decimal(repr(unmatched.get(case.partner_id, 0.0))),
                promised_until=promises.get(case.partner_id),
                placed_with=agencies.get(case, ""),
                private_contacts=private.get(case.partner_id, ()),
                limitation_on=limits[case],
                not_due=later.get(case, Decimal(0)),
            )
            for case in cases
        }

    def _facts_of(self, account, printed, notice, pieces, **known):
        case = account.case
        debtor = case.partner_id.with_company(case.company_id).sudo()  # facts of the debtor, for whoever reads his case
        lines = account.due
        return readiness.Facts(
            debtor_class=debtor._recovery_kind(),
            country=debtor.country_id.code or "",
            registration=self._registration(debtor),
            has_address=debtor._recovery_has_post(),
            reachable=debtor._recovery_has_mail() or bool(debtor.phone),
            insolvency=debtor.recovery_insolvency or "",
            phase=case.phase,
            **{
                name: Decimal(repr(getattr(account, name)))
                for name in ("principal", "interest", "indemnity", "disputed", "in_plan")
            },
            difference=self._difference(account),
            currencies=len(lines.currency_id),
            without_due_date=tuple((line.move_id.id, line.move_id.name) for line in lines if not line.date_maturity),
            without_document=self._without_document(lines.move_id - printed, pieces),
            has_contract=self._has_contract(account, pieces),
            formal_notice_on=(notice and notice._formal_date()) or case.formal_notice_date or None,
            formal_notice_proved=bool(notice and (notice.receipt_ids or notice.registered_number)),
            answer_until=notice.date_answer or None,
            answer_waits=bool(case.answered_on),
            rate_missing=account.rate_missing,
            **known,
        )

    def _has_contract(self, account, pieces):
        """Whether the debtor's signature is under an order, a contract or a delivery note."""
        debtor = account.case.partner_id.with_company(account.case.company_id).sudo()  # asked for, not shown
        return bool(
            debtor.recovery_agreement_ids or pieces.filtered(lambda piece: piece.kind in ("contract", "delivery"))
        )

    def _registration(self, debtor):
        """The SIREN where there is one, otherwise what was typed."""
        if readiness.is_french(debtor.country_id.code or ""):
            return readiness.registration_of(debtor.company_registry, debtor.vat) or debtor.company_registry or ""
        return debtor.company_registry or debtor.vat or ""

    def _difference(self, account):
        """Between the items less the payments and the ledger; less than a cent is rounding."""
        if account.case.currency_id.is_zero(account.difference):
            return Decimal(0)
        return Decimal(repr(account.difference))

    def _without_document(self, moves, pieces):
        """Those of `moves`, which have no print, of which no copy can be handed over either."""
        copied = pieces.filtered(lambda piece: piece.kind == "invoices").move_id
        return tuple((move.id, move.name) for move in moves - copied)

    def _printed(self, moves):
        """Those of which Odoo keeps the PDF."""
        prints = self.env["ir.attachment"].sudo()  # asked for, not shown
        domain = [("res_model", "=", "account.move"), ("res_field", "=", "invoice_pdf_report_file")]
        groups = prints._read_group([*domain, ("res_id", "in", moves.ids)], ["res_id"])
        return moves.browse(move_id for (move_id,) in groups)

    def _not_due(self, cases, today):
        """{case: what the debtor will owe later}, in the currency of the company."""
        company = cases.company_id
        owed = self.env["account.move.line"]._recovery_owed(company, cases.partner_id)
        later = owed.filtered(lambda line: (line.date_maturity or line.date) >= today and line.amount_residual > 0)
        of_debtor = later.grouped("recovery_debtor_id")
        return {
            case: Decimal(repr(case.currency_id.round(sum(of_debtor[case.partner_id].mapped("amount_residual")))))
            for case in cases
            if case.partner_id in of_debtor
        }

    def _limitations(self, lines_of):
        """{case: the day on which the first of its instalments lapses}, for {case: instalments}."""
        limits = self.env["recovery.limitation"]._of(self.env["account.move.line"].union(*lines_of.values()))
        return {
            case: min((limits[line].last for line in lines if line in limits), default=None)
            for case, lines in lines_of.items()
        }

    def _promises(self, cases):
        """{debtor: until when his open promises have time}"""
        return dict(
            self.env["recovery.promise"]._read_group(
                [
                    ("company_id", "in", cases.company_id.ids),
                    ("partner_id", "in", cases.partner_id.ids),
                    ("state", "=", "open"),
                ],
                ["partner_id"],
                ["date_until:max"],
            )
        )

    def _private_contacts(self, cases):
        """{debtor: the names of contacts of a firm that have a private mail address}"""
        names = defaultdict(list)
        contacts = self.env["res.partner"].search(
            [("parent_id", "child_of", cases.partner_id.ids), ("email", "!=", False)]
        )
        for contact in contacts:
            debtor = contact.recovery_debtor_id
            if contact != debtor and debtor.is_company and not contact._recovery_is_professional():
                names[debtor].append(contact.name or contact.email)
        return {debtor: tuple(its) for debtor, its in names.items()}


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_layout_id = fields.Many2one(
        "recovery.export.layout",
        string="Layout of its file",
        groups="recovery_dunning.group_recovery_reader",
        help="In which columns the agency takes cases; empty for none but the complete package.",
    )

    def _recovery_siren(self):
        """The SIREN, or nothing where no right one is known."""
        self.ensure_one()
        return readiness.registration_of(self.company_registry, self.vat)

    def _recovery_siret(self):
        digits = "".join(filter(str.isdigit, self.company_registry or ""))
        return digits if len(digits) == 14 and self._recovery_siren() else ""

    def _recovery_is_professional(self):
        """Whether the mail address of a contact is one of his firm, as far as can be seen (GDPR, art. 5)."""
        self.ensure_one()
        domain = (email_normalize(self.email or "") or "").partition("@")[2]
        return domain not in PRIVATE_MAIL
