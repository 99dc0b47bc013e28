"""What the summary, the statement of account and the list of pieces of a placement print."""

from decimal import Decimal
from types import SimpleNamespace

from odoo import models
from odoo.tools.image import image_data_uri

from ..claim.figures import CLAIMS

STORY_LENGTH = 10  # steps that the summary tells


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    def _page_html(self, page, account=None):
        """A page of the package, in the language of the agency.

        :param account: the `Account` of the case, where it has been read already
        """
        self.ensure_one()
        placement = self.with_context(lang=self.handoff_id._mandate_lang())
        values = placement._prepare_page_values(page, account)
        return placement.env["ir.qweb"]._render(f"recovery_dunning.{page}_page", values)

    def _prepare_page_values(self, page, account):
        company = self.company_id
        return {
            "doc": self,
            "placement": self,
            "handoff": self.handoff_id,
            "case": self.case_id,
            "debtor": self.partner_id.with_company(company),
            "company": company,
            "agency": self.agency_id,
            "date": self.handoff_id._day(),
            "lang": self.env.lang,
            "signatory": company._recovery_collector(self.handoff_id.user_id, self.case_id.user_id) or self.env.user,
            "image_data_uri": image_data_uri,
            **getattr(self, f"_prepare_{page}_values")(account),
        }

    def _prepare_mandate_values(self, _account):
        """The mandate as far as it speaks of this debtor."""
        return self.handoff_id._prepare_mandate_values(extract=self)

    # ---- summary --------------------------------------------------------------------------------------------------

    def _prepare_summary_values(self, _account):
        debtor = self.partner_id.with_company(self.company_id)
        return {
            "siren": debtor._recovery_siren(),
            "manager": debtor.recovery_manager
            or debtor.recovery_contact_ids.filtered(lambda contact: contact.role == "legal").contact_id[:1].name,
            "limitation": self.env["recovery.readiness"]._limitations({self.case_id: self.line_ids})[self.case_id],
            "lines": self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)),
            "story": self._story(),
            "held": self.env["recovery.placement.file"]._held_back(self.case_id).get(self.partner_id, ()),
        }

    def _story(self):
        """The story of the debt in ten lines: the first steps and the last ones, what matters most between."""
        weight = {"notice": 1, "contact": 1, "promise": 0, "plan": 0, "dispute": 0, "delivery": 2, "phase": 3}
        events = self.case_id.event_ids.filtered(lambda event: event.kind in weight).sorted("id")
        ranked = sorted(enumerate(events), key=lambda item: (item[0] != 0, weight[item[1].kind], -item[0]))
        kept = {number for number, _event in ranked[:STORY_LENGTH]}
        return [event for number, event in enumerate(events) if number in kept]

    # ---- statement of account -------------------------------------------------------------------------------------

    def _prepare_account_values(self, account):
        """The ledger of what was placed, entry by entry, down to the balance; then how the balance is the principal."""
        account = account or self.env["recovery.placement.file"]._placed(self)[self.case_id]
        sections = [
            SimpleNamespace(currency=currency, rows=rows, balance=rows[-1].balance if rows else 0.0)
            for currency, rows in self._account_rows(account).items()
        ]
        return {
            "sections": sections,
            "imputed": account.imputed,
            "disputed": self.disputed if account.disputed_of else 0.0,
            "ledger_balance": self._ledger_balance(account),
        }

    def _account_rows(self, account):
        """{currency: rows with date, name, what, debit, credit, balance}, by day."""
        entries = {}
        for invoice, part in account.parts:
            rows = entries.setdefault(invoice.currency, [])
            move = invoice.move
            issued = move.invoice_date or move.date
            rows.append((issued, 0, move.name, part.due, part.amount, 0.0))
            for movement in part.movements:
                rows.append((movement.date, 1, movement.name, None, 0.0, float(movement.amount)))
        accounts = {}
        for currency, rows in entries.items():
            balance, lines = 0.0, []
            for day, _order, name, due, debit, credit in sorted(rows, key=lambda row: row[:3]):
                balance = currency.round(balance + debit - credit)
                lines.append(SimpleNamespace(date=day, name=name, due=due, debit=debit, credit=credit, balance=balance))
            accounts[currency] = lines
        return accounts

    def _ledger_balance(self, account):
        """What the ledger says is open of these instalments on the day of the handoff, in the company's currency."""
        company, day = self.company_id, self.handoff_id._day()
        total = 0.0
        for invoice, part in account.parts:
            left = part.amount - float(sum(movement.amount for movement in part.movements))
            total += invoice.currency._convert(left, company.currency_id, company, day)
        return company.currency_id.round(total)

    # ---- principal, interest, indemnities -------------------------------------------------------------------------

    def _prepare_statement_values(self, account):
        disputed = {line_id: Decimal(amount) for line_id, amount in (self.deducted or {}).items()}
        left_out = [name for name in CLAIMS if name not in self.handoff_id._claims()]
        day = self.handoff_id._day()
        statement = self.env["recovery.statement"]._make(
            self.company_id, self.partner_id, self.line_ids, day, (disputed, {}), left_out=left_out, whole=True
        )
        invoices = account.invoices if account else ()
        told = [part.line.id for invoice in invoices for part in invoice.instalments]
        return {"body": statement._body(invoices if sorted(told) == sorted(self.line_ids.ids) else None)}

    # ---- list of pieces -------------------------------------------------------------------------------------------

    def _prepare_list_values(self, _account):
        return {"pieces": self.piece_list or [], "missing": self._missing_labels()}
