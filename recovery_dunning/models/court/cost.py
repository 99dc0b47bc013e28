"""What a proceeding costs: advanced to the clerk, an officer or counsel, entered as their bill, and claimed from the
debtor where he bears it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..record.exhibit import own_documents
from ..record.way_in import COLLECTOR, way_in
from ..record.words import named

FRENCH_EXPENSE = ("622700", "6227")  # acts and lawsuits, in the French chart


class RecoveryProceedingCost(models.Model):
    _name = "recovery.proceeding.cost"
    _description = "Cost of a Proceeding"
    _order = "date, id"

    proceeding_id = fields.Many2one("recovery.proceeding", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="proceeding_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="proceeding_id.currency_id")
    date = fields.Date(required=True, default=lambda self: self.env.company._recovery_today())
    name = fields.Char(string="For", required=True)
    payee_id = fields.Many2one("res.partner", string="Paid to")
    amount = fields.Monetary(required=True)
    recoverable = fields.Boolean(help="The loser bears it if the judge says so (CPC 695, 700).")
    proof_ids = fields.Many2many("ir.attachment", help="The bill of the clerk, the officer, counsel.")
    bill_id = fields.Many2one("account.move", readonly=True, copy=False, ondelete="set null")
    claim_id = fields.Many2one("recovery.claim", string="Claimed", readonly=True, copy=False, ondelete="set null")

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A cost is more than 0.")

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        for cost in costs:
            own_documents(cost, cost.proof_ids)
        return costs

    def write(self, vals):
        """:raises UserError: it stands in the books, or is claimed, already"""
        if {"amount", "payee_id"} & set(vals) and any(cost.bill_id or cost.claim_id for cost in self):
            raise UserError(self.env._("This cost stands in the books, or is claimed: correct its bill or its claim."))
        result = super().write(vals)
        for cost in self if "proof_ids" in vals else self.browse():
            own_documents(cost, cost.proof_ids)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unbooked(self):
        if any(cost.bill_id or cost.claim_id for cost in self):
            raise UserError(self.env._("This cost stands in the books, or is claimed: it stays."))

    @way_in(COLLECTOR, "write")
    def action_bill(self):
        """Its bill, as a draft that whoever keeps the books completes: what was advanced stands in the ledger.

        :raises UserError: nobody is named to whom it was paid
        """
        self.ensure_one()
        if not self.payee_id:
            raise UserError(self.env._("Enter to whom it was paid first: the bill is in his name."))
        if not self.bill_id or not self.bill_id.exists():
            # written by whoever may enter bills; only the link is ours
            self.sudo().bill_id = self.env["account.move"].create(self._prepare_bill())
        return self.bill_id._get_records_action()

    def _prepare_bill(self):
        company = self.company_id
        account = (
            self.env["account.account"]
            .with_company(company)
            .search([("company_ids", "in", company.id), ("code", "in", FRENCH_EXPENSE)], limit=1)
        )
        line = {"name": named(self.env, self.proceeding_id.display_name, self.name), "price_unit": self.amount}
        return {
            "move_type": "in_invoice",
            "company_id": company.id,
            "partner_id": self.payee_id.id,
            "invoice_date": self.date,
            "ref": self.proceeding_id.case_id.name,
            "invoice_line_ids": [(0, 0, {**line, **({"account_id": account.id} if account else {}), "tax_ids": False})],
        }

    @way_in(COLLECTOR, "write")
    def action_claim(self):
        """Claim it from the debtor: from a business, on proof (C. com. L441-10 II), or because the judge said so (CPC
        695). It stands in the costs of his case from now on.

        :raises UserError: it stays with us, has no proof, or is claimed already
        """
        for cost in self:
            if cost.claim_id:
                raise UserError(self.env._("This cost is claimed already."))
            if not cost.recoverable:
                raise UserError(self.env._("This cost stays with us: only one that the debtor bears is claimed."))
            if not cost.proof_ids:
                raise UserError(self.env._("Attach the bill first: a cost is claimed on proof (C. com. L441-10 II)."))
            # whoever may write the cost claims it; a consumer is refused by the claim itself
            cost.sudo().claim_id = self.env["recovery.claim"].sudo().create(cost._prepare_claim())
            cost.proceeding_id._note(
                self.env._("Cost claimed: %(what)s, %(amount)s", what=cost.name, amount=cost._formatted()),
                documents=cost.proof_ids,
            )

    def _formatted(self):
        return self.currency_id.format(self.amount)

    def _prepare_claim(self):
        case = self.proceeding_id.case_id
        return {
            "kind": "cost",
            "company_id": self.company_id.id,
            "partner_id": case.partner_id.id,
            "case_id": case.id,
            "currency_id": self.currency_id.id,
            "date_to": self.date,
            "amount": self.amount,
            "label": self.name,
            "proof_ids": [(6, 0, self.proof_ids.ids)],
        }


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _compute_costs(self):
        """What was advanced in proceedings, and is claimed of nobody, was paid to others too."""
        result = super()._compute_costs()
        groups = self.env["recovery.proceeding.cost"]._read_group(
            [("proceeding_id.case_id", "in", self._whole().ids), ("claim_id", "=", False)],
            ["proceeding_id"],
            ["amount:sum"],
        )
        for case in self.filtered(lambda case: groups):
            whole = case._whole()
            advanced = sum(amount for proceeding, amount in groups if proceeding.case_id in whole)
            case.cost_proved += advanced
            case.cost_total += advanced
            debt = case.amount_overdue + case.amount_received
            case.cost_ratio = case.cost_total / debt if debt > 0 else 0.0
        return result
