"""What a contact cost: it is taken with the event, by the tariff of its day."""

from odoo import api, fields, models


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    currency_id = fields.Many2one(related="case_id.currency_id")
    minutes = fields.Integer(readonly=True, help="How long a call or a visit took.")
    cost = fields.Monetary(
        readonly=True, help="What this contact cost us, by the tariff of that day. It is never claimed from the debtor."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Each contact takes its cost with it, as the company's tariff has it now."""
        companies = {}
        for vals in vals_list:
            if "cost" in vals or not vals.get("channel"):
                continue
            if vals["case_id"] not in companies:
                case = self.env["recovery.case"].browse(vals["case_id"])
                companies[vals["case_id"]] = case.sudo().company_id  # the tariff of the case's own company
            if self._has_cost(vals):
                company = companies[vals["case_id"]]
                vals["cost"] = company._recovery_contact_cost(vals["channel"], vals.get("minutes"))
        return super().create(vals_list)

    @api.model
    def _has_cost(self, vals):
        """What we do costs; of what the debtor does, only the time of a call or a visit."""
        direction = vals.get("direction")
        return direction == "out" or (direction == "in" and vals["channel"] in ("phone", "meeting"))
