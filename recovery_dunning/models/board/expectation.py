"""When the money of each open instalment is expected, how sure that is and why: written at night."""

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...engine.board import forecast
from ...engine.board.expectation import expect
from ..record.way_in import READER, way_in
from .habits import Habits

SOURCES = [
    ("promise", "Promised"),
    ("plan", "Payment plan"),
    ("lifecycle", "Told by the platform"),
    ("behaviour", "As he pays"),
]
CHUNK = 500  # debtors looked at together
TOGETHER = 2000  # rows written in one statement
COLUMNS = (
    *("move_line_id", "partner_id", "company_id", "currency_id", "amount"),
    *("expected_date", "early_date", "late_date", "source", "reason"),
)


class RecoveryExpectation(models.Model):
    _name = "recovery.expectation"
    _description = "Expected Payment"
    _order = "expected_date, id"
    _log_access = False  # written by the hundred thousand, all on one night

    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, readonly=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due date")
    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(readonly=True, help="Open and not paid yet, in the currency of the company.")
    expected_date = fields.Date(
        readonly=True,
        index=True,
        help="As likely before as after. Empty: nothing is expected of an insolvent debtor, nor before a court has "
        "decided.",
    )
    early_date = fields.Date(string="At the earliest", readonly=True, help="Four in five come between the two days.")
    late_date = fields.Date(string="At the latest", readonly=True, help="Four in five come between the two days.")
    source = fields.Selection(SOURCES, string="Told by", required=True, readonly=True)
    reason = fields.Text(string="Why", readonly=True)

    _once = models.UniqueIndex("(move_line_id)", "This instalment is expected already.")

    @api.depends("move_line_id", "amount")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.move_id.name} – {row.currency_id.format(row.amount)}"

    @api.model
    def _expect(self, company):
        """Write what is expected of each open instalment of a company, as of today, in the place of what was; and what
        comes of it in each week."""
        self.env.flush_all()  # the queries read tables
        today = company._recovery_today()
        past = self.env["recovery.past"]
        with past._parts(company, *forecast.history(today)) as parts, past._opens(company, today) as opens:
            habits = Habits(self.env, company, today, parts, opens)
            for table in ("recovery_expectation", "recovery_expectation_week"):
                self.env.cr.execute(SQL("DELETE FROM %s WHERE company_id = %s", SQL.identifier(table), company.id))
            for debtor_ids in split_every(CHUNK, habits.debtor_ids()):
                self._expect_of(habits, debtor_ids)
        self.invalidate_model(flush=False)
        self.env["recovery.expectation.week"].invalidate_model(flush=False)

    def _expect_of(self, habits, debtor_ids):
        """Write what is expected of these debtors."""
        company, rows, weeks = habits.company, [], {}
        for item in habits.items(debtor_ids):
            row = {
                "move_line_id": item.line_id,
                "partner_id": item.debtor_id,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "amount": item.open,
                **dict.fromkeys(("expected_date", "early_date", "late_date")),
                "source": "behaviour",
                "reason": item.nothing,
            }
            if not item.nothing:
                found = expect(item.habit, item.due, habits.today, habits.mondays, item.words, item.kept, item.disputed)
                row |= {"expected_date": found.day, "early_date": found.early, "late_date": found.late}
                row |= {"source": found.source.value, "reason": habits.reason(item, found)}
                _add_weeks(weeks, item, found)
            rows.append(tuple(row[name] for name in COLUMNS))
        self._insert("recovery_expectation", COLUMNS, rows)
        self.env["recovery.expectation.week"]._write_weeks(habits, weeks)

    @api.model
    def _insert(self, table, columns, rows):
        names = SQL(", ").join(map(SQL.identifier, columns))
        for chunk in split_every(TOGETHER, rows):
            values = SQL(", ").join(SQL("%s", row) for row in chunk)
            self.env.cr.execute(SQL("INSERT INTO %s (%s) VALUES %s", SQL.identifier(table), names, values))

    @api.model
    def _cash_by_week(self, companies, weeks=12, partner_domain=None):
        """What comes in of what was open last night, by week from this one on: a list of {"monday": date, "expected",
        "low", "high", "promised", "planned"} in the currency of the first company; `expected` holds promised and
        planned
        money too, as far as it is likely; `low` and `high`: four weeks in five are between them. `partner_domain`: of
        these debtors alone."""
        return self.env["recovery.expectation.week"]._cash(companies, weeks, partner_domain)

    @way_in(READER, "read")
    def action_open_invoice(self):
        """The invoice behind it."""
        self.ensure_one()
        return self.move_id._get_records_action()


def _add_weeks(weeks, item, found):
    """Add what comes of an instalment to the weeks of its debtor: (expected, variance, promised, planned)."""
    mine = weeks.setdefault(item.debtor_id, {})
    for place, part in enumerate(found.shares):
        told = {source.value: its[place] for source, its in found.told.items() if its[place]}
        if part <= 1e-6 and not told:
            continue
        expected, variance, promised, planned = mine.get(place, (0.0, 0.0, 0.0, 0.0))
        mine[place] = (
            expected + item.open * part,
            variance + item.open**2 * max(part * (1 - part), 0.0),
            promised + item.open * (told.get("promise", 0.0) + told.get("lifecycle", 0.0)),
            planned + item.open * told.get("plan", 0.0),
        )
