"""Registered letters: what is known of one, entered by hand, or of many, from a carrier's file."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import tracking
from ...engine.tables import spreadsheet
from ...models.notice.registered import DELIVERIES
from ...models.record.way_in import COLLECTOR, way_in

TRACKED = ("registered_number", "posted_date", "presented_date", "received_date", "delivery")


class RecoveryRegisteredWizard(models.TransientModel):
    _name = "recovery.registered.wizard"
    _description = "Follow a Registered Letter"

    notice_id = fields.Many2one("recovery.notice", required=True, readonly=True)
    registered_number = fields.Char(string="Number", compute="_compute_from_notice", store=True, readonly=False)
    posted_date = fields.Date(string="Posted on", compute="_compute_from_notice", store=True, readonly=False)
    presented_date = fields.Date(
        string="First presented on", compute="_compute_from_notice", store=True, readonly=False
    )
    received_date = fields.Date(string="Received on", compute="_compute_from_notice", store=True, readonly=False)
    delivery = fields.Selection(DELIVERIES, compute="_compute_from_notice", store=True, readonly=False)
    receipt_ids = fields.Many2many("ir.attachment", string="Scanned receipt")

    @api.depends("notice_id")
    def _compute_from_notice(self):
        for wizard in self:
            for name in TRACKED:
                wizard[name] = wizard.notice_id[name]

    @way_in(COLLECTOR, "write")
    def action_apply(self):
        self.ensure_one()
        self.notice_id._track({name: self[name] for name in TRACKED}, self.receipt_ids)
        return {"type": "ir.actions.act_window_close"}


class RecoveryTrackingWizard(models.TransientModel):
    _name = "recovery.tracking.wizard"
    _description = "Import a Carrier's Tracking"
    _inherit = ["recovery.taken.later"]
    _transient_max_hours = 168  # the file is there until it is taken, even where no worker was free for days
    _transient_max_count = 0

    file = fields.Binary(string="File received", required=True)
    filename = fields.Char()
    taken = fields.Integer(string="Lines taken", readonly=True)
    problems = fields.Text(string="Lines left out", readonly=True)
    is_done = fields.Boolean()

    @way_in(COLLECTOR, "write")
    def action_import(self):
        """:raises UserError: the file has no number, day and event"""
        self.ensure_one()
        rows = self._rows()
        if self._takes_later(len(rows)):
            self._reports(rows[:1])  # another file is refused at once
            action = self._ask_to_take("read")
            return {**action, "params": {**action["params"], "next": {"type": "ir.actions.act_window_close"}}}
        self._take_in(rows)
        return {**self._get_records_action(target="new"), "name": self.env._("Import tracking")}

    def _reports(self, rows):
        try:
            return tracking.read(rows)
        except tracking.NotATrackingFile as error:
            raise UserError(
                self.env._(
                    "The first line must name the columns number, date and event (in French: numero, date, statut); it "
                    "says: %s",
                    error,
                )
            ) from error

    def _take_in(self, rows):
        reports, problems = self._reports(rows)
        sentences = {problem.line: self._sentence(problem) for problem in problems}
        sentences.update(self.env["recovery.notice"]._track_reports(reports))
        sentence = self.env._("Line %(line)s: %(text)s", line="%(line)s", text="%(text)s")
        lines = [sentence % {"line": line, "text": text} for line, text in sorted(sentences.items())]
        self.write({"taken": len(reports) + len(problems) - len(lines), "problems": "\n".join(lines), "is_done": True})

    def _take_now(self, work):
        self._take_in(self._rows())

    def _taken_in(self):
        return self.sudo().taken_for_id.company_id  # of whoever asked

    def _taken_name(self):
        return self.filename or self.env._("Import tracking")

    def _taken_text(self):
        text = self.env._("%(file)s: %(count)s lines taken.", file=self._taken_name(), count=self.taken)
        return "\n".join([text, self.problems or ""])

    def _rows(self):
        try:
            return spreadsheet.read(base64.b64decode(self.file), tracking.MAX_ROWS)
        except spreadsheet.NotATable as error:
            if error.reason == "too_long":
                raise UserError(self.env._("The file has more than 100,000 lines: import it in parts.")) from error
            raise UserError(self.env._("The file is no text: export it as CSV.")) from error

    def _sentence(self, problem):
        return {
            "number": self.env._("the number is missing"),
            "day": self.env._("“%s” is no day such as 2026-03-31 or 31/03/2026", problem.text),
            "event": self.env._("“%s” is no known event", problem.text),
        }[problem.reason]
