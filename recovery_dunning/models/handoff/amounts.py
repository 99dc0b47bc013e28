"""What a placement was made of on the day of the handoff, frozen: the mandate, the package and the remittances of the
agency all speak of the same amounts."""

from odoo import fields, models


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    disputed = fields.Monetary(readonly=True, help="What the debtor contests: it is not placed.")
    deducted = fields.Json(readonly=True, help="{instalment: what of it is disputed, in its currency}")

    def _take_amounts(self, account):
        """Write what is due of the case as of now; the placement is not handed over yet."""
        self.ensure_one()
        oldest = self.env["recovery.placement.file"]._oldest_due(account)
        self.write(
            {
                **{
                    name: getattr(account, name) for name in ("principal", "interest", "indemnity", "costs", "disputed")
                },
                "line_ids": [(6, 0, account.lines.ids)],
                "deducted": {str(line_id): str(amount) for line_id, amount in account.disputed_of.items()},
                "age": (self.handoff_id._day() - oldest).days if oldest else 0,
            }
        )

    def _place(self, day):
        """The case is with the agency from `day` on."""
        self.ensure_one()
        self.write({"date": day, "phase_before": self._phase_of(self.case_id)})

    def _record(self):
        """The amounts as the record of the case keeps them."""
        self.ensure_one()
        labels = self.fields_get(["principal", "interest", "indemnity", "costs", "total"], ["string"])
        parts = [
            f"{labels[name]['string']} {self.currency_id.format(self[name])}"
            for name in ("principal", "interest", "indemnity", "costs", "total")
            if self[name] or name in ("principal", "total")
        ]
        return ", ".join(parts)

    def action_open_case(self):
        self.ensure_one()
        return self.case_id._get_records_action()
