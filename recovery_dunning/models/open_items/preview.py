"""The timetable: the next step of invoices by their ladders, and what speaks against it, in one query for a list.

It looks at levels, gaps, holds, promises, plans and disputes. What else may keep a notice back on the day (credits, the
bank, the contact budget, an address that is missing) the next run sees, and the form of the invoice says.
"""

from collections import defaultdict, namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine import ladder
from .facts import NOBODY, Block, Blocks, DebtorFact

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
            instalment = self._instalment(row, rules, choose(fact, row.procedure_id, row.amount)[0], **stands)
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
                    SQL("%s", tuple(moves.recovery_debtor_id.ids) or (NOBODY,)),
                    today,
                ),
            )
        )
