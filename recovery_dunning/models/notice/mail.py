"""The mails of notices: put into the outbox and frozen for all notices of a batch together."""

from odoo import models
from odoo.tools import SQL


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _write_mails(self):
        """One mail for each notice whose level sends one, in the outbox; what it says is frozen with the notice."""
        return self.filtered(lambda notice: notice._goes_by_mail())._put_into_outbox()

    def _put_into_outbox(self):
        """The mails of these notices, kept as they will leave."""
        invoices = self._invoice_documents()
        rendered = self._render_mails(self.grouped(lambda notice: notice.level_id.mail_template_id))
        mails = self.env["mail.mail"].create(
            [notice._prepare_mail(rendered[notice.id], invoices[notice]) for notice in self]
        )
        frozen = self.env["ir.attachment"].create(
            [notice._prepare_frozen(mail, notice) for notice, mail in zip(self, mails, strict=True)]
        )
        for notice, mail in zip(self, mails, strict=True):
            notice.mail_id = mail
        self._keep_documents({notice: text | invoices[notice] for notice, text in zip(self, frozen, strict=True)})
        return mails

    def _thread(self):
        """Where the answer is looked for."""
        return self.case_id or self.partner_id

    def _prepare_mail(self, rendered, documents):
        """The mail brings the letter too, where the level says so."""
        letter = self.letter_id if self.level_id.attach_letter else self.letter_id.browse()
        return super()._prepare_mail(rendered, letter | documents)

    def _keep_documents(self, documents):
        """Link these fresh notices with their documents, in one statement."""
        links = [(notice.id, document.id) for notice, its_documents in documents.items() for document in its_documents]
        if not links:
            return
        field = self._fields["document_ids"]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s::int[], %s::int[])",
                *map(SQL.identifier, (field.relation, field.column1, field.column2)),
                *(list(column) for column in zip(*links, strict=True)),
            )
        )
        self.invalidate_recordset(["document_ids"])

    # ---- invoices -------------------------------------------------------------------------------------------------

    def _attached_invoices(self):
        if not self.level_id.attach_invoices:
            return self.env["account.move"]
        return self.line_ids.move_id.filtered(lambda move: move.is_invoice())

    def _invoice_documents(self):
        """{notice: the PDF of each attached invoice}: the one that was sent, or its fresh print, kept with it."""
        prints = self._print_invoices()
        fresh = [(notice, move) for notice in self for move in notice._attached_invoices() if move.id in prints]
        kept = self.env["ir.attachment"].create(
            [notice._prepare_print(move, prints[move.id]) for notice, move in fresh]
        )
        documents = {notice: notice._attached_invoices().invoice_pdf_report_id for notice in self}
        for (notice, _move), document in zip(fresh, kept, strict=True):
            documents[notice] |= document
        return documents

    def _print_invoices(self):
        """{invoice id: PDF} of the attached invoices that were never sent, printed in one go."""
        moves = self.env["account.move"].union(*(notice._attached_invoices() for notice in self))
        unprinted = moves.filtered(lambda move: not move.invoice_pdf_report_id)
        if not unprinted or self.env.context.get("recovery_preview"):
            return {}
        streams = self.env["ir.actions.report"]._render_qweb_pdf_prepare_streams(
            "account.account_invoices", {}, res_ids=unprinted.ids
        )
        return {move_id: streams[move_id]["stream"].getvalue() for move_id in unprinted.ids}

    def _prepare_print(self, move, content):
        return {
            "name": move._get_invoice_report_filename(),
            "raw": content,
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
