"""The proof file of a case: one PDF with the parties, every contact in order, the pieces, and what the check of the
record says. All of it is made from the record."""

import hashlib
import logging
import secrets
from dataclasses import dataclass

from lxml import html
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, html_sanitize, split_every

from . import pdf_bundle
from .way_in import READER, check_group

_logger = logging.getLogger(__name__)

REPORT = "recovery_dunning.action_report_proof"
LETTER = "recovery_dunning.action_report_case_letter"
PRINTED_TOGETHER = 50  # texts that one process turns into pages
READ_ONLY_TEXT = ("text/html", "text/plain")


@dataclass
class Piece:
    """A document of the record. `pages`: its PDF, empty where there is none, and then `remark` says why."""

    number: int
    name: str
    sha256: str
    mimetype: str
    content: bytes
    pages: bytes = b""
    count: int = 0
    remark: str = ""


@dataclass
class Record:
    """What was done in a case: its events, the pieces of them, and {event: numbers of its pieces}."""

    case: models.BaseModel
    events: models.BaseModel
    pieces: list[Piece]
    of_event: dict


class RecoveryEvidenceFile(models.AbstractModel):
    _name = "recovery.evidence.file"
    _description = "Proof File"

    @api.model
    def _files(self, cases):
        """{case: its proof file as bytes of a PDF}, in the language of its creditor."""
        cases.check_access("read")
        check_group(self.env, READER)
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise UserError(self.env._("Wkhtmltopdf is missing on this server: no PDF can be printed."))
        files = {}
        for company, its_cases in cases.grouped("company_id").items():
            proof = self.with_context(lang=company.partner_id.lang or self.env.lang, tz=company._recovery_zone())
            # read whole, for whoever may read the case: what the record shows is part of it
            files.update(proof.sudo()._bind(its_cases.with_env(proof.env).sudo()))
        return files

    def _bind(self, cases):
        """{case: its proof file}; what is printed is printed for all of them together."""
        records = [self._record(case) for case in cases]
        self._turn_into_pages([piece for record in records for piece in record.pieces])
        attestations = self._attestations(cases)
        pages = [_document(self._body(record, record.case in attestations)) for record in records]
        bodies = self.env["recovery.letter.printer"]._print_pages(REPORT, pages)
        files = {}
        for record, body in zip(records, bodies, strict=True):
            files[record.case] = self._bind_one(record, body, attestations.get(record.case))
        return files

    def _record(self, case):
        events = self.env["recovery.event"].search([("case_id", "in", case._whole().ids)], order="date, id")
        return Record(case, events, *self._pieces(events))

    def _bind_one(self, record, body, attestation):
        bound = pdf_bundle.PdfBundle(self.env._("Proof file %s", record.case.name), self.env._("page"))
        bound.add(self.env._("Record"), body)
        if attestation:
            bound.add(self.env._("Attestation"), attestation)
        for piece in record.pieces:
            if piece.pages:
                bound.add(self.env._("Piece %s", piece.number), piece.pages)
        return bound.finish()

    # ---- pieces ---------------------------------------------------------------------------------------------------

    def _pieces(self, events):
        """Every document of the events once, in their order, and {event: numbers of its pieces}."""
        pieces, of_event = {}, {}
        for event in events:
            recorded = {line[66:]: line[:64] for line in (event.documents or "").splitlines()}
            for attachment in event.attachment_ids.with_context(bin_size=False).sorted("id"):
                content = attachment.raw or b""
                sha256 = hashlib.sha256(content).hexdigest()
                piece = pieces.setdefault(
                    (sha256, attachment.name),
                    Piece(len(pieces) + 1, attachment.name, sha256, attachment.mimetype or "", content),
                )
                if not content:
                    piece.remark = self.env._("The file is missing from the archive.")
                elif recorded.get(attachment.name, sha256) != sha256:
                    piece.remark = self.env._("The file is not the one that was recorded.")
                of_event.setdefault(event, []).append(piece.number)
        return list(pieces.values()), of_event

    def _turn_into_pages(self, pieces):
        """Give each piece its pages; what cannot be shown on paper is named with the reason."""
        texts = [piece for piece in pieces if piece.content and piece.mimetype in READ_ONLY_TEXT]
        for chunk in split_every(PRINTED_TOGETHER, texts):
            self._print_texts(chunk)
        for piece in pieces:
            if not piece.content:
                continue
            try:
                piece.pages = piece.pages or self._pages_of(piece)
                piece.count = pdf_bundle.check(piece.pages)
            except pdf_bundle.UnreadableError:
                _logger.info("a piece of a proof file cannot be read: %s", piece.sha256)
                piece.pages, piece.count = b"", 0
                unreadable = self.env._("It cannot be shown on paper; the file is kept with the case.")
                piece.remark = " ".join(filter(None, (piece.remark, unreadable)))

    def _pages_of(self, piece):
        if piece.mimetype == "application/pdf" or piece.content[:5] == b"%PDF-":
            return piece.content
        if piece.mimetype.startswith("image/"):
            return pdf_bundle.from_image(piece.content)
        raise pdf_bundle.UnreadableError

    def _print_texts(self, pieces):
        """Mails and notes: printed together, and cut apart by a mark that nobody can guess. Where a mark isn't found,
        the halves are printed apart: nothing may run over into a piece of another debtor."""
        marks = {secrets.token_hex(12): piece for piece in pieces}
        texts = [_document(self._text_page(piece, mark)) for mark, piece in marks.items()]
        press = self.env["ir.actions.report"].with_context(recovery_press=True)
        pages = press._run_wkhtmltopdf(texts, report_ref=REPORT)
        if len(pieces) == 1:
            pieces[0].pages = pages
            return
        parts = pdf_bundle.split(pages, marks)
        if len(parts) < len(marks):
            half = len(pieces) // 2
            self._print_texts(pieces[:half])
            self._print_texts(pieces[half:])
            return
        for mark, content in parts.items():
            marks[mark].pages = content

    def _text_page(self, piece, mark):
        text = piece.content.decode("utf-8", "replace")
        body = _harmless(text) if piece.mimetype == "text/html" else Markup("<pre>%s</pre>") % text
        return self.env["ir.qweb"]._render(
            "recovery_dunning.proof_text", {"piece": piece, "mark": mark, "body": body, "lang": self.env.lang}
        )

    def _attestations(self, cases):
        """{case: the attestation that the amicable phase is over}, where it is and something is still owed."""
        over = cases.filtered(
            lambda case: case.formal_notice_date and case.currency_id.compare_amounts(case.amount_open, 0) > 0
        )
        letters = self.env["recovery.letter.maker"]._of([{"case_id": case.id, "kind": "attestation"} for case in over])
        pages = {letter.case_id: (letter._letter_html(), letter._letter_foot()) for letter in letters}
        return self.env["recovery.letter.printer"]._print(LETTER, pages)

    # ---- what it says ---------------------------------------------------------------------------------------------

    def _body(self, record, attested):
        """The first part of a file: the parties, what is owed, the events, the list of pieces."""
        case = record.case
        return self.env["ir.qweb"]._render(
            "recovery_dunning.proof_file",
            {
                "lang": self.env.lang,
                "case": case,
                "company": case.company_id,
                "creditor": case.company_id.partner_id,
                "debtor": case.partner_id,
                "today": fields.Datetime.now(),
                "to_fall_due": case.currency_id.round(case.amount_open - case.amount_overdue),
                "instalments": case.instalment_ids.filtered(lambda line: line.amount_residual > 0),
                "rows": [self._row(event, record.of_event.get(event, ())) for event in record.events],
                "pieces": record.pieces,
                "attested": attested,
                "checks": [self._check(one) for one in case._whole()],
            },
        )

    def _row(self, event, numbers):
        """An event as the table shows it."""
        label = {
            name: dict(event._fields[name]._description_selection(self.env)).get(event[name], "")
            for name in ("kind", "channel", "direction")
        }
        by_debtor = event.author_id._is_public()  # on his page, without an account
        return {
            "event": event,
            "when": format_datetime(self.env, event.date, dt_format="short"),
            "label": label,
            "pieces": ", ".join(map(str, numbers)),
            "author": event.case_id.partner_id.name if by_debtor else event.author_id.name,
        }

    def _check(self, case):
        """What the check of the chain says: {intact, text}."""
        broken, count = case._broken_events(), len(case.event_ids)
        values = {"case": case.name, "count": count}
        if broken is None:
            head = case.event_head or ""
            text = self.env._(
                "%(case)s: %(count)s events, each bound to the one before it by its SHA-256. All read as they were "
                "written. The last one is %(head)s.",
                head=head,
                **values,
            )
            if erased := len(case.event_ids.filtered("erased_on")):
                text += " " + self.env._(
                    "What %s of them said was erased since, when its time was over: each is named by its SHA-256 in "
                    "the record of its erasure.",
                    erased,
                )
        elif broken:
            text = self.env._(
                "%(case)s: of %(count)s events, those from %(day)s on no longer read as they were written.",
                day=format_datetime(self.env, broken[0].date, dt_format="short"),
                **values,
            )
        else:
            text = self.env._("%(case)s: after %(count)s events, the end of the record is missing.", **values)
        return {"intact": broken is None, "text": text}


def _document(page):
    return Markup("<!DOCTYPE html>") + page


def _harmless(text):
    """A mail for the printer: no script, nothing that would be fetched from elsewhere, and no link: those of the
    debtor's page would open it to whoever reads the file."""
    clean = html_sanitize(text, sanitize_style=True, strip_classes=False)
    if not (clean or "").strip():
        return Markup("")
    tree = html.fragment_fromstring(clean, create_parent="div")
    for image in tree.xpath("//img"):
        if not (image.get("src") or "").startswith("data:"):
            parent = image.getparent()
            note = html.fragment_fromstring(f"<span>{escape(image.get('alt') or '')}</span>")
            note.tail = image.tail
            parent.replace(image, note)
    for link in tree.xpath("//a[@href]"):
        del link.attrib["href"]
    return Markup(html.tostring(tree, encoding="unicode"))  # sanitized above
