"""What covers open items though no invoice has it yet: open credits, payments under way or made online, the bank.

Whoever asks what is covered asks `_money`, or `_unmatched` for all of it together.
"""

import re
from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from .facts import NOBODY, PAID, Rows

UNDER_WAY_DAYS = 15  # for how long a payment that does not conclude is waited for: a direct debit takes its time
PAID_LATER = ("none", "custom")  # providers whose payment is a promise of a transfer, no money yet
# of a debtor, {currency id: Decimal} each: his credits and payments, and what has come in on the bank for him
Money = namedtuple("Money", "credits bank")


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _money(self, company):
        """A function `money(rows)`: {debtor id: `Money`} of {debtor id: his rows of `_instalment_rows`}. What is on the
        bank is read once, what else there is chunk by chunk."""
        bank = self._bank_lines(company)

        def money(rows):
            credits = self._credits(company, tuple(rows))
            return {
                debtor_id: Money(credits.get(debtor_id, {}), bank.of(debtor_id, its_rows))
                for debtor_id, its_rows in rows.items()
            }

        return money

    @api.model
    def _unmatched(self, company, partners):
        """Money of these debtors that no invoice has yet, {debtor id: {currency id: Decimal}}: open credits, payments
        under way, lines of the bank."""
        if not partners:
            return {}
        self.env.flush_all()  # the queries read tables
        rows = self._instalment_rows(company, partners.ids, None, None)
        amounts = defaultdict(lambda: defaultdict(Decimal))
        for debtor_id, money in self._money(company)(rows).items():
            for currency_id, amount in (*money.credits.items(), *money.bank.items()):
                amounts[debtor_id][currency_id] += amount
        return amounts

    def _under_way(self, company):
        """Whether the payment `pay` is a customer's that is under way and has no entry of its own."""
        return SQL(
            """pay.company_id = %s AND pay.state = 'in_process' AND pay.move_id IS NULL
               AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'""",
            company.id,
        )

    def _online_payments(self, company):
        """The transactions `tx` of invoices that are authorised, pending, or about to be booked, as the source of a
        query: those of `payment.transaction._domain_under_way`."""
        return SQL(
            """(SELECT t.id, t.partner_id, t.currency_id, t.amount
                  FROM payment_transaction t JOIN payment_provider provider ON provider.id = t.provider_id
                 WHERE t.company_id = %s AND t.payment_id IS NULL AND t.last_state_change >= %s
                   AND (t.state IN ('pending', 'authorized') AND provider.code NOT IN %s
                        OR t.state = 'done' AND t.is_post_processed IS NOT TRUE)
                   AND (t.recovery_case_id IS NOT NULL
                        OR EXISTS (SELECT FROM account_invoice_transaction_rel rel WHERE rel.transaction_id = t.id))
               ) tx""",
            company.id,
            fields.Datetime.now() - timedelta(days=UNDER_WAY_DAYS),
            PAID_LATER,
        )

    def _credits(self, company, debtor_ids):
        """Open credits as positive amounts, {debtor id: {currency id: amount}}: credit notes and payments not
        matched yet, and payments under way that have no entry of their own."""
        query = SQL(
            """SELECT COALESCE(p.commercial_partner_id, %(nobody)s), l.currency_id, -SUM(l.amount_residual_currency)
                 %(open)s AND %(debtors)s AND l.amount_residual < 0
             GROUP BY 1, 2
            UNION ALL
               SELECT p.commercial_partner_id, pay.currency_id, SUM(pay.amount)
                 FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                WHERE %(under_way)s AND p.commercial_partner_id IN %(debtor_ids)s
                  AND NOT EXISTS (SELECT FROM account_move__account_payment rel
                                    JOIN account_move m ON m.id = rel.invoice_id
                                   WHERE rel.payment_id = pay.id AND m.payment_state IN %(paid)s)
             GROUP BY 1, 2
            UNION ALL
               SELECT p.commercial_partner_id, tx.currency_id, SUM(tx.amount)
                 FROM %(online)s JOIN res_partner p ON p.id = tx.partner_id
                  AND p.commercial_partner_id IN %(debtor_ids)s
             GROUP BY 1, 2""",
            nobody=NOBODY,
            under_way=self._under_way(company),
            paid=PAID,
            open=self._open_items(company),
            debtors=self._of_debtors(debtor_ids),
            debtor_ids=tuple(debtor_ids),
            online=self._online_payments(company),
        )
        credits = defaultdict(lambda: defaultdict(Decimal))
        for debtor_id, currency_id, amount in self.env.execute_query(query):
            if debtor_id != NOBODY:  # a credit without a partner covers nobody's debt
                credits[debtor_id][currency_id] += Decimal(repr(amount))
        return credits

    def _bank_lines(self, company):
        """Money that came in and is not reconciled yet, in its own currency."""
        query = SQL(
            """SELECT st.id, p.commercial_partner_id, COALESCE(st.foreign_currency_id, st.currency_id),
                      -st.amount_residual, st.payment_ref
                 FROM account_bank_statement_line st
                 JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
            LEFT JOIN res_partner p ON p.id = st.partner_id
                WHERE st.company_id = %s AND st.is_reconciled IS NOT TRUE AND st.amount_residual < 0""",
            company.id,
        )
        return BankLines(self.env.execute_query(query))

    def _reads(self, company, day):
        """Adds what the methods above read."""
        yield from super()._reads(company, day)
        its = SQL("t.company_id = %s", company.id)
        online = SQL("SELECT tx.id FROM %s", self._online_payments(company))
        yield Rows("account_payment", SQL("%s AND t.state = 'in_process'", its))
        yield Rows(
            "account_move__account_payment",
            SQL("t.payment_id IN (SELECT pay.id FROM account_payment pay WHERE %s)", self._under_way(company)),
        )
        yield from (Rows("payment_transaction", SQL("t.id IN (%s)", online)), Rows("payment_provider"))
        yield Rows("account_invoice_transaction_rel", SQL("t.transaction_id IN (%s)", online))
        yield Rows("account_bank_statement_line", SQL("%s AND t.is_reconciled IS NOT TRUE", its))


class BankLines:
    """What has come in on the bank and is not reconciled yet: by its customer, otherwise by the invoice numbers in
    its label, with or without their separators."""

    def __init__(self, rows):
        self._of_debtor = defaultdict(list)
        self._by_number = defaultdict(list)
        for line_id, debtor_id, currency_id, amount, label in rows:
            line = (line_id, currency_id, Decimal(repr(amount)))
            if debtor_id:
                self._of_debtor[debtor_id].append(line)
            else:
                for number in _numbers(label or ""):
                    self._by_number[number].append(line)

    def of(self, debtor_id, rows):
        """{currency id: amount} that came in for a debtor with these rows of instalments."""
        lines = set(self._of_debtor.get(debtor_id, ()))
        if self._by_number:
            for row in rows:
                for reference in filter(None, (row.number, row.payment_reference)):
                    lines.update(self._by_number.get(_plain(reference), ()))
        amounts = defaultdict(Decimal)
        for _line_id, currency_id, amount in lines:
            amounts[currency_id] += amount
        return amounts


def _plain(text):
    """Letters and digits alone, in capitals: how invoice numbers are compared."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _numbers(label):
    """All that could be an invoice number in a label: up to three words together.

    >>> sorted(_numbers("VIR FAC 2026/00012"))
    ['202600012', 'FAC', 'FAC202600012', 'VIR', 'VIRFAC', 'VIRFAC202600012']
    """
    words = [_plain(word) for word in re.split(r"[\s,;]+", label) if _plain(word)]
    return {"".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
