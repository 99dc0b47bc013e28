"""What comes of a contact: a promise, a dispute, a call at another time, another contact, nobody there."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...engine import calendar, channels
from ...engine.place import next_weekday

OUTCOMES = [
    ("promise", "He promises to pay"),
    ("dispute", "He contests"),
    ("call_back", "To call back"),
    ("wrong_contact", "Wrong contact"),
    ("no_answer", "No answer"),
]


class RecoveryContactWizard(models.TransientModel):
    _inherit = "recovery.contact.wizard"

    outcome = fields.Selection(OUTCOMES, string="What came of it")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(string="On", help="The day of the promise.")
    confirm = fields.Boolean(string="Send a confirmation", default=True)
    call_back_at = fields.Datetime(string="Call back on")
    dispute_type_id = fields.Many2one("recovery.dispute.type", string="What it is about")
    other_name = fields.Char(string="Whom to speak with", help="Leave empty if nobody could say: a task asks for it.")
    other_phone = fields.Char(string="His number")
    other_email = fields.Char(string="His mail address")
    unanswered = fields.Integer(related="case_id.unanswered_calls")

    @api.depends("case_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard._overdue().currency_id or wizard.company_id.currency_id

    @api.depends("case_id")
    def _compute_amount(self):
        """All that is overdue and not covered, in the currency of the oldest instalment."""
        for wizard in self:
            wizard.amount = wizard._overdue()._recovery_left()

    def _label(self):
        if not self.outcome:
            return super()._label()
        return dict(self._fields["outcome"]._description_selection(self.env))[self.outcome]

    def _check_complete(self):
        """:raises UserError: it says nothing, or what its outcome needs is missing"""
        self.env["recovery.contact"]._check_contact(self.partner_id, self.contact_id)
        asked_for = (self.task_id.summary, self.env.context.get("recovery_asked"))  # what the task says is no answer
        said = [self.result, self.summary if self.summary not in asked_for else False]
        if not (self.outcome or any((text or "").strip() for text in said)):
            raise UserError(self.env._("Write down what was said, or choose what came of it: “No answer” is one."))
        if self.outcome == "promise" and not self.date:
            raise UserError(self.env._("Write down for which day."))
        if self.outcome == "call_back" and not self.call_back_at:
            raise UserError(self.env._("Write down when to call back."))
        if self.outcome == "dispute" and not (self.result and self.dispute_type_id):
            raise UserError(self.env._("Write down what he contests, in his words, and what it is about."))
        if self.outcome == "wrong_contact" and (self.other_phone or self.other_email) and not self.other_name:
            raise UserError(self.env._("Write down the name of the other contact, too."))

    def _follow(self):
        """What the outcome entails."""
        if self.direction == "in" or self.channel == channels.PHONE:
            # a counter of ours, kept by whoever calls
            self.case_id.sudo().unanswered_calls = self.unanswered + 1 if self.outcome == "no_answer" else 0
        if self.outcome:
            getattr(self, f"_follow_{self.outcome}")()

    def _follow_promise(self):
        said = {"channel": self.channel, "note": self.result, "confirm": self.confirm}
        author = self.contact_id or self.partner_id
        self.env["recovery.promise"]._give(self.company_id, author, self.amount, self.date, **said)

    def _follow_dispute(self):
        self.env["recovery.dispute"]._contest(
            self.company_id, self.partner_id, self.amount, type_id=self.dispute_type_id.id, claim=self.result
        )

    def _follow_call_back(self):
        """A task at that time, as the collector's clock shows it."""
        day = fields.Datetime.context_timestamp(self, self.call_back_at).date()
        at = format_datetime(self.env, self.call_back_at, dt_format="short")
        self._plan_call(self.env._("Call back: %s", at), day)

    def _follow_wrong_contact(self):
        """He is asked no more; another contact takes his place, or somebody looks for one."""
        wrong, today = self.contact_id, self.company_id._recovery_today()
        # a collector notes whom to speak with, though he may not write contacts
        named = (
            self.env["recovery.contact"]
            .sudo()
            .search([("partner_id", "=", self.partner_id.id), ("contact_id", "=", wrong.id)])
        )
        wrong.sudo().recovery_wrong_on = today
        if self.other_name:
            other = self.env["res.partner"].sudo().create(self._prepare_other())
            if named:
                named.contact_id = other
            else:
                self.env["recovery.contact"].sudo().create({"partner_id": self.partner_id.id, "contact_id": other.id})
            if other.phone:
                self._plan_call(self.env._("Call %s", other.name), self._next_call_day())
        else:
            named.unlink()
            summary = self.env._("Find out who pays: %s is the wrong contact", wrong.display_name or "-")
            self._plan_task("mail.mail_activity_data_todo", summary, today)

    def _prepare_other(self):
        return {
            "name": self.other_name,
            "phone": self.other_phone,
            "email": self.other_email,
            "parent_id": self.partner_id.id,
            "type": "contact",
            "lang": self.partner_id.lang,
        }

    def _follow_no_answer(self):
        """Another try as soon as the calls of a week allow it; after some of them, another way."""
        tries = self.case_id.unanswered_calls
        if tries < calendar.TRIES:
            self._plan_call(self.env._("Call again: no answer (%s)", tries), self._next_call_day())
        else:
            summary = self.env._("%s calls without an answer: write, or find another number", tries)
            self._plan_task("mail.mail_activity_data_todo", summary, self.company_id._recovery_today())

    def _next_call_day(self):
        """The next day of work on which he will not have been called too often within a week."""
        company = self.company_id
        place, eve = self.partner_id._recovery_place(company), company._recovery_today()
        calls = self._calls_of_the_week()
        if len(calls) >= calendar.CALLS_A_WEEK:
            eve = max(eve, calls[calendar.CALLS_A_WEEK - 1].date.date() + timedelta(days=6))
        return next_weekday(eve, place)

    def _plan_call(self, summary, day):
        self._plan_task("recovery_dunning.activity_type_call", summary, day)

    def _plan_task(self, activity_type, summary, day):
        user = self.company_id._recovery_in_charge(self.case_id.user_id, self.env.user)
        self.case_id.activity_schedule(activity_type, date_deadline=day, summary=summary, user_id=user.id)
