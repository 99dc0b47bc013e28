"""A rate of interest that law refers to: a row for each kind and semester, with its source. Never extrapolated."""

from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...engine import regime
from ..record.way_in import acting

KINDS = [
    (regime.ECB_MRO, "ECB main refinancing rate"),
    (regime.LEGAL_PRO, "Legal rate, creditor in business"),
    (regime.LEGAL_PRIVATE, "Legal rate, private creditor"),
]
NEEDED = (regime.ECB_MRO, regime.LEGAL_PRO)  # by the computation; a company is no private creditor
GRADES = [
    ("A", "A: official text read"),
    ("B", "B: stored public page"),
    ("C", "C: second hand, to be read again"),
    ("G", "G: general knowledge"),
]


class RecoveryRate(models.Model):
    _name = "recovery.rate"
    _description = "Rate of Late Interest"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, kind"

    kind = fields.Selection(KINDS, required=True)
    date_from = fields.Date(string="From", required=True, help="1 January or 1 July: a rate holds for a semester.")
    rate = fields.Float(string="Percent a year", digits=(7, 4), required=True, tracking=True)
    grade = fields.Selection(GRADES, required=True, default="B", help="How sure it is.")
    source = fields.Char(required=True, help="Where it was read, and when.")
    successor_asked = fields.Boolean(
        readonly=True, copy=False, help="The managers were asked for the rate of the semester that follows."
    )

    _one_a_semester = models.UniqueIndex("(kind, date_from)", "There is a rate of this kind for this semester already.")

    @api.depends("kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            rate.display_name = f"{labels.get(rate.kind)}, {self._semester_name(rate.date_from)}"

    @api.constrains("date_from")
    def _check_semester(self):
        """:raises ValidationError: the row begins on another day than 1 January or 1 July"""
        for rate in self:
            if rate.date_from != regime.semester_start(rate.date_from):
                raise ValidationError(
                    self.env._(
                        "A rate holds from 1 January or 1 July on, not from %s: enter the first day of its semester.",
                        format_date(self.env, rate.date_from),
                    )
                )

    @api.model
    def _semester_name(self, day):
        """`2027-S1`"""
        return f"{day.year}-S{1 if day.month < 7 else 2}" if day else False

    @api.model
    def _rate_table(self):
        """All rows, as the engine reads them: an `regime.RateTable`, in percent."""
        rows = self.sudo().search_fetch([], ["kind", "date_from", "rate"])  # rates are public
        return regime.RateTable((row.kind, row.date_from, Decimal(str(round(row.rate, 4)))) for row in rows)

    @api.model
    def _missing_text(self, missing):
        """What to do about an `regime.MissingRate`, for a person."""
        label = dict(self._fields["kind"]._description_selection(self.env)).get(missing.kind, missing.kind)
        return self.env._(
            "The rate “%(kind)s” of %(semester)s is unknown, and no rate is ever guessed: enter the one that holds "
            "from %(day)s in Follow-up > Interest rates.",
            kind=label,
            semester=self._semester_name(missing.semester),
            day=format_date(self.env, missing.semester),
        )

    @api.model
    def _next_semester(self):
        """The first day of the semester after the last one that is known."""
        last = self.search([], order="date_from desc", limit=1).date_from
        if not last:
            return regime.semester_start(fields.Date.context_today(self))
        return date(last.year, 7, 1) if last.month == 1 else date(last.year + 1, 1, 1)

    @api.model
    @acting()
    def _cron_ask_for_rates(self):
        """Once 1 January or 1 July has passed without a row, ask each manager for it, once for each semester."""
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        semester = regime.semester_start(everything.env.company._recovery_today())
        known = everything.search([("date_from", "=", semester)]).mapped("kind")
        last = everything.search([("kind", "in", NEEDED), ("date_from", "<", semester)], limit=1)
        if set(NEEDED) <= set(known) or not last or last.successor_asked:
            return
        last.successor_asked = True
        managers = everything.env.ref("recovery_dunning.group_recovery_manager").all_user_ids
        for manager in managers.filtered(lambda user: user.active and not user.share):
            last.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=semester,
                user_id=manager.id,
                summary=everything.env._("Enter the interest rates of %s", self._semester_name(semester)),
                note=everything.env._(
                    "Since 1 January or 1 July a new rate holds. Until it is entered, notices that claim interest wait."
                ),
            )
