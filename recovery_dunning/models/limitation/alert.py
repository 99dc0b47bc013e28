"""An alert that a debt lapses: given once for each instalment, number of days and end."""

from odoo import api, fields, models
from odoo.tools import SQL


class RecoveryLimitationAlert(models.Model):
    _name = "recovery.limitation.alert"
    _description = "Alert That a Debt Lapses"
    _log_access = False

    move_line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    days = fields.Integer(required=True, help="How many days before the end it was given.")
    date = fields.Date(required=True, help="The end that it was given for: after an interruption there is another.")

    _once = models.UniqueIndex("(move_line_id, days, date)")

    @api.model
    def _note(self, alerts):
        """Note {line: (days, last day)}; returns the lines that were not told of so before."""
        if not alerts:
            return self.env["account.move.line"]
        rows = SQL(", ").join(SQL("(%s, %s, %s)", line.id, *alert) for line, alert in alerts.items())
        query = SQL(
            """INSERT INTO recovery_limitation_alert (move_line_id, days, date) VALUES %s
               ON CONFLICT DO NOTHING RETURNING move_line_id""",
            rows,
        )
        return self.env["account.move.line"].browse([line_id for (line_id,) in self.env.execute_query(query)])
