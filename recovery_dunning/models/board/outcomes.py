"""What works, and what turns bad: money after a step, money by age, what is at risk of a month, time of disputes. What
takes long is kept with the row of the night."""

from datetime import date
from decimal import Decimal

from odoo import api, fields, models

from ...engine.board import kpi
from .breakdown import told

# {what is kept: its key in `details`}; whose columns change gets another key, for those of older nights are there still
DETAILS = {"steps": "steps_by_part", "by_age": "by_age", "billed": "billed", "disputes": "disputes_by_part"}
LEAST_BESIDE = 5  # instalments: fewer are nothing to compare with


class RecoveryKpi(models.Model):
    _inherit = "recovery.kpi"

    details = fields.Json(readonly=True, help="What takes long to compute: by step, by age, by month, by cause.")

    @api.model
    def _step_success(self, companies, day, user_id=None, debtor_class=None):
        """How often a step is followed by money within 15 days: of the 90 days that ended 15 days before `day`, a list
        of {"level_id", "name", "ladder", "asked", "paid", "paid_share", "baseline_share"} (instalments; shares 0-100,
        None where there is nothing to compare with), in the order of the ladders. `user_id`, `debtor_class`: of the
        debtors of this collector, of this class alone."""
        columns = ("asked", "paid", "beside", "beside_paid")
        sums = self._merged("steps", companies, day, columns, part=(user_id, debtor_class))
        levels = self.env["recovery.level"].sudo().browse(sums).exists()  # names of steps that were taken
        levels = levels.sorted(lambda level: (level.procedure_id.sequence, level.procedure_id.id, level.delay))
        return [
            {
                **{"level_id": level.id, "name": level.display_name, "ladder": level.procedure_id.name},
                **{"asked": its["asked"], "paid": its["paid"]},
                "paid_share": told(kpi.share(Decimal(its["paid"]), Decimal(its["asked"]))),
                "baseline_share": told(kpi.share(Decimal(its["beside_paid"]), Decimal(its["beside"])))
                if its["beside"] >= LEAST_BESIDE
                else None,
            }
            for level in levels
            if (its := sums[level.id])["asked"]
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
    def _dispute_time(self, companies, day, user_id=None, debtor_class=None):
        """By cause, of the year before `day`: a list of {"type_id", "name", "opened", "closed", "days", "open_amount"}
        (days: mean from opening to end, None where none has ended), the most opened first. `user_id`, `debtor_class`:
        of the debtors of this collector, of this class alone."""
        columns, part = ("opened", "closed", "days", "open"), (user_id, debtor_class)
        sums = self._merged("disputes", companies, day, columns, ("open",), part)
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
    def _merged(self, name, companies, day, columns, amounts=(), part=None):
        """{key: {column: sum}} of some companies. `amounts`: the columns that are money; `part`: (collector, class), of
        which None stands for all, where the rows say it."""
        sums = {}
        for company in companies:
            for key, *its in self._kept_or_read(name, company, day):
                if part is not None:
                    user_id, debtor_class, *its = its
                    if part[0] not in (None, user_id) or part[1] not in (None, debtor_class):
                        continue
                mine = sums.setdefault(key, dict.fromkeys(columns, 0))
                for column, value in zip(columns, its, strict=True):
                    if column in amounts:
                        value = float(self._in_currency(value, company, companies[0], day))
                    mine[column] += value
        return sums

    @api.model
    def _kept_or_read(self, name, company, day):
        """The rows of one of `DETAILS`: what was kept of the night, otherwise read now."""
        # of a company that the caller may see
        row = self.sudo().search([("company_id", "=", company.id), ("date", "=", day)], limit=1)
        kept = (row.details or {}).get(DETAILS[name])
        return self._read_detail(name, company, day) if kept is None else kept

    @api.model
    def _read_detail(self, name, company, day):
        """The rows of one of `DETAILS`, with values that JSON knows."""
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
        kept = {key: self._read_detail(name, company, day) for name, key in DETAILS.items()}
        row.details = {**groups, **kept}
