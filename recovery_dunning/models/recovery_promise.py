"""A promise to pay: what the debtor said, which instalments it leaves in peace until when, and whether he kept it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine import calendar
from .recovery_event import CHANNELS

STATES = [
    ("open", "Waiting for payment"),
    ("kept", "Kept"),
    ("partial", "Kept in part"),
    ("broken", "Broken"),
    ("superseded", "Replaced"),
    ("cancelled", "Cancelled"),
]


class RecoveryPromise(models.Model):
    _name = "recovery.promise"
    _description = "Promise to Pay"
    _inherit = "recovery.dialogue"
    _order = "date desc, id desc"

    line_ids = fields.Many2many(relation="recovery_promise_line_rel", column1="promise_id", column2="line_id")
    amount = fields.Monetary(required=True, help="What the debtor promised to pay.")
    date = fields.Date(string="Promised for", required=True, help="The day on which he said he would pay.")
    float_days = fields.Integer(
        string="Bank days of float", default=2, required=True, help="What a transfer may take to arrive."
    )
    date_until = fields.Date(
        string="Waits until",
        compute="_compute_date_until",
        store=True,
        help="The last day of waiting: the promised day and the bank days of float after it.",
    )
    made_by = fields.Many2one("res.partner", string="Promised by", ondelete="restrict", help="Who said it.")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    note = fields.Text(string="What was said")
    state = fields.Selection(STATES, required=True, default="open", readonly=True, copy=False)

    _to_judge = models.Index("(company_id, date_until) WHERE state = 'open'")
    _float_positive = models.Constraint("CHECK (float_days >= 0)", "The bank days of float cannot be negative.")

    @api.depends("partner_id", "date", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(amount)s promised for %(day)s",
                amount=promise.currency_id.format(promise.amount),
                day=format_date(self.env, promise.date),
            )

    @api.depends("date", "float_days", "partner_id", "company_id")
    def _compute_date_until(self):
        """Bank days at the company's bank: where it is, that is where the money arrives."""
        for promise in self:
            place = promise.company_id.partner_id._recovery_place(promise.company_id)
            promise.date_until = promise.date and calendar.add_bank_days(promise.date, promise.float_days, place)

    @api.model
    def _prepare_for(self, lines):
        amount = sum(lines.mapped("amount_residual_currency")) if len(lines.currency_id) == 1 else 0.0
        return {**super()._prepare_for(lines), "amount": amount}

    @api.model_create_multi
    def create(self, vals_list):
        """A newer promise on an instalment takes the place of the one before.

        :raises ValidationError: it is made for a day that has passed, or for more than is open
        """
        promises = super().create(vals_list)
        for promise in promises:
            promise._check_amount(promise.amount)
            if promise.date < promise.company_id._recovery_today():
                raise ValidationError(self.env._("The promised day has passed already: choose a later one."))
            promise._supersede()
        promises._record("promise", lambda promise: promise.display_name)
        return promises

    def _supersede(self):
        older = self.search(
            [("state", "=", "open"), ("company_id", "=", self.company_id.id), ("line_ids", "in", self.line_ids.ids)]
        )
        (older - self).state = "superseded"

    def action_cancel(self):
        """The promise was written down by mistake: it suspends nothing any more."""
        promises = self.filtered(lambda promise: promise.state == "open")
        promises.state = "cancelled"
        promises._record(
            "promise", lambda promise: self.env._("Cancelled: %s", promise.display_name), direction="internal"
        )

    @api.model
    def _judge(self, company):
        """The verdict on the open promises of `company`: kept as soon as the money is there, otherwise once the day
        and its float have passed. A broken one lets the ladder go on at once, and tells the collector."""
        today = company._recovery_today()
        for promise in self.search([("company_id", "=", company.id), ("state", "=", "open")]):
            currency = promise.currency_id
            if currency.compare_amounts(promise.amount_received, promise.amount) >= 0:
                promise._conclude("kept")
            elif promise.date_until < today:
                promise._conclude("partial" if currency.compare_amounts(promise.amount_received, 0) > 0 else "broken")

    def _conclude(self, state):
        self.state = state
        verdict = dict(self._fields["state"]._description_selection(self.env))[state]
        self._record("promise", lambda promise: f"{verdict}: {promise.display_name}", direction="internal")
        if state != "kept":
            self._tell(self._collector(), self.env._("Promise not kept"))
