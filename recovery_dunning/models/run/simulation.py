"""The days to come, lived through in memory: the book as it is today, and the runs of every day from now on."""

from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...engine import calendar, simulation


class RecoverySimulation(models.AbstractModel):
    _name = "recovery.simulation"
    _description = "The Days to Come, in Memory"

    @api.model
    def _debtors(self, company, day, until=None, procedures=None):
        """As `recovery.book._debtors`, but as a proposal of `procedures` (none: all) made now finds the debtors: the
        proposals that nobody has approved have given way to it."""
        waiting = self._waiting(company, procedures)
        for debtors in self.env["recovery.open.items"]._debtors(company, day, until=until):
            yield [
                replace(
                    debtor,
                    instalments=tuple(
                        replace(i, pending=False) if i.pending and i.id not in waiting else i
                        for i in debtor.instalments
                    ),
                )
                for debtor in debtors
            ]

    def _waiting(self, company, procedures):
        """The ids of the instalments on notices that no new proposal takes back."""
        query = SQL(
            """SELECT nl.move_line_id
                 FROM recovery_notice_line nl JOIN recovery_notice n ON n.id = nl.notice_id
                 JOIN recovery_level level ON level.id = n.level_id
                WHERE n.company_id = %s AND nl.void IS NOT TRUE
                  AND (n.state = 'approved' OR n.state = 'proposed' AND (n.is_edited OR %s))""",
            company.id,
            SQL("level.procedure_id NOT IN %s", tuple(procedures.ids)) if procedures else SQL("FALSE"),
        )
        return {line_id for (line_id,) in self.env.execute_query(query)}

    @api.model
    def _lived(self, company, debtors, first, last):
        """Yield each of `debtors`, given as on the day `first`, with his `simulation.Day`s until `last`."""
        may_leave = self._openings(company)
        for debtor in debtors:
            days = simulation.days_from(first, last)
            yield debtor, simulation.simulate(debtor, days, may_leave)

    @api.model
    def _openings(self, company):
        """A function `may_leave(step, day)`: whether the window of a level opens on a day where `company` is. Tasks
        know no window."""
        levels = self.env["recovery.procedure"]._for_company(company).level_ids
        is_open = self._sending_days(company)
        windows = {level.id: level.window_id for level in levels}
        no_window = self.env["recovery.window"]
        return lambda level, day: not level.speaks or is_open(day, windows.get(level.id, no_window))

    @api.model
    def _sending_days(self, company):
        """A function `is_open(day, window=None)`: whether `window` (that of `company`, if none) opens on a day: one of
        its weekdays, no public holiday where the company is, and no closure of the company."""
        place = company.partner_id._recovery_place(company)
        closures = self.env["recovery.calendar"]._closures(company)
        known, hours = {}, {}

        def is_open(day, window=None):
            window = window or company._recovery_of_tree("recovery_window_id")
            if (day, window.id) not in known:
                hours.setdefault(window.id, window._window())
                known[day, window.id] = _opens(day, hours[window.id], place, closures)
            return known[day, window.id]

        return is_open


def _opens(day, window, place, closures):
    try:
        return calendar.next_working_day(day, window, place, closures) == day
    except calendar.NothingOpens:
        return False
