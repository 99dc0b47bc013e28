"""The channels of a notice: what a mail says and how it leaves, the task that it plans, the record of both."""

import secrets
from functools import lru_cache

from babel.dates import format_date
from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL, babel_locale_parse, get_lang, posix_to_ldml

from ...engine import channels
from ..outbox.outgoing_mail import CannotLeave


@lru_cache(maxsize=4096)
def shown_day(day, lang_code, pattern):
    """A day in a language of Odoo, by its pattern; the days of a run are few.

    >>> from datetime import date
    >>> shown_day(date(2026, 3, 1), "fr_FR", "%d/%m/%Y")
    '01/03/2026'
    """
    locale = babel_locale_parse(lang_code)
    return format_date(day, format=posix_to_ldml(pattern, locale=locale), locale=locale)


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    # what the mail templates quote
    collector_id = fields.Many2one("res.users", compute="_compute_sender")
    email_from = fields.Char(compute="_compute_sender")
    bank_id = fields.Many2one("res.partner.bank", compute="_compute_bank_id")
    is_consumer = fields.Boolean(
        compute="_compute_is_consumer", help="He is never told of the fixed indemnity (rule 6), whatever his ladder."
    )
    is_doubtful = fields.Boolean(
        compute="_compute_is_doubtful",
        help="Sending was interrupted while the mail was leaving: nobody knows whether the server took it.",
    )
    date_answer = fields.Date(compute="_compute_date_answer", help="The last day to pay, if the level gives one.")
    instalment_table = fields.Html(compute="_compute_instalment_table", sanitize=False)
    page_url = fields.Char(compute="_compute_page_url", help="A signed link to the debtor's page, where there is one.")

    @api.depends("partner_id", "company_id", "case_id.user_id")
    def _compute_sender(self):
        for notice in self:
            partner = notice.partner_id.with_company(notice.company_id)
            notice.collector_id = notice.company_id._recovery_collector(
                notice.case_id.user_id, partner.recovery_user_id
            )
            notice.email_from = notice._sender_address()

    def _copies(self):
        """The addresses that read along: the debtor's salesperson, where the company wants him to, and he is there."""
        self.ensure_one()
        tone = self.company_id.recovery_copy_tone
        salesperson = self.partner_id.user_id
        wanted = tone and self.level_id.tone >= tone and self.company_id._recovery_is_there(salesperson)
        return [salesperson.email_formatted] if wanted and salesperson.partner_id._recovery_has_mail() else []

    @api.depends("line_ids", "currency_id", "company_id")
    def _compute_bank_id(self):
        for notice in self:
            notice.bank_id = notice.company_id._recovery_pay_to(notice.currency_id, notice.line_ids.move_id)

    @api.depends("partner_id", "company_id")
    def _compute_is_consumer(self):
        for notice in self:
            notice.is_consumer = notice.partner_id.with_company(notice.company_id)._recovery_kind() == "consumer"

    @api.depends("state", "mail_id.state", "mail_id.failure_type")
    def _compute_is_doubtful(self):
        for notice in self:
            mail = notice.sudo().mail_id  # whether it left, which the reader may know of his own notices
            notice.is_doubtful = notice.state == "sent" and mail.state == "exception" and mail.failure_type == "unknown"

    @api.depends("date", "level_id.response_days", "posted_date", "presented_date", "received_date")
    def _compute_date_answer(self):
        """Counted from the day on which the notice counts: that of a registered letter is its presentation."""
        for notice in self:
            days, start = notice.level_id.response_days, notice._formal_date()
            notice.date_answer = fields.Date.add(start, days=days) if days and start else False

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_instalment_table(self):
        end = secrets.token_hex(16)
        values = {"notices": self, "end": end, "on_paper": False}
        tables = self.env["ir.qweb"]._render("recovery_dunning.instalment_tables", values).split(end)
        for notice, table in zip(self, tables, strict=False):  # each is followed by an end
            notice.instalment_table = Markup(table)  # our own rendering

    def _instalments_shown(self):
        """Its instalments as a table that is not for the debtor's screen: without the link to his page."""
        values = {"notice": self, "lines": self.line_ids, "on_paper": True}
        return self.env["ir.qweb"]._render("recovery_dunning.instalment_table", values)

    def _shown_day(self, day):
        """A day as its reader writes it."""
        lang = get_lang(self.env)
        return day and shown_day(day, lang.code, lang.date_format)

    def _shown_amount(self, amount):
        """An amount of this notice as its reader writes it."""
        return self.currency_id.format(amount)

    def _compute_page_url(self):
        """A preview shows where the link will be: it is signed once the notice leaves, for its case."""
        for notice in self:
            # the link goes to the debtor of the notice, whoever sends it
            case, shown = notice.case_id.sudo(), notice.company_id.recovery_page
            if self.env.context.get("recovery_preview"):
                shown = shown and (case or notice.level_id.phase != "preventive" or notice.level_id.activity_type_id)
                notice.page_url = f"{notice.get_base_url()}/my/recovery" if shown else False
            else:
                notice.page_url = case._page_url() if case and shown else False

    # ---- what left ------------------------------------------------------------------------------------------------

    def _left_by(self):
        """The channels by which this notice reached out to the debtor, the weightiest first; none where it did not
        leave, or only planned a task, which is no message (rule 15)."""
        self.ensure_one()
        letter = channels.REGISTERED if self.level_id.registered else channels.LETTER
        traces = {letter: self.letter_id, channels.EMAIL: self.mail_id, channels.SMS: self.sms_number}
        return [channel for channel, trace in traces.items() if trace and self.state == "sent"]

    @api.model
    def _left_condition(self, alias):
        """The same as `_left_by`, as the condition of a query that calls the notice `alias`."""
        return SQL(
            """(%(n)s.state = 'sent' AND (%(n)s.mail_id IS NOT NULL OR %(n)s.letter_id IS NOT NULL
                                          OR %(n)s.sms_number IS NOT NULL))""",
            n=SQL.identifier(alias),
        )

    def _messages(self):
        """Those of these notices that left, by whatever channel."""
        return self.filtered(lambda notice: notice._left_by())

    def _is_formal(self):
        """Whether this is a formal notice (C. civ. 1231, 1344): it dates the case once it has left."""
        return self.level_id.phase == "formal_notice" and bool(self._left_by())

    def _speak(self, today):
        """Put each notice on its channels and in the record of its case."""
        self.filtered(lambda notice: notice._goes_by_letter())._print_letters()
        mails = self._write_mails()
        self._write_sms()
        self._check_left()
        self._plan_tasks(today)
        events = [event for notice in self if notice.case_id for event in notice._prepare_events()]
        self.env["recovery.event"].create(events)
        self.filtered(lambda notice: notice._is_formal()).case_id._raise_to_formal_notice(today)
        mails._recovery_send_after_commit()

    def _check_left(self):
        """:raises CannotLeave: nothing of a message has left"""
        for notice in self.filtered(lambda notice: notice.level_id.speaks and not notice.level_id.is_call):
            if not (notice.mail_id or notice.letter_id or notice.sms_number):
                raise CannotLeave(notice.partner_id._recovery_unreached_advice(notice.level_id))

    def _prepare_events(self):
        """One event for each channel that it left by, or one for its task."""
        events = []
        documents = self.document_ids if self.level_id.attach_letter else self.document_ids - self.letter_id
        if self.mail_id:
            events.append(self._prepare_mail_event(documents))
        if self.letter_id:
            events.append(self._prepare_letter_event())
        if self.sms_number:
            values = {"channel": channels.SMS, "contact": f"{self.contact_id.display_name} {self.sms_number}"}
            events.append(self._prepare_event("notice", "out", said=self.sms_text, **values))
        return events or [self._prepare_event("task", "internal")]

    def _prepare_mail_event(self, documents):
        contact = self.contact_id.email_formatted
        return self._prepare_event("notice", "out", documents, channel=channels.EMAIL, contact=contact)

    def _prepare_letter_event(self):
        kept = self.letter_id if self.mail_id else self.document_ids
        address = ", ".join(self.postal_id._recovery_postal_lines(self.company_id))
        values = {"channel": channels.LETTER, "contact": address}
        if self.level_id.registered:
            values["cost"] = self.company_id._recovery_contact_cost(channels.REGISTERED)
        return self._prepare_event("notice", "out", kept, **values)

    def _prepare_event(self, kind, direction, documents=(), said=None, **values):
        asked = {"level": self.level_id.name, "amount": self.currency_id.format(self.amount_due)}
        if len(self.line_ids) == 1:
            summary = self.env._("%(level)s: one instalment, %(amount)s", **asked)
        else:
            summary = self.env._("%(level)s: %(count)s instalments, %(amount)s", count=len(self.line_ids), **asked)
        remarks = [
            said,
            self._claims_text(self.amount_interest, self.amount_indemnity),
            self.outside_window,
            self._letter_lacks(),
            self._sms_lacks(),
        ]
        return {
            "case_id": self.case_id.id,
            "kind": kind,
            "direction": direction,
            "summary": summary,
            "result": "\n".join([*(line._record() for line in self.line_ids), *filter(None, remarks)]),
            "attachment_ids": [(6, 0, documents.ids if documents else [])],
            **values,
        }

    def _plan_tasks(self, today):
        """The collector's task on the case, for the levels that have one."""
        for notice in self.filtered("level_id.activity_type_id"):
            kind, summary = notice._task()
            notice.case_id.with_context(mail_activity_quick_update=True).activity_schedule(
                activity_type_id=kind.id,
                recovery_level_id=notice.level_id.id,
                date_deadline=today,
                summary=summary,
                note=notice._instalments_shown(),
                user_id=notice.company_id._recovery_in_charge(notice.collector_id).id,
            )

    def _task(self):
        """(kind of activity, what it says) for the collector; who asked to be written to only is not called."""
        kind, summary = self.level_id.activity_type_id, self.level_id.name
        debtor = self.partner_id.with_company(self.company_id).sudo()  # what he asked for, in whoever's run
        if kind.category == "phonecall" and debtor.recovery_write_only:
            kind = self.env.ref("mail.mail_activity_data_todo")
            summary = self.env._("%s: he asked to be written to only, write instead", summary)
        return kind, summary
