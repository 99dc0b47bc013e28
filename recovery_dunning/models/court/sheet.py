"""Every field that a clerk, an officer or counsel asks for, in a workbook: a row each, with its name."""

import tempfile

from odoo import models
from odoo.tools import format_date

from ...engine.court import kinds
from ...engine.handoff.placement_file import Column, Table
from ...engine.tables.workbook import Workbook
from ..record.actions import download
from ..record.exhibit import prepare_document
from ..record.way_in import COLLECTOR, way_in
from ..record.words import named

SHEET = Table("donnees", "Données", (Column("number", "count"), Column("field"), Column("value")))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    @way_in(COLLECTOR, "write")
    def action_sheet(self):
        """Write the workbook, and open it."""
        self.ensure_one()
        words = self._in_paper_lang()
        name = f"{self.company_id._recovery_today()}-{words.display_name}.xlsx"
        return download(self.env["ir.attachment"].create(prepare_document(self, name, words._sheet(), XLSX)))

    def _sheet(self):
        rows = [
            {"number": number, "field": label, "value": value or ""}
            for number, (label, value) in enumerate(self._sheet_rows(), 1)
        ]
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as path:
            book = Workbook(path.name, (SHEET,), self.display_name, self.company_id.name)
            book.add({SHEET.name: rows})
            book.close()
            return path.read()

    def _sheet_rows(self):
        """(name of a field, value as a text)"""
        labels = dict(self._fields["court_kind"]._description_selection(self.env))
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        money = self.currency_id.format
        yield self.env._("Kind of proceedings"), kind
        yield self.env._("Articles"), kinds.KINDS[self.kind].articles
        yield self.env._("Form"), self._form()
        yield self.env._("Kind of court"), labels.get(self.court_kind)
        yield self.env._("Town of the court"), self.court
        yield self.env._("Number at the court"), self.court_number
        yield from self._party_rows(self.env._("Creditor"), self.company_id.partner_id)
        yield named(self.env, self.env._("Creditor"), self.env._("legal form")), self.company_id.recovery_legal_form
        yield from self._party_rows(self.env._("Debtor"), self.case_id._debtor())
        yield (
            named(self.env, self.env._("Debtor"), self.env._("legal representative")),
            self.case_id._debtor().recovery_manager,
        )
        yield self.env._("Counsel"), self.counsel_id.display_name
        yield self.env._("Judicial officer"), self.officer_id.display_name
        for line in self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            move = line.move_id
            yield (
                self.env._("Invoice %s", move.name),
                self.env._(
                    "of %(day)s, due on %(due)s, %(open)s open of %(amount)s",
                    day=format_date(self.env, move.invoice_date or line.date),
                    due=format_date(self.env, line.date_maturity or line.date),
                    open=line.currency_id.format(line.amount_residual_currency),
                    amount=line.currency_id.format(line.amount_currency),
                ),
            )
        yield self.env._("Amounts of"), format_date(self.env, self.claimed_on) if self.claimed_on else ""
        for name in (*self._parts(), "amount"):
            yield self._fields[name]._description_string(self.env), money(self[name])
        yield self.env._("Amicable attempt"), self._attempt_text()
        notice = self.case_id.formal_notice_date
        yield self.env._("Formal notice of"), format_date(self.env, notice) if notice else ""

    def _party_rows(self, role, party):
        for label, value in (
            (self.env._("name"), party.name),
            (self.env._("registration number"), party.company_registry),
            (self.env._("street"), ", ".join(filter(None, (party.street, party.street2)))),
            (self.env._("postcode"), party.zip),
            (self.env._("town"), party.city),
            (self.env._("country"), party.country_id.name),
            (self.env._("e-mail"), party.email),
            (self.env._("phone"), party.phone),
        ):
            yield named(self.env, role, label), value
