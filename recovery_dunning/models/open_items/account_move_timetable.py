"""The invoice in a list: its next step and the day of it, and the marks of what the debtor has said."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .facts import DEBTOR, DISPUTED, hold_is_active, plan_in_force, promise_stands

MARKS = [("dispute", "Disputed"), ("plan", "Payment plan"), ("promise", "Promise to pay"), ("hold", "On hold")]


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_planned_level_id = fields.Many2one(
        "recovery.level",
        string="Next recovery step",
        compute="_compute_recovery_timetable",
        help="By its ladder. What may keep a notice back on that day, the form of the invoice says.",
    )
    recovery_planned_date = fields.Date(string="Next recovery step on", compute="_compute_recovery_timetable")
    recovery_mark = fields.Selection(
        MARKS, string="Recovery mark", compute="_compute_recovery_timetable", search="_search_recovery_mark"
    )
    recovery_marks = fields.Char(
        string="Recovery marks",
        compute="_compute_recovery_timetable",
        help="What the debtor has said of it, and holds: a dispute, a plan, a promise and its day.",
    )

    @api.depends("recovery_level_id", "recovery_procedure_id", "no_followup")
    @api.depends_context("lang")
    def _compute_recovery_timetable(self):
        """In one query for the whole list, and one for the names of all its levels."""
        moves = self.filtered("id")
        timetables = self.env["recovery.open.items"]._timetable(moves)
        levels = self.env["recovery.level"].browse({table.level_id for table in timetables.values() if table.level_id})
        (levels | moves.recovery_level_id).mapped("name")
        labels = dict(self._fields["recovery_mark"]._description_selection(self.env))
        for move in self:
            table = timetables.get(move.id)
            marks = table.marks if table else {}
            move.recovery_planned_level_id = table and table.level_id
            move.recovery_planned_date = table and table.date
            move.recovery_mark = next(iter(marks), False)
            move.recovery_marks = ", ".join(
                f"{labels[mark]} ({format_date(self.env, day)})" if day else labels[mark] for mark, day in marks.items()
            )

    def _search_recovery_mark(self, operator, value):
        """Any of its marks, not the weightiest alone."""
        if operator != "in":
            return NotImplemented
        self.env.flush_all()  # the queries below read tables
        queries = [query for mark, query in self._marked().items() if mark in value]
        marked = Domain.OR([Domain("id", "in", query) for query in queries])
        if False in value:
            marked |= Domain.AND([~Domain("id", "in", query) for query in self._marked().values()])
        return marked

    def _marked(self):
        """{mark: query of the invoices that have it today}"""
        today = self.env.company._recovery_today()
        instalments = "SELECT l.move_id FROM account_move_line l JOIN %s rel ON rel.line_id = l.id JOIN %s d ON d.id = "
        of = {
            name: SQL(instalments + "rel.%s", *map(SQL.identifier, names))
            for name, names in {
                "dispute": ("recovery_dispute_line_rel", "recovery_dispute", "dispute_id"),
                "plan": ("recovery_plan_instalment_rel", "recovery_plan", "plan_id"),
                "promise": ("recovery_promise_line_rel", "recovery_promise", "promise_id"),
            }.items()
        }
        return {
            "dispute": SQL("(%s WHERE d.state IN %s)", of["dispute"], DISPUTED),
            "plan": SQL("(%s WHERE %s)", of["plan"], plan_in_force("d")),
            "promise": SQL("(%s WHERE %s)", of["promise"], promise_stands("d", today)),
            "hold": SQL(
                """(SELECT m.id FROM recovery_hold h JOIN account_move m ON m.company_id = h.company_id
                       AND (m.id = h.move_id OR h.move_id IS NULL AND EXISTS (
                            SELECT FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
                             WHERE l.move_id = m.id AND %s = h.partner_id))
                     WHERE h.date_from <= %s AND %s)""",
                DEBTOR,
                today,
                hold_is_active("h", today),
            ),
        }
