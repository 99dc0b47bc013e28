"""What stands on the board, a section each, and the list behind each number."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...engine.board import kpi
from ..open_items.facts import DISPUTED
from .aged import BUCKETS, OVERDUE
from .steps import STEPS_DAYS

LISTED = 10  # debtors of a list on the board; what is behind it has them all
WEEKS = 12


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

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
        """The notices whose instalments were counted."""
        until = asked.today - timedelta(days=1 + kpi.STEP_DAYS)
        counted = Domain("date", "<=", until) & Domain("date", ">", until - timedelta(days=STEPS_DAYS))
        of_level = Domain("state", "=", "sent") & Domain("line_ids.level_id", "=", int(key or 0))
        return self._open("action_recovery_notice", self._theirs(asked) & counted & of_level)

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
