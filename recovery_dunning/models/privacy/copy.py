"""The copy of what is held on a debtor, when he asks for it (GDPR 15 (1) and (3)): one ZIP with a page to read and the
documents, in his language.

Left out is what the law lets us leave out (15 (4), recitals 59 and 63: the rights of others): private notes that nobody
has chosen to hand on, and who of our people did what; the page says so, and what he can do about it. A person who is
not the debtor gets nothing of this: whoever makes the copy has made sure who asks (12 (6)).
"""

import io
import zipfile

from markupsafe import Markup
from odoo import api, models
from odoo.tools import format_date, format_datetime

from ...engine.handoff.exhibits import LONGEST_NAME

# what is listed, in this order: a model and its columns
HELD = (
    ("recovery.case", ("name", "phase", "date_opened", "date_closed", "outcome", "formal_notice_date")),
    ("recovery.event", ("date", "kind", "direction", "channel", "contact", "summary", "result")),
    ("recovery.notice", ("date", "level_id", "state", "sent_date", "contact_id", "amount_residual", "sms_number")),
    ("recovery.claim", ("kind", "move_id", "date_from", "date_to", "amount", "state")),
    ("recovery.promise", ("date", "amount", "made_by", "channel", "state", "note")),
    ("recovery.plan", ("name", "total", "state", "signed_by", "signed_on", "signed_ip")),
    ("recovery.dispute", ("type_id", "amount", "claim", "answer", "state")),
    ("recovery.settlement", ("kind", "amount", "reason", "state", "date")),
    ("recovery.mediation", ("kind", "third_party_id", "date_agreed", "date_ended", "result", "state")),
    ("recovery.interruption", ("kind", "date", "date_end", "note", "withdrawn")),
    ("recovery.hold", ("reason_id", "date_from", "date_until", "note", "state")),
    ("recovery.placement", ("agency_id", "date", "total", "status", "date_ended")),
    ("recovery.expectation", ("move_id", "amount", "expected_date", "source", "reason")),
    ("recovery.lifecycle", ("number", "status_date", "code", "comment")),
)
OF_THE_DEBTOR = (
    *("name", "contact_address", "email", "phone", "vat", "company_registry", "lang"),
    *("recovery_class", "recovery_legal_form", "recovery_standing", "recovery_cover", "recovery_insolvency"),
    *("recovery_profile_id", "recovery_score", "recovery_days_late", "recovery_status", "recovery_reason"),
    *("recovery_score_change", "recovery_score_reason", "recovery_profile_suggested", "recovery_profile_reason"),
)
PAGE = "index.html"


class RecoveryDebtorCopy(models.AbstractModel):
    _name = "recovery.debtor.copy"
    _description = "Copy of What Is Held on a Debtor"

    @api.model
    def _make(self, debtor, company, notes):
        """The ZIP, as bytes; `notes`: the private notes that are handed on with it. It is written into the record."""
        self = self.with_context(lang=debtor.lang or company.partner_id.lang, tz=company._recovery_zone())
        debtor = debtor.with_env(self.env).with_company(company)
        cases = self.env["recovery.case"].search(
            [("company_id", "=", company.id), ("partner_id", "=", debtor.id)], order="id"
        )
        held = self._held(debtor, company, cases)
        documents = self._documents(cases, held)
        page = self._page(debtor, company, held, notes.with_env(self.env), documents)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(PAGE, page)
            for name, document in documents:
                archive.writestr(name, document.raw or b"")
        self.env["recovery.access"]._note("copy", company, debtor)
        cases[-1:]._log("note", lambda case: self.env._("A copy of what is held on the debtor was made for him."))
        return content.getvalue()

    def _held(self, debtor, company, cases):
        """{model: its records on this debtor in this company}"""
        held = {}
        for name, _columns in HELD:
            model = self.env[name]
            if name == "recovery.case":
                held[name] = cases
            elif "case_id" in model._fields and name != "recovery.claim":
                held[name] = model.search([("case_id", "in", cases.ids)], order="id")
            elif name == "recovery.lifecycle":
                of_his = [("company_id", "=", company.id), ("move_id.commercial_partner_id", "=", debtor.id)]
                held[name] = model.search(of_his, order="id").filtered(lambda row: row.partner_id == debtor)
            else:
                theirs = [("company_id", "=", company.id), ("partner_id", "=", debtor.id)]
                held[name] = model.search(theirs, order="id")
        return held

    def _documents(self, cases, held):
        """[(name in the archive, attachment)]: every paper of these records once, whatever else it belongs to."""
        attachments = held["recovery.event"].attachment_ids
        for records in held.values():
            attachments |= self.env["ir.attachment"].search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            )
        packages = self.env["recovery.placement"].search([("case_id", "in", cases.ids)]).package_id
        once = {document.checksum or document.id: document for document in attachments - packages}
        return [
            (f"documents/{number:03d} {document.name.replace('/', '-')[-LONGEST_NAME:]}", document)
            for number, document in enumerate(once.values(), 1)
        ]

    # ---- the page ---------------------------------------------------------------------------------------------------

    def _page(self, debtor, company, held, notes, documents):
        tables = [self._of_the_debtor(debtor), self._owed(debtor, company)]
        tables += [self._listed(held[name], columns) for name, columns in HELD if held[name]]
        if notes:
            tables.append(self._listed(notes, ("create_date", "text")))
        left_out = self.env["recovery.note"].search_count(
            [("partner_id", "=", debtor.id), ("company_id", "=", company.id), ("id", "not in", notes.ids)]
        )
        agencies = held["recovery.placement"].agency_id.mapped("name")
        values = {
            "debtor": debtor,
            "company": company,
            "today": format_date(self.env, company._recovery_today()),
            "tables": [(title, head, rows) for title, head, rows in tables if rows],
            "documents": [name for name, _document in documents],
            "agencies": ", ".join(dict.fromkeys(agencies)),
            "left_out": left_out,
            "lang": self.env.lang,
        }
        return (
            Markup("<!DOCTYPE html>") + self.env["ir.qweb"]._render("recovery_dunning.debtor_copy", values)
        ).encode()

    def _of_the_debtor(self, debtor):
        shown = [name for name in OF_THE_DEBTOR if debtor[name]]
        rows = [(debtor._fields[name]._description_string(self.env), self._shown(debtor, name)) for name in shown]
        for contact in debtor.recovery_contact_ids:
            rows.append((self.env._("Whom we write to"), contact.contact_id.display_name))
        return self.env._("Who you are to us"), (), rows

    def _owed(self, debtor, company):
        lines = self.env["account.move.line"]._recovery_owed(company, debtor)
        columns = ("date_maturity", "amount_currency", "amount_residual_currency")
        _title, head, rows = self._listed(lines, columns)
        numbers = [line.move_id.name for line in lines]
        rows = [(number, *row) for number, row in zip(numbers, rows, strict=True)]
        return self.env._("What you owe"), (self.env._("Invoice"), *head), rows

    def _listed(self, records, columns):
        """(title, heads, rows) of these records."""
        head = [records._fields[name]._description_string(self.env) for name in columns]
        title = self.env["ir.model"]._get(records._name).name
        return title, head, [[self._shown(record, name) for name in columns] for record in records]

    def _shown(self, record, name):
        """A value as a person reads it."""
        field, value = record._fields[name], record[name]
        if value in (False, None, "") or (field.relational and not value):
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "datetime":
            return format_datetime(self.env, value, dt_format="short")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            return currency.format(value)
        if field.type == "boolean":
            return self.env._("Yes")
        return str(value)
