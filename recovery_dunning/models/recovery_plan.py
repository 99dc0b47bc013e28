"""A payment plan: the dates and amounts agreed with a debtor for some instalments, and whether he keeps to them.

Odoo's own entries are left alone: the plan is an agreement, no rewriting of the invoices (no novation, C. civ. 1330).
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine import calendar

FLOAT_DAYS = 2  # bank days that a transfer may take


class RecoveryPlan(models.Model):
    _name = "recovery.plan"
    _description = "Payment Plan"
    _inherit = "recovery.dialogue"
    _order = "id desc"

    line_ids = fields.Many2many(relation="recovery_plan_instalment_rel", column1="plan_id", column2="line_id")
    schedule_ids = fields.One2many("recovery.plan.line", "plan_id", string="Payments of the plan", copy=True)
    total = fields.Monetary(compute="_compute_total", store=True, help="The sum of the schedule.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("defaulted", "In default"),
            ("done", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    @api.depends("partner_id", "total", "currency_id", "schedule_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "Plan of %(amount)s in %(count)s payments",
                amount=plan.currency_id.format(plan.total),
                count=len(plan.schedule_ids),
            )

    @api.depends("schedule_ids.amount")
    def _compute_total(self):
        for plan in self:
            plan.total = sum(plan.schedule_ids.mapped("amount"))

    def action_propose(self):
        """The plan is laid before the debtor; nothing is suspended yet.

        :raises UserError: it does not add up to what is open
        """
        self._check_schedule()
        self.filtered(lambda plan: plan.state == "draft").state = "proposed"

    def action_activate(self):
        """The debtor has agreed: his instalments are left in peace as long as he keeps to the plan.

        :raises UserError: the plan does not add up to what is open
        """
        self._check_schedule()
        plans = self.filtered(lambda plan: plan.state in ("draft", "proposed"))
        for plan in plans:
            plan.write({"state": "active", "amount_open": plan._residual()})
        plans._record("plan", lambda plan: plan.display_name)

    def action_cancel(self):
        """The plan ends by agreement, or was never agreed on: the ladder goes on."""
        plans = self.filtered(lambda plan: plan.state in ("draft", "proposed", "active"))
        plans.state = "cancelled"
        plans._record("plan", lambda plan: self.env._("Cancelled: %s", plan.display_name), direction="internal")

    def _check_schedule(self):
        for plan in self:
            if not plan.schedule_ids:
                raise UserError(self.env._("Add the dates and amounts of the plan."))
            if plan.currency_id.compare_amounts(plan.total, plan._residual()):
                raise UserError(
                    self.env._(
                        "The payments of the plan add up to %(total)s, but %(open)s are open: change one of them.",
                        total=plan.currency_id.format(plan.total),
                        open=plan.currency_id.format(plan._residual()),
                    )
                )
            if min(plan.schedule_ids.mapped("date")) < plan.company_id._recovery_today():
                raise UserError(self.env._("A payment of the plan lies in the past: choose a later day."))

    @api.model
    def _judge(self, company):
        """The verdict on the active plans of `company`: paid, or in default once a payment is 2 bank days late."""
        for plan in self.search([("company_id", "=", company.id), ("state", "=", "active")]):
            if plan.currency_id.compare_amounts(plan.amount_received, plan.total) >= 0:
                plan.state = "done"
                plan._record("plan", lambda plan: self.env._("Paid: %s", plan.display_name), direction="internal")
            elif late := plan._late_line():
                plan.state = "defaulted"
                plan._record("plan", lambda plan, late=late: late._default_text(), direction="internal")
                plan._tell(plan._collector(), self.env._("Payment plan in default"))

    def _late_line(self):
        """The first payment of the schedule that is not there although its day and float have passed."""
        today = self.company_id._recovery_today()
        place = self.company_id.partner_id._recovery_place(self.company_id)
        for line in self.schedule_ids.sorted("date"):
            if calendar.add_bank_days(line.date, FLOAT_DAYS, place) >= today:
                return None
            if self.currency_id.compare_amounts(line.amount_paid, line.amount) < 0:
                return line
        return None


class RecoveryPlanLine(models.Model):
    _name = "recovery.plan.line"
    _description = "Payment of a Plan"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one("recovery.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_amount_paid", help="What came in fills the payments in their order."
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Each payment of a plan is more than 0.")

    @api.depends("amount", "date", "plan_id.amount_received", "plan_id.state")
    def _compute_amount_paid(self):
        self.amount_paid = 0.0
        for plan in self.plan_id.filtered(lambda plan: plan.state not in ("draft", "proposed")):
            left = plan.amount_received
            for line in plan.schedule_ids.sorted("date"):
                line.amount_paid = min(line.amount, left)
                left = plan.currency_id.round(left - line.amount_paid)

    @api.constrains("date")
    def _check_state(self):
        """:raises ValidationError: the plan is agreed on already"""
        for line in self:
            if line.plan_id.state not in ("draft", "proposed"):
                raise ValidationError(self.env._("The plan is agreed on: cancel it, and make another one."))

    def _default_text(self):
        return self.env._(
            "In default: %(amount)s of %(day)s",
            amount=self.currency_id.format(self.amount - self.amount_paid),
            day=format_date(self.env, self.date),
        )
