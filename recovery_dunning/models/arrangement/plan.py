"""A payment plan: the dates and amounts agreed with a debtor for some instalments, and whether he keeps to them.

Odoo's own entries are left alone: the plan is an agreement, no rewriting of the invoices (no novation, C. civ. 1330).
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine import ending
from ...engine import plan as rules
from ...engine.ending import Ending
from ..open_items.facts import PLAN_IN_FORCE
from ..record.way_in import COLLECTOR, way_in

ACKNOWLEDGED = ("acknowledged_words", "acknowledged_figures")  # what the debtor writes himself
LIVE = ("active", "defaulted", "done")  # agreed on: what comes in fills its payments


class RecoveryPlan(models.Model):
    _name = "recovery.plan"
    _description = "Payment Plan"
    _inherit = ["recovery.arrangement", "recovery.signed"]
    _order = "id desc"

    line_ids = fields.Many2many(relation="recovery_plan_instalment_rel", column1="plan_id", column2="line_id")
    schedule_ids = fields.One2many("recovery.plan.line", "plan_id", string="Payments of the plan", copy=True)
    total = fields.Monetary(compute="_compute_total", store=True, help="The sum of the schedule.")
    down_payment = fields.Monetary(
        string="First payment", compute="_compute_total", store=True, help="What is to be paid first."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed to the debtor"),
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
    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    cure_days = fields.Integer(
        string="Days to cure",
        compute="_compute_cure_days",
        store=True,
        readonly=False,
        help="To pay what is missing, from the notice of default on; after them the whole is due again.",
    )
    cure_until = fields.Date(string="To cure until", readonly=True, copy=False)
    acceleration_date = fields.Date(
        string="Whole due again since", readonly=True, copy=False, help="The default was not cured in time."
    )
    activation_date = fields.Date(string="Agreed on", readonly=True, copy=False)
    next_date = fields.Date(string="Next payment", compute="_compute_next")
    next_amount = fields.Monetary(string="Amount of the next payment", compute="_compute_next")
    amount_left = fields.Monetary(string="Still to pay", compute="_compute_next")

    _cure_positive = models.Constraint("CHECK (cure_days > 0)", "The days to cure a default are one at least.")

    @api.depends("partner_id", "total", "currency_id", "schedule_ids")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "Plan of %(amount)s in %(count)s payments",
                amount=plan.currency_id.format(plan.total),
                count=len(plan.schedule_ids),
            )

    @api.depends("partner_id", "company_id")
    def _compute_cure_days(self):
        """By the class of the debtor: a consumer has longer."""
        for plan in self:
            plan.cure_days = plan.company_id._recovery_cure_days(plan._debtor_class())

    def _debtor_class(self):
        """What the law takes the debtor for; False while none is chosen yet."""
        self.ensure_one()
        debtor = self.partner_id.with_company(self.company_id)
        return debtor._recovery_kind() if debtor else False

    @api.depends("schedule_ids.amount", "schedule_ids.date")
    def _compute_total(self):
        for plan in self:
            plan.total = sum(plan.schedule_ids.mapped("amount"))
            plan.down_payment = plan.schedule_ids.filtered("date").sorted("date")[:1].amount

    @api.depends("schedule_ids.amount", "schedule_ids.date", "amount_received", "state")
    def _compute_next(self):
        for plan in self:
            received = plan._received() if plan.state in LIVE else rules.ZERO
            payments = plan._terms().payments
            following = rules.next_payment(payments, received)
            plan.next_date = following and following.payment.due
            plan.next_amount = float(following.open) if following else 0.0
            plan.amount_left = float(sum((filled.open for filled in rules.fill(payments, received)), rules.ZERO))

    def _terms(self):
        """What was agreed, in the values of the engine."""
        self.ensure_one()
        lines = self.schedule_ids.filtered("date").sorted("date")
        place = self.company_id.partner_id._recovery_place(self.company_id)
        payments = tuple(rules.Payment(line.date, self._decimal(line.amount)) for line in lines)
        return rules.Terms(payments, place, self.cure_days or rules.GENERAL_CURE_DAYS)

    def _received(self):
        """What fills the payments: the money that came in, and what the debtor owes less since."""
        return self._fills(self._parts_since()[self])

    def _fills(self, parts, until=None):
        return ending.total(parts, Ending.MONEY, until=until) + ending.total(parts, *ending.REDUCING)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company_id = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].sudo().with_company(company_id)  # a number is no secret
                vals["name"] = sequence.next_by_code("recovery.plan") or "/"
        return super().create(vals_list)

    @api.model
    def _split(self, lines, first_date, months, down_payment, day_of_month, besides=0.0):
        """The payments of a plan for all that is open of `lines`: the down payment on `first_date`, then one a month.

        :param down_payment: in the currency of the instalments; `day_of_month`: 0 for that of the first date;
            `besides`: what will be open of others that are not invoiced yet
        :returns: `rules.Payment` in the order of their days
        :raises UserError: no plan can be made of these figures
        """
        company, currency = lines.company_id[:1], lines.currency_id
        if not lines:
            raise UserError(self.env._("Choose at least one instalment."))
        if len(currency) > 1:
            raise UserError(self.env._("The instalments are in several currencies: make one plan for each."))
        total = currency.round(sum(lines.mapped("amount_residual_currency")) + besides)
        if not first_date or first_date < company._recovery_today():
            raise UserError(self.env._("The first payment lies in the past: choose a later day."))
        if not 0 <= months <= rules.MAX_MONTHS:
            raise UserError(self.env._("A plan takes %s months at most.", rules.MAX_MONTHS))
        if not 0 <= day_of_month <= 31:
            raise UserError(self.env._("A day of the month lies between 1 and 31."))
        if not 0 <= down_payment <= total:
            raise UserError(self.env._("The first payment lies between 0 and %s.", currency.format(total)))
        total, down_payment, unit = (
            Decimal(repr(amount)) for amount in (total, currency.round(down_payment), currency.rounding)
        )
        try:
            return rules.split(total, first_date, months, down_payment, day_of_month, unit)
        except rules.PlanError as error:
            raise UserError(self.env._("No plan can be made of these figures: change the first payment.")) from error

    @api.model
    def _make(self, lines, *figures):
        """The plan for these instalments, a draft; `figures` as `_split` takes them.

        :raises UserError: no plan can be made of these figures
        """
        payments = self._split(lines, *figures)
        schedule = [(0, 0, {"date": payment.due, "amount": float(payment.amount)}) for payment in payments]
        return self.create({**self._prepare_for(lines), "schedule_ids": schedule})

    @api.model
    def _action_propose(self, lines):
        """The dialog that proposes the payments of a plan for these instalments."""
        action = self._action_new(lines, self.env._("Payment plan"))
        return {**action, "res_model": "recovery.plan.wizard"}

    @way_in(COLLECTOR, "write")
    def action_propose(self):
        """The plan is laid before the debtor; nothing is suspended yet.

        :raises UserError: it does not add up to what is open
        """
        self._check_schedule()
        plans = self.filtered(lambda plan: plan.state == "draft")
        plans._become("proposed")
        plans._record("plan", lambda plan: self.env._("Proposed: %s", plan.display_name), direction="out")

    @way_in(COLLECTOR, "write")
    def action_activate(self):
        """The debtor has agreed: his instalments are left in peace as long as he keeps to the plan.

        :raises UserError: the plan does not add up to what is open
        """
        self._check_schedule()
        plans = self.filtered(lambda plan: plan.state in ("draft", "proposed"))
        for plan in plans:
            plan._become("active", amount_open=plan._residual(), activation_date=plan.company_id._recovery_today())
        plans._record("plan", lambda plan: plan.display_name)
        open_ones = [("state", "=", "open"), ("company_id", "in", plans.company_id.ids)]
        promised = self.env["recovery.promise"].search([*open_ones, ("line_ids", "in", plans.line_ids.ids)])
        promised._become("superseded")  # what was promised before is now in the plan

    @way_in(COLLECTOR, "write")
    def action_cancel(self):
        """The plan ends by agreement, or was never agreed on: the ladder goes on."""
        plans = self.filtered(lambda plan: plan.state in ("draft", "proposed", "active", "defaulted"))
        plans._become("cancelled")
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
            # an agreement that is kept, or may still be cured, on the same instalments
            same_lines = Domain("line_ids", "in", plan.line_ids.ids) & Domain("id", "!=", plan.id)
            if other := self.search(same_lines & PLAN_IN_FORCE, limit=1):
                raise UserError(
                    self.env._("These instalments are on another plan already (%s): cancel it first.", other.name)
                )


class RecoveryPlanLine(models.Model):
    _name = "recovery.plan.line"
    _description = "Payment of a Plan"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one("recovery.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    reminded_on = fields.Date(readonly=True, copy=False, help="The day of the reminder before the payment.")
    paid = fields.Monetary(
        compute="_compute_paid", help="What came in, or is owed less, fills the payments in their order."
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Each payment of a plan is more than 0.")

    @api.depends("amount", "date", "plan_id.amount_received", "plan_id.state")
    def _compute_paid(self):
        self.paid = 0.0
        for plan in self.plan_id.filtered(lambda plan: plan.state in LIVE):
            filled = rules.fill(plan._terms().payments, plan._received())
            for line, payment in zip(plan.schedule_ids.sorted("date"), filled, strict=True):
                line.paid = float(payment.paid)

    @api.constrains("date", "amount")
    def _check_state(self):
        """:raises ValidationError: the plan is agreed on already"""
        for line in self:
            if line.plan_id.state not in ("draft", "proposed"):
                raise ValidationError(self.env._("The plan is agreed on: cancel it, and make another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        """:raises ValidationError: the plan is agreed on already"""
        self._check_state()
