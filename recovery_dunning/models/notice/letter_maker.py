"""The letters of a case that no level sends: receipt, discharge, end of the amicable phase, handover to an agency,
declaration of a claim, confirmation of a promise, answer to a dispute."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ...engine import channels
from ...engine.words import in_words
from ..record.exhibit import prepare_document

LETTER = "recovery_dunning.action_report_case_letter"
KINDS = [
    ("receipt", "Receipt for a payment"),
    ("discharge", "Discharge: all is paid"),
    ("attestation", "Attestation: end of the amicable phase"),
    ("agency", "Notice of handover to an agency"),
    ("declaration", "Declaration of claim (insolvency)"),
    ("promise", "Confirmation of a promise"),
    ("answer", "Answer to a dispute"),
]
PAID = ("in_process", "paid")


class RecoveryLetterMaker(models.AbstractModel):
    _name = "recovery.letter.maker"
    _description = "Letter of a Case"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    currency_id = fields.Many2one(related="case_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="discharge")
    date = fields.Date(required=True, default=lambda self: self.env.company._recovery_today())
    recipient_id = fields.Many2one(
        "res.partner",
        string="To",
        compute="_compute_recipient_id",
        store=True,
        readonly=False,
        help="A declaration of claim goes to the representative of the creditors, or to the liquidator.",
    )
    payment_id = fields.Many2one(
        "account.payment",
        domain="[('partner_id.recovery_debtor_id', '=', partner_id), ('payment_type', '=', 'inbound'), "
        "('company_id', '=', company_id), ('state', 'in', ('in_process', 'paid'))]",
    )
    receipt_line_id = fields.Many2one(
        "account.move.line",
        string="Received",
        domain="[('recovery_debtor_id', '=', partner_id), ('company_id', '=', company_id), ('balance', '<', 0), "
        "('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), ('move_type', '=', 'entry')]",
        help="The money as it is on the account, where no payment was registered: a line of the bank statement.",
    )
    agency_id = fields.Many2one("res.partner")
    promise_id = fields.Many2one(
        "recovery.promise",
        compute="_compute_said",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('state', '=', 'open')]",
    )
    dispute_id = fields.Many2one(
        "recovery.dispute",
        compute="_compute_said",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id), ('answer', '!=', False)]",
    )

    @api.depends("kind", "case_id")
    def _compute_recipient_id(self):
        for letter in self:
            letter.recipient_id = False if letter.kind == "declaration" else letter.case_id.partner_id

    @api.depends("kind", "case_id")
    def _compute_said(self):
        """What the debtor said last: the promise that is confirmed, the dispute that is answered."""
        for letter in self:
            of_debtor = [("partner_id", "=", letter.partner_id.id), ("company_id", "=", letter.company_id.id)]
            promises, disputes = self.env["recovery.promise"], self.env["recovery.dispute"]
            if letter.kind == "promise":
                promises = promises.search([*of_debtor, ("state", "=", "open")], order="id desc", limit=1)
            elif letter.kind == "answer":
                disputes = disputes.search([*of_debtor, ("answer", "!=", False)], order="id desc", limit=1)
            letter.promise_id, letter.dispute_id = promises, disputes

    @api.model
    def _of(self, rows):
        """The letters of these values, which are not written yet; of today, where no date is given."""
        letters = self.concat(*map(self.new, rows))
        for letter in letters.filtered(lambda letter: not letter.date):
            letter.date = letter.company_id._recovery_today()
        return letters

    def _issue(self):
        """The letter as an attachment of its case, with its hash in the record.

        :raises UserError: what it says would not be true, or its address is incomplete
        """
        self.ensure_one()
        self.case_id.check_access("write")
        self.case_id.invalidate_recordset(["amount_open", "amount_overdue"])  # what is open is asked anew
        getattr(self, f"_check_{self.kind}")()
        if not self.recipient_id:
            raise UserError(self.env._("Choose whom the letter goes to."))
        if not self.recipient_id._recovery_has_post():
            raise UserError(
                self.env._(
                    "The postal address of %s is incomplete: enter street, postcode and town.",
                    self.recipient_id.display_name,
                )
            )
        return self._freeze()

    def _freeze(self):
        """The letters as attachments of their cases, each with its hash in the record (rule 9)."""
        pages = {letter: (letter._letter_html(), letter._letter_foot()) for letter in self}
        prints = self.env["recovery.letter.printer"]._print(LETTER, pages)
        letters = self.env["ir.attachment"].create([letter._prepare_letter(prints[letter]) for letter in self])
        for letter, document in zip(self, letters, strict=True):
            title = letter._title()
            letter.case_id._log(
                "note",
                lambda case, title=title: title,
                direction="out",
                channel=channels.LETTER,
                contact=", ".join(letter.recipient_id._recovery_postal_lines(letter.company_id)),
                attachment_ids=[(6, 0, document.ids)],
            )
        return letters

    def _title(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _prepare_letter(self, content):
        return prepare_document(self.case_id, f"{self.date}-{self._title()}-{self.case_id.name}.pdf", content)

    # ---- what must be true ----------------------------------------------------------------------------------------

    def _check_receipt(self):
        payment, line = self.payment_id, self.receipt_line_id
        posted = payment.state in PAID or (line.parent_state == "posted" and line.balance < 0)
        if not posted or (payment or line).partner_id.recovery_debtor_id != self.partner_id:
            raise UserError(self.env._("Choose a payment of this debtor that has been posted."))

    def _check_discharge(self):
        if not self.case_id._owes_nothing():
            raise UserError(
                self.env._(
                    "%s are still open: a discharge can be given once all is paid.",
                    self.currency_id.format(self.case_id._in_the_ledger()[self.case_id][0]),
                )
            )

        if self.case_id._with_standing_claims():
            raise UserError(
                self.env._(
                    "Interest, indemnities or costs are still claimed, and a discharge gives them up: invoice them, "
                    "or waive them, first."
                )
            )

    def _check_attestation(self):
        if not self.case_id.formal_notice_date:
            raise UserError(self.env._("No formal notice has been sent: the amicable phase is not over."))
        self._check_overdue()

    def _check_agency(self):
        if not self.agency_id:
            raise UserError(self.env._("Choose the agency that the debtor will deal with."))
        self._check_overdue()

    def _check_overdue(self):
        if self.currency_id.compare_amounts(self.case_id.amount_overdue, 0) <= 0:
            raise UserError(self.env._("Nothing is overdue: a letter that says so would not be true."))

    def _check_promise(self):
        if self.promise_id.state != "open" or self._other_debtor(self.promise_id):
            raise UserError(self.env._("Choose a promise of this debtor that is open."))

    def _check_answer(self):
        if not (self.dispute_id.answer or "").strip() or self._other_debtor(self.dispute_id):
            raise UserError(self.env._("Choose a dispute of this debtor, and write the answer on it first."))

    def _other_debtor(self, said):
        return said.partner_id != self.partner_id or said.company_id != self.company_id

    # ---- what it says ---------------------------------------------------------------------------------------------

    def _letter_html(self):
        """The whole letter, in the language of whom it goes to."""
        self.ensure_one()
        letter = self.with_context(lang=self._letter_lang())
        return letter.env["ir.qweb"]._render("recovery_dunning.case_letter_page", letter._prepare_letter_values())

    def _letter_lang(self):
        return self.recipient_id.lang or self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _letter_foot(self):
        return self.company_id.with_context(lang=self._letter_lang())._recovery_letter_foot()

    def _sum(self):
        """(amount, currency) that the letter is about: what came in, what the debtor said, what is unpaid, that is
        overdue, otherwise what is open."""
        if said := {"promise": self.promise_id, "answer": self.dispute_id}.get(self.kind):
            return said.amount, said.currency_id
        if self.kind == "receipt":
            received = self._received()
            return received.amount, received.currency
        unpaid = self.kind in ("attestation", "agency")
        case = self.case_id.sudo()  # figures of a case that is written on
        return max(case.amount_overdue - case.amount_disputed if unpaid else case.amount_open, 0.0), self.currency_id

    def _to_fall_due(self):
        """What is open and not due yet, in words of the reader; None where nothing is."""
        amount = self.case_id.amount_open - max(self.case_id.amount_overdue, 0.0)
        return self.currency_id.format(amount) if self.currency_id.compare_amounts(amount, 0.0) > 0 else None

    def _shown_figures(self):
        """What the debtor owes as of now, a `Figure` for each currency."""
        return self.case_id._figures_on()[self.case_id]

    def _prepare_letter_values(self):
        amount, currency = self._sum()
        figures = self._shown_figures() if self.kind in ("receipt", "attestation", "agency") else []
        return {
            "received": self._received() if self.kind == "receipt" else None,
            "counted": self._counted() if self.kind == "receipt" else [],
            "settled": self._settled() if self.kind == "discharge" else [],
            "figures": figures,
            "settled_by_law": self._settled_by_law(figures) if self.kind == "receipt" else {},
            "to_come": self._to_come() if self.kind == "declaration" else [],
            "doc": self,
            "wizard": self,  # as the templates call it
            "case": self.case_id,
            "debtor": self.partner_id,
            "lang": self.env.lang,
            "company": self.company_id,
            "address": self.recipient_id._recovery_postal_lines(self.company_id),
            "reference": self.case_id.name,
            "date": self.date,
            "amount": currency.format(amount),
            "words": in_words(
                *(Decimal(repr(amount)), currency.name, self.env.lang),
                *(self.partner_id.country_id.code, currency.decimal_places),
            ),
            "to_fall_due": self._to_fall_due(),
            "ended": self.case_id._ending_texts() if self.kind == "discharge" else [],
            "steps": self.case_id.event_ids.filtered(lambda e: e.kind in ("notice", "contact")).sorted("id"),
            "statement": self._statement() if self.kind == "declaration" else None,
            "signatory": self.company_id._recovery_collector(self.case_id.user_id),
            "image_data_uri": image_data_uri,
        }
