"""A sending window: the weekdays and hours in which messages may leave by themselves, in the debtor's own time."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import calendar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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
