"""The timetable: the next step of invoices by their ladders, and what speaks against it, in one query for a list.

It looks at levels, gaps, holds, promises, plans and disputes. What else may keep a notice back on the day (credits, the
bank, the contact budget, an address that is missing) the next run sees, and the form of the invoice says.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine import ladder
from .facts import (
    DEBTOR,
    DISPUTED,
    Block,
    Blocks,
    DebtorFact,
    born_after_judgment,
    hold_is_active,
    plan_in_force,
    promise_stands,
)

MARKS = [("dispute", "Disputed"), ("plan", "Payment plan"), ("promise", "Promise to pay"), ("hold", "On hold")]
Timetable = namedtuple("Timetable", "level_id date marks")
KNOWN = len(DebtorFact._fields) - len(DebtorFact._field_defaults)  # what a list reads of a debtor
SOMEBODY = 1  # whoever it is, he can be reached: the list does not look


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _timetable(self, moves):
        """{invoice id: `Timetable`} of the posted customer invoices among `moves` that have something open: the step
        that comes first of their instalments, its day, and the marks {kind of obstacle: its last day or None}."""
        self.env.flush_all()  # the query below reads tables
        timetables = {}
        for company, its_moves in moves.grouped("company_id").items():
            timetables.update(self._timetable_of(company, its_moves, company._recovery_today()))
        return timetables

    def _timetable_of(self, company, moves, today):
        """See `_timetable`, for invoices of one company."""
        rules = self.env["recovery.procedure"]._rules(company)
        choose = self.env["recovery.procedure"]._chooser(company)
        steps, marks = defaultdict(list), defaultdict(dict)
        rows = self._timetable_rows(company, moves, today)
        blocks = Blocks(Block(*row[-len(Block._fields) :]) for row in rows if row.kind)
        for row in {row.id: row for row in rows}.values():
            fact = DebtorFact(*row[-len(Block._fields) - KNOWN : -len(Block._fields)])
            stands = blocks.on(row)
            procedure_id, after = choose(fact, row.procedure_id, row.amount)[0], born_after_judgment(row, fact)
            instalment = self._instalment(row, rules, procedure_id, after_judgment=after, **stands)
            level, day = self._planned_level(instalment, fact, today)
            steps[row.move_id] += [(day, level.id)] if level else []
            marks[row.move_id].update(self._marks(stands, blocks.promised_for(row.id)))
        timetables = {}
        for move_id, its_steps in steps.items():
            day, level_id = min(its_steps, default=(None, None))
            timetables[move_id] = Timetable(level_id, day, marks[move_id])
        return timetables

    def _planned_level(self, instalment, fact, today):
        """The next step of one instalment and its day, or (None, None)."""
        debtor = ladder.Debtor(
            *(SOMEBODY, (instalment,), SOMEBODY, SOMEBODY, SOMEBODY),
            phase=fact.phase or "amicable",
            insolvent=bool(fact.insolvency),
        )
        decision = ladder.decide(instalment, debtor, today)
        if not isinstance(decision, ladder.Refusal):
            return decision, today
        if decision.level:
            return decision.level, decision.on
        return self._level_afterwards(instalment, decision)

    def _level_afterwards(self, instalment, refusal):
        """After a hold or a promise that ends: the step that was due, on the day after."""
        if refusal.on and refusal.reason in (ladder.Reason.HOLD, ladder.Reason.PROMISE):
            level = ladder.next_level(instalment.procedure, instalment.reached, overdue=refusal.on > instalment.due)
            if level:
                gap = level.min_gap if refusal.reason is ladder.Reason.HOLD else 0
                due_on = instalment.due + timedelta(days=level.delay)
                return level, max(refusal.on + timedelta(days=gap), due_on)
        return None, None

    def _marks(self, stands, promised_for):
        """What speaks against dunning, of what `Blocks` says of an instalment: {kind: its last day, or None}, the
        weightiest first."""
        marks = {}
        if "disputed" in stands:  # of a dispute over a part, the oldest instalments bear it
            marks["dispute"] = None
        if stands.get("planned"):
            marks["plan"] = None
        if promised_for:
            marks["promise"] = promised_for
        if stands.get("held"):
            marks["hold"] = stands["held_until"]
        return marks

    def _timetable_rows(self, company, moves, today):
        """The open instalments of the invoices, what is known of their debtors, and what stands against them, in one
        query: an instalment comes once for each `Block` on it."""
        return self._rows(
            SQL(
                """SELECT item.*, %(known)s, block.* FROM (%(items)s) item
                     JOIN res_partner d ON d.id = item.debtor_id
                LEFT JOIN %(open_case)s
                LEFT JOIN (%(blocks)s) block
                       ON block.line_id = item.id OR block.line_id IS NULL AND (
                          block.move_id = item.move_id OR block.move_id IS NULL AND block.debtor_id = item.debtor_id)
                 ORDER BY item.due, item.id""",
                known=self._known_of_debtor(company),
                items=self._instalment_query(
                    company, SQL("l.move_id IN %s AND m.move_type = 'out_invoice'", tuple(moves.ids)), SQL("FALSE")
                ),
                open_case=self._open_case(company),
                blocks=self._blocks_query(
                    company,
                    SQL(
                        "(SELECT %s FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id"
                        " WHERE l.move_id IN %s)",
                        DEBTOR,
                        tuple(moves.ids),
                    ),
                    today,
                ),
            )
        )


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
