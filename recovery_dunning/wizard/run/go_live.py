"""Going live on an old book: at which level the overdue instalments enter, and on which day each debtor starts, so that
nobody is blasted. It can be looked at, day by day, before anything is written."""

import math
from collections import defaultdict
from dataclasses import replace

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import go_live, ladder
from ...models.record.way_in import MANAGER, way_in

DAYS_AHEAD = 30


class RecoveryGoLive(models.TransientModel):
    _name = "recovery.go.live"
    _description = "Start on an Old Book"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    method = fields.Selection(
        [("by_age", "By age"), ("soft", "Start softly")],
        string="Entry level",
        required=True,
        default="by_age",
        help="By age: an old instalment goes on with the step that its age calls for, or with the first firm one. "
        "Start softly: everybody begins with the first step.",
    )
    spread_days = fields.Integer(
        string="Spread over", required=True, default=10, help="Sending days over which the first messages are spread."
    )
    line_ids = fields.One2many("recovery.go.live.line", "wizard_id", string="Entry levels")
    day_ids = fields.One2many("recovery.go.live.day", "wizard_id", readonly=True)
    debtor_count = fields.Integer(string="Debtors", readonly=True)
    instalment_count = fields.Integer(string="Overdue instalments", compute="_compute_totals")
    amount = fields.Monetary(compute="_compute_totals")
    debtors_a_day = fields.Integer(compute="_compute_debtors_a_day")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Start on an old book")

    @api.depends("line_ids.instalment_count", "line_ids.amount")
    def _compute_totals(self):
        for wizard in self:
            wizard.instalment_count = sum(wizard.line_ids.mapped("instalment_count"))
            wizard.amount = sum(wizard.line_ids.mapped("amount"))

    @api.depends("debtor_count", "spread_days")
    def _compute_debtors_a_day(self):
        for wizard in self:
            wizard.debtors_a_day = math.ceil(wizard.debtor_count / wizard.spread_days) if wizard.spread_days > 0 else 0

    # ---- what there is to start with --------------------------------------------------------------------------------

    @api.model
    @way_in(MANAGER, "create")
    def action_start(self):
        """Read the book of the current company, and open the choices that it leaves.

        :raises UserError: there is no procedure, one has no level, or nothing is left to start with
        """
        wizard = self.create({})
        wizard._read_book()
        return wizard._get_records_action()

    def _read_book(self):
        procedures = self.env["recovery.procedure"]._for_company(self.company_id)
        if not procedures:
            raise UserError(
                self.env._("There is no procedure yet: add one, or take one out of the archive, then start again.")
            )
        procedures._check_levels()
        debtor_count, counts, amounts = 0, defaultdict(int), defaultdict(float)
        today = self._today()
        ages = self._ages(procedures)
        for debtors in self._debtors():
            for _debtor, entering in debtors:
                debtor_count += bool(entering)
                for instalment in entering:
                    key = self._key(instalment, ages, today)
                    counts[key] += 1
                    amounts[key] += float(instalment.residual_company)
        if not counts:
            raise UserError(
                self.env._(
                    "There is nothing to start with: each overdue instalment has a level already, waits for its "
                    "start, or is not followed. The dry run says what each of them gets."
                )
            )
        self.debtor_count = debtor_count
        self.line_ids = [
            Command.create(self._prepare_line(procedure_id, age, counts[key], amounts[key]))
            for procedure_id in ages
            for age in ages[procedure_id]
            if (key := (procedure_id, age.first)) in counts
        ]

    def _prepare_line(self, procedure_id, age, count, amount):
        its_procedure = self.env["recovery.procedure"].browse(procedure_id)._engine_procedures()[procedure_id]
        entry = go_live.entry_level(its_procedure, age.called)
        return {
            "procedure_id": procedure_id,
            "age_from": age.first,
            "age_to": age.last or 0,
            "instalment_count": count,
            "amount": amount,
            "level_id": entry.id if entry else False,
        }

    def _today(self):
        return self.company_id._recovery_today()

    def _ages(self, procedures):
        return {key: go_live.ages(its_procedure) for key, its_procedure in procedures._engine_procedures().items()}

    def _key(self, instalment, ages, today):
        """The line of the wizard on which an overdue instalment is: (procedure id, first day of its age)"""
        its_ages = ages[instalment.procedure.id]
        return instalment.procedure.id, go_live.age_of(its_ages, (today - instalment.due).days).first

    def _debtors(self):
        """Yield the debtors of the book, a chunk at a time, each with those of his instalments that enter a ladder.
        Who waits for his start already is left alone."""
        today, waiting = self._today(), self._waiting_ids()
        until = fields.Date.add(today, days=DAYS_AHEAD)
        for debtors in self.env["recovery.simulation"]._debtors(self.company_id, today, until=until):
            yield [
                (debtor, [i for i in debtor.instalments if debtor.id not in waiting and self._enters(debtor, i, today)])
                for debtor in debtors
            ]

    def _enters(self, debtor, instalment, today):
        has_reminders = instalment.procedure and any(not level.preventive for level in instalment.procedure.levels)
        return has_reminders and go_live.enters(debtor, instalment, today)

    def _waiting_ids(self):
        """The ids of the debtors whom an earlier start still holds."""
        active = [("company_id", "=", self.company_id.id), ("state", "=", "active")]
        return set(self.env["recovery.hold"].search([*active, ("reason_id", "=", self._reason().id)]).partner_id.ids)

    def _reason(self):
        """:raises UserError: somebody has deleted the reason of these holds"""
        reason = self.env.ref("recovery_dunning.hold_reason_start", raise_if_not_found=False)
        if not reason:
            raise UserError(
                self.env._(
                    "The hold reason “Start of recovery” has been deleted: update the app Recovery and Dunning to have "
                    "it again."
                )
            )
        return reason

    # ---- the choices, in memory -------------------------------------------------------------------------------------

    def _check(self):
        self.ensure_one()
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        if self.spread_days < 1:
            raise UserError(self.env._("The first messages need at least one day: spread them over 1 day or more."))

    def _started(self):
        """Yield the debtors of the book with the entry levels that are chosen, a chunk at a time: (debtor, those of
        his instalments that enter)"""
        today = self._today()
        ages = self._ages(self.line_ids.procedure_id)
        levels = {
            (line.procedure_id.id, line.age_from): level._engine_level()
            for line in self.line_ids
            if (level := line._entry_level())
        }
        for debtors in self._debtors():
            chunk = []
            for debtor, entering in debtors:
                reached = {
                    instalment.id: levels[key]
                    for instalment in entering
                    if instalment.procedure.id in ages and (key := self._key(instalment, ages, today)) in levels
                }
                chunk.append((self._entered(debtor, reached, today), [instalment.id for instalment in entering]))
            yield chunk

    def _entered(self, debtor, reached, today):
        return replace(
            debtor,
            instalments=tuple(
                replace(i, reached=reached[i.id], reached_on=today) if i.id in reached else i
                for i in debtor.instalments
            ),
        )

    def _holds(self):
        """How each debtor who starts is held: {debtor id: (last day, {instalment id: last day, if it is later})}"""
        today = self._today()
        starts = {
            debtor.id: start
            for debtors in self._started()
            for debtor, entering in debtors
            if entering and (start := go_live.start_of(debtor, today))
        }
        is_open = self.env["recovery.simulation"]._sending_days(self.company_id)
        first_days = go_live.spread(list(starts.values()), today, self.spread_days, is_open)
        return {debtor_id: starts[debtor_id].holds(day) for debtor_id, day in first_days.items()}

    # ---- look at it first -------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_simulate(self):
        """What leaves in the next 30 days with these choices, day by day and level by level. Nothing is written.

        :raises UserError: the messages are spread over no day
        """
        self._check()
        self.day_ids.unlink()
        today, holds = self._today(), self._holds()
        last = fields.Date.add(today, days=DAYS_AHEAD)
        totals = defaultdict(lambda: [0, 0, ladder.ZERO])
        for debtors in self._started():
            chunk = [self._held(debtor, *holds.get(debtor.id, (None, {}))) for debtor, _entering in debtors]
            for _debtor, days in self.env["recovery.simulation"]._lived(self.company_id, chunk, today, last):
                for day in days:
                    for message in day.leaving:
                        total = totals[day.date, message.level]
                        total[0] += 1
                        total[1] += len(message.moves)
                        total[2] += ladder.company_amount(message.moves)
        self.env["recovery.proposal"]._insert(
            "recovery.go.live.day",
            [
                self._prepare_day(*key, *totals[key])
                for key in sorted(totals, key=lambda key: (key[0], key[1].intensity, key[1].id))
            ],
        )
        self.invalidate_recordset(["day_ids"])
        return self._action_open_days(today)

    def _held(self, debtor, until, longer):
        """The debtor as the holds of his start leave him; a longer hold remains."""
        if not until:
            return debtor

        def held(instalment):
            if instalment.held and not instalment.held_until:
                return instalment
            ends = (until, longer.get(instalment.id, until), instalment.held_until or until)
            return replace(instalment, held=True, held_until=max(ends))

        return replace(debtor, instalments=tuple(map(held, debtor.instalments)))

    def _prepare_day(self, day, level, notices, instalments, amount):
        return {
            "wizard_id": self.id,
            "date": day,
            "level_id": level.id,
            "message_count": notices if level.speaks else 0,
            "task_count": 0 if level.speaks else notices,
            "instalment_count": instalments,
            "amount": amount,
            "currency_id": self.currency_id.id,
        }

    def _action_open_days(self, today):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("30 days from %s on", format_date(self.env, today)),
            "res_model": "recovery.go.live.day",
            "view_mode": "graph,list,pivot",
            "domain": [("wizard_id", "=", self.id)],
            "context": {"search_default_messages": 1},
            "help": self.env._("Nothing leaves in these 30 days."),
        }
