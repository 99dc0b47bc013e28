"""Which invoice a message is about: number, date of issue and seller together, for all messages of a batch at once."""

from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...engine.identity import compact

SIREN = 9  # digits
TYPES = ("out_invoice", "out_refund", "out_receipt")


class Match(NamedTuple):
    """The company that a message belongs to, the id of its invoice, and why it was not found."""

    company_id: int
    move_id: int | None = None
    problem: str | None = None
    detail: str | None = None


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _matches(self, statuses, company):
        """The `Match` of each of these statuses, in their order. A message for another company of the user is its."""
        sellers = self._sellers(company)
        its_companies = [self._companies_of(status, company, sellers) for status in statuses]
        companies = company.browse({its.id for found in its_companies for its in found})
        by_number = self._by_number({status.number for status in statuses if status.number}, companies)
        return [
            self._match(status, company, found, by_number)
            for status, found in zip(statuses, its_companies, strict=True)
        ]

    def _match(self, status, company, companies, by_number):
        if not companies:
            return Match(company.id, None, "other_seller", status.seller)
        home = company if company in companies else companies[0]
        found = [invoice for invoice in by_number[status.number] if invoice.company_id in companies.ids]
        of_day = [invoice for invoice in found if status.issued in (None, invoice.invoice_date)]
        # what a buyer wrote himself has his number, and ours as well: the day must fit
        of_day = [one for one in of_day if one.own] or [one for one in of_day if status.issued]
        if len(of_day) == 1:
            return Match(of_day[0].company_id, of_day[0].id)
        if of_day:
            return Match(home.id, None, "several", ", ".join(str(one.invoice_date) for one in of_day))
        if any(one.own for one in found):
            return Match(home.id, None, "other_date", ", ".join(str(one.invoice_date) for one in found if one.own))
        return Match(home.id, None, "unknown_number")

    def _by_number(self, numbers, companies):
        """{number: the posted customer invoices that have it as their own, or as their reference}"""
        by_number = defaultdict(list)
        if not numbers or not companies:
            return by_number
        self.env.flush_all()  # the query reads a table
        query = SQL(
            """SELECT id, company_id, invoice_date, name, TRUE FROM account_move
                WHERE name IN %(numbers)s
                  AND company_id IN %(companies)s AND state = 'posted' AND move_type IN %(types)s
            UNION ALL
               SELECT id, company_id, invoice_date, ref, FALSE FROM account_move
                WHERE ref IN %(numbers)s AND ref != name
                  AND company_id IN %(companies)s AND state = 'posted' AND move_type IN %(types)s""",
            numbers=tuple(numbers),
            companies=tuple(companies.ids),
            types=TYPES,
        )
        for row in map(Invoice._make, self.env.execute_query(query)):
            by_number[row.number].append(row)
        return by_number

    def _companies_of(self, status, company, sellers):
        """The companies that may have issued the invoice: those of the seller's SIREN, none where he is a stranger;
        that of the import where he is not named, or it has no number of its own."""
        siren = compact(status.seller)[:SIREN]
        if len(siren) < SIREN or siren in sellers:
            return sellers.get(siren, company)
        return company.browse() if _siren(company) else company

    def _sellers(self, company):
        """{SIREN: its companies}, of this company and of the others in which the user is at work."""
        sellers = {}
        for one in company | self.env.companies:
            if siren := _siren(one):
                sellers[siren] = sellers.get(siren, company.browse()) | one
        return sellers


class Invoice(NamedTuple):
    """A posted invoice; `own`: the number is the one that we gave it."""

    id: int
    company_id: int
    invoice_date: object
    number: str
    own: bool


def _siren(company):
    """The SIREN of a company, from its registration or its VAT number; empty if it has none."""
    number = compact(company.sudo().company_registry or "")  # a public number
    vat = compact(company.sudo().vat or "").upper()
    digits = (
        number[:SIREN] if len(number) in (SIREN, 14) else vat[4:] if vat.startswith("FR") and len(vat) == 13 else ""
    )
    return digits if digits.isdigit() else ""
