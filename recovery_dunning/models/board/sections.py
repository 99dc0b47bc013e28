"""What stands on the board, a section each, and the list behind each number."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..open_items.facts import DISPUTED
from .aged import BUCKETS, OVERDUE

CHANGE_DAYS = 30  # a figure is shown beside what it was so long ago
SPARK_DAYS = 90
SPARK_POINTS = 31
LISTED = 10  # debtors of a list on the board; what is behind it has them all
WEEKS = 12
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

    # ---- key figures ----------------------------------------------------------------------------------------------

    def _figures(self, asked):
        """What the last night measured, its change since a month ago, and the line of three months."""
        if asked.debtors is not None:
            return self._figures_of_part(asked)
        since = asked.today - timedelta(days=SPARK_DAYS)
        found = self.env["recovery.kpi"].search(
            [("company_id", "in", asked.companies.ids), ("date", ">=", since), ("date", "<=", asked.today)],
            order="date, company_id",
        )
        days = {day: rows for day, rows in found.grouped("date").items() if rows.company_id == asked.companies}
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
        """Money: the invoices. A ratio: the figures of each day."""
        if key in ("receivable", "overdue"):
            return self._behind_aged("overdue" if key == "overdue" else "total", asked._replace(day=asked.today))
        return self._open("action_recovery_kpi", [("company_id", "in", asked.companies.ids)], graph_measure=key)

    # ---- aged balance ---------------------------------------------------------------------------------------------

    def _aged(self, asked):
        """By age, and the debtors with most overdue."""
        aged = self._aged_on(asked.day)
        sums, rows = aged._by_debtor(self._theirs(asked), LISTED)
        labels = dict(aged._fields["bucket"]._description_selection(self.env))
        partners = self.env["res.partner"].browse([partner_id for partner_id, _sums in rows if partner_id])
        names = {one.id: one.display_name for one in partners.sudo()}  # debtors of these companies: their names
        return {
            "day": fields.Date.to_string(asked.day),
            "is_back_dated": asked.day < asked.today,
            "buckets": [{"key": name, "label": labels[name], "amount": sums[name]} for name, _last in BUCKETS],
            "total": sums["total"],
            "overdue": sums["overdue"],
            "debtors": [
                {
                    "id": partner_id,
                    "name": names.get(partner_id) or self.env._("No customer named"),
                    "amounts": amounts[: len(BUCKETS)],
                    "overdue": amounts[-2],
                    "total": amounts[-1],
                }
                for partner_id, amounts in rows
                if amounts[-1] or amounts[-2]
            ],
        }

    def _aged_on(self, day):
        return self.env["recovery.aged"].with_context(recovery_day=fields.Date.to_string(day))

    def _aged_sums(self, asked, day, names):
        [sums] = self._aged_on(day)._read_group(self._theirs(asked), [], [f"{name}:sum" for name in names])
        return [float(amount or 0.0) for amount in sums]

    def _behind_aged(self, key, asked):
        """`key`: a bucket, `overdue`, `total`, or the id of a debtor."""
        domain, context = self._theirs(asked), {"recovery_day": fields.Date.to_string(asked.day)}
        if key in OVERDUE or key == BUCKETS[0][0]:
            domain &= Domain("bucket", "=", key)
        elif key == "overdue":
            domain &= Domain("bucket", "in", OVERDUE)
        elif key and key != "total":
            domain &= Domain("partner_id", "=", int(key))
            return self._open("action_recovery_aged", domain, **context)
        return self._open("action_recovery_aged", domain, search_default_group_partner=1, **context)

    # ---- what comes in --------------------------------------------------------------------------------------------

    def _cash(self, asked):
        weeks = self.env["recovery.expectation"]._cash_by_week(
            asked.companies, weeks=WEEKS, partner_domain=asked.debtors and list(asked.debtors)
        )
        shown = [{**week, "monday": fields.Date.to_string(week["monday"])} for week in weeks]
        known = any(week["expected"] or week["promised"] or week["planned"] for week in weeks)
        return {"weeks": shown if known else [], "total": sum(week["expected"] for week in weeks) if known else 0}

    def _behind_cash(self, key, asked):
        domain = self._theirs(asked)
        if key:
            monday = fields.Date.to_date(key)
            domain &= Domain("expected_date", "<", monday + timedelta(days=7))
            if monday > asked.today:  # what was expected before this week, and did not come, is expected in it
                domain &= Domain("expected_date", ">=", monday)
        return self._open("action_recovery_expectation", domain)

    # ---- which step works -----------------------------------------------------------------------------------------

    def _steps(self, asked):
        return self.env["recovery.kpi"]._step_success(*self._of_last_night(asked))

    def _of_last_night(self, asked):
        """What the night has kept is asked for so: companies, day, collector, class."""
        return asked.companies, asked.today - timedelta(days=1), asked.user_id, asked.debtor_class

    def _behind_steps(self, key, asked):
        domain = self._theirs(asked) & Domain("level_id", "=", int(key or 0)) & Domain("state", "=", "sent")
        return self._open("action_recovery_notice", domain)

    # ---- who turns bad --------------------------------------------------------------------------------------------

    def _movers(self, asked):
        """Debtors with something open who pay ever later, and ever earlier, by the days that it makes."""
        owing = self._owing(asked)
        Partner = self.env["res.partner"]
        worse = Partner.search(
            owing & Domain("recovery_score_change", ">", 0), order="recovery_score_change DESC, id", limit=LISTED
        )
        better = Partner.search(
            owing & Domain("recovery_score_change", "<", 0), order="recovery_score_change, id", limit=LISTED
        )
        return {
            name: [self._mover(one) for one in its[:LISTED]] for name, its in (("worse", worse), ("better", better))
        }

    def _owing(self, asked):
        """The debtors, as contacts, with an open case in these companies."""
        cases = [("phase", "!=", "closed"), ("company_id", "in", asked.companies.ids)]
        owing = Domain("recovery_case_ids", "any", cases)
        return owing if asked.debtors is None else owing & asked.debtors

    def _mover(self, partner):
        return {
            "id": partner.id,
            "name": partner.display_name,
            "score": partner.recovery_score or "",
            "change": partner.recovery_score_change,
            "reason": partner.recovery_score_reason or "",
        }

    def _behind_movers(self, key, asked):
        """`key`: the id of a debtor, whose case opens, or `worse` or `better` for the list."""
        if key in ("worse", "better"):
            sign = ">" if key == "worse" else "<"
            return self._open(
                "action_recovery_behaviour", self._owing(asked) & Domain("recovery_score_change", sign, 0)
            )
        cases = [("phase", "!=", "closed"), ("company_id", "in", asked.companies.ids), ("partner_id", "=", int(key))]
        return self.env["recovery.case"].search(cases, limit=1)._get_records_action()

    # ---- disputes, agencies, courts -------------------------------------------------------------------------------

    def _disputes(self, asked):
        """Those that stand, by cause, and how long those of the last year took."""
        domain = self._theirs(asked) & Domain("state", "in", DISPUTED)
        ended = self.env["recovery.kpi"]._dispute_time(*self._of_last_night(asked))
        time = {row["type_id"]: row["days"] for row in ended}
        groups = self.env["recovery.dispute"]._read_group(domain, ["type_id", "currency_id"], ["__count", "amount:sum"])
        rows = {}
        for kind, currency, count, amount in groups:
            row = rows.setdefault(kind.id, {"id": kind.id, "name": kind.name, "count": 0, "amount": 0.0})
            row["count"] += count
            row["amount"] += self._in_company(currency, amount, asked)
            row["days"] = time.get(kind.id)
        return sorted(rows.values(), key=lambda row: -row["amount"])

    def _in_company(self, currency, amount, asked):
        company = asked.companies[0]
        return currency._convert(amount, company.currency_id, company, asked.today) if currency else amount

    def _behind_disputes(self, key, asked):
        domain = self._theirs(asked) & Domain("state", "in", DISPUTED)
        return self._open("action_recovery_dispute", domain & Domain("type_id", "=", int(key)) if key else domain)

    def _agencies(self, asked):
        """What each was given, and brought."""
        measures = ["__count", "placed:sum", "recovered:sum", "rate:avg", "fees:sum", "days:avg"]
        groups = self.env["recovery.agency.result"]._read_group(
            self._theirs(asked), ["agency_id"], measures, order="placed:sum DESC", limit=LISTED
        )
        names = ("count", "placed", "recovered", "rate", "fees", "days")
        return [
            {"id": agency.id, "name": agency.display_name, **dict(zip(names, values, strict=True))}
            for agency, *values in groups
        ]

    def _behind_agencies(self, key, asked):
        domain = self._theirs(asked)
        return self._open(
            "action_recovery_agency_result", domain & Domain("agency_id", "=", int(key)) if key else domain
        )

    def _courts(self, asked):
        """The proceedings that run, by stage."""
        domain = self._theirs(asked) & Domain("stage", "!=", "ended")
        labels = self.env["recovery.proceeding"]._fields["stage"]._description_selection(self.env)
        groups = self.env["recovery.proceeding"]._read_group(domain, ["stage"], ["__count", "amount:sum"])
        found = {stage: (count, amount) for stage, count, amount in groups}
        return [
            {"id": stage, "name": label, "count": found[stage][0], "amount": found[stage][1]}
            for stage, label in labels
            if stage in found
        ]

    def _behind_courts(self, key, asked):
        domain = self._theirs(asked) & Domain("stage", "!=", "ended")
        return self._open("action_recovery_proceeding", domain & Domain("stage", "=", key) if key else domain)


def _whole(rows, name, kind):
    """A figure of several companies: amounts are added up, shares and days weigh by what is open. None: unknown."""
    known = [row for row in rows if name not in (row.unknown or {})]
    if not known:
        return None
    if kind == "money":
        return sum(row[name] for row in known)
    weights = [max(row.receivable, 0.0) or 1.0 for row in known]
    return sum(row[name] * weight for row, weight in zip(known, weights, strict=True)) / sum(weights)
