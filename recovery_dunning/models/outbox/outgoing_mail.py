"""What is written to a debtor by mail: rendered in his language and in the frame of the company, threaded where the
answer is looked for, and frozen as it left. Many at a time.

Who inherits it has a `company_id`, and the correspondents: `contact_id`, `collector_id`.
"""

import re
import secrets

from lxml import etree
from markupsafe import Markup
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty

from ..record.exhibit import prepare_document
from .addresses import usable_addresses

LAYOUT = "recovery_dunning.mail_layout"
# what a template renders besides the text
RENDERED = (
    *("subject", "email_from", "email_to", "email_cc", "partner_to", "reply_to"),
    *("attachment_ids", "report_template_ids", "mail_server_id", "scheduled_date"),
)
OF_A_RECORD = re.compile(r"\b(record|record_name|message|subtitles|t-call|t-foreach|author_user)\b")
LOCAL = ('src="/', 'href="/', 'background="/', "url(")  # where a text can name a place of this server
MAIL_VALUES = ("subject", "email_from", "email_to", "email_cc", "mail_server_id", "scheduled_date")


class CannotLeave(UserError):
    """A message that must not leave as it is; the words say what to do first."""


class RecoveryOutgoingMail(models.AbstractModel):
    _name = "recovery.outgoing.mail"
    _description = "What Is Written to a Debtor"

    def _thread(self):
        """The record in whose thread the answer is looked for."""
        raise NotImplementedError

    def _author(self):
        return self.collector_id.partner_id or self.company_id.partner_id

    def _sender_address(self):
        """That of whoever follows the debtor, otherwise the firm's, otherwise that of the person at work; none where
        none of them has one."""
        self.ensure_one()
        company, user = self.company_id, self.env.user
        at_work = user.partner_id if user.active and not user.share else user.partner_id.browse()
        for sender in (self.collector_id.partner_id, company, at_work):
            if usable_addresses(sender.email):
                return sender.email_formatted
        return False

    def _answers_to(self, rendered):
        """The address of the company, as its setup says, otherwise that of the sender."""
        company = self.company_id
        return company.email_formatted if usable_addresses(company.email) else rendered.get("email_from")

    def _letter_lang(self):
        """The language of whom it goes to, otherwise of the firm."""
        return self.contact_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _copies(self):
        """The addresses that read along."""
        return []

    def _keeper(self):
        """The record with which the mail is kept as it left."""
        return self

    def _put_out(self, templates, documents=None):
        """The mails of these records in the outbox: {record: (mail, the mail as it will leave)}.

        :param templates: {template: its records}
        :param documents: {record: the attachments of its mail}
        """
        rendered, none = self._render_mails(templates), self.env["ir.attachment"]
        self._check_texts(rendered)
        values = [record._prepare_mail(rendered[record.id], (documents or {}).get(record, none)) for record in self]
        mails = self.env["mail.mail"].create(values)
        self._say_in_threads({mail: rendered[record.id]["body"] for record, mail in zip(self, mails, strict=True)})
        days = {company: company._recovery_today() for company in self.company_id}
        kept = none.create(
            [record._prepare_frozen(mail, days[record.company_id]) for record, mail in zip(self, mails, strict=True)]
        )
        return dict(zip(self, zip(mails, kept, strict=True), strict=True))

    def _say_in_threads(self, bodies):
        """The text of each mail in its thread, without its frame, in one statement. It is rendered by a template that
        Odoo has cleaned, from values that are escaped: it is not taken apart once more to be cleaned again."""
        messages = [mail.mail_message_id.id for mail in bodies]
        self.env["mail.message"].flush_model(["body"])
        self.env.cr.execute(
            SQL(
                """UPDATE mail_message m SET body = said.body
                     FROM unnest(%s::int[], %s::text[]) AS said(id, body) WHERE m.id = said.id""",
                messages,
                [str(body) for body in bodies.values()],
            )
        )
        self.env["mail.message"].browse(messages).invalidate_recordset(["body"])

    def _render_mails(self, templates):
        """{record id: what its template says}, for {template: its records}; each in the language of whom it goes to,
        in the frame of its company."""
        rendered = {}
        for template, records in templates.items():
            texts = template._generate_template(records.ids, RENDERED)
            for lang, (localized, ids) in template._classify_per_lang(records.ids).items():
                localized = localized.with_context(lang=lang or self.env.lang)
                bodies = self.browse(ids)._render_bodies(localized)
                frames = self._frames(localized, bodies)
                for record, body in bodies.items():
                    texts[record.id].update(body=body, body_html=frames[record])
            rendered.update(texts)
        self._add_reply_addresses(rendered)
        return rendered

    def _frames(self, template, bodies):
        """{record: its text in the frame of its company}, for {record: text} in the language of `template`. A frame
        that says nothing of the record is rendered once for all records of a company."""
        framed = {}
        common = self._is_frame_common()
        for company, records in self.browse(record.id for record in bodies).grouped("company_id").items():
            if not common:
                framed.update({record: self._frame(template, company, record, bodies[record]) for record in records})
                continue
            place = secrets.token_hex(16)
            before, after = self._frame(template, company, records[:1], Markup(place)).split(place)
            absolute = self.env["mail.render.mixin"]._replace_local_links
            framed.update({record: Markup(before) + absolute(bodies[record]) + Markup(after) for record in records})
        return framed

    def _frame(self, template, company, record, body):
        return template._render_encapsulate(
            LAYOUT,
            body,
            add_context={"company": company, "model_description": self._description},
            context_record=record.with_context(lang=template.env.lang),
        )

    def _is_frame_common(self):
        """Whether the frame, as it is now, names nothing but the company and the text, once."""
        arch = self.env.ref(LAYOUT).sudo()._get_combined_arch()  # what everybody's mails show
        text = etree.tostring(arch, encoding="unicode")
        return text.count("message.body") == 1 and not OF_A_RECORD.search(text.replace("message.body", ""))

    def _check_texts(self, rendered):
        """:raises CannotLeave: a mail would say nothing, or nobody signs it"""
        for record in self:
            text = rendered[record.id]
            if not text.get("email_from"):
                raise CannotLeave(
                    self.env._(
                        "Nothing can leave in the name of %s: enter the mail address of the company first.",
                        record.company_id.name,
                    )
                )
            if is_html_empty(text["body"]) or not (text.get("subject") or "").strip():
                raise CannotLeave(
                    self.env._(
                        "The text for %(name)s is empty in his language (%(language)s): write it, or leave it out.",
                        name=record.contact_id.display_name or record.display_name,
                        language=self.env["res.lang"]._get_data(code=record._letter_lang()).name or "-",
                    )
                )

    def _render_bodies(self, template):
        """{record: the text of `template` for it}. The text is compiled once for all of them, which Odoo does for each:
        that takes longer than rendering it."""
        end = secrets.token_hex(16)
        text = f'<t t-foreach="recovery_records" t-as="object">{template.body_html}<t t-out="recovery_end"/></t>'
        records = self.with_context(lang=template.env.lang)
        bodies = template._render_template(
            text,
            self._name,
            self[:1].ids,
            engine="qweb",
            add_context={"recovery_records": records, "recovery_end": end},
            options=dict(template._fields["body_html"].render_options),
        )[self[:1].id]
        return dict(zip(self, map(Markup, bodies.split(end)), strict=False))  # each text is followed by an end

    def _add_reply_addresses(self, rendered):
        """Where the answers go that have no address of their own: to the thread of each record, or, where Odoo takes no
        mail in, to the address of the company."""
        for model, records in self.grouped(lambda record: record._thread()._name).items():
            threads = {record._thread().id: record for record in records}
            addresses = (
                self.env[model]
                .browse(threads)
                ._notify_get_reply_to_batch(
                    defaults={id_: record._answers_to(rendered[record.id]) for id_, record in threads.items()},
                    author_ids={id_: record._author().id for id_, record in threads.items()},
                )
            )
            for record in records:
                own = rendered[record.id].get("reply_to")
                rendered[record.id]["reply_to"] = own or addresses[record._thread().id]

    def _prepare_mail(self, rendered, documents):
        """The values of the mail of this record. Its thread shows the text, the debtor gets it in its frame."""
        values = {name: rendered[name] for name in MAIL_VALUES if rendered.get(name)}
        if copies := self._copies():
            values["email_cc"] = ", ".join(filter(None, [values.get("email_cc"), *copies]))
        thread = self._thread()
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
            "attachment_ids": [*((4, id_) for id_ in [*rendered.get("attachment_ids", ()), *documents.ids]), *reports],
            "body_html": rendered["body_html"],
            "auto_delete": False,
            "is_internal": False,
            "recovery_company_id": self.company_id.id,
        }

    def _prepare_frozen(self, mail, today):
        """The mail as it leaves today, as one HTML file (rule 9)."""
        head = Markup("<p>%s<br/>%s<br/>%s</p>") % (mail.email_from, self.contact_id.email_formatted, mail.subject)
        content = (head + Markup(mail.body_html)).encode()  # our own rendering, kept as it left
        name = f"{today}-{mail.subject}.html"
        return prepare_document(self._keeper(), name, content, "text/html")


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    def _replace_local_links(self, html, base_url=None):
        """Odoo looks at each element of a text four times; in which there is no local address, it finds none."""
        if html and not any(place in html for place in LOCAL):
            return html
        return super()._replace_local_links(html, base_url)


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _render_lang(self, res_ids, engine="inline_template"):
        """Whoever has no language is written to in that of the firm."""
        langs = super()._render_lang(res_ids, engine=engine)
        model = self.env[self.render_model] if self.render_model else None
        if model is not None and hasattr(model, "_letter_lang"):
            langs = {id_: lang or model.browse(id_)._letter_lang() for id_, lang in langs.items()}
        return langs
