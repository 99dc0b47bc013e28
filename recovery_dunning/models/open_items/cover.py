"""Money that is known of, wherever it is known from, and what it covers of the open items (rule 11).

The rules are in `engine/cover.py`, the sources in `sources.py`. Runs, promises, plans, cases and pages all ask here.
"""

from collections import namedtuple
from decimal import Decimal

from odoo import api, models

from ...engine.cover import Cover, Item, allocate

# of a debtor, in the company's currency: what is open and overdue in the ledger, what of both money covers, what that
# money is called, the oldest due date of all that is open
Balance = namedtuple("Balance", "open overdue covered covered_overdue names oldest_due")


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _covers(self, company, partners):
        """{commercial partner id: `Cover`} of all that is open with these debtors in `company`."""
        return self._covering(company)(partners.ids) if partners else {}

    @api.model
    def _covering(self, company):
        """A function (debtor ids) -> as `_covers`: for whoever asks for many debtors a part at a time, what is on the
        bank is read once."""
        self.env.flush_all()  # the queries read tables
        find_money, convert = self._money(company), self._convert(company)

        def covers(debtor_ids):
            rows = self._instalment_rows(company, debtor_ids, None, None)
            return {
                debtor_id: allocate([self._item(row) for row in rows[debtor_id]], money, convert)
                for debtor_id, money in find_money(rows).items()
            }

        return covers

    @api.model
    def _covered(self, lines):
        """{instalment: what covers it (`engine.cover.Covered`)} as of now, beside all that is open with its debtor."""
        covered = {}
        for company, its_lines in lines.grouped("company_id").items():
            debtors = its_lines.recovery_debtor_id
            covers = self._covers(company, debtors)
            for line in its_lines:
                covered[line] = covers.get(line.recovery_debtor_id.id, Cover()).of(line.id)
        return covered

    @api.model
    def _registered(self, lines):
        """Payments of these instalments that have no entry yet, {instalment id: [(day, amount, name)]}, by their amount
        in the instalment's currency."""
        registered = {}
        for company, its_lines in lines.grouped("company_id").items():
            self.env.flush_all()  # the query reads tables
            debtors = tuple(its_lines.recovery_debtor_id.ids)
            for _debtor_id, its in self._invoice_payments(company, debtors) if debtors else ():
                (line_id,) = its.items
                line = its_lines.browse(line_id)
                if line in its_lines and line.currency_id.id == its.currency_id:
                    registered.setdefault(line_id, []).append((its.on, its.amount, its.name))
        return registered

    @api.model
    def _balances(self, company, debtor_ids):
        """{debtor id: `Balance`} of those with whom something is open in `company`, in its currency."""
        self.env.flush_all()  # the queries read tables
        rows, today = self._instalment_rows(company, debtor_ids, None, None), company._recovery_today()
        rows = {debtor_id: its for debtor_id, its in rows.items() if its}
        convert, balances = self._convert(company), {}
        for debtor_id, money in (self._money(company)(rows) if rows else {}).items():
            cover = allocate([self._item(row) for row in rows[debtor_id]], money, convert)
            balances[debtor_id] = self._balance(rows[debtor_id], cover, today, company.currency_id)
        return balances

    def _balance(self, rows, cover, today, currency):
        open_amount = overdue = covered = covered_overdue = 0.0
        parts = []
        for row in rows:
            its = cover.of(row.id)
            share = float(its.amount) / row.residual * row.residual_company
            open_amount, covered = open_amount + row.residual_company, covered + share
            if row.due < today:
                overdue, covered_overdue = overdue + row.residual_company, covered_overdue + share
            parts += its.parts
        return Balance(
            *map(currency.round, (open_amount, overdue, covered, covered_overdue)),
            ", ".join(dict.fromkeys(part.money.name for part in parts if part.money.name)),
            min((row.due for row in rows), default=None),
        )

    @api.model
    def _unmatched(self, company, partners):
        """Money of these debtors that no invoice has yet, {debtor id: {currency id: Decimal}}, whatever its source."""
        if not partners:
            return {}
        self.env.flush_all()  # the queries read tables
        rows, amounts = self._instalment_rows(company, partners.ids, None, None), {}
        for debtor_id, money in self._money(company)(rows).items():
            amounts[debtor_id] = its = {}
            for one in money:
                its[one.currency_id] = its.get(one.currency_id, Decimal(0)) + one.amount
        return amounts

    def _item(self, row):
        discount = Decimal(repr(row.discount)) if row.discount_until else Decimal(0)
        return Item(row.id, row.currency_id, Decimal(repr(row.residual)), row.due, discount, row.discount_until)

    def _convert(self, company):
        """A function (amount, from currency id, to currency id) -> the amount at the rate of today, rounded down to
        the cent of the other currency; None where `company` has no rate."""
        today, rates = company._recovery_today(), {}

        def rate(source_id, target_id):
            source, target = self.env["res.currency"].browse((source_id, target_id))
            foreign = (source | target) - company.currency_id
            known = self.env["res.currency.rate"].search(
                [("currency_id", "in", foreign.ids), ("company_id", "in", (False, company.root_id.id))]
            )
            if foreign - known.currency_id:
                return None
            factor = source._get_conversion_rate(source, target, company, today)
            return Decimal(repr(factor)), Decimal(repr(target.rounding))

        def convert(amount, source_id, target_id):
            if (source_id, target_id) not in rates:
                rates[source_id, target_id] = rate(source_id, target_id)
            if not rates[source_id, target_id]:
                return None
            factor, rounding = rates[source_id, target_id]
            return amount * factor // rounding * rounding

        return convert
