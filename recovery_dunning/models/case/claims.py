"""What a case claims besides the principal, and where it is explained."""

from odoo import fields, models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    amount_interest = fields.Monetary(compute="_compute_claims", groups="recovery_dunning.group_recovery_user")
    amount_indemnity = fields.Monetary(compute="_compute_claims", groups="recovery_dunning.group_recovery_user")
    amount_costs = fields.Monetary(compute="_compute_claims", groups="recovery_dunning.group_recovery_user")

    def _compute_claims(self):
        """What is shown and neither invoiced nor waived, in the currency of the company."""
        sums = self.env["recovery.claim"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "shown"),
            ],
            ["company_id", "partner_id", "kind", "currency_id"],
            ["amount:sum"],
        )
        amounts = {}
        for company, partner, kind, currency, amount in sums:
            today = company._recovery_today()
            key = (company, partner, kind)
            amounts[key] = amounts.get(key, 0.0) + currency._convert(amount, company.currency_id, company, today)
        for case in self:
            case.amount_interest, case.amount_indemnity, case.amount_costs = (
                amounts.get((case.company_id, case.partner_id, kind), 0.0) for kind in ("interest", "indemnity", "cost")
            )

    def _open_claims(self):
        """The claims of the debtor that are shown, of this case or not."""
        return self.env["recovery.claim"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "shown"),
            ]
        )

    def action_open_claims(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_claim"),
            "domain": [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id)],
            "context": {
                "search_default_shown": 1,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_case_id": self.id,
            },
        }

    def action_invoice_claims(self):
        """Invoice what the debtor owes besides the principal."""
        return self._open_claims().action_invoice()

    def action_explain(self):
        """How what is owed comes about: overdue instalments, and those whose principal is paid but not the claims."""
        self.ensure_one()
        return self.env["recovery.statement"]._action_explain(
            self._overdue_instalments() | self._open_claims().move_line_id
        )
