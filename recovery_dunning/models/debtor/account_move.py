"""The warning while an invoice is typed: how the customer stands, beside Odoo's own on his credit limit. It stops
nothing."""

from odoo import api, models

LEVELS = {"watch": "info", "late": "warning", "formal": "warning", "stop": "danger"}


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends("partner_id", "move_type", "company_id")
    def _compute_alerts(self):
        return super()._compute_alerts()

    def _get_alerts(self):
        alerts = super()._get_alerts()
        if self._recovery_warns():
            customer = self.partner_id.with_company(self.company_id)
            if level := LEVELS.get(customer.recovery_status):
                label = dict(customer._fields["recovery_status"]._description_selection(self.env))
                alerts["recovery_dunning_standing"] = {
                    "level": level,
                    "message": f"{label[customer.recovery_status]} – {customer.recovery_reason}",
                }
        return alerts

    def _recovery_warns(self):
        """Whether somebody is typing a customer invoice here, who may know how the customer stands."""
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and self.partner_id
            and self.env.user.has_group("recovery_dunning.group_recovery_viewer")
        )
