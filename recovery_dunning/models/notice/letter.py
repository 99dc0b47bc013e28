"""The letter of a notice: written in the language of whom it goes to, printed for a whole batch at once, and frozen."""

import base64
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri
from odoo.tools.pdf import merge_pdf

from ...engine.words import in_words
from ..record.actions import download
from ..record.exhibit import prepare_document
from ..record.way_in import READER, way_in

LETTER = "recovery_dunning.action_report_letter"


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    letter_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="As it was printed: printing it again gives the same bytes.",
    )
    debtor_class = fields.Char(compute="_compute_debtor_class")
    registered = fields.Boolean(related="level_id.registered")
    snailmail_id = fields.Many2one(
        "snailmail.letter", readonly=True, copy=False, ondelete="set null", help="Who posts it, if not we."
    )
    registered_number = fields.Char(string="Registered no.", readonly=True, copy=False, index="btree_not_null")

    @api.depends("partner_id", "company_id")
    def _compute_debtor_class(self):
        for notice in self:
            notice.debtor_class = notice.partner_id.with_company(notice.company_id)._recovery_kind()

    # ---- which way it goes ----------------------------------------------------------------------------------------

    def _goes_by_mail(self):
        self.ensure_one()
        return self.level_id.send_email and self.contact_id._recovery_has_mail()

    def _goes_by_letter(self):
        self.ensure_one()
        level = self.level_id
        wanted = level.send_letter or (level.by_post and not self.contact_id._recovery_has_mail())
        return bool(wanted and self.postal_id)

    def _letter_lacks(self):
        """Why no letter leaves though the level wants one, or nothing."""
        self.ensure_one()
        if not self.level_id.send_letter or self.postal_id:
            return False
        name = self.contact_id.display_name
        return self.env._("No letter was printed: the postal address of %s is incomplete.", name)

    # ---- printing -------------------------------------------------------------------------------------------------

    def _print_letters(self):
        """The letters of these notices, printed by one process, frozen with them (rule 9), with their invoices."""
        pages = {notice: (notice._letter_html(), notice._letter_foot()) for notice in self}
        prints = self.env["recovery.letter.printer"]._print(LETTER, pages)
        letters = self.env["ir.attachment"].create([notice._prepare_letter(prints[notice]) for notice in self])
        # where a mail leaves, or has left, it is the mail that brings the invoices
        alone = self.filtered(lambda notice: not (notice.mail_id or notice._goes_by_mail()))
        invoices = alone._invoice_documents()
        for notice, letter in zip(self, letters, strict=True):
            notice.letter_id = letter
        self._keep_documents({notice: notice.letter_id | invoices.get(notice, letters[:0]) for notice in self})
        self._post()

    def _post(self):
        """Hand the letters to Odoo's service for posting, where the company uses it; registered ones are posted by us.
        It gets a copy: what it adds to its pages must not touch what was frozen."""
        served = self.filtered(lambda n: n.company_id.recovery_post == "snailmail" and not n.level_id.registered)
        for notice in served:
            pages = merge_pdf([document.raw for document in notice._letter_documents()])
            copy = self.env["ir.attachment"].create({**notice._prepare_letter(pages), "name": f"post-{notice.id}.pdf"})
            thread = notice._thread()
            notice.snailmail_id = self.env["snailmail.letter"].create(
                {
                    "model": thread._name,
                    "res_id": thread.id,
                    "partner_id": notice.postal_id.id,
                    "company_id": notice.company_id.id,
                    "user_id": (notice.collector_id or self.env.user).id,
                    "attachment_id": copy.id,
                }
            )

    def _letter_documents(self):
        """What goes into the envelope: the letter, then its invoices."""
        self.ensure_one()
        invoices = (self.document_ids - self.letter_id).filtered(lambda d: d.mimetype == "application/pdf")
        return self.letter_id | invoices

    def _prepare_letter(self, content):
        return prepare_document(self, f"{self._letter_name()}.pdf", content)

    def _letter_name(self):
        return f"{self.date}-{self.level_id.name}-{self.case_id.name or self.partner_id.name}".replace("/", "-")

    @way_in(READER, "read")
    def action_print_letter(self):
        """The letter as it was printed.

        :raises UserError: there is none
        """
        self.ensure_one()
        if not self.letter_id:
            raise UserError(self.env._("No letter has been printed for “%s”.", self.display_name))
        return download(self.letter_id)

    # ---- what it says ---------------------------------------------------------------------------------------------

    def _letter_lang(self):
        return self.contact_id.lang or self.partner_id.lang or super()._letter_lang()

    def _letter_html(self):
        """The whole letter, in the language of whom it goes to."""
        self.ensure_one()
        notice = self.with_context(lang=self._letter_lang())
        return notice.env["ir.qweb"]._render("recovery_dunning.report_letter_page", notice._prepare_letter_values())

    def _letter_foot(self):
        """What stands at the foot of each page: who the company is, by law."""
        return self.company_id.with_context(lang=self._letter_lang())._recovery_letter_foot()

    def _prepare_letter_values(self):
        """What the templates of the letter are told."""
        debtor = self.partner_id.with_company(self.company_id)
        invoices = self._attached_invoices().mapped("name")
        return {
            "doc": self,
            "notice": self,
            "lang": self.env.lang,
            "company": self.company_id,
            "kind": self._letter_kind(),
            "interest_detail": self._interest_detail(),
            "debtor_class": self.debtor_class,
            "address": self.postal_id._recovery_postal_lines(self.company_id),
            "reference": self.case_id.name,
            "customer_number": debtor.ref,
            "date": self.date,
            "registered": self.level_id.registered,
            "registered_number": self.registered_number,
            "barcode": self._barcode(),
            "principal": self.currency_id.format(self.amount_due),
            "total": self.currency_id.format(self.amount_total),
            "words": in_words(
                *(Decimal(repr(self.amount_total)), self.currency_id.name, self.env.lang),
                *(debtor.country_id.code, self.currency_id.decimal_places),
            ),
            "profile_text": debtor.sudo().recovery_profile_id.letter_text,  # words that are made for him to read
            "bank": self.bank_id,
            "qr_code": self._payment_code(),
            "communication": self._communication(),
            "signatory": self.collector_id,
            "enclosures": ", ".join(invoices),
            "image_data_uri": image_data_uri,
        }

    def _interest_detail(self):
        """[(invoice, segment)] of the interest of a formal notice, which says how it counts."""
        claims = self.claim_ids.filtered(lambda claim: claim.kind == "interest" and claim.state == "shown")
        if self.level_id.phase != "formal_notice":
            return []
        segments = self.env["recovery.statement"]._segments
        claims = claims.sorted(lambda claim: (claim.move_line_id.date_maturity, claim.id))
        return [(claim.name, segment) for claim in claims for segment in segments(claim)]

    def _communication(self):
        """What the payment should quote: the invoices, or the case where there are many."""
        references = [move.payment_reference or move.name for move in self.line_ids.move_id]
        return ", ".join(references) if len(references) < 4 or not self.case_id else self.case_id.name

    def _payment_code(self):
        """The code of a credit transfer as an image, where Odoo makes one for this account. Without it (another
        currency, the module for such codes missing) the letter is as good: errors are meant to be silent."""
        if not self.bank_id or self.level_id.phase == "preventive":
            return None
        return self.bank_id.build_qr_code_base64(
            self.amount_total, self._communication(), None, self.currency_id, self.partner_id, silent_errors=True
        )

    def _barcode(self):
        """The number of the registered letter as a bar code, if it is known when the letter is printed."""
        if not self.registered_number:
            return None
        number = self.registered_number.replace(" ", "")
        png = self.env["ir.actions.report"].barcode("Code128", number, width=600, height=80, quiet=0)
        return f"data:image/png;base64,{base64.b64encode(png).decode()}"
