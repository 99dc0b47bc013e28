"""Where money is known from besides matched entries: open credits, payments without an entry, cheques from visits, the
debtor's page, the bank.

Each source says what it knows in `_sources`: another add-on adds one there, as `payment_orders.py` does.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models, tools
from odoo.tools import SQL

from ...engine.cover import BROUGHT_BEFORE, Awaited, Money, Source, told_once
from .bank import BankMoney, bank_entries
from .facts import DEBTOR, Rows, among

UNDER_WAY_DAYS = 15  # for how long a payment that does not conclude is waited for: a direct debit takes its time
PAID_LATER = ("none", "custom")  # providers whose payment is a promise of a transfer, no money yet

# what a payment without an entry pays of an item; `amount` in the payment's currency
Share = namedtuple("Share", "line_id debtor_id amount currency_id its_currency_id name day")


class AccountPayment(models.Model):
    _inherit = "account.payment"

    recovery_case_id = fields.Many2one(
        "recovery.case",
        string="Brought back from a visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The case of the debtor who was visited. Nothing is asked of what it covers until it is confirmed.",
    )


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _money(self, company):
        """A function `money(rows)`: {debtor id: his `Money`} of {debtor id: his rows of `_instalment_rows`}. What is on
        the bank is read once, what else there is chunk by chunk."""
        on_bank = self._on_bank(company)

        def money(rows):
            found = on_bank(rows)
            banked = {debtor_id: bool(its) for debtor_id, its in found.items()}
            for debtor_id, its in self._sources(company, tuple(rows)):
                if debtor_id in found:
                    found[debtor_id].append(its)
            awaited = self._awaited(company, tuple(debtor_id for debtor_id, its in banked.items() if its))
            return {debtor_id: tuple(told_once(its, awaited.get(debtor_id, ()))) for debtor_id, its in found.items()}

        return money

    def _on_bank(self, company):
        """A function `on_bank(rows)`: {debtor id: [his `Money` on the bank]}."""
        return BankMoney(self._bank_entries(company)).of

    def _bank_entries(self, company):
        """What is on the bank for `company`, as `BankMoney` takes it."""
        return list(bank_entries(self.env, company))

    def _below(self, company):
        """The branches of `company`, and theirs, in the order of their turns."""
        return company.sudo().browse(self._ids_below(company))

    @tools.ormcache("company.id")
    def _ids_below(self, company):
        companies = company.sudo().with_context(active_test=False)  # an archived branch may be owed something still
        return tuple((companies.search([("id", "child_of", company.ids)], order="id") - company).ids)

    def _awaited(self, company, debtor_ids):
        """{debtor id: [`Awaited`]}: his payments through a bank that it has not brought yet, to any company of the
        tree: its head office may have the bank."""
        if not debtor_ids:
            return {}
        root = company.sudo().root_id
        query = SQL(
            """SELECT pay.id, p.recovery_debtor_id, pay.amount, pay.currency_id, pay.date, pay.move_id IS NULL,
                      ARRAY(SELECT due.id FROM account_move__account_payment rel
                              JOIN account_move_line due ON due.move_id = rel.invoice_id
                             WHERE rel.payment_id = pay.id
                            UNION
                            SELECT part.debit_move_id FROM account_move_line paid
                              JOIN account_partial_reconcile part ON part.credit_move_id = paid.id
                             WHERE paid.move_id = pay.move_id)
                 FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                 JOIN account_journal j ON j.id = pay.journal_id AND j.type = 'bank'
                WHERE pay.company_id = ANY(%s) AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'
                  AND (pay.state = 'in_process' OR pay.state = 'paid' AND pay.move_id IS NOT NULL)
                  AND pay.is_matched IS NOT TRUE AND p.recovery_debtor_id IN %s
             ORDER BY pay.date, pay.id""",
            (root | self._below(root)).ids,
            among(debtor_ids),
        )
        rows, awaited = self.env.execute_query(query), {}
        unbooked = {row[0]: (Decimal(repr(row[2])), row[4]) for row in rows if row[5]}
        arrived = self._arrived(unbooked, "inbound")
        for payment_id, debtor_id, amount, currency_id, day, _is_unbooked, line_ids in rows:
            if payment_id not in arrived:
                payment = Awaited(Decimal(repr(amount)), currency_id, day, frozenset(line_ids))
                awaited.setdefault(debtor_id, []).append(payment)
        return awaited

    def _sources(self, company, debtor_ids):
        """Yield (debtor id, `Money`) of these debtors, from each source besides the bank. To add a source, extend this
        method, and `_reads` with what it reads."""
        yield from self._money_of_debtors(company, debtor_ids)
        yield from self._invoice_payments(company, debtor_ids)

    def _money_of_debtors(self, company, debtor_ids):
        """What is the debtor's at large: open credits, less what was paid back of them; payments without an entry and
        without an invoice; what somebody brought back from a visit, which waits for the accountant; what was paid on a
        page, first for what was chosen there."""
        query = SQL(
            """SELECT 'credit' AS source, %(debtor)s, -l.amount_residual_currency, l.currency_id, m.name,
                      l.date, ARRAY[l.id]
                 %(open)s AND %(theirs)s AND l.amount_residual < 0 AND l.amount_residual_currency < 0
            UNION ALL
               SELECT 'payment', p.recovery_debtor_id, pay.amount, pay.currency_id, pay.name, pay.date, NULL
                 FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                WHERE %(no_entry)s AND pay.state = 'in_process' AND p.recovery_debtor_id IN %(debtors)s
                  AND NOT EXISTS (SELECT FROM account_move__account_payment rel WHERE rel.payment_id = pay.id)
            UNION ALL
               SELECT 'draft', p.recovery_debtor_id, pay.amount, pay.currency_id, pay.memo, pay.date, NULL
                 FROM account_payment pay JOIN res_partner p ON p.id = pay.partner_id
                WHERE pay.company_id = %(company)s AND pay.state = 'draft' AND pay.recovery_case_id IS NOT NULL
                  AND p.recovery_debtor_id IN %(debtors)s
            UNION ALL
               SELECT 'online', p.recovery_debtor_id, tx.amount, tx.currency_id, tx.reference, NULL,
                      ARRAY(SELECT rel.line_id FROM recovery_transaction_line_rel rel WHERE rel.transaction_id = tx.id)
                 FROM %(online)s JOIN res_partner p ON p.id = tx.partner_id AND p.recovery_debtor_id IN %(debtors)s
             ORDER BY 1, 6, 5""",
            debtor=DEBTOR,
            open=self._open_items(company),
            theirs=self._items_of(debtor_ids),
            no_entry=self._without_entry(company),
            company=company.id,
            online=self._online_payments(company),
            debtors=among(debtor_ids),
        )
        rows = self.env.execute_query(query)
        paid_back = self._paid_back(company, debtor_ids) if any(row[0] == Source.CREDIT for row in rows) else {}
        for source, debtor_id, amount, currency_id, name, day, line_ids in rows:
            if source == Source.CREDIT:
                amount, line_ids = Decimal(repr(float(amount))) - paid_back.get(line_ids[0], Decimal(0)), ()
                if not amount:
                    continue
            yield (
                debtor_id,
                Money(
                    Source(source),
                    Decimal(repr(float(amount))),
                    currency_id,
                    name or "",
                    frozenset(line_ids or ()),
                    decide=source == Source.DRAFT,
                    on=day,
                ),
            )

    def _paid_back(self, company, debtor_ids):
        """What refunds without an entry have paid back of open credit notes, {credit id: amount in its currency}."""
        paid_back = {}
        for share in self._shares(company, debtor_ids, "outbound"):
            if share.currency_id == share.its_currency_id:
                paid_back[share.line_id] = paid_back.get(share.line_id, Decimal(0)) + share.amount
        return paid_back

    def _invoice_payments(self, company, debtor_ids):
        """Payments without an entry on their invoices, whoever pays, by their amount: one `Money` for each instalment,
        the oldest first. One in another currency is worth what it is worth: `engine.cover` converts it."""
        for share in self._shares(company, debtor_ids):
            items = frozenset({share.line_id})
            money = Money(Source.PAYMENT, share.amount, share.currency_id, share.name, items, only=True, on=share.day)
            yield share.debtor_id, money

    def _shares(self, company, debtor_ids, direction="inbound"):
        """What payments without an entry pay of each open item of their invoices, or refunds of their credit notes:
        `Share`s. A payment that the bank has brought meanwhile counts no more."""
        query = SQL(
            """SELECT pay.id, pay.amount, pay.currency_id, pay.name, pay.date, l.id,
                      COALESCE(l.recovery_own_debtor_id, d.recovery_debtor_id),
                      ABS(l.amount_residual_currency), l.currency_id
                 FROM account_payment pay
                 JOIN account_move__account_payment rel ON rel.payment_id = pay.id
                 JOIN account_move_line l ON l.move_id = rel.invoice_id AND l.parent_state = 'posted'
                      AND l.reconciled IS NOT TRUE AND l.amount_residual * %(sign)s > 0
                 JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
                 JOIN res_partner d ON d.id = l.partner_id
                WHERE %(no_entry)s AND pay.id IN (
                      SELECT own.payment_id FROM account_move__account_payment own
                        JOIN account_move_line l ON l.move_id = own.invoice_id WHERE %(theirs)s)
             ORDER BY pay.date, pay.id, COALESCE(l.date_maturity, l.date), l.id""",
            sign=1 if direction == "inbound" else -1,
            no_entry=self._without_entry(company, direction),
            theirs=self._items_of(debtor_ids),
        )
        rows, left, taken = self.env.execute_query(query), {}, {}
        arrived = self._arrived({row[0]: (Decimal(repr(row[1])), row[4]) for row in rows}, direction)
        for payment_id, amount, currency_id, name, day, line_id, debtor_id, residual, its_id in rows:
            rest = left.setdefault(payment_id, Decimal(repr(amount)))
            if not rest or payment_id in arrived:
                continue
            same = its_id == currency_id
            part = min(rest, Decimal(repr(residual)) - taken.get(line_id, Decimal(0))) if same else rest
            if part > 0:
                left[payment_id] -= part
                taken[line_id] = taken.get(line_id, Decimal(0)) + (part if same else Decimal(0))
                yield Share(line_id, debtor_id, part, currency_id, its_id, name or "", day)

    def _arrived(self, payments, direction):
        """Those of `payments`, {id: (amount, day)} in the order of the days, whose money is matched already: a line of
        the bank of that day or later, reconciled with one of its invoices for its amount. No line brings two."""
        if not payments:
            return set()
        due, paid = ("debit", "credit") if direction == "inbound" else ("credit", "debit")
        query = SQL(
            """SELECT mine.payment_id, paid.id, paid.date, ABS(paid.amount_currency), SUM(pr.%(matched)s)
                 FROM account_move__account_payment mine
                 JOIN account_move_line due ON due.move_id = mine.invoice_id
                 JOIN account_partial_reconcile pr ON pr.%(due)s = due.id
                 JOIN account_move_line paid ON paid.id = pr.%(paid)s
                 JOIN account_move entry ON entry.id = paid.move_id AND entry.statement_line_id IS NOT NULL
                WHERE mine.payment_id = ANY(%(payments)s)
             GROUP BY mine.payment_id, paid.id
             ORDER BY paid.date, paid.id""",
            matched=SQL.identifier(f"{paid}_amount_currency"),
            due=SQL.identifier(f"{due}_move_id"),
            paid=SQL.identifier(f"{paid}_move_id"),
            payments=list(payments),
        )
        brought, left = defaultdict(list), {}
        for payment_id, bank_id, day, *amounts in self.env.execute_query(query):
            whole, matched = (Decimal(repr(float(amount))) for amount in amounts)
            left[bank_id] = whole
            brought[payment_id].append((bank_id, day, (whole, matched)))
        arrived = set()
        for payment_id, (amount, since) in payments.items():
            for bank_id, day, amounts in brought.get(payment_id, ()):
                if amount in amounts and left[bank_id] >= amount and day >= since - timedelta(days=BROUGHT_BEFORE):
                    left[bank_id] -= amount
                    arrived.add(payment_id)
                    break
        return arrived

    # ---- conditions in SQL ----------------------------------------------------------------------------------------

    def _without_entry(self, company, direction="inbound"):
        """Whether the payment `pay` is a customer's, or a refund to one, is not cancelled and has no entry of its
        own."""
        return SQL(
            """pay.company_id = %s AND pay.state IN ('in_process', 'paid') AND pay.move_id IS NULL
               AND pay.payment_type = %s AND pay.partner_type = 'customer'""",
            company.id,
            direction,
        )

    def _online_payments(self, company):
        """The transactions `tx` of invoices that are authorised, pending, or about to be booked, as the source of a
        query: those of `payment.transaction._domain_under_way`."""
        return SQL(
            """(SELECT t.id, t.partner_id, t.currency_id, t.amount, t.reference
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

    def _reads(self, company, day):
        """Adds what the methods above read."""
        yield from super()._reads(company, day)
        its = SQL("t.company_id = %s", company.id)
        online = SQL("SELECT tx.id FROM %s", self._online_payments(company))
        of_money = SQL("t.state IN ('draft', 'in_process', 'paid') AND (t.move_id IS NULL OR t.is_matched IS NOT TRUE)")
        yield Rows("account_payment", SQL("%s AND %s", its, of_money))
        unbooked = SQL("SELECT id FROM account_payment WHERE company_id = %s AND move_id IS NULL", company.id)
        yield Rows("account_move__account_payment", SQL("t.payment_id IN (%s)", unbooked))
        yield from (Rows("payment_transaction", SQL("t.id IN (%s)", online)), Rows("payment_provider"))
        yield Rows("account_invoice_transaction_rel", SQL("t.transaction_id IN (%s)", online))
        yield Rows("recovery_transaction_line_rel", SQL("t.transaction_id IN (%s)", online))
        yield Rows("account_bank_statement_line", SQL("%s AND t.is_reconciled IS NOT TRUE", its))
        yield from (Rows("res_partner_bank"), Rows("res_currency_rate"))
