"""The proof file of a case: one PDF with the parties, every contact in order, the pieces, and what the check of the
record says. A judge reads it from the first page to the last; nothing in it is written by hand."""

import hashlib
import logging
import secrets
from dataclasses import dataclass

from lxml import html
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime, html_sanitize, split_every

from . import recovery_binder as binder

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


class RecoveryProof(models.AbstractModel):
    _name = "recovery.proof"
    _description = "Proof File"

    @api.model
    def _file(self, case):
        """The proof file of a case as bytes of a PDF, in the language of the creditor."""
        case.ensure_one()
        case.check_access("read")
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_user")
        proof = self.with_context(
            lang=case.company_id.partner_id.lang or self.env.lang, tz=case.company_id._recovery_zone()
        )
        # read whole, for whoever may read the case: what the record shows is part of it
        return proof.sudo()._bind(case.with_env(proof.env).sudo())

    def _bind(self, case):
        events = self.env["recovery.event"].search([("case_id", "in", case._whole().ids)], order="date, id")
        pieces, of_event = self._pieces(events)
        self._turn_into_pages(pieces)
        attestation = self._attestation(case)
        body = self._print([self._body(case, events, pieces, of_event, bool(attestation))])
        title = self.env._("Proof file %s", case.name)
        bound = binder.Binder(title, self.env._("page"))
        bound.add(self.env._("Record"), body)
        if attestation:
            bound.add(self.env._("Attestation"), attestation)
        for piece in pieces:
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
                piece.count = binder.check(piece.pages)
            except binder.UnreadableError:
                _logger.info("a piece of a proof file cannot be read: %s", piece.sha256)
                piece.pages, piece.count = b"", 0
                unreadable = self.env._("It cannot be shown on paper; the file is kept with the case.")
                piece.remark = " ".join(filter(None, (piece.remark, unreadable)))

    def _pages_of(self, piece):
        if piece.mimetype == "application/pdf" or piece.content[:5] == b"%PDF-":
            return piece.content
        if piece.mimetype.startswith("image/"):
            return binder.from_image(piece.content)
        raise binder.UnreadableError

    def _print_texts(self, pieces):
        """Mails and notes: printed together, and cut apart by a mark that nobody can guess."""
        marks = {secrets.token_hex(12): piece for piece in pieces}
        pages = self._print([self._text_page(piece, mark) for mark, piece in marks.items()])
        for mark, content in binder.split(pages, marks).items():
            marks[mark].pages = content

    def _text_page(self, piece, mark):
        text = piece.content.decode("utf-8", "replace")
        body = _harmless(text) if piece.mimetype == "text/html" else Markup("<pre>%s</pre>") % text
        return self.env["ir.qweb"]._render(
            "recovery_dunning.proof_text", {"piece": piece, "mark": mark, "body": body, "lang": self.env.lang}
        )

    def _print(self, pages):
        """HTML documents as one PDF."""
        bodies = [Markup("<!DOCTYPE html>") + page for page in pages]
        report = self.env["ir.actions.report"]
        if report.get_wkhtmltopdf_state() == "install":
            raise UserError(self.env._("Wkhtmltopdf is missing on this server: no PDF can be printed."))
        return report._run_wkhtmltopdf(bodies, report_ref=REPORT, specific_paperformat_args={})

    def _attestation(self, case):
        """The attestation that the amicable phase is over, where it is and something is still owed."""
        if not case.formal_notice_date or case.currency_id.compare_amounts(case.amount_open, 0) <= 0:
            return b""
        letter = self.env["recovery.letter.wizard"].create(
            {"case_id": case.id, "kind": "attestation", "date": case.company_id._recovery_today()}
        )
        prints = self.env["ir.actions.report"]._render_qweb_pdf_prepare_streams(LETTER, {}, res_ids=letter.ids)
        return prints[letter.id]["stream"].getvalue()

    # ---- what it says ---------------------------------------------------------------------------------------------

    def _body(self, case, events, pieces, of_event, attested):
        return self.env["ir.qweb"]._render(
            "recovery_dunning.proof_file",
            {
                "lang": self.env.lang,
                "case": case,
                "company": case.company_id,
                "creditor": case.company_id.partner_id,
                "debtor": case.partner_id,
                "today": fields.Datetime.now(),
                "instalments": case.instalment_ids.filtered(lambda line: line.amount_residual > 0),
                "rows": [self._row(event, of_event.get(event, ())) for event in events],
                "pieces": pieces,
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
        return {
            "event": event,
            "when": format_datetime(self.env, event.date, dt_format="short"),
            "label": label,
            "pieces": ", ".join(map(str, numbers)),
            "author": event.author_id.name,
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
        elif broken:
            text = self.env._(
                "%(case)s: of %(count)s events, those from %(day)s on no longer read as they were written.",
                day=format_datetime(self.env, broken[0].date, dt_format="short"),
                **values,
            )
        else:
            text = self.env._("%(case)s: after %(count)s events, the end of the record is missing.", **values)
        return {"intact": broken is None, "text": text}


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _proof_file(self):
        """The proof file of this case: the bytes of one PDF."""
        return self.env["recovery.proof"]._file(self)

    def action_proof_file(self):
        """Print the proof file, keep it with the case in the place of the one before, and open it."""
        self.ensure_one()
        name = self.env._("Proof file %s", self.name).replace("/", "-") + ".pdf"
        values = {"name": name, "res_model": self._name, "res_id": self.id, "mimetype": "application/pdf"}
        before = [("name", "=", name), ("res_model", "=", self._name), ("res_id", "=", self.id)]
        content = self._proof_file()
        # an earlier print of the same, which is not part of the record
        self.env["ir.attachment"].sudo().search([*before, ("create_uid", "=", self.env.uid)]).unlink()
        proof = self.env["ir.attachment"].create({**values, "raw": content})
        return {"type": "ir.actions.act_url", "url": f"/web/content/{proof.id}?download=true", "target": "new"}


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
