"""The figures of a day by what stands behind them: company, collector, rep, ladder, agency, class, country, tag; by
step, age, month and cause. What takes long is kept with the row of the night."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.board import kpi
from ...engine.board.kpi import Unknown
from ..open_items.facts import debtor_class
from ..procedure.procedure import DEBTOR_CLASSES

ZERO = Decimal(0)
LEAST_BESIDE = 5  # instalments: fewer are nothing to compare with
LIVE_PLACEMENT = SQL("pl.date_ended IS NULL AND pl.date IS NOT NULL")


class RecoveryKpi(models.Model):
    _inherit = "recovery.kpi"

    details = fields.Json(readonly=True, help="What takes long to compute: by step, by age, by month, by cause.")

    # ---- by what stands behind them ---------------------------------------------------------------------------------

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

    # ---- what works -------------------------------------------------------------------------------------------------

    @api.model
    def _step_success(self, companies, day):
        """How often a step is followed by money within 15 days: of the 90 days that ended 15 days before `day`, a list
        of {"level_id", "name", "asked", "paid", "paid_share", "baseline_share"} (instalments; shares 0-100, None where
        there is nothing to compare with), in the order of the ladders."""
        sums = self._merged("steps", companies, day, ("asked", "paid", "beside", "beside_paid"))
        levels = self.env["recovery.level"].sudo().browse(sums).exists()  # names of steps that were taken
        levels = levels.sorted(lambda level: (level.procedure_id.sequence, level.procedure_id.id, level.delay))
        return [
            {
                **{"level_id": level.id, "name": level.display_name, "asked": its["asked"], "paid": its["paid"]},
                "paid_share": told(kpi.share(Decimal(its["paid"]), Decimal(its["asked"]))),
                "baseline_share": told(kpi.share(Decimal(its["beside_paid"]), Decimal(its["beside"])))
                if its["beside"] >= LEAST_BESIDE
                else None,
            }
            for level in levels
            if (its := sums[level.id])
        ]

    @api.model
    def _recovery_by_age(self, companies, day):
        """Of what was open at an age (days past due), the part that money has paid since: a list of {"age", "entered",
        "collected", "share"} (share 0-100 or None), in the currency of the first company."""
        sums = self._merged("by_age", companies, day, ("entered", "collected"), amounts=("entered", "collected"))
        return [
            {
                "age": age,
                **its,
                "share": told(kpi.share(Decimal(repr(its["collected"])), Decimal(repr(its["entered"])))),
            }
            for age, its in sorted(sums.items())
        ]

    @api.model
    def _vintage(self, companies, day, months=12):
        """Of what was billed in each month, what was more than 90 days past due and unpaid at the end of `day`: a list
        of {"month" (its first day), "billed", "at_risk", "share"} (share 0-100; None where nothing was billed)."""
        sums = self._merged("billed", companies, day, ("billed", "at_risk"), amounts=("billed", "at_risk"))
        found = []
        for back in range(months - 1, -1, -1):
            month = kpi.month_start(day, back)
            its = sums.get(month.isoformat(), {"billed": 0.0, "at_risk": 0.0})
            share = kpi.share(Decimal(repr(its["at_risk"])), Decimal(repr(its["billed"])))
            found.append({"month": month, **its, "share": told(share)})
        return found

    @api.model
    def _dispute_time(self, companies, day):
        """By cause, of the year before `day`: a list of {"type_id", "name", "opened", "closed", "days", "open_amount"}
        (days: mean from opening to end, None where none has ended), the most opened first."""
        sums = self._merged("disputes", companies, day, ("opened", "closed", "days", "open"), amounts=("open",))
        causes = self.env["recovery.dispute.type"].sudo().browse(sums).exists()  # their names, for whoever sees figures
        names = {kind.id: kind.name for kind in causes}
        found = [
            {
                **{"type_id": type_id, "name": names.get(type_id), "opened": its["opened"], "closed": its["closed"]},
                "days": its["days"] / its["closed"] if its["closed"] else None,
                "open_amount": its["open"],
            }
            for type_id, its in sums.items()
        ]
        return sorted(found, key=lambda its: (-its["opened"], its["type_id"]))

    @api.model
    def _merged(self, name, companies, day, columns, amounts=()):
        """{key: {column: sum}} of some companies: what was kept of the night, otherwise computed now."""
        sums = {}
        for company in companies:
            # of companies that the caller may see
            row = self.sudo().search([("company_id", "=", company.id), ("date", "=", day)], limit=1)
            kept = (row.details or {}).get(name) if row else None
            for key, *its in self._detail(name, company, day) if kept is None else kept:
                mine = sums.setdefault(key, dict.fromkeys(columns, 0))
                for column, value in zip(columns, its, strict=True):
                    if column in amounts:
                        value = float(self._in_currency(value, company, companies[0], day))
                    mine[column] += value
        return sums

    @api.model
    def _detail(self, name, company, day):
        """The rows of one of `details`, with values that JSON knows."""
        self.env.flush_all()  # the queries read tables
        past = self.env["recovery.past"]
        read = {
            "steps": past._steps,
            "by_age": past._by_age,
            "billed": lambda company, day: past._billed(company, day, 24),
            "disputes": past._dispute_days,
        }[name]
        return [
            [
                its.isoformat() if isinstance(its, date) else float(its) if isinstance(its, Decimal) else its
                for its in row
            ]
            for row in read(company, day)
        ]

    @api.model
    def _keep_details(self, company, day):
        """Compute what takes long for the board, and keep it with the row of that day."""
        row = self.search([("company_id", "=", company.id), ("date", "=", day)], limit=1)
        with self.env["recovery.past"]._opens(company, day) as opens:
            found = {f"by_{by}": self._rows_by(company, day, by, opens) for by in self._keys()}
        groups = {by: [[key, *map(float, its), count] for key, *its, count in rows] for by, rows in found.items()}
        kept = {name: self._detail(name, company, day) for name in ("steps", "by_age", "billed", "disputes")}
        row.details = {**groups, **kept}


def told(figure):
    """A figure as a number; None where it cannot be said."""
    return None if isinstance(figure, Unknown) else float(figure)
