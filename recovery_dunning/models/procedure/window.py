"""When messages may leave by themselves: sending windows, public holidays and closures, in the debtor's own time."""

from collections import Counter
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED_BY = [
    ("weekday", "Not a sending day"),
    ("holiday", "Public holiday"),
    ("closure", "The company is closed"),
    ("hour", "Outside the sending hours"),
]


class RecoveryWindow(models.Model):
    _name = "recovery.window"
    _description = "Sending Window"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    hour_from = fields.Float(string="From", default=9.0, help="In the time zone of the debtor.")
    hour_to = fields.Float(string="To", default=19.0, help="In the time zone of the debtor.")
    public_holidays = fields.Boolean(
        string="On public holidays",
        help="Messages leave on the public holidays of the debtor's country and region too.",
    )

    @api.constrains(*WEEKDAYS, "hour_from", "hour_to")
    def _check_opens(self):
        for window in self:
            try:
                window._window()
            except calendar.CalendarError as error:
                raise ValidationError(
                    self.env._(
                        "The window “%s” never opens: choose at least one weekday, and an end after the beginning, "
                        "between 0 and 24 h.",
                        window.name,
                    )
                ) from error

    def _window(self):
        """The engine's view; without a record, the hours of good practice: Monday to Friday, 9 to 19 h, no holiday."""
        if not self:
            return calendar.Window()
        self.ensure_one()
        return calendar.Window(
            weekdays=[number for number, day in enumerate(WEEKDAYS) if self[day]],
            opens=self.hour_from,
            closes=self.hour_to,
            holidays=self.public_holidays,
        )


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
        schedules = (False, company.resource_calendar_id.id)
        ours = [("company_id", "in", (False, company.id)), ("calendar_id", "in", schedules)]
        to_come = [("resource_id", "=", False), ("date_to", ">=", fields.Datetime.now())]
        # closing days are no secret, whoever may read the working schedule
        leaves = self.env["resource.calendar.leaves"].sudo().search([*ours, *to_come])
        return tuple(
            calendar.Closure(leave.date_from.replace(tzinfo=timezone.utc), leave.date_to.replace(tzinfo=timezone.utc))
            for leave in leaves
        )

    @api.model
    def _closed(self, notices, at=None):
        """Which of `notices` may not leave by themselves now, or at that moment (UTC, naive): {notice:
        (`calendar.Closed`, window, place)}. What is no message to the debtor, a task, may always be planned."""
        now, closed = at.replace(tzinfo=timezone.utc) if at else self._now(), {}
        for company, company_notices in notices.filtered("level_id.speaks").grouped("company_id").items():
            closures = self._closures(company)
            reasons = {}  # few windows, few places, many debtors
            for notice in company_notices:
                window = (notice.level_id.window_id or company._recovery_of_tree("recovery_window_id"))._window()
                place = notice.partner_id._recovery_place(company)
                if (window, place) not in reasons:
                    reasons[window, place] = calendar.why_closed(now, window, place, closures)
                if reasons[window, place]:
                    closed[notice] = (reasons[window, place], window, place)
        return closed

    @api.model
    def _may_write(self, partner, company):
        """Whether a message to `partner` may leave by itself now, in the window of `company`."""
        window, place = company._recovery_of_tree("recovery_window_id")._window(), partner._recovery_place(company)
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
