"""The key figures of the board, with their change and their line, and what is behind them."""

from datetime import timedelta

from odoo import fields, models

CHANGE_DAYS = 30  # a figure is shown beside what it was so long ago
SPARK_DAYS = 90
SPARK_POINTS = 31
# (field of `recovery.kpi`, what kind of number it is, whether more of it is better: None for neither)
FIGURES = (
    ("receivable", "money", None),
    ("overdue", "money", False),
    ("overdue_share", "share", False),
    ("dso", "days", False),
    ("days_delinquent", "days", False),
    ("cei", "share", True),
    ("promises_kept_amount", "share", True),
    ("cost_per_euro", "rate", False),
)
SHOWN = {"money": 2, "share": 1, "days": 1, "rate": 2}  # decimals: a change that is not seen is none


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

    def _figures(self, asked):
        """What the last night measured, its change since a month ago, and the line of three months."""
        if asked.debtors is not None:
            return self._figures_of_part(asked)
        days = self._measured(asked)
        if not days:
            return {"measured_on": False, "rows": []}
        last = max(days)
        before = max((day for day in days if day <= last - timedelta(days=CHANGE_DAYS)), default=None)
        points = sorted(days)[:: -max(len(days) // SPARK_POINTS, 1)][::-1]  # the last one among them
        rows = [self._figure(name, kind, more, days, last, before, points) for name, kind, more in FIGURES]
        return {
            "measured_on": fields.Date.to_string(last),
            "is_recomputed": any(days[last].mapped("is_recomputed")),
            "rows": rows,
        }

    def _measured(self, asked):
        """{day: figures of all these companies} of three months."""
        since = asked.today - timedelta(days=SPARK_DAYS)
        found = self.env["recovery.kpi"].search(
            [("company_id", "in", asked.companies.ids), ("date", ">=", since), ("date", "<=", asked.today)],
            order="date, company_id",
        )
        return {day: rows for day, rows in found.grouped("date").items() if rows.company_id == asked.companies}

    def _figure(self, name, kind, more_is_better, days, last, before, points):
        now, then = _whole(days[last], name, kind), _whole(days[before], name, kind) if before else None
        change = round(now - then, SHOWN[kind]) if now is not None and then is not None else None
        field = self.env["recovery.kpi"]._fields[name]
        return {
            "key": name,
            "label": field._description_string(self.env),
            "help": field._description_help(self.env) or "",
            "kind": kind,
            "value": now,
            "change": change,
            "is_better": None if more_is_better is None or not change else (change > 0) == more_is_better,
            "spark": [{"day": fields.Date.to_string(day), "value": _whole(days[day], name, kind)} for day in points],
            "unknown": self._unknown(days[last], name) if now is None else "",
        }

    def _unknown(self, rows, name):
        """Why there is no figure."""
        reasons = {
            "no_sales": self.env._("nothing sold in these days"),
            "short_history": self.env._("too short a history"),
            "nothing": self.env._("nothing to measure it on"),
        }
        return reasons.get(next((row.unknown[name] for row in rows if name in (row.unknown or {})), ""), "")

    def _figures_of_part(self, asked):
        """Of one collector, or of one kind of debtors: what the ledger says of them today."""
        total, overdue = self._aged_sums(asked, asked.today, ("total", "overdue"))
        values = {
            "receivable": total,
            "overdue": overdue,
            "overdue_share": 100 * overdue / total if total > 0 else None,
        }
        Kpi = self.env["recovery.kpi"]
        rows = [
            {
                "key": name,
                "label": Kpi._fields[name]._description_string(self.env),
                "help": Kpi._fields[name]._description_help(self.env) or "",
                "kind": kind,
                "value": values[name],
                "change": None,
                "is_better": None,
                "spark": [],
                "unknown": "",
            }
            for name, kind, _more in FIGURES
            if name in values
        ]
        return {"measured_on": fields.Date.to_string(asked.today), "is_recomputed": False, "rows": rows}

    def _behind_figures(self, key, asked):
        """Money, and all that is said of a part of the book: the invoices. A ratio: the figures of each day, behind
        which are its invoices."""
        if key in ("receivable", "overdue") or asked.debtors is not None:
            day = asked.today if asked.debtors is not None else max(self._measured(asked), default=asked.today)
            return self._behind_aged("overdue" if key == "overdue" else "total", asked._replace(day=day))
        domain = [("company_id", "in", asked.companies.ids)]
        return self._open("action_recovery_kpi", domain, graph_measure=key, recovery_figure=key)


def _whole(rows, name, kind):
    """A figure of several companies: amounts are added up, shares and days weigh by what is open. None: unknown."""
    known = [row for row in rows if name not in (row.unknown or {})]
    if not known:
        return None
    if kind == "money":
        return sum(row[name] for row in known)
    weights = [max(row.receivable, 0.0) or 1.0 for row in known]
    return sum(row[name] * weight for row, weight in zip(known, weights, strict=True)) / sum(weights)
