"""A proposal of a payment plan: how much at once, over how many months, on which day; the payments follow."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import plan as rules

DAYS_OF_MONTH = range(1, 32)


class RecoveryPlanWizard(models.TransientModel):
    _name = "recovery.plan.wizard"
    _description = "Propose a Payment Plan"

    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    line_ids = fields.Many2many(
        "account.move.line",
        string="Instalments",
        required=True,
        domain="[('recovery_debtor_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), ('reconciled', '=', False),"
        " ('amount_residual', '>', 0)]",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_total")
    total = fields.Monetary(compute="_compute_total", help="What is open of these instalments.")
    months = fields.Integer(default=3, required=True)
    first_date = fields.Date(
        string="First payment on", required=True, default=lambda self: self.env.company._recovery_today()
    )
    down_payment = fields.Monetary(
        string="First payment",
        compute="_compute_down_payment",
        store=True,
        readonly=False,
        help="At once, even if it is small: it shows that the agreement is meant.",
    )
    day_of_month = fields.Integer(
        string="Day of the month", help="Of the payments that follow; a month without it has its last day."
    )
    preview = fields.Text(string="Payments", compute="_compute_preview")

    @api.depends("line_ids")
    def _compute_total(self):
        for wizard in self:
            wizard.currency_id = wizard.line_ids.currency_id[:1] or wizard.company_id.currency_id
            wizard.total = sum(wizard.line_ids.mapped("amount_residual_currency"))

    @api.depends("total", "months")
    def _compute_down_payment(self):
        """As much as each of the payments that follow."""
        for wizard in self:
            wizard.down_payment = wizard.currency_id.round(wizard.total / (max(wizard.months, 0) + 1))

    @api.depends("total", "months", "first_date", "down_payment", "day_of_month")
    def _compute_preview(self):
        for wizard in self:
            try:
                payments = wizard._payments()
            except UserError as error:
                wizard.preview = str(error)
                continue
            wizard.preview = "\n".join(
                f"{format_date(self.env, payment.due)}   {wizard.currency_id.format(float(payment.amount))}"
                for payment in payments
            )

    def _payments(self):
        """The payments that follow from the figures.

        :raises UserError: no plan can be made of them
        """
        self.ensure_one()
        self._check_figures()
        amounts = (Decimal(repr(self.currency_id.round(amount))) for amount in (self.total, self.down_payment))
        total, down_payment = amounts
        try:
            return rules.split(
                total,
                self.first_date,
                self.months,
                down_payment,
                self.day_of_month,
                Decimal(repr(self.currency_id.rounding)),
            )
        except rules.PlanError as error:
            raise UserError(self.env._("No plan can be made of these figures: change the first payment.")) from error

    def _check_figures(self):
        if len(self.line_ids.currency_id) > 1:
            raise UserError(self.env._("The instalments are in several currencies: make one plan for each."))
        if not self.first_date or self.first_date < self.company_id._recovery_today():
            raise UserError(self.env._("The first payment lies in the past: choose a later day."))
        if not 0 <= self.months <= rules.MAX_MONTHS:
            raise UserError(self.env._("A plan takes %s months at most.", rules.MAX_MONTHS))
        if self.day_of_month and self.day_of_month not in DAYS_OF_MONTH:
            raise UserError(self.env._("A day of the month lies between 1 and 31."))
        if not 0 <= self.down_payment <= self.total:
            raise UserError(self.env._("The first payment lies between 0 and %s.", self.currency_id.format(self.total)))

    def _create_plan(self):
        """The plan, a draft.

        :raises UserError: no plan can be made of these figures
        """
        payments = self._payments()
        return self.env["recovery.plan"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "line_ids": [(6, 0, self.line_ids.ids)],
                "schedule_ids": [
                    (0, 0, {"date": payment.due, "amount": float(payment.amount)}) for payment in payments
                ],
            }
        )

    def action_create(self):
        """Make the plan, and open it to be read, changed and proposed."""
        return self._create_plan()._get_records_action()
