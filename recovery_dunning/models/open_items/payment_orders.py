"""Payment orders and batches of OCA (`account_payment_order`, `account_payment_batch_oca`) as a source of money: an
instalment in an order is asked for again once the order is cancelled or the payment returned."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.cover import Money, Source
from .facts import DEBTOR, Rows, among

UNDER_WAY = ("draft", "open", "generated", "uploaded")  # states of an order whose money may still come


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _sources(self, company, debtor_ids):
        yield from super()._sources(company, debtor_ids)
        if (links := self._order_links()) is None:
            return
        query = SQL(
            """SELECT %(debtor)s, pl.amount_currency, pl.currency_id, o.name, l.id %(of)s
                  AND %(debtor)s IN %(debtors)s
                  AND NOT EXISTS (SELECT FROM %(rel)s rel JOIN account_payment pay ON pay.id = rel.%(payment)s
                                   WHERE rel.%(line)s = pl.id AND (pay.move_id IS NOT NULL
                                         OR pay.state NOT IN ('draft', 'in_process')))""",
            debtor=DEBTOR,
            of=self._order_lines(company),
            debtors=among(debtor_ids),
            **links,
        )
        for debtor_id, amount, currency_id, name, line_id in self.env.execute_query(query):
            items = frozenset({line_id})
            yield debtor_id, Money(Source.ORDER, Decimal(repr(amount)), currency_id, name or "", items, only=True)

    def _without_entry(self, company, direction="inbound"):
        """A payment that an order has made is counted with its order, instalment by instalment."""
        condition = super()._without_entry(company, direction)
        if (links := self._order_links()) is None:
            return condition
        return SQL(
            "%(condition)s AND NOT EXISTS (SELECT FROM %(rel)s rel WHERE rel.%(payment)s = pay.id)",
            condition=condition,
            **links,
        )

    def _order_lines(self, company):
        """FROM and WHERE of the lines `pl` of orders that are under way in `company`, with their instalments `l`."""
        return SQL(
            """FROM account_payment_line pl JOIN account_payment_order o ON o.id = pl.order_id
               JOIN account_move_line l ON l.id = pl.move_line_id JOIN res_partner p ON p.id = l.partner_id
              WHERE o.company_id = %s AND o.payment_type = 'inbound' AND o.state IN %s""",
            company.id,
            UNDER_WAY,
        )

    def _order_links(self):
        """The table between lines of orders and payments and its columns, or None where neither module is there."""
        if "account.payment.order" not in self.env or "account.payment.line" not in self.env:
            return None
        link = self.env["account.payment.line"]._fields.get("payment_ids")
        if not link or link.type != "many2many":
            return None
        names = {"rel": link.relation, "line": link.column1, "payment": link.column2}
        return {key: SQL.identifier(name) for key, name in names.items()}

    def _reads(self, company, day):
        yield from super()._reads(company, day)
        if self._order_links():
            yield Rows("account_payment_order", SQL("t.company_id = %s", company.id))
            yield Rows("account_payment_line", SQL("t.order_id IN (SELECT o.id %s)", self._order_lines(company)))
            yield Rows(self.env["account.payment.line"]._fields["payment_ids"].relation)
