"""The mails of notices, put into the outbox and frozen for a whole batch, and the mail that corrects one."""

from odoo import models
from odoo.tools import SQL

from ...engine import channels
from ..record.exhibit import prepare_document


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _write_mails(self):
        """One mail for each notice whose level sends one, in the outbox; what it says is frozen with the notice."""
        return self.filtered(lambda notice: notice._goes_by_mail())._put_into_outbox()

    def _put_into_outbox(self):
        """The mails of these notices, kept as they will leave."""
        invoices = self._invoice_documents()
        out = self._put_out(self.grouped(lambda notice: notice._mail_template()), invoices)
        for notice, (mail, _text) in out.items():
            notice.mail_id = mail
        self._keep_documents({notice: text | invoices[notice] for notice, (_mail, text) in out.items()})
        return self.mail_id

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
        self.flush_model([field.name])
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
            [prepare_document(notice, move._get_invoice_report_filename(), prints[move.id]) for notice, move in fresh]
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

    def _send_correction(self):
        """Ask the debtors of undone notices that were mailed, each in his language, to disregard the mail.

        The message is threaded on the case and goes into its record.
        """
        # whether it left, which whoever undoes may know
        mailed = self.filtered(
            lambda notice: (
                notice.state == "undone"
                and notice.sudo().mail_id.state == "sent"
                and notice.contact_id._recovery_has_mail()
            )
        )
        template = self.env.ref("recovery_dunning.mail_template_correction")
        if not mailed:
            return
        mailed = mailed.sudo()  # only managers undo; the outbox is the superuser's
        out = mailed._put_out({template: mailed})
        for notice, (mail, document) in out.items():
            notice.document_ids += document
            notice.case_id.with_env(self.env)._log(
                "correction",
                lambda case, mail=mail: mail.subject,
                direction="out",
                channel=channels.EMAIL,
                contact=notice.contact_id.email_formatted,
                result=notice.display_name,
                attachment_ids=[(6, 0, document.ids)],
            )
        mailed.env["mail.mail"].union(*(mail for mail, _text in out.values()))._recovery_send_after_commit()
