"""A contact outside the runs, a call, a visit, a letter: what speaks against it, and what was said."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import calendar
from .recovery_word_wizard import CONTACT_CHANNELS

CALL_HOURS = calendar.Window(weekdays=range(6), opens=8, closes=20)  # the outer limit of good practice
CALLS_A_WEEK = 2
OUTCOMES = [
    ("promise", "Promises to pay"),
    ("dispute", "Contests"),
    ("call_back", "To call back"),
    ("wrong_contact", "Wrong contact"),
    ("no_answer", "No answer"),
]


class RecoveryContactWizard(models.TransientModel):
    _name = "recovery.contact.wizard"
    _description = "Record a Contact"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    channel = fields.Selection(CONTACT_CHANNELS, required=True, default="phone")
    direction = fields.Selection(
        [("out", "We contacted the debtor"), ("in", "The debtor contacted us")], required=True, default="out"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="With",
        domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]",
        help="Whom you spoke with, or wrote to.",
    )
    minutes = fields.Integer(help="How long it took; 0 if nobody counted.")
    summary = fields.Char(string="In a word", help="e.g. Promised to pay on Friday")
    result = fields.Text(string="What was said")
    outcome = fields.Selection(OUTCOMES, string="What came of it")
    company_id = fields.Many2one(related="case_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(string="On", help="The day of the promise, or of the next call.")
    dispute_type_id = fields.Many2one("recovery.dispute.type", string="What it is about")
    confirm = fields.Boolean(string="Send a confirmation", default=True)
    is_private = fields.Boolean(string="Private", help="The sales team is not told what was said.")
    warning = fields.Text(compute="_compute_warning", help="What speaks against contacting the debtor now.")

    @api.depends("case_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard._overdue().currency_id or wizard.company_id.currency_id

    @api.depends("case_id")
    def _compute_amount(self):
        """All that is overdue, in the currency of the oldest instalment."""
        for wizard in self:
            wizard.amount = sum(wizard._overdue().mapped("amount_residual_currency"))

    def _overdue(self):
        return self.env["recovery.promise"]._oldest_first(self.company_id, self.partner_id)

    @api.depends("case_id", "channel", "direction")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = "\n".join(wizard._objections()) if wizard.direction == "out" else False

    def _objections(self):
        """What speaks against a contact of this kind now, a sentence each (rule 7)."""
        objections = []
        case, company = self.case_id, self.case_id.company_id
        window = CALL_HOURS if self.channel in ("phone", "meeting") else company.recovery_window_id._window()
        now = self.env["recovery.calendar"]._now()
        closed = calendar.why_closed(now, window, case.partner_id._recovery_place(company))
        if closed:
            label = dict(self.env["recovery.calendar"]._fields["closed_by"]._description_selection(self.env))
            objections.append(self.env._("It is no time to contact the debtor: %s.", label[closed.by.value].lower()))
        contacts, allowed = case._contact_budget()
        if 0 < allowed <= contacts:
            objections.append(
                self.env._(
                    "The debtor has been contacted %(count)s times in the last 30 days; his procedure allows "
                    "%(allowed)s.",
                    count=contacts,
                    allowed=allowed,
                )
            )
        if self.channel == "phone":
            week_ago = fields.Datetime.now() - timedelta(days=7)
            calls = case.event_ids.filtered(
                lambda event: event.channel == "phone" and event.direction == "out" and event.date > week_ago
            )
            if len(calls) >= CALLS_A_WEEK:
                objections.append(self.env._("The debtor was called %s times in the last 7 days.", len(calls)))
        return objections

    def action_record(self):
        """Write the contact down; what spoke against it too, for whoever insists was warned. What came of it follows:
        a promise, a dispute, or the next task.

        :raises UserError: the day of a promise or of a call, or the words of a dispute, are missing
        """
        self.ensure_one()
        self._check_complete()
        labels = {
            **dict(self._fields["channel"]._description_selection(self.env)),
            **dict(self._fields["outcome"]._description_selection(self.env)),
        }
        text = [self.result or ""]
        if self.warning:
            text.append(self.env._("Made nevertheless: %s", self.warning))
        self.case_id._log(
            "contact",
            lambda case: self.summary or labels[self.outcome or self.channel],
            direction=self.direction,
            channel=self.channel,
            contact=self.contact_id.display_name or self.partner_id.display_name,
            minutes=self.minutes if self.channel in ("phone", "meeting") else 0,
            result="\n".join(filter(None, text)),
            is_private=self.is_private,
        )
        if self.outcome:
            getattr(self, f"_follow_{self.outcome}")()
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        if self.outcome in ("promise", "call_back") and not self.date:
            raise UserError(self.env._("Write down for which day."))
        if self.outcome == "dispute" and not (self.result and self.dispute_type_id):
            raise UserError(self.env._("Write down what he contests, in his words, and what it is about."))

    def _follow_promise(self):
        self.env["recovery.promise"]._give(
            self.company_id,
            self.contact_id or self.partner_id,
            self.amount,
            self.date,
            **{"channel": self.channel, "note": self.result, "confirm": self.confirm},
        )

    def _follow_dispute(self):
        self.env["recovery.dispute"]._contest(
            self.company_id, self.partner_id, self.amount, type_id=self.dispute_type_id.id, claim=self.result
        )

    def _follow_call_back(self):
        self._plan_task("recovery_dunning.activity_type_call", self.env._("Call back"), self.date)

    def _follow_wrong_contact(self):
        summary = self.env._("Find out who pays: %s is the wrong contact", self.contact_id.display_name or "-")
        self._plan_task("mail.mail_activity_data_todo", summary, self.company_id._recovery_today())

    def _follow_no_answer(self):
        """Another try on the next bank day, at the earliest."""
        company = self.company_id
        place = self.partner_id._recovery_place(company)
        tomorrow = calendar.add_bank_days(company._recovery_today(), 1, place)
        self._plan_task("recovery_dunning.activity_type_call", self.env._("Call again: no answer"), tomorrow)

    def _plan_task(self, activity_type, summary, day):
        user = self.case_id.user_id or self.env.user
        self.case_id.activity_schedule(activity_type, date_deadline=day, summary=summary, user_id=user.id)
