"""The papers of a proceeding: the request or the data for counsel, the statement of account, the list of pieces, the
power for an agent. In French where the language is there: it is that of the courts."""

import io
import zipfile
from decimal import Decimal

from odoo import fields, models
from odoo.tools.image import image_data_uri

from ...engine.court import kinds
from ...engine.handoff import exhibits
from ...engine.words import in_words
from ..handoff.mandate import PAPER
from ..record.actions import download
from ..record.exhibit import prepare_document
from ..record.way_in import COLLECTOR, way_in

OF_KIND = {
    "payment_order": ("request", "account", "pieces", "power"),
    "interim_payment": ("summons", "account", "pieces", "power"),
    "summons": ("summons", "account", "pieces", "power"),
    "small_claims": ("small", "account", "pieces"),
    "uncontested": ("account", "pieces"),
    "insolvency_claim": ("account", "pieces", "power"),
}
OF_FIRMS = ("registry",)  # pieces that a person has not
NOT_FOR_COURTS = ("mandate", "bank")  # pieces that an agency wants, and a court does not


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    claimed_on = fields.Date(
        string="Amounts of", readonly=True, copy=False, help="The day on which what is claimed was added up."
    )
    deducted = fields.Json(readonly=True, copy=False, help="{instalment: what of it the debtor contests}")
    covered = fields.Json(readonly=True, copy=False, help="{instalment: what of it money covers that is not matched}")

    def _paper_titles(self):
        return {
            "request": self.env._("Request for a payment order"),
            "summons": self.env._("Data for the summons"),
            "small": self.env._("Request to the judicial officer"),
            "account": self.env._("Statement of account"),
            "pieces": self.env._("List of pieces"),
            "power": self.env._("Special power"),
        }

    @way_in(COLLECTOR, "write")
    def action_papers(self):
        """Print the papers of this kind of proceedings, keep them with it and in the record, and open them.

        :raises UserError: the way is closed, or a rate is missing
        """
        self.ensure_one()
        documents = self._write_papers()
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_attachment")
        return {**action, "name": self.env._("Papers"), "domain": [("id", "in", documents.ids)], "context": {}}

    @way_in(COLLECTOR, "write")
    def action_package(self):
        """Papers, pieces and the sheet of data in one archive, as counsel, the officer and the clerk want them."""
        self.ensure_one()
        words = self._in_paper_lang()
        prepared, pieces = words._printed(), words._numbered_pieces()
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for title, pdf in prepared:
                archive.writestr(f"{exhibits.safe_name(title)}.pdf", pdf)
            for piece in pieces:
                archive.writestr(piece.path, piece.content)
            archive.writestr("donnees.xlsx", words._sheet())
        name = f"{self.company_id._recovery_today()}-{words.display_name}.zip"
        values = prepare_document(self, name, content.getvalue(), "application/zip")
        return download(self.env["ir.attachment"].create(values))

    def _write_papers(self):
        """The papers as attachments, in the record of the case."""
        words = self._in_paper_lang()
        day = self.company_id._recovery_today()
        values = [
            prepare_document(self, f"{day}-{title}-{self.case_id.name}.pdf", pdf) for title, pdf in words._printed()
        ]
        documents = self.env["ir.attachment"].create(values)
        self.sudo().document_ids |= documents  # rights are checked by the way in
        self._note(self.env._("Papers printed: %s", self.display_name), documents=documents)
        if missing := self._missing(self._numbered_pieces()):
            names = ", ".join(missing)
            self.message_post(body=self.env._("Not among the pieces: %s. Add what you have before you file.", names))
        return documents

    def _in_paper_lang(self):
        """In the language of the courts, where it is installed."""
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.company_id.partner_id.lang
        return self.with_context(lang=lang or self.env.lang)

    def _printed(self):
        """[(title, PDF)] of the papers of this kind, printed by one process."""
        if self.stage == "draft":
            self._check_may()
            self.sudo()._freeze()  # what the papers say is what will be filed
        titles = self._paper_titles()
        foot = self.company_id.with_context(lang=self.env.lang)._recovery_letter_foot()
        names = OF_KIND[self.kind]
        pages = {name: (self._paper_html(name), foot) for name in names}
        prints = self.env["recovery.letter.printer"]._print(PAPER, pages)
        return [(titles[name], prints[name]) for name in names]

    def _paper_html(self, name):
        values = self._prepare_paper_values(name)
        return self.env["ir.qweb"]._render(f"recovery_dunning.court_{name}_page", values)

    def _prepare_paper_values(self, name):
        company, case = self.company_id, self.case_id
        labels = dict(self._fields["court_kind"]._description_selection(self.env))
        kinds_of = dict(self._fields["kind"]._description_selection(self.env))
        numbered = self._numbered_pieces() if name in ("pieces", "request", "small", "summons") else []
        return {
            "doc": self,
            "proceeding": self,
            "kind": kinds_of[self.kind],
            "court": " – ".join(filter(None, (labels.get(self.court_kind), self.court))),
            "form": self._form(),
            "case": case,
            "company": company,
            "debtor": case._debtor(),
            "lang": self.env.lang,
            "date": company._recovery_today(),
            "reference": case.name,
            "signatory": company._recovery_collector(case.user_id) or self.env.user,
            "articles": kinds.KINDS[self.kind].articles,
            "words": in_words(Decimal(repr(self.amount)), self.currency_id.name, self.env.lang),
            "lines": self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)),
            "attempt": self._attempt_text(),
            "statement": self._statement() if name == "account" else None,
            "pieces": self._piece_rows(numbered) if numbered else [],
            "missing": self._missing(numbered) if name == "summons" else [],  # our counsel is told, no court
            "image_data_uri": image_data_uri,
        }

    def _form(self):
        """The number of the public form of this court, whose use is free; '' where there is none."""
        group = {"tae": "commerce", "tj_commercial": "commerce", "proximity": "tj"}
        return dict(kinds.KINDS[self.kind].forms).get(group.get(self.court_kind, self.court_kind), "")

    def _attempt_text(self):
        """What was tried before, or why nothing had to be."""
        if self.is_exempt:
            return dict(self._fields["is_exempt"]._description_selection(self.env))[self.is_exempt]
        return self.attempt_id.display_name or ""

    def _statement(self):
        """How what is claimed comes about, as of the day on which it was added up."""
        day = self.claimed_on or self.company_id._recovery_today()
        taken_off = (self._kept_amounts("deducted"), self._kept_amounts("covered"))
        whole = self.kind != "insolvency_claim"
        statements = self.env["recovery.statement"]
        return statements._make(self.company_id, self.partner_id, self.line_ids, day, taken_off, whole=whole)

    def _kept_amounts(self, name):
        """{instalment id: what was taken off when the claim was added up}"""
        return {int(line_id): Decimal(text) for line_id, text in (self[name] or {}).items()}

    # ---- pieces ---------------------------------------------------------------------------------------------------

    def _numbered_pieces(self):
        """The pieces of what is claimed, numbered, as a package for an agency has them."""
        Dossier = self.env["recovery.placement.file"]
        Dossier._print_unsent(self.line_ids.move_id)
        return exhibits.number(Dossier._pieces(self.case_id, self.line_ids))

    def _piece_rows(self, numbered):
        Placement = self.env["recovery.placement"]
        return [
            {
                "number": piece.number,
                "title": piece.title,
                "date": piece.day,
                "pages": piece.pages or Placement._pages(piece),
            }
            for piece in numbered
        ]

    def _missing(self, numbered):
        """What a complete file has and this one lacks, for a reader."""
        unneeded = NOT_FOR_COURTS
        if self.case_id._debtor()._recovery_kind() == "consumer":
            unneeded += OF_FIRMS
        names = [name for name in exhibits.missing(numbered) if name not in unneeded]
        return self.env["recovery.placement"].new({"missing_pieces": names})._missing_labels()
