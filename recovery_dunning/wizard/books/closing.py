"""The closing: what is set aside for each overdue debt, by its age, seen before anything is booked."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine import books
from ...models.record.way_in import MANAGER, way_in

BANDS = ((90, 25), (180, 50), (365, 100))  # a product's choice, to be replaced by that of the accountant


class RecoveryClosingWizard(models.TransientModel):
    _name = "recovery.closing.wizard"
    _description = "Allowances at the Closing"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=lambda self: self.env.company._recovery_today())
    band_ids = fields.One2many(
        "recovery.closing.band",
        "wizard_id",
        string="By age",
        default=lambda self: [Command.create({"days": days, "percent": percent}) for days, percent in BANDS],
    )
    line_ids = fields.One2many("recovery.closing.line", "wizard_id", string="What will be set aside")
    total = fields.Monetary(compute="_compute_total", string="Difference to book")
    as_doubtful = fields.Boolean(
        string="Show them on account 416",
        compute="_compute_as_doubtful",
        store=True,
        readonly=False,
        help="On the day of the closing alone: an entry of the next day brings them back to the customers, so that "
        "they are asked for and paid as before.",
    )

    @api.depends("line_ids.difference")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.mapped("difference"))

    @api.depends("company_id")
    def _compute_as_doubtful(self):
        for wizard in self:
            wizard.as_doubtful = wizard.company_id.account_fiscal_country_id.code == "FR"

    @way_in(MANAGER, "write")
    def action_preview(self):
        """List what is overdue, with its percentage by age; nothing is booked."""
        self.ensure_one()
        self._check_company()
        bands = [(band.days, band.percent) for band in self.band_ids]
        held = {row.line_id: row for row in self._held()}
        moved = self.env["recovery.doubtful"]._moved_there(self.company_id)
        lines = self._overdue() | moved | self.env["account.move.line"].union(*held)
        rows = []
        for line in lines.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            days = (self.date - (line.date_maturity or line.date)).days
            percent = books.percent_by_age(days, bands)
            if percent or line in held:
                rows.append(Command.create({"line_id": line.id, "days": days, "percent": percent}))
        self.line_ids = [Command.clear(), *rows]
        name = self.env._("Allowances at the closing")
        return self._get_records_action(name=name, target="new", context={"dialog_size": "extra-large"})

    @way_in(MANAGER, "write")
    def action_post(self):
        """Book the differences, in one entry.

        :raises UserError: nothing is to be booked, an account is missing, or the books are closed
        """
        self.ensure_one()
        self._check_company()
        percents = {line.line_id: line.percent for line in self.line_ids}
        if any(not 0 <= percent <= 100 for percent in percents.values()):
            raise UserError(self.env._("A percentage is between 0 and 100."))
        strange = [line for line in percents if line.company_id != self.company_id]
        if strange or not percents:
            raise UserError(self.env._("Look at what is overdue first: there is nothing to book."))
        # what is set aside is written by this action alone; the entry bears the name of the manager
        doubtful = self.env["recovery.doubtful"].sudo()
        entries = doubtful._set_aside(self.company_id, percents, self.date)
        if self.as_doubtful:
            held = doubtful.search([("line_id", "in", [line.id for line in percents]), ("state", "=", "held")])
            entries |= held._show_as_doubtful(self.company_id, self.date)
        if not entries:
            raise UserError(self.env._("All is set aside as it should be: there is nothing to book."))
        return entries._get_records_action(name=self.env._("Entries of the closing"))

    def _check_company(self):
        """:raises UserError: the company is not the user's"""
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose one of your own companies."))

    def _held(self):
        return self.env["recovery.doubtful"].search([("company_id", "=", self.company_id.id), ("state", "=", "held")])

    def _overdue(self):
        return self.env["account.move.line"].search(
            [
                *(("company_id", "=", self.company_id.id), ("account_type", "=", "asset_receivable")),
                *(("parent_state", "=", "posted"), ("reconciled", "=", False), ("amount_residual", ">", 0)),
                ("date_maturity", "<", self.date),
            ]
        )


class RecoveryClosingBand(models.TransientModel):
    _name = "recovery.closing.band"
    _description = "Allowance by Age"
    _order = "days"

    wizard_id = fields.Many2one("recovery.closing.wizard", required=True, ondelete="cascade")
    days = fields.Integer(string="Days late", required=True)
    percent = fields.Float(required=True)


class RecoveryClosingLine(models.TransientModel):
    _name = "recovery.closing.line"
    _description = "Allowance to Be Booked"

    wizard_id = fields.Many2one("recovery.closing.wizard", required=True, ondelete="cascade")
    line_id = fields.Many2one("account.move.line", string="Instalment", required=True, readonly=True)
    move_id = fields.Many2one(related="line_id.move_id")
    partner_id = fields.Many2one(related="line_id.recovery_debtor_id", string="Debtor")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    days = fields.Integer(string="Days late", readonly=True)
    residual = fields.Monetary(compute="_compute_difference", string="Open", help="On 416 too.")
    percent = fields.Float()
    before = fields.Monetary(compute="_compute_difference", help="What is set aside now.")
    target = fields.Monetary(compute="_compute_difference", string="To be", help="Without VAT.")
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("line_id", "percent")
    def _compute_difference(self):
        Doubtful = self.env["recovery.doubtful"]
        held = Doubtful.search([("line_id", "in", self.line_id.ids), ("state", "=", "held")])
        before = {row.line_id: row.allowance for row in held}
        open_of = Doubtful._open_of(self.line_id)
        for line in self:
            line.residual = open_of.get(line.line_id, 0.0)
            line.before = before.get(line.line_id, 0.0)
            line.target = Doubtful._target(line.line_id, line.percent, line.residual) if line.line_id else 0.0
            line.difference = line.target - line.before
