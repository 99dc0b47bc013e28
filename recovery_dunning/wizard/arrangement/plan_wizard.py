"""A proposal of a payment plan: how much at once, over how many months, on which day; the payments follow."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...models.record.way_in import COLLECTOR, way_in


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
    claims_amount = fields.Monetary(
        string="Claimed besides",
        compute="_compute_claims_amount",
        help="Interest, indemnities and costs that were claimed of the debtor, as they come to today.",
    )
    with_claims = fields.Boolean(
        string="In the plan too",
        help="They are invoiced first, for the plan is about invoices; what runs later stays outside of it.",
    )
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

    @api.depends("line_ids", "with_claims")
    def _compute_total(self):
        for wizard in self:
            wizard.currency_id = wizard.line_ids.currency_id[:1] or wizard.company_id.currency_id
            wizard.total = sum(wizard.line_ids.mapped("amount_residual_currency")) + wizard._besides()

    @api.depends("partner_id", "company_id", "line_ids")
    def _compute_claims_amount(self):
        for wizard in self:
            currency = wizard.line_ids.currency_id[:1] or wizard.company_id.currency_id
            figures = self.env["recovery.figures"]._of(wizard.company_id, wizard.partner_id).get(wizard.partner_id, ())
            wizard.claims_amount = sum(its.claims for its in figures if its.currency == currency)

    def _besides(self):
        return self.claims_amount if self.with_claims else 0.0

    @api.depends("total", "months")
    def _compute_down_payment(self):
        """As much as each of the payments that follow."""
        for wizard in self:
            wizard.down_payment = wizard.currency_id.round(wizard.total / (max(wizard.months, 0) + 1))

    @api.depends("total", "months", "first_date", "down_payment", "day_of_month")
    def _compute_preview(self):
        for wizard in self:
            try:
                payments = self.env["recovery.plan"]._split(*wizard._figures())
            except UserError as error:
                wizard.preview = str(error)
                continue
            wizard.preview = "\n".join(
                f"{format_date(self.env, payment.due)}   {wizard.currency_id.format(float(payment.amount))}"
                for payment in payments
            )

    def _figures(self):
        """What the plan is made of, as `recovery.plan._split` takes it."""
        lines = self.line_ids._origin
        return lines, self.first_date, self.months, self.down_payment, self.day_of_month, self._besides()

    def _invoice_claims(self):
        """The instalments of the invoice that is made of what is claimed besides.

        :raises AccessError: the user makes no invoices
        :raises UserError: a rate is missing, or no account was chosen
        """
        claims = self.env["recovery.claim"].search(
            [
                *(("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)),
                *(("currency_id", "=", self.currency_id.id), ("state", "=", "shown")),
            ]
        )
        claims.action_invoice()
        return claims.invoice_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    @way_in(COLLECTOR, "write")
    def action_create(self):
        """Make the plan, and open it to be read, changed and proposed.

        :raises UserError: no plan can be made of these figures
        """
        self.ensure_one()
        lines, *figures, _besides = self._figures()
        # a plan that cannot be made of these figures makes no invoice either
        self.env["recovery.plan"]._split(*self._figures())
        if self.with_claims:
            lines |= self._invoice_claims()
        return self.env["recovery.plan"]._make(lines, *figures)._get_records_action()
