"""The pieces of a package: invoices, credit notes, notices as sent with their proofs, answers, papers of disputes, what
was added by hand."""

from collections import defaultdict

from odoo import models
from odoo.tools import html2plaintext

from ...engine.handoff import exhibits as rules

INVOICES = "account.account_invoices"
SHOWN = ("application/pdf", "image/png", "image/jpeg", "message/rfc822", "text/html")


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _pieces(self, case, lines):
        """The pieces of one case on these instalments (`pieces.Piece`), those that are printed for the package left
        out. No document comes twice."""
        gathered = [
            *self._invoice_pieces(case, lines.move_id),
            *self._added_pieces(case),
            *self._notice_pieces(case),
            *self._answer_pieces(case),
            *self._arrangement_exhibits(case),
            *self._cost_pieces(case),
        ]
        seen, unique = set(), []
        for piece in gathered:
            digest = (piece.kind, piece.content)
            if piece.content and digest not in seen:
                seen.add(digest)
                unique.append(piece)
        return unique

    def _piece(self, kind, attachment, title="", day=None, source=None):
        """A piece of an attachment; `source`: the record it proves."""
        # pieces belong to what the user who hands over may read: his case, its invoices, its notices
        raw = attachment.sudo().with_context(bin_size=False).raw or b""
        record = source if source is not None else attachment
        return rules.Piece(
            kind,
            attachment.name or "",
            raw,
            title=title or attachment.name,
            day=day,
            source=f"{record._name},{record.id}",
        )

    # ---- invoices -------------------------------------------------------------------------------------------------

    def _invoice_pieces(self, case, moves):
        self._print_unsent(moves)
        invoices, credits = moves.filtered(lambda move: move.is_invoice()), self._credit_notes(moves)
        found = [
            self._piece(kind, move.invoice_pdf_report_id, move.name, move.invoice_date or move.date, move)
            for kind, its in (("invoices", invoices), ("credit_notes", credits))
            for move in its
            if move.invoice_pdf_report_id
        ]
        # what somebody has filed with an invoice: an order, a signed delivery note
        filed = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
                ("res_field", "=", False),
                ("mimetype", "in", SHOWN[:3]),
            ]
        )
        prints = (invoices | credits).invoice_pdf_report_id
        by_id = {move.id: move for move in moves}
        found += [
            self._piece("other", paper, f"{by_id[paper.res_id].name}: {paper.name}", paper.create_date.date(), paper)
            for paper in filed - prints
        ]
        return found

    def _credit_notes(self, moves):
        """Those that lessened these invoices."""
        partials = moves.sudo().line_ids.matched_credit_ids  # what was matched with invoices that are read
        credits = partials.credit_move_id.move_id.filtered(lambda move: move.move_type == "out_refund")
        return self.env["account.move"].browse(credits.ids)

    def _print_unsent(self, moves):
        """Print the invoices among these entries, and their credit notes, that were never sent."""
        documents = moves.filtered(lambda move: move.is_invoice()) | self._credit_notes(moves)
        self._print_invoices(documents.filtered(lambda move: not move.invoice_pdf_report_id))

    def _print_invoices(self, moves):
        """Print invoices that were never sent, in one go, as Odoo keeps the ones that were."""
        if not moves:
            return
        streams = self.env["ir.actions.report"]._render_qweb_pdf_prepare_streams(INVOICES, {}, res_ids=moves.ids)
        # the print belongs to the invoice, which a collector may read but not write
        self.env["ir.attachment"].sudo().create(
            [
                {
                    "name": move._get_invoice_report_filename(),
                    "raw": streams[move.id]["stream"].getvalue(),
                    "mimetype": "application/pdf",
                    "res_model": move._name,
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
                for move in moves
            ]
        )
        moves.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    # ---- what was added, sent and answered ------------------------------------------------------------------------

    def _added_pieces(self, case):
        debtor = case.partner_id.with_company(case.company_id)
        agreement, signed_on = self.env._("Account-opening agreement"), debtor.recovery_agreement_date
        found = [
            self._piece("contract", paper, agreement, signed_on, debtor) for paper in debtor.recovery_agreement_ids
        ]
        return found + [
            self._piece(piece.kind, paper, piece.display_name, piece.date or paper.create_date.date(), piece)
            for piece in case.piece_ids
            for paper in piece.attachment_ids
        ]

    def _notice_pieces(self, case):
        """Each notice as it left, with the proofs of its journey; the invoices on it are pieces already."""
        notices = self.env["recovery.notice"].search([("case_id", "=", case.id)])._messages()
        found = []
        for notice in notices.sorted("id"):
            kind = "formal_notice" if notice._is_formal() else "reminders"
            invoices = notice.line_ids.move_id
            names = {move._get_invoice_report_filename() for move in invoices}
            for paper in notice.document_ids - invoices.invoice_pdf_report_id:
                if paper.res_model != "account.move" and paper.name not in names:
                    found.append(self._piece(kind, paper, notice.level_id.name, notice.date, notice))
            for paper in notice.receipt_ids:
                title = self.env._("Proof of the journey of the letter: %s", paper.name)
                day = notice.received_date or notice.presented_date or notice.posted_date or notice.date
                found.append(self._piece(kind, paper, title, day, notice))
        return found

    def _answer_pieces(self, case):
        """What the debtor wrote or handed in, and the letters of the case."""
        found = []
        for event in case.event_ids.filtered(lambda e: e.direction in ("in", "out")).sorted("id"):
            if event.kind not in ("contact", "note", "correction", "promise", "plan"):
                continue
            kind = "answers" if event.direction == "in" or event.kind in ("promise", "plan") else "reminders"
            day = event.date.date()
            papers = event.attachment_ids.filtered(lambda paper: paper.mimetype in SHOWN)
            found += [self._piece(kind, paper, event.summary, day, event) for paper in papers]
            if event.direction == "in" and event.result:
                found.append(self._text_piece(kind, event, day))
        return found

    def _text_piece(self, kind, event, day):
        text = f"{event.date} UTC\n{event.contact or ''}\n{event.summary}\n\n{html2plaintext(event.result)}\n"
        name = f"{day}-{event.summary[:40]}.txt"
        return rules.Piece(
            kind, name, text.encode(), title=event.summary, day=day, source=f"recovery.event,{event.id}", pages=1
        )

    def _arrangement_exhibits(self, case):
        domain = self._of_debtors(case)
        disputes = self.env["recovery.dispute"].search(domain)
        plans = self.env["recovery.plan"].search([*domain, ("state", "not in", ("draft", "cancelled"))])
        found = [
            self._piece("disputes", paper, dispute.type_id.name, dispute.create_date.date(), dispute)
            for dispute in disputes
            for paper in dispute.attachment_ids
        ]
        found += [
            self._piece("answers", paper, plan.display_name, plan.activation_date, plan)
            for plan in plans
            for paper in plan.agreement_ids
        ]
        return found

    def _cost_pieces(self, case):
        """The proofs of costs that are claimed."""
        costs = case._open_claims().filtered(lambda claim: claim.kind == "cost")
        return [
            self._piece("costs", paper, cost.label, cost.date_to, cost) for cost in costs for paper in cost.proof_ids
        ]

    def _file_paths(self, numbered):
        """{(model, id): (path, SHA-256)} of numbered pieces, for the tables; the first piece of each record. An order
        or a delivery note is found by the invoice that it belongs to."""
        paths = {}
        for piece in numbered:
            model, _, record_id = piece.source.partition(",")
            if record_id.isdigit():
                paths.setdefault((model, int(record_id)), (piece.path, piece.sha256))
        moves = defaultdict(list)
        by_piece = {key[1]: value for key, value in paths.items() if key[0] == "recovery.piece"}
        for piece in self.env["recovery.piece"].browse(by_piece).filtered("move_id"):
            moves[piece.kind, piece.move_id.id].append(by_piece[piece.id])
        for (kind, move_id), found in moves.items():
            paths[("account.move" if kind == "invoices" else kind, move_id)] = found[0]
        return paths
