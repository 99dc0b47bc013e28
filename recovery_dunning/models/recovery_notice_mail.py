"""The mails of notices: rendered, put into the outbox and frozen for all notices of a batch together."""

import secrets

from markupsafe import Markup
from odoo import models
from odoo.tools import SQL

LAYOUT = "recovery_dunning.mail_layout"
# what a template renders besides the text; the rest of a mail is the notice's own
RENDERED = (
    *("subject", "email_from", "email_to", "email_cc", "partner_to", "reply_to"),
    *("attachment_ids", "report_template_ids", "mail_server_id", "scheduled_date"),
)
MAIL_VALUES = ("subject", "email_from", "email_to", "email_cc", "mail_server_id", "scheduled_date")


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _write_mails(self):
        """One mail for each notice whose level sends one, in the outbox; what it says is frozen with the notice."""
        return self.filtered(lambda notice: notice._goes_by_mail())._put_into_outbox()

    def _put_into_outbox(self):
        """The mails of these notices, kept as they will leave."""
        invoices = self._invoice_documents()
        rendered = self._render_mails()
        mails = self.env["mail.mail"].create(
            [notice._prepare_mail(rendered[notice.id], invoices[notice]) for notice in self]
        )
        frozen = self.env["ir.attachment"].create(
            [notice._prepare_frozen(mail) for notice, mail in zip(self, mails, strict=True)]
        )
        for notice, mail in zip(self, mails, strict=True):
            notice.mail_id = mail
        self._keep_documents({notice: text | invoices[notice] for notice, text in zip(self, frozen, strict=True)})
        return mails

    def _render_mails(self):
        """{notice id: what its template says}, in the language of whom it goes to and in the frame of its company."""
        rendered = {}
        for template, notices in self.grouped(lambda notice: notice.level_id.mail_template_id).items():
            texts = template._generate_template(notices.ids, RENDERED)
            for lang, (localized, ids) in template._classify_per_lang(notices.ids).items():
                localized = localized.with_context(lang=lang or self.env.lang)
                for notice, body in self.browse(ids)._render_bodies(localized).items():
                    texts[notice.id]["body"] = body
                    texts[notice.id]["body_html"] = localized._render_encapsulate(
                        LAYOUT,
                        body,
                        add_context={"company": notice.company_id, "model_description": self._description},
                        context_record=notice.with_context(lang=localized.env.lang),
                    )
            rendered.update(texts)
        self._add_reply_addresses(rendered)
        return rendered

    def _render_bodies(self, template):
        """{notice: the text of `template` for it}. The text is compiled once for all of them, which Odoo does for each:
        that takes longer than rendering it."""
        end = secrets.token_hex(16)
        text = f'<t t-foreach="recovery_notices" t-as="object">{template.body_html}<t t-out="recovery_end"/></t>'
        notices = self.with_context(lang=template.env.lang)
        bodies = template._render_template(
            text,
            self._name,
            self[:1].ids,
            engine="qweb",
            add_context={"recovery_notices": notices, "recovery_end": end},
            options=dict(template._fields["body_html"].render_options),
        )[self[:1].id]
        return dict(zip(self, map(Markup, bodies.split(end)), strict=False))  # each text is followed by an end

    def _add_reply_addresses(self, rendered):
        """Where the answers go that have no address of their own: to the thread of each notice."""
        for model, notices in self.grouped(lambda notice: notice._thread()._name).items():
            threads = {notice._thread().id: notice for notice in notices}
            addresses = (
                self.env[model]
                .browse(threads)
                ._notify_get_reply_to_batch(
                    defaults={id_: rendered[notice.id].get("email_from") for id_, notice in threads.items()},
                    author_ids={id_: notice._author().id for id_, notice in threads.items()},
                )
            )
            for notice in notices:
                own = rendered[notice.id].get("reply_to")
                rendered[notice.id]["reply_to"] = own or addresses[notice._thread().id]

    def _thread(self):
        """Where the answer is looked for."""
        return self.case_id or self.partner_id

    def _author(self):
        return self.collector_id.partner_id or self.company_id.partner_id

    def _prepare_mail(self, rendered, invoices):
        """The values of the mail of this notice. Its thread shows the text, the debtor gets it in its frame."""
        values = {name: rendered[name] for name in MAIL_VALUES if rendered.get(name)}
        if copies := self._copies():
            values["email_cc"] = ", ".join(filter(None, [values.get("email_cc"), *copies]))
        thread = self._thread()
        letter = self.letter_id if self.level_id.attach_letter else self.letter_id.browse()
        reports = [
            (0, 0, {"name": name, "datas": datas, "res_model": self._name, "res_id": self.id})
            for name, datas in rendered.get("attachments", ())
        ]
        return {
            **values,
            "model": thread._name,
            "res_id": thread.id,
            "author_id": self._author().id,
            "reply_to": rendered["reply_to"],
            "recipient_ids": [(6, 0, rendered.get("partner_ids") or [])],
            "attachment_ids": [
                *((4, id_) for id_ in [*rendered.get("attachment_ids", ()), *(letter | invoices).ids]),
                *reports,
            ],
            "body": rendered["body"],
            "body_html": rendered["body_html"],
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
