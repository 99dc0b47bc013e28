"""When the notices of a run may leave by themselves: window, public holidays and closures, at the debtor's place."""

from collections import Counter
from datetime import timezone

from odoo import api, fields, models

from ...engine import calendar

CLOSED_BY = [
    ("weekday", "Not a sending day"),
    ("holiday", "Public holiday"),
    ("closure", "The company is closed"),
    ("hour", "Outside the sending hours"),
]


class RecoveryCalendar(models.AbstractModel):
    _name = "recovery.calendar"
    _description = "When Messages May Leave"

    closed_by = fields.Selection(CLOSED_BY)  # the words of the reasons, in the reader's language

    @api.model
    def _now(self):
        return fields.Datetime.now().replace(tzinfo=timezone.utc)

    @api.model
    def _closures(self, company):
        """The closing days of `company`: the leaves of its working schedule that concern everybody."""
        if not company.resource_calendar_id:
            return ()
        # closing days are no secret, whoever may read the working schedule
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", (False, company.resource_calendar_id.id)),
                    ("company_id", "in", (False, company.id)),
                    ("date_to", ">=", fields.Datetime.now()),
                ]
            )
        )
        return tuple(
            calendar.Closure(leave.date_from.replace(tzinfo=timezone.utc), leave.date_to.replace(tzinfo=timezone.utc))
            for leave in leaves
        )

    @api.model
    def _closed(self, notices):
        """Which of `notices` may not leave by themselves now: {notice: (`calendar.Closed`, window, place)}. What is
        no message to the debtor, a task, may always be planned."""
        now, closed = self._now(), {}
        for company, company_notices in notices.filtered("level_id.speaks").grouped("company_id").items():
            closures = self._closures(company)
            reasons = {}  # few windows, few places, many debtors
            for notice in company_notices:
                window = (notice.level_id.window_id or company.recovery_window_id)._window()
                place = notice.partner_id._recovery_place(company)
                if (window, place) not in reasons:
                    reasons[window, place] = calendar.why_closed(now, window, place, closures)
                if reasons[window, place]:
                    closed[notice] = (reasons[window, place], window, place)
        return closed

    @api.model
    def _may_write(self, partner, company):
        """Whether a message to `partner` may leave by itself now, in the window of `company`."""
        window, place = company.recovery_window_id._window(), partner._recovery_place(company)
        return not calendar.why_closed(self._now(), window, place, self._closures(company))

    @api.model
    def _next_opening(self, notices):
        """The first moment (UTC, naive) at which one of `notices` may leave by itself, or None if none ever may."""
        openings = set()
        for company, company_notices in notices.grouped("company_id").items():
            closures = self._closures(company)
            for window, place in {facts[1:] for facts in self._closed(company_notices).values()}:
                try:
                    openings.add(calendar.next_opening(self._now(), window, place, closures))
                except calendar.NothingOpens:
                    continue
        return min(openings).replace(tzinfo=None) if openings else None

    @api.model
    def _closed_text(self, closed, counted=True):
        """What keeps the notices of `_closed` from leaving, in words: the reasons, with how many they concern."""
        labels = dict(self._fields["closed_by"]._description_selection(self.env))
        counts = Counter(labels[reason.by.value] for reason, _window, _place in closed.values())
        return ", ".join(f"{text} ({count})" if counted else text for text, count in sorted(counts.items()))
