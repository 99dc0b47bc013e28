"""The mails of notices: rendered, put into the outbox and frozen for all notices of a batch together."""

from markupsafe import Markup
from odoo import models

LAYOUT = "recovery_dunning.mail_layout"
# what a template renders; the rest of a mail is the notice's own
RENDERED = (
    *("subject", "body_html", "email_from", "email_to", "email_cc", "partner_to", "reply_to"),
    *("attachment_ids", "report_template_ids", "mail_server_id", "scheduled_date"),
)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _write_mails(self):
        """One mail for each notice whose level sends one, in the outbox; what it says is frozen with the notice."""
        speaking = self.filtered("level_id.send_email")
        invoices = speaking._invoice_documents()
        rendered = speaking._render_mails()
        mails = self.env["mail.mail"].create(
            [notice._prepare_mail(rendered[notice.id], invoices[notice]) for notice in speaking]
        )
        frozen = self.env["ir.attachment"].create(
            [notice._prepare_frozen(mail) for notice, mail in zip(speaking, mails, strict=True)]
        )
        for notice, mail, text in zip(speaking, mails, frozen, strict=True):
            notice.write({"mail_id": mail.id, "document_ids": [(6, 0, (text | invoices[notice]).ids)]})
        return mails

    def _render_mails(self):
        """{notice id: what its template says}, in the language of whom it goes to and in the frame of its company."""
        rendered = {}
        for template, notices in self.grouped(lambda notice: notice.level_id.mail_template_id).items():
            texts = template._generate_template(notices.ids, RENDERED)
            languages = template._render_lang(notices.ids)
            for notice in notices:
                lang = languages.get(notice.id) or self.env.lang
                texts[notice.id]["body_html"] = template.with_context(lang=lang)._render_encapsulate(
                    LAYOUT,
                    texts[notice.id]["body_html"],
                    add_context={"company": notice.company_id, "model_description": self._description},
                    context_record=notice.with_context(lang=lang),
                )
            rendered.update(texts)
        return rendered

    def _prepare_mail(self, rendered, invoices):
        """The values of the mail of this notice: threaded on its case, where the answer is looked for."""
        thread = self.case_id or self.partner_id
        values = {name: rendered[name] for name in RENDERED if rendered.get(name) and not name.startswith("partner")}
        values.pop("report_template_ids", None)
        reports = [
            (0, 0, {"name": name, "datas": datas, "res_model": self._name, "res_id": self.id})
            for name, datas in rendered.get("attachments", ())
        ]
        return {
            **values,
            "model": thread._name,
            "res_id": thread.id,
            "author_id": (self.collector_id.partner_id or self.company_id.partner_id).id,
            "recipient_ids": [(6, 0, rendered.get("partner_ids") or [])],
            "attachment_ids": [*((4, id_) for id_ in [*rendered.get("attachment_ids", ()), *invoices.ids]), *reports],
            "body": rendered["body_html"],
            "auto_delete": False,
            "is_internal": False,
        }

    def _prepare_frozen(self, mail):
        """The mail as it leaves, as one HTML file (rule 9)."""
        head = Markup("<p>%s<br/>%s<br/>%s</p>") % (mail.email_from, self.contact_id.email_formatted, mail.subject)
        return {
            "name": f"{self.date}-{self.level_id.name}.html".replace("/", "-"),
            "raw": (head + Markup(mail.body_html)).encode(),  # our own rendering, kept as it left
            "mimetype": "text/html",
            "res_model": self._name,
            "res_id": self.id,
        }

    # ---- invoices -------------------------------------------------------------------------------------------------

    def _attached_invoices(self):
        if not self.level_id.attach_invoices:
            return self.env["account.move"]
        return self.line_ids.move_id.filtered(lambda move: move.is_invoice())

    def _invoice_documents(self):
        """{notice: the PDF of each attached invoice}: the one that was sent, or its fresh print, kept with the notice."""
        prints = self._print_invoices()
        fresh = [(notice, move) for notice in self for move in notice._attached_invoices() if move.id in prints]
        kept = self.env["ir.attachment"].create([notice._prepare_print(move, prints[move.id]) for notice, move in fresh])
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
