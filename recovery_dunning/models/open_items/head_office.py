"""Money that the head office was paid, for debtors who may have meant a branch: Odoo matches it with invoices of any
company of the same tree.

It covers what the head office itself is owed first, then its branches, one after the other: no cent counts twice.
"""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.cover import Money, Source
from .facts import DEBTOR, Rows


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _sources(self, company, debtor_ids):
        yield from super()._sources(company, debtor_ids)
        if not company.sudo().parent_id:  # which company it is a branch of is no secret
            return
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
               HAVING SUM(CASE WHEN above THEN net ELSE GREATEST(net, 0) END) < 0
             ORDER BY 1, 2""",
            debtor=DEBTOR,
            above=self._head_offices(company).ids,
            joins=_JOINS,
            open=self._open_before(company),
            theirs=self._items_of(debtor_ids),
        )
        name = company.root_id.sudo().name  # its entries are not named: who works in the branch may not read them
        for debtor_id, currency_id, amount, day in self.env.execute_query(query):
            yield debtor_id, Money(Source.CREDIT, Decimal(repr(float(amount))), currency_id, name, on=day)

    def _head_offices(self, company):
        """The companies that `company` is a branch of."""
        return company.sudo().parent_ids - company

    def _open_before(self, company):
        """Whether `l` is open with a head office, or with a branch that comes before `company`."""
        above = self._head_offices(company)
        branches = above.env["res.company"].search([("id", "child_of", above.ids), ("id", "<", company.id)])
        return SQL(
            "l.company_id = ANY(%s) AND l.parent_state = 'posted' AND l.reconciled IS NOT TRUE",
            list({*above.ids, *(branches - company).ids}),
        )

    def _reads(self, company, day):
        yield from super()._reads(company, day)
        if company.sudo().parent_id:
            version = SQL("l.id || ' ' || l.xmin || l.ctid || m.xmin || m.ctid")
            source = SQL("FROM account_move_line l %s WHERE %s", _JOINS, self._open_before(company))
            yield Rows("account_move_line account_move", version=version, source=source)


_JOINS = SQL(
    """JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
       JOIN account_move m ON m.id = l.move_id
  LEFT JOIN res_partner p ON p.id = l.partner_id"""
)
