"""A contact outside the runs, a call, a visit, a letter: what speaks against it, and what was said."""

from datetime import timedelta

from odoo import api, fields, models

from ..engine import calendar
from ..models.recovery_event import CHANNELS

CALL_HOURS = calendar.Window(weekdays=range(6), opens=8, closes=20)  # the outer limit of good practice
CALLS_A_WEEK = 2


class RecoveryContactWizard(models.TransientModel):
    _name = "recovery.contact.wizard"
    _description = "Record a Contact"

    case_id = fields.Many2one("recovery.case", required=True, readonly=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    direction = fields.Selection(
        [("out", "We contacted the debtor"), ("in", "The debtor contacted us")], required=True, default="out"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="With",
        domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]",
        help="Whom you spoke with, or wrote to.",
    )
    summary = fields.Char(string="In a word", help="e.g. Promised to pay on Friday")
    result = fields.Text(string="What was said")
    warning = fields.Text(compute="_compute_warning", help="What speaks against contacting the debtor now.")

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
        """Write the contact down; what spoke against it too, for whoever insists was warned."""
        self.ensure_one()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        text = [self.result or ""]
        if self.warning:
            text.append(self.env._("Made nevertheless: %s", self.warning))
        self.case_id._log(
            "contact",
            lambda case: self.summary or channels[self.channel],
            direction=self.direction,
            channel=self.channel,
            contact=self.contact_id.display_name or self.partner_id.display_name,
            result="\n".join(filter(None, text)),
        )
        return {"type": "ir.actions.act_window_close"}
