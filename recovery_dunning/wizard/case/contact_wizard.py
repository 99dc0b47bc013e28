"""A contact outside the runs, above all a call: what speaks against it, what to say, and what was said."""

import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine import calendar, channels
from ...models.record.way_in import COLLECTOR, way_in

SHOWN_EVENTS = 4
MEASURED_MINUTES = 60  # a dialog that was open for longer was left open


class RecoveryContactWizard(models.TransientModel):
    _name = "recovery.contact.wizard"
    _description = "Record a Contact"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    task_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    channel = fields.Selection(channels.BY_PEOPLE, required=True, default=channels.PHONE)
    direction = fields.Selection(
        [("out", "We contacted the debtor"), ("in", "The debtor contacted us")], required=True, default="out"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="With",
        domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]",
        help="Whom you spoke with, or wrote to.",
    )
    phone = fields.Char(compute="_compute_phone", help="Press it to call.")
    opened_at = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    minutes = fields.Integer(help="How long you spoke. Leave 0 to have it counted from the opening of this dialog.")
    is_private = fields.Boolean(string="Private", help="The sales team is not told what was said.")
    summary = fields.Char(string="In a word", help="e.g. Promised to pay on Friday")
    result = fields.Text(string="What was said")
    warning = fields.Text(compute="_compute_warning", help="What speaks against contacting the debtor now.")

    # what the caller has before his eyes
    level_id = fields.Many2one("recovery.level", compute="_compute_level_id")
    script = fields.Html(related="level_id.call_script")
    question = fields.Char(related="case_id.profile_id.question")
    guidance = fields.Html(related="case_id.guidance")
    proposals = fields.Html(related="case_id.proposals")
    facts = fields.Html(compute="_compute_facts", sanitize=False)

    @api.depends("contact_id", "partner_id")
    def _compute_phone(self):
        for wizard in self:
            wizard.phone = wizard.contact_id.phone or wizard.partner_id.phone

    @api.depends("case_id")
    def _compute_level_id(self):
        """The firmest step that plans calls among those that the overdue instalments have taken, otherwise the firmest
        that has a script."""
        for wizard in self:
            levels = wizard._overdue().recovery_level_id.sorted("rank", reverse=True)
            scripted = levels.procedure_id.level_ids.filtered("call_script").sorted("rank", reverse=True)
            reached = scripted.filtered(lambda level, top=levels[:1]: level.rank <= top.rank)
            wizard.level_id = (reached or scripted[-1:])[:1]

    @api.depends("case_id")
    @api.depends_context("lang")
    def _compute_facts(self):
        """What is owed and late, and what was said last."""
        for wizard in self:
            case = wizard.case_id
            contacts = case.event_ids.filtered(lambda event: event.kind in ("contact", "notice", "promise", "dispute"))
            values = {"lines": wizard._overdue(), "today": case.company_id._recovery_today(), "case": case}
            values["events"] = contacts.sorted("id", reverse=True)[:SHOWN_EVENTS]
            wizard.facts = self.env["ir.qweb"]._render("recovery_dunning.contact_facts", values)

    def _overdue(self):
        return self.env["recovery.promise"]._oldest_first(self.company_id, self.partner_id)

    # ---- what speaks against it -----------------------------------------------------------------------------------

    @api.depends("case_id", "channel", "direction", "contact_id")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = "\n".join(wizard._objections()) if wizard.direction == "out" else False

    def _objections(self):
        """What speaks against a contact of this kind now, a sentence each (rule 7)."""
        objections = []
        case, company = self.case_id, self.case_id.company_id
        window = (
            calendar.CALL_HOURS
            if self.channel in channels.SPOKEN
            else company._recovery_of_tree("recovery_window_id")._window()
        )
        now = self.env["recovery.calendar"]._now()
        closed = calendar.why_closed(now, window, case.partner_id._recovery_place(company))
        if closed:
            label = dict(self.env["recovery.calendar"]._fields["closed_by"]._description_selection(self.env))
            objections.append(self.env._("It is no time to contact the debtor: %s.", label[closed.by.value].lower()))
        objections += [
            self.env._(
                "The debtor has been contacted %(count)s times in the last %(days)s days; his procedure allows "
                "%(allowed)s.",
                **{"count": count, "days": days, "allowed": allowed},
            )
            for count, days, allowed in case._contact_budget()
            if count >= allowed
        ]
        calls = self._calls_of_the_week() if self.channel == channels.PHONE else ()
        if len(calls) >= calendar.CALLS_A_WEEK:
            objections.append(self.env._("The debtor was called %s times in the last 7 days.", len(calls)))
        wrong_on = self.contact_id.sudo().recovery_wrong_on  # said to whoever is about to speak with him
        if wrong_on:
            said = {"day": format_date(self.env, wrong_on), "contact": self.contact_id.name}
            objections.append(self.env._("On %(day)s %(contact)s was noted as the wrong contact.", **said))
        return objections

    def _calls_of_the_week(self):
        """Our calls of the last 7 days, the latest first."""
        week_ago = fields.Datetime.now() - timedelta(days=7)
        calls = self.case_id.event_ids.filtered(
            lambda event: event.channel == channels.PHONE and event.direction == "out" and event.date > week_ago
        )
        return calls.sorted("id", reverse=True)

    # ---- writing it down ------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_record(self):
        """Write the contact down; what spoke against it too, for whoever insists was warned. What came of it follows: a
        promise, a dispute, the next task. The task that it was about is done.

        :raises UserError: what the outcome needs is missing: a day, the words of a dispute, another contact
        """
        self.ensure_one()
        self._check_complete()
        insisted = self.warning and self.env._("Made nevertheless: %s", self.warning)
        self.case_id._log(
            "contact",
            lambda case: self.summary or self._label(),
            direction=self.direction,
            channel=self.channel,
            contact=self.contact_id.display_name or self.partner_id.display_name,
            minutes=self._minutes(),
            result="\n".join(filter(None, (self.result, insisted))),
            is_private=self.is_private,
        )
        self._finish_tasks()
        self._follow()
        return {"type": "ir.actions.act_window_close"}

    def _label(self):
        return dict(self._fields["channel"]._description_selection(self.env))[self.channel]

    def _minutes(self):
        """As entered, otherwise since the dialog was opened, begun minutes included; 0 where nobody counted."""
        if self.channel not in channels.SPOKEN:
            return 0
        measured = math.ceil((fields.Datetime.now() - self.opened_at).total_seconds() / 60)
        return self.minutes or (measured if measured <= MEASURED_MINUTES else 0)

    def _finish_tasks(self):
        """The task that the dialog was opened for, and the calls of this case that were to be made until today: this
        contact is their event."""
        tasks = self.task_id.filtered(
            lambda task: (task.res_model, task.res_id) == (self.case_id._name, self.case_id.id)
        )
        if self.channel == channels.PHONE:
            tasks |= self.case_id._calls_to_make()
        tasks.with_context(recovery_recorded=True).action_feedback(feedback=self.summary or self._label())
