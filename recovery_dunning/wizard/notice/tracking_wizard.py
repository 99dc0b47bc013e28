"""A carrier's file about registered letters: each line is taken or named, and stops no other."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import spreadsheet, tracking


class RecoveryTrackingWizard(models.TransientModel):
    _name = "recovery.tracking.wizard"
    _description = "Import a Carrier's Tracking"

    file = fields.Binary(required=True)
    filename = fields.Char()
    taken = fields.Integer(string="Lines taken", readonly=True)
    problems = fields.Text(string="Lines left out", readonly=True)
    is_done = fields.Boolean()

    def action_import(self):
        """:raises UserError: the file has no number, day and event"""
        self.ensure_one()
        try:
            reports, problems = tracking.read(self._rows())
        except tracking.NotATrackingFile as error:
            raise UserError(
                self.env._(
                    "The first line must name the columns number, date and event (in French: numero, date, statut); it "
                    "says: %s",
                    error,
                )
            ) from error
        sentences = {problem.line: self._sentence(problem) for problem in problems}
        for report in reports:
            try:
                with self.env.cr.savepoint():
                    self.env["recovery.notice"]._track_report(report)
            except UserError as error:
                sentences[report.line] = str(error)
        lines = [
            self.env._("Line %(line)s: %(text)s", line=line, text=text) for line, text in sorted(sentences.items())
        ]
        self.write({"taken": len(reports) + len(problems) - len(lines), "problems": "\n".join(lines), "is_done": True})
        return {**self._get_records_action(target="new"), "name": self.env._("Import tracking")}

    def _rows(self):
        try:
            return spreadsheet.read(base64.b64decode(self.file))
        except spreadsheet.NotATable as error:
            raise UserError(self.env._("The file is no text: export it as CSV.")) from error

    def _sentence(self, problem):
        return {
            "number": self.env._("the number is missing"),
            "day": self.env._("“%s” is no day such as 2026-03-31 or 31/03/2026", problem.text),
            "event": self.env._("“%s” is no known event", problem.text),
        }[problem.reason]
