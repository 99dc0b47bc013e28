"""What became of instalments, read set-wise from the counterparts of their reconciliation (rule 12).

The rules are in `engine/ending.py`. The outcomes of cases, what counts as recovered, the verdicts on promises and
plans, discharges and what agencies are told all ask here.
"""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.ending import FAR, Book, Credit, Ending, Entry, Match, Part, Side, total
from ..record.words import named
from .facts import DEBTOR

SETTLED_AS = {"waiver": Ending.WAIVED, "write_off": Ending.WRITTEN_OFF, "sale": Ending.SOLD}
CASH = ("asset_cash", "liability_credit_card")
UNDER_WAY = ("asset_current", "liability_current")  # of a bank entry: cheques to hand in, transfers to come
FRENCH_DOUBTFUL = "416"  # clients douteux ou litigieux: a current asset in the French chart, and still owed by them
FRENCH_FEES = "627"  # services bancaires et assimilés, in the French chart of accounts
OWN = {"cancel": Ending.CANCELLED, "draft": Ending.DRAFT}  # by the state of the invoice itself


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _endings(self, lines, registered=False):
        """{instalment: its `Part`s (`engine.ending`)}, as the ledger tells it now.

        :param registered: payments without an entry count as money too, by their amount
        """
        if not lines:
            return {}
        self.env.flush_all()  # the queries read tables
        book = self._book(lines.ids)
        waiting = self._registered(lines) if registered else {}
        endings = {}
        for line in lines:
            unit = Decimal(repr(line.currency_id.rounding or 0.01))
            parts = [*book.parts(line.id, unit)]
            if own := OWN.get(line.parent_state):
                left = _exact(line.amount_currency) - sum(part.amount for part in parts)
                company = _exact(line.balance) - sum(part.company for part in parts)
                parts.append(Part(own, company, left, None, line.move_id.name or ""))
            for day, amount, name in waiting.get(line.id, ()):
                parts.append(Part(Ending.MONEY, Decimal(0), amount, day, name))
            endings[line] = tuple(parts)
        return endings

    @api.model
    def _money_of(self, credit):
        """What of a credit on a debtor's account came in, in its currency: of a payment with a rest that was written
        off, the payment."""
        self.env.flush_all()  # the queries read tables
        book = Book(self._read_entries({credit.id}).values(), ())
        money = float(book.money_of(credit.id))
        return credit.currency_id.round(-credit.amount_currency * money / -credit.balance) if credit.balance else 0.0

    @api.model
    def _book(self, line_ids):
        """The `Book` of all that is needed to follow these items: where an entry only moves the debt, the matches of
        the item that has it now are read too."""
        matches, entries, frontier = {}, {}, set(line_ids)
        known = set()
        for _step in range(FAR):
            frontier -= known
            if not frontier:
                break
            known |= frontier
            credit_ids = self._read_matches(frontier, matches)
            fresh = self._read_entries(credit_ids - {c.id for e in entries.values() for c in e.credits})
            entries.update(fresh)
            frontier = {side.id for entry in fresh.values() for side in entry.sides if side.followed}
        return Book(entries.values(), matches.values())

    def _read_matches(self, debit_ids, matches):
        """Add the `Match`es of these debits, and what else is matched with the same credits; returns the credits."""
        query = SQL(
            """SELECT part.id, part.debit_move_id, part.credit_move_id, part.amount, part.debit_amount_currency
                 FROM account_partial_reconcile part
                WHERE part.credit_move_id IN (SELECT credit_move_id FROM account_partial_reconcile
                                               WHERE debit_move_id = ANY(%s))""",
            list(debit_ids),
        )
        credit_ids = set()
        for match_id, debit_id, credit_id, company, amount in self.env.execute_query(query):
            matches[match_id] = Match(match_id, debit_id, credit_id, _exact(company), _exact(amount))
            credit_ids.add(credit_id)
        return credit_ids

    def _read_entries(self, credit_ids):
        """{id: `Entry`} of the entries on which these credits stand."""
        if not credit_ids:
            return {}
        heads = self._entry_heads(credit_ids)
        rows = defaultdict(list)
        for row in self._entry_rows([head for head in heads if not self._whole(head)]):
            rows[row.move_id].append(row)
        entries = {}
        for head in heads:
            its = rows[head.id]
            credits = [Credit(row.id, -_exact(row.balance), row.debtor_id) for row in its if row.balance < 0]
            entries[head.id] = Entry(
                head.id,
                head.day,
                head.name or "",
                tuple(credits) if credits else tuple(Credit(credit_id, Decimal(0)) for credit_id in head.credit_ids),
                tuple(self._side(row, its, head) for row in its if row.balance > 0),
                self._whole(head),
            )
        return entries

    def _entry_heads(self, credit_ids):
        return self._rows(
            SQL(
                """SELECT m.id, m.company_id, m.date AS day, m.name, m.move_type, ARRAY_AGG(c.id) AS credit_ids,
                          m.reversed_entry_id IS NOT NULL AND rm.move_type = 'entry' AND EXISTS (
                              SELECT FROM account_move_line item JOIN account_account ia ON ia.id = item.account_id
                               WHERE item.move_id = rm.id AND ia.account_type = 'asset_receivable' AND item.balance > 0
                          ) AS takes_back,
                          m.journal_id = company.currency_exchange_journal_id AS is_exchange,
                          j.type IN ('bank', 'cash') AS of_bank,
                          EXISTS (SELECT FROM recovery_remittance_line rr WHERE rr.entry_id = m.id) AS remitted,
                          (SELECT MIN(s.kind) FROM account_move_recovery_settlement_rel rel
                             JOIN recovery_settlement s ON s.id = rel.recovery_settlement_id
                            WHERE rel.account_move_id = m.id) AS settlement,
                          company.account_journal_early_pay_discount_loss_account_id AS discount_id
                     FROM account_move_line c JOIN account_move m ON m.id = c.move_id
                     JOIN account_journal j ON j.id = m.journal_id
                     JOIN res_company company ON company.id = m.company_id
                LEFT JOIN account_move rm ON rm.id = m.reversed_entry_id
                    WHERE c.id = ANY(%s)
                 GROUP BY m.id, rm.id, j.id, company.id""",
                list(credit_ids),
            )
        )

    def _entry_rows(self, heads):
        of_bank = self.env["res.company"].browse({head.company_id for head in heads if head.of_bank})
        return self._rows(
            SQL(
                """SELECT l.id, l.move_id, l.balance, l.account_id, a.account_type, a.reconcile,
                          %(debtor)s AS debtor_id,
                          EXISTS (SELECT FROM account_journal bank
                                   WHERE bank.type IN ('bank', 'cash') AND bank.default_account_id = l.account_id)
                          OR EXISTS (SELECT FROM account_payment_method_line way
                                      WHERE way.payment_account_id = l.account_id)
                          OR j.type IN ('bank', 'cash') AND l.account_id = ANY(%(fees)s) AS is_liquid
                     FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                     JOIN account_journal j ON j.id = l.journal_id
                LEFT JOIN res_partner p ON p.id = l.partner_id
                    WHERE l.move_id = ANY(%(moves)s) AND l.balance != 0
                 ORDER BY l.id""",
                debtor=DEBTOR,
                moves=[head.id for head in heads],
                fees=self._fee_accounts(of_bank).ids,
            )
        )

    @api.model
    def _is_doubtful_account(self, account, company):
        """Whether customers owe there what is doubtful, though it is no receivable account: a debt that an entry moves
        there is held, not settled. A room that knows of more says so."""
        is_french = company.account_fiscal_country_id.code == "FR"
        return is_french and (account.with_company(company).code or "").startswith(FRENCH_DOUBTFUL)

    def _fee_accounts(self, companies):
        """The accounts of what banks keep of the payments that they bring: the debtor has paid that too."""
        accounts = self.env["account.account"]
        for company in companies.root_id:
            model = self.env.ref(f"account.{company.id}_bank_fees_reco", raise_if_not_found=False)
            if model:  # which account it is, for whoever collects
                accounts |= model.sudo().line_ids.account_id.with_env(self.env)
            if company.account_fiscal_country_id.code == "FR":
                of_bank = [("company_ids", "in", company.id), ("code", "=like", f"{FRENCH_FEES}%")]
                accounts |= accounts.with_company(company).search(of_bank)
        return accounts

    @api.model
    def _ending_texts(self, parts, currency):
        """What became of instalments in one currency, a line for each kind of end: “written off: 100.00”."""
        names = {
            Ending.MONEY: self.env._("paid"),
            Ending.CREDITED: self.env._("credited"),
            Ending.DISCOUNT: self.env._("early payment discount"),
            Ending.NETTED: self.env._("set off"),
            Ending.WAIVED: self.env._("waived"),
            Ending.WRITTEN_OFF: self.env._("written off"),
            Ending.SOLD: self.env._("sold"),
            Ending.DOUBTFUL: self.env._("moved to a doubtful account"),
            Ending.MOVED: self.env._("moved to another item"),
            Ending.CANCELLED: self.env._("cancelled with the invoice"),
            Ending.DRAFT: self.env._("the invoice is being corrected"),
        }
        sums = {name: float(total(parts, ending)) for ending, name in names.items()}
        return [named(self.env, name, currency.format(its)) for name, its in sums.items() if not currency.is_zero(its)]

    # ---- what an entry is -----------------------------------------------------------------------------------------

    def _whole(self, head):
        """What all of an entry is, by itself: None where its other side tells it."""
        if head.move_type in ("out_refund", "out_invoice", "out_receipt") or head.takes_back:
            return Ending.CREDITED
        if head.move_type != "entry":
            return Ending.NETTED  # a bill of his
        if head.settlement in SETTLED_AS:
            return SETTLED_AS[head.settlement]
        return Ending.EXCHANGE if head.is_exchange else None

    def _side(self, row, rows, head):
        ending = self._ending_of_side(row, rows, head)
        followed = bool(row.reconcile) and ending in (Ending.MOVED, Ending.DOUBTFUL)
        return Side(row.id, ending, _exact(row.balance), row.debtor_id, followed)

    def _ending_of_side(self, row, rows, head):
        """What a debit says of the credits of its entry."""
        if row.account_type == "asset_current" and not head.of_bank:
            # which account it is, for whoever collects
            account = self.env["account.account"].sudo().browse(row.account_id)
            if self._is_doubtful_account(account, self.env["res.company"].sudo().browse(head.company_id).root_id):
                return Ending.DOUBTFUL
        if row.account_type in CASH or head.remitted or (head.of_bank and row.account_type in UNDER_WAY):
            return Ending.MONEY
        if row.account_type == "asset_receivable":
            of_his = [its for its in rows if its.balance < 0 and its.debtor_id == row.debtor_id]
            other_account = of_his and all(its.account_id != row.account_id for its in of_his)
            return Ending.DOUBTFUL if other_account else Ending.MOVED
        if row.is_liquid:
            return Ending.MONEY
        if row.account_type == "liability_payable":
            return Ending.NETTED
        return self._loss(row, head) or next(
            # the tax of a loss is part of it
            (
                loss
                for its in rows
                if its.balance > 0 and row.account_type in UNDER_WAY and (loss := self._loss(its, head))
            ),
            Ending.MOVED,
        )

    def _loss(self, row, head):
        if row.account_id == head.discount_id:
            return Ending.DISCOUNT
        if row.account_type.startswith("expense"):
            return Ending.WRITTEN_OFF
        return Ending.CREDITED if row.account_type.startswith("income") else None


def _exact(amount):
    """An amount of a row or of a field, which PostgreSQL gives as a float or as a `Decimal`."""
    return amount if isinstance(amount, Decimal) else Decimal(repr(amount or 0.0))
