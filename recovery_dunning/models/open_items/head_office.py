"""Money that the head office was paid, for debtors who may have meant a branch: Odoo matches it with invoices of any
company of the same tree.

What names an invoice of a branch is that branch's. The rest covers what the head office itself is owed first, then its
branches, one after the other: no cent counts twice.
"""

from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.cover import Money, Source
from .bank import BankMoney, references
from .facts import DEBTOR, Rows


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    # ---- entries of the ledger ------------------------------------------------------------------------------------

    def _sources(self, company, debtor_ids):
        yield from super()._sources(company, debtor_ids)
        if not company.sudo().parent_id:  # which company it is a branch of is no secret
            return
        for (debtor_id, currency_id), (amount, day) in self._left_above(company, debtor_ids).items():
            if amount > 0:
                yield debtor_id, Money(Source.CREDIT, amount, currency_id, self._name_above(company), on=day)

    def _left_above(self, company, debtor_ids):
        """{(debtor id, currency id): (what the head offices hold of these debtors beyond what they and the branches
        before `company` are owed, less than nothing where more is owed; day of the last payment)}"""
        query = SQL(
            """WITH stands AS (
                 SELECT %(debtor)s AS debtor_id, l.currency_id, l.company_id = ANY(%(above)s) AS above,
                        SUM(l.amount_residual_currency) AS net,
                        MAX(l.date) FILTER (WHERE l.amount_residual < 0) AS paid_on
                   FROM account_move_line l %(joins)s
                  WHERE %(open)s AND %(theirs)s
               GROUP BY 1, 2, 3, l.company_id)
               SELECT debtor_id, currency_id, -SUM(CASE WHEN above THEN net ELSE GREATEST(net, 0) END),
                      MAX(paid_on) FILTER (WHERE above)
                 FROM stands
             GROUP BY 1, 2
             ORDER BY 1, 2""",
            debtor=DEBTOR,
            above=self._head_offices(company).ids,
            joins=_JOINS,
            open=_open_with(self._head_offices(company) | self._branches_before(company)),
            theirs=self._items_of(debtor_ids),
        )
        return {
            (debtor, currency): (_exact(sum_), day) for debtor, currency, sum_, day in self.env.execute_query(query)
        }

    # ---- the bank -------------------------------------------------------------------------------------------------

    def _on_bank(self, company):
        on_bank, above = super()._on_bank(company), self._bank_above(company)
        if not above:
            return on_bank

        def with_rest(rows):
            found, theirs = on_bank(rows), [debtor_id for debtor_id in rows if debtor_id in above]
            left = self._left_above(company, tuple(theirs)) if theirs else {}
            for debtor_id in theirs:
                for currency_id, lines in above[debtor_id].items():
                    owed, _day = left.get((debtor_id, currency_id), (Decimal(0), None))
                    for amount, day in lines:
                        owed += amount  # the first of them go to what is owed above
                        if (rest := min(owed, amount)) > 0:
                            money = Money(Source.BANK, rest, currency_id, self._name_above(company), on=day)
                            found[debtor_id].append(money)
            return found

        return with_rest

    def _bank_above(self, company):
        """{debtor id: {currency id: [(amount, day)]}}: what the head offices have of him on the bank, not matched and
        not for an invoice of a branch."""
        found = defaultdict(lambda: defaultdict(list))
        for head in self._head_offices(company):
            for entry in self._bank_entries(head):
                if entry.debtor_id and entry.source is Source.BANK and not entry.elsewhere:
                    found[entry.debtor_id][entry.currency_id].append((entry.amount, entry.day))
        return found

    def _bank_entries(self, company):
        """Without what is for an invoice of a branch; with what head offices have for an invoice of `company`."""
        entries = self._without(super()._bank_entries(company), self._below(company))
        for head in self._head_offices(company):
            for entry in self._without(super()._bank_entries(head), self._branches_before(company)):
                entries.append(entry._replace(elsewhere=True, name=self._name_above(company)))
        return entries

    def _without(self, entries, branches):
        """These entries, less what they bring for invoices of these branches that they name."""
        for branch in branches if entries else ():
            given = self._given(entries, branch)
            entries = [entry._replace(amount=entry.amount - given[entry.source, entry.id]) for entry in entries]
        return [entry for entry in entries if entry.amount > 0]

    def _given(self, entries, branch):
        """{(source, entry id): what of its amount is for open invoices of `branch` that it names}"""
        given, convert = defaultdict(Decimal), self._convert(branch)
        texts = list({reference for entry in entries for reference in references(entry.texts)})
        bare = "regexp_replace(upper(%s), '[^0-9A-Z]', '', 'g')"
        query = SQL(
            "SELECT DISTINCT %s %s AND l.amount_residual > 0 AND (%s = ANY(%s) OR %s = ANY(%s))",
            *(DEBTOR, self._open_items(branch)),
            *(SQL(bare, SQL("m.name")), texts, SQL(bare, SQL("m.payment_reference")), texts),
        )
        debtor_ids = [debtor_id for (debtor_id,) in self.env.execute_query(query) if debtor_id]
        if not debtor_ids:
            return given
        bank = BankMoney(entry._replace(elsewhere=True) for entry in entries)
        for debtor_id, rows in self._instalment_rows(branch, debtor_ids, None, None).items():
            for entry, items, _sure in bank.named(debtor_id, rows):
                key = entry.source, entry.id
                for row in rows:
                    if row.id in items:
                        owed = convert(_exact(row.residual), row.currency_id, entry.currency_id)
                        # without a rate nobody can say what is left of it
                        given[key] = min(entry.amount, given[key] + (entry.amount if owed is None else owed))
        return given

    # ---- companies ------------------------------------------------------------------------------------------------

    def _head_offices(self, company):
        """The companies that `company` is a branch of."""
        return company.sudo().parent_ids - company

    def _branches_before(self, company):
        """The branches whose turn comes before `company`."""
        branches = self._below(company.sudo().root_id) - self._head_offices(company)
        return branches.filtered(lambda branch: branch.id < company.id)

    def _name_above(self, company):
        """What money of a head office is called: its entries are not named, who works in the branch may not read
        them."""
        return company.sudo().root_id.name

    def _reads(self, company, day):
        yield from super()._reads(company, day)
        above, below = self._head_offices(company), self._below(company)
        if above or below:
            version = SQL("l.id || ' ' || l.xmin || l.ctid || m.xmin || m.ctid")
            others = _open_with(above | below | self._branches_before(company))
            source = SQL("FROM account_move_line l %s WHERE %s", _JOINS, others)
            yield Rows("account_move_line account_move", version=version, source=source)
            tree = (above | below | self._branches_before(company)).ids
            yield Rows("account_payment", SQL("t.company_id = ANY(%s) AND t.is_matched IS NOT TRUE", tree))
        if above:
            yield Rows(
                "account_bank_statement_line",
                SQL("t.company_id = ANY(%s) AND t.is_reconciled IS NOT TRUE", above.ids),
            )


def _exact(amount):
    return Decimal(repr(float(amount)))


def _open_with(companies):
    """Whether the item `l` is open with one of these companies."""
    return SQL("l.company_id = ANY(%s) AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE", companies.ids)


_JOINS = SQL(
    """JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
       JOIN account_move m ON m.id = l.move_id
  LEFT JOIN res_partner p ON p.id = l.partner_id"""
)
