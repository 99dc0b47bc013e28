"""An age on one ladder, on an old book: how many instalments are that late, and at which level they enter."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import ladder


class RecoveryGoLiveLine(models.TransientModel):
    _name = "recovery.go.live.line"
    _description = "Entry Level of an Age"
    _order = "procedure_id, age_from, id"

    wizard_id = fields.Many2one("recovery.go.live", required=True, index=True, ondelete="cascade")
    procedure_id = fields.Many2one("recovery.procedure", required=True, readonly=True, ondelete="cascade")
    age_from = fields.Integer(required=True, readonly=True)
    age_to = fields.Integer(readonly=True, help="0: without end")
    age = fields.Char(string="Days late", compute="_compute_age")
    instalment_count = fields.Integer(string="Instalments", readonly=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    amount = fields.Monetary(readonly=True)
    level_id = fields.Many2one(
        "recovery.level",
        string="Entry level",
        ondelete="cascade",
        domain="[('procedure_id', '=', procedure_id), ('phase', '=', 'amicable')]",
        help="The level that they are taken to have reached; empty: they begin with the first step.",
    )
    next_level_id = fields.Many2one("recovery.level", string="Next step", compute="_compute_next_level_id")

    @api.depends("age_from", "age_to")
    @api.depends_context("lang")
    def _compute_age(self):
        for line in self:
            if line.age_to:
                line.age = self.env._("%(first)s to %(last)s days", first=line.age_from, last=line.age_to)
            else:
                line.age = self.env._("%s days and more", line.age_from)

    @api.depends("level_id", "procedure_id", "wizard_id.method")
    def _compute_next_level_id(self):
        procedures = self.procedure_id._engine_procedures()
        for line in self:
            its_procedure = procedures.get(line.procedure_id.id)
            level = line._entry_level()
            reached = level._engine_level() if level else None
            following = ladder.next_level(its_procedure, reached, overdue=True) if its_procedure else None
            line.next_level_id = following.id if following else False

    def _entry_level(self):
        """The level that is written; none where everybody starts softly."""
        return self.level_id if self.wizard_id.method == "by_age" else self.level_id.browse()

    @api.constrains("level_id")
    def _check_level(self):
        """:raises ValidationError: the level is of another procedure, or firmer than a reminder"""
        for line in self.filtered("level_id"):
            if line.level_id.procedure_id != line.procedure_id or line.level_id.phase != "amicable":
                raise ValidationError(
                    self.env._(
                        "“%(level)s” cannot be an entry level of “%(procedure)s”: choose one of its reminders. Nobody "
                        "can be taken to have had a formal notice that this app has not sent.",
                        level=line.level_id.name,
                        procedure=line.procedure_id.name,
                    )
                )


class RecoveryGoLiveDay(models.TransientModel):
    _name = "recovery.go.live.day"
    _description = "Day of a Simulation"
    _order = "date, id"
    _rec_name = "date"

    wizard_id = fields.Many2one("recovery.go.live", required=True, index=True, ondelete="cascade")
    date = fields.Date(string="Day", required=True)
    level_id = fields.Many2one("recovery.level", required=True, ondelete="cascade")
    step = fields.Char(compute="_compute_step", store=True, help="Steps of one name, whichever ladder they are of.")
    require_approval = fields.Boolean(related="level_id.require_approval", string="Approved by hand")
    message_count = fields.Integer(string="Messages")
    task_count = fields.Integer(string="Tasks", help="For the collectors.")
    instalment_count = fields.Integer(string="Instalments")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary(help="What is asked for, in the company's currency.")

    @api.depends("level_id")
    def _compute_step(self):
        """In the words of whoever simulates."""
        for day in self:
            day.step = day.level_id.name
