"""The figures of a day by what stands behind them: company, collector, rep, ladder, agency, class, country, tag."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.board import kpi
from ...engine.board.kpi import Unknown
from ..open_items.facts import debtor_class
from ..procedure.procedure import DEBTOR_CLASSES

ZERO = Decimal(0)
LIVE_PLACEMENT = SQL("pl.date_ended IS NULL AND pl.date IS NOT NULL")


class RecoveryKpi(models.Model):
    _inherit = "recovery.kpi"

    @api.model
    def _breakdown(self, companies, day, by):
        """The figures of the end of a day by `company`, `collector`, `rep`, `procedure`, `agency`, `class`, `country`
        or `tag`: a list of {"key", "name", "receivable", "overdue", "overdue_share", "sales", "dso", "disputed",
        "count", "domain"}, the most overdue first, in the currency of the first company; None for what cannot be said.
        `count`: open instalments; `domain`: of `account.move.line`, what is open there today. Under tags, an instalment
        counts for each of its debtor.

        :raises UserError: there is no such view
        """
        if by not in self._keys():
            raise UserError(self.env._("Figures are not kept by “%s”.", by))
        self.env.flush_all()  # the query reads tables
        sums = defaultdict(lambda: [ZERO, ZERO, ZERO, ZERO, 0])
        for company in companies:
            for key, *amounts, count in self._kept_rows(company, day, by):
                for place, amount in enumerate(amounts):
                    sums[key][place] += self._in_currency(amount, company, companies[0], day)
                sums[key][4] += count
        names = self._names(by, [key for key in sums if key])
        groups = []
        for key, (receivable, overdue, sales, disputed, count) in sums.items():
            domain = [*self._open_domain(companies), *self._domain_of(by, key)]
            groups.append(
                {
                    **{"key": key, "name": names.get(key) or self.env._("None")},
                    **{"receivable": float(receivable), "overdue": float(overdue), "sales": float(sales)},
                    "overdue_share": told(kpi.share(max(overdue, ZERO), receivable)),
                    "dso": told(kpi.dso(receivable, sales)),
                    **{"disputed": float(disputed), "count": count, "domain": domain},
                }
            )
        return sorted(groups, key=lambda its: (-its["overdue"], str(its["name"])))

    @api.model
    def _keys(self):
        """{view: its key, in SQL, of the item `l` on the entry `m` of the debtor `deb`}"""
        return {
            "company": SQL("l.company_id"),
            "collector": SQL("(deb.recovery_user_id ->> l.company_id::text)::int"),
            "rep": SQL("m.invoice_user_id"),
            "procedure": SQL("l.recovery_procedure_id"),
            "agency": SQL(
                """(SELECT MAX(pl.agency_id) FROM recovery_placement pl
                     WHERE pl.partner_id = deb.id AND pl.company_id = l.company_id AND %s)""",
                LIVE_PLACEMENT,
            ),
            "class": debtor_class("deb", SQL("l.company_id::text")),
            "country": SQL("deb.country_id"),
            "tag": SQL("tag.category_id"),
        }

    def _kept_rows(self, company, day, by):
        """Those of `_rows_by`: what was kept of the night, otherwise computed now."""
        # of a company that the caller may see
        row = self.sudo().search([("company_id", "=", company.id), ("date", "=", day)], limit=1)
        kept = (row.details or {}).get(f"by_{by}") if row else None
        return self._rows_by(company, day, by) if kept is None else kept

    def _rows_by(self, company, day, by, opens=None):
        """Rows (key, receivable, overdue, sales of 90 days, disputed, open instalments). `opens`: the table of it."""
        past, tags = self.env["recovery.past"], SQL()
        if by == "tag":
            tags = SQL("LEFT JOIN res_partner_res_partner_category_rel tag ON tag.partner_id = deb.id")
        return self.env.execute_query(
            SQL(
                """SELECT key, SUM(open), SUM(CASE WHEN due < %(day)s THEN open ELSE 0 END), SUM(sold), SUM(disputed),
                          COUNT(*) FILTER (WHERE open > 0)
                     FROM (SELECT %(key)s AS key, its.open, its.due, its.sold, its.disputed
                             FROM (SELECT o.line_id, o.debtor_id, o.open, o.due, 0 AS sold,
                                          GREATEST(LEAST(o.open, COALESCE((
                                                 SELECT SUM(d.amount) * o.rate FROM recovery_dispute d
                                                   JOIN recovery_dispute_line_rel rel ON rel.dispute_id = d.id
                                                  WHERE rel.line_id = o.line_id AND %(existed)s
                                                    AND (d.ended_on IS NULL OR d.ended_on > %(day)s)
                                          ), 0)), 0) AS disputed
                                     FROM %(opens)s o
                                UNION ALL
                                   SELECT l.id, COALESCE(l.recovery_own_debtor_id, p.recovery_debtor_id), 0, %(day)s,
                                          l.balance, 0
                                     FROM account_move_line l
                                     JOIN account_account a ON a.id = l.account_id
                                      AND a.account_type = 'asset_receivable'
                                     JOIN account_move m ON m.id = l.move_id
                                      AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                                LEFT JOIN res_partner p ON p.id = l.partner_id
                                    WHERE l.company_id = %(company)s AND l.parent_state = 'posted'
                                      AND l.date > %(since)s AND l.date <= %(day)s) its
                             JOIN account_move_line l ON l.id = its.line_id JOIN account_move m ON m.id = l.move_id
                        LEFT JOIN res_partner deb ON deb.id = its.debtor_id %(tags)s) whole
                 GROUP BY key""",
                key=self._keys()[by],
                tags=tags,
                opens=opens or SQL("(%s)", past._open(company, day)),
                company=company.id,
                day=day,
                existed=past._existed("d", company, day),
                since=day - timedelta(days=kpi.SALES_DAYS),
            )
        )

    @api.model
    def _in_currency(self, amount, company, other, day):
        """An amount of `company` in the currency of `other`, at the rate of `day`."""
        if company.currency_id == other.currency_id:
            return Decimal(str(amount or 0))
        return Decimal(repr(company.currency_id._convert(float(amount or 0), other.currency_id, other, day)))

    def _names(self, by, keys):
        """{key: how it is called}"""
        if by == "class":
            return dict(DEBTOR_CLASSES)
        model = {
            **{"company": "res.company", "collector": "res.users", "rep": "res.users"},
            **{"procedure": "recovery.procedure", "agency": "res.partner", "country": "res.country"},
            "tag": "res.partner.category",
        }[by]
        records = self.env[model].sudo().browse(keys).exists()  # names beside figures that may be read
        return {record.id: record.display_name for record in records}

    @api.model
    def _open_domain(self, companies):
        return [
            *(("company_id", "in", companies.ids), ("account_type", "=", "asset_receivable")),
            *(("parent_state", "=", "posted"), ("amount_residual", "!=", 0)),
        ]

    @api.model
    def _domain_of(self, by, key):
        """What of `account.move.line` is behind a key; a debtor is looked for by his commercial entity."""
        if by == "class":
            partners = self._of_class(key)
            return [("partner_id.recovery_debtor_id", "in", partners)]
        path = {
            **{"company": "company_id", "rep": "move_id.invoice_user_id", "procedure": "recovery_procedure_id"},
            **{"collector": "partner_id.recovery_debtor_id.recovery_user_id"},
            **{"country": "partner_id.recovery_debtor_id.country_id"},
            **{"tag": "partner_id.recovery_debtor_id.category_id"},
        }
        if by == "agency":
            placed = self.env["recovery.placement"]._search(
                [("date_ended", "=", False), ("date", "!=", False), *([("agency_id", "=", key)] if key else [])]
            )
            partners = placed.subselect("partner_id")
            return [("partner_id.recovery_debtor_id", "in" if key else "not in", partners)]
        return [(path[by], "=", key or False)]

    def _of_class(self, name):
        """The debtors of a class in the company at work."""
        query = SQL(
            "(SELECT deb.id FROM res_partner deb WHERE %s = %s)", debtor_class("deb", str(self.env.company.id)), name
        )
        return query


def told(figure):
    """A figure as a number; None where it cannot be said."""
    return None if isinstance(figure, Unknown) else float(figure)
