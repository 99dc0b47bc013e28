"""When a case lapses: on the earliest day of its instalments; its collector is told in time."""

from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date

from ..limitation.limitation import LONGEST_ALERT


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    limitation_date = fields.Date(
        string="Lapses on",
        compute="_compute_limitation_date",
        search="_search_limitation_date",
        compute_sudo=True,
        help="The last day on which the oldest of what is owed can be claimed in court: later, it has lapsed.",
    )
    time_barred = fields.Boolean(string="Time-barred", compute="_compute_limitation_date", compute_sudo=True)
    limitation_soon = fields.Boolean(compute="_compute_limitation_date", compute_sudo=True)

    def _compute_limitation_date(self):
        """The earliest of its open instalments."""
        found = {}
        for company, cases in self.grouped("company_id").items():
            lines = self.env["account.move.line"]._recovery_owed(company, cases.partner_id)
            for line, its in self.env["recovery.limitation"]._of(lines).items():
                found.setdefault((company, line.recovery_debtor_id), []).append(its.last)
        for case in self:
            today = case.company_id._recovery_today()
            last = min(found.get((case.company_id, case.partner_id), ()), default=False)
            case.limitation_date = last
            case.time_barred = bool(last and last < today)
            case.limitation_soon = bool(last and last <= fields.Date.add(today, days=LONGEST_ALERT))

    @api.model
    def _search_limitation_date(self, operator, value):
        """Cases that lapse before or after a day: only old instalments are read."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        until = fields.Date.to_date(value)
        if operator in ("<", ">="):
            until = fields.Date.subtract(until, days=1)
        debtors = defaultdict(set)
        for company in self.env.companies:
            for line in self.env["recovery.limitation"].sudo()._lapsing(company, until):  # only which debtors
                debtors[company.id].add(line.recovery_debtor_id.id)
        pairs = [("id", "=", False)]
        for company_id, partner_ids in debtors.items():
            pairs = ["|", *pairs, "&", ("company_id", "=", company_id), ("partner_id", "in", list(partner_ids))]
        # which cases there are; the search itself keeps the rights
        cases = self.with_context(active_test=False).sudo()._search(pairs)
        return [("id", "in" if operator in ("<", "<=") else "not in", cases)]

    def _tell_of_limitation(self, lapsing, today):
        """A task for the collector that says what lapses when, and why."""
        self.ensure_one()
        user = self._collector()
        case = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        return case._plan_limitation_task(user, lapsing, today)

    def _plan_limitation_task(self, user, lapsing, today):
        rows = [
            self.env._(
                "%(invoice)s lapses on %(day)s: %(why)s",
                invoice=line.move_id.name,
                day=format_date(self.env, found.last),
                why=self.env["recovery.limitation"]._text(found),
            )
            for line, found in sorted(lapsing.items(), key=lambda item: item[1].last)
        ]
        first = min(found.last for found in lapsing.values())
        self.activity_schedule(
            "recovery_dunning.activity_type_limitation",
            date_deadline=today,
            summary=self.env._("A debt lapses on %s: interrupt it", format_date(self.env, first)),
            note=Markup("<br/>").join(rows),
            user_id=user.id,
        )
