"""A dry run: who would get what on a day, and why the others would not. Nothing is written but this paper."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import ladder
from ...models.record.way_in import COLLECTOR, way_in

OUTCOMES = [("gets_message", "Gets a message"), ("gets_task", "Task for the collector"), ("left_out", "Left out")]
DAYS_AHEAD = 366


class RecoveryForecast(models.TransientModel):
    _name = "recovery.forecast"
    _description = "Dry Run"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._recovery_today(),
        help="The day on which the run would be made.",
    )
    procedure_ids = fields.Many2many("recovery.procedure", string="Procedures", help="Leave empty for all.")
    is_ahead = fields.Boolean(compute="_compute_is_ahead")
    assume_sent = fields.Boolean(
        string="The runs until then are sent",
        compute="_compute_assume_sent",
        store=True,
        readonly=False,
        help="The daily runs from today on are taken to be approved and sent, and nobody to pay. Otherwise the "
        "levels stay as they are today.",
    )
    line_ids = fields.One2many("recovery.forecast.line", "forecast_id", string="Instalments", readonly=True)

    @api.depends("date", "company_id")
    def _compute_is_ahead(self):
        for forecast in self:
            forecast.is_ahead = bool(forecast.date) and forecast.date > forecast.company_id._recovery_today()

    @api.depends("is_ahead")
    def _compute_assume_sent(self):
        for forecast in self:
            forecast.assume_sent = forecast.is_ahead

    @way_in(COLLECTOR, "write")
    def action_show(self):
        """Work it out, and open the list of all instalments: those that get something, and those left out.

        :raises UserError: the day is over already or too far ahead, or a procedure has no level
        """
        self.ensure_one()
        self._check_date()
        self.env["recovery.procedure"]._for_company(self.company_id)._check_levels()
        self.line_ids.unlink()
        number, topics, scope = 0, self._topics(), set(self.procedure_ids.ids)
        for debtors in self._debtors_on_the_day():
            rows = []
            for debtor in debtors:
                proposal = ladder.propose(self.env["recovery.proposal"]._in_scope(debtor, scope), self.date)
                for message in proposal.messages:
                    number += 1
                    rows += (self._prepare_taken(debtor, message, move, number, topics) for move in message.moves)
                rows += (
                    self._prepare_left_out(debtor, refusal, topics)
                    for refusal in proposal.refusals
                    if self.date > refusal.instalment.due
                )
            self.env["recovery.proposal"]._insert("recovery.forecast.line", rows)
        self.invalidate_recordset(["line_ids"])
        return self._action_open_lines()

    def _check_date(self):
        today = self.company_id._recovery_today()
        if self.date < today:
            raise UserError(
                self.env._(
                    "%s is over: a dry run looks ahead. Choose today or a later day.", format_date(self.env, self.date)
                )
            )
        if self.date > fields.Date.add(today, days=DAYS_AHEAD):
            raise UserError(self.env._("A dry run looks ahead one year at most: choose an earlier day."))

    def _debtors_on_the_day(self):
        """Yield lists of `ladder.Debtor`, a chunk at a time, as they will be on the morning of the day."""
        Simulation, today = self.env["recovery.simulation"], self.company_id._recovery_today()
        if self.date == today or not self.assume_sent:
            yield from Simulation._debtors(self.company_id, self.date, procedures=self.procedure_ids)
            return
        for debtors in Simulation._debtors(self.company_id, today, until=self.date):
            lived = Simulation._lived(self.company_id, debtors, today, self.date)
            yield [list(days)[-1].debtor for _debtor, days in lived]

    def _topics(self):
        """What the lines are grouped by, in words: {level id or reason: text}"""
        levels = self.env["recovery.procedure"]._for_company(self.company_id).level_ids
        return {**{level.id: level.name for level in levels}, **dict(self.line_ids._selection_reason())}

    def _prepare_taken(self, debtor, message, move, number, topics):
        return {
            **self._prepare_line(debtor, move.instalment),
            "outcome": "gets_message" if message.level.speaks else "gets_task",
            "topic": topics[message.level.id],
            "level_id": move.level.id,
            "message_number": number,
            "message_level_id": message.level.id,
            "credit": move.credit,
            "disputed": move.disputed,
            "reason": None,
            "date_next": None,
        }

    def _prepare_left_out(self, debtor, refusal, topics):
        return {
            **self._prepare_line(debtor, refusal.instalment),
            "outcome": "left_out",
            "topic": topics[refusal.reason.value],
            "level_id": refusal.level.id if refusal.level else None,
            "message_number": None,
            "message_level_id": None,
            "credit": 0,
            "disputed": refusal.instalment.residual - refusal.instalment.undisputed,
            "reason": refusal.reason.value,
            "date_next": refusal.on,
        }

    def _prepare_line(self, debtor, instalment):
        return {
            "forecast_id": self.id,
            "date": self.date,
            "partner_id": debtor.id or None,
            "move_line_id": instalment.id,
            "move_id": instalment.move_id,
            "date_maturity": instalment.due,
            "days_overdue": (self.date - instalment.due).days,
            "currency_id": instalment.currency_id,
            "residual": instalment.residual,
            "company_currency_id": self.company_id.currency_id.id,
            "amount_company": instalment.residual_company,
        }

    def _action_open_lines(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dry run of %s", format_date(self.env, self.date)),
            "res_model": "recovery.forecast.line",
            "view_mode": "list,pivot",
            "domain": [("forecast_id", "=", self.id)],
            "context": {"search_default_group_outcome": 1, "search_default_group_topic": 1},
            "help": self.env._("Nothing is overdue on that day, and no statement of coming dues is to be sent."),
        }


class RecoveryForecastLine(models.TransientModel):
    _name = "recovery.forecast.line"
    _description = "Instalment in a Dry Run"
    _order = "outcome, partner_id, message_number, date_maturity, id"
    _rec_name = "move_id"

    forecast_id = fields.Many2one("recovery.forecast", required=True, index=True, ondelete="cascade")
    date = fields.Date(string="Day")
    outcome = fields.Selection(OUTCOMES, required=True)
    partner_id = fields.Many2one("res.partner", string="Debtor")
    move_line_id = fields.Many2one("account.move.line", string="Instalment", ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="cascade")
    date_maturity = fields.Date(string="Due date")
    days_overdue = fields.Integer(string="Days late", aggregator="max")
    currency_id = fields.Many2one("res.currency")
    residual = fields.Monetary(string="Balance")
    credit = fields.Monetary(string="Open credits", help="The part that credit notes and payments cover.")
    disputed = fields.Monetary(help="The part of the balance that the debtor contests.")
    company_currency_id = fields.Many2one("res.currency")
    amount_company = fields.Monetary(string="Balance in company currency", currency_field="company_currency_id")
    level_id = fields.Many2one("recovery.level", help="The step that it would take, or that it waits for.")
    message_number = fields.Integer(
        string="Message", aggregator="count_distinct", help="Lines of one number share a message."
    )
    message_level_id = fields.Many2one("recovery.level", string="In the words of")
    topic = fields.Char(string="Level or reason", help="The level of the message, or why there is none.")
    reason = fields.Selection(selection="_selection_reason", string="Why not")
    date_next = fields.Date(string="From", help="The first day on which the step may be taken.")

    @api.model
    def _selection_reason(self):
        """The reasons of the exceptions, in the reader's language."""
        return self.env["recovery.exception"]._fields["reason"]._description_selection(self.env)

    @way_in(COLLECTOR, "read")
    def action_open_move(self):
        self.ensure_one()
        return self.move_id._get_records_action()
