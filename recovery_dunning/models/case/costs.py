"""What recovery costs, contact by contact, set against the debt.

Our own work and its postage stay with us: they are never claimed (CPCE L111-8). What was paid to others on proof may be
claimed from a business, beyond the fixed indemnity (C. com. L441-10 II): these are claims of costs.
"""

from odoo import fields, models


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    cost_contacts = fields.Monetary(
        string="Our own costs",
        compute="_compute_costs",
        groups="recovery_dunning.group_recovery_user",
        help="Mails, letters, calls and visits, by the tariff of their day. They stay with us.",
    )
    cost_proved = fields.Monetary(
        string="Paid to others",
        compute="_compute_costs",
        groups="recovery_dunning.group_recovery_user",
        help="Costs with their proof: they may be claimed from a business.",
    )
    cost_total = fields.Monetary(
        string="Costs so far", compute="_compute_costs", groups="recovery_dunning.group_recovery_user"
    )
    cost_ratio = fields.Float(
        string="Costs against the debt",
        compute="_compute_costs",
        groups="recovery_dunning.group_recovery_user",
        help="Costs so far, of what is overdue and what has come in.",
    )

    def _compute_costs(self):
        Event, Claim = self.env["recovery.event"], self.env["recovery.claim"]
        wholes = {case: case._whole() for case in self}
        every = self.union(*wholes.values())
        contacts = dict(Event._read_group([("case_id", "in", every.ids)], ["case_id"], ["cost:sum"]))
        proved = {}
        claims = [("kind", "=", "cost"), ("case_id", "in", every.ids), ("state", "!=", "reversed")]
        for case, currency, amount in Claim._read_group(claims, ["case_id", "currency_id"], ["amount:sum"]):
            company = case.company_id
            in_company = currency._convert(amount, company.currency_id, company, company._recovery_today())
            proved[case] = proved.get(case, 0.0) + in_company
        for case, whole in wholes.items():
            case.cost_contacts = sum(contacts.get(one, 0.0) for one in whole)
            case.cost_proved = sum(proved.get(one, 0.0) for one in whole)
            case.cost_total = case.cost_contacts + case.cost_proved
            debt = case.amount_overdue + case.amount_received
            case.cost_ratio = case.cost_total / debt if debt > 0 else 0.0

    def action_open_costs(self):
        """What each channel has cost on this case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Costs"),
            "res_model": "recovery.event",
            "view_mode": "list,pivot",
            "domain": [("case_id", "in", self._whole().ids), ("cost", "!=", 0)],
        }
