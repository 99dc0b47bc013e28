"""What a customer ordered last and what was delivered to him, on his visit card."""

from odoo import api, fields, models
from odoo.tools import format_date

SHOWN = 3
SALESPERSON = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_orders = fields.Text(
        string="Last orders",
        compute="_compute_recovery_orders",
        groups=SALESPERSON,
        help="Those that the user may read.",
    )
    recovery_deliveries = fields.Text(
        string="Last deliveries", compute="_compute_recovery_orders", groups=SALESPERSON, help="Where stock is kept."
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_recovery_orders(self):
        """With the rights of the user: a rep who sees his own orders only reads no others here."""
        orders = self._recovery_newest("sale.order", [("state", "=", "sale")])
        deliveries = self._recovery_newest(
            "stock.picking", [("state", "=", "done"), ("picking_type_code", "=", "outgoing")]
        )
        for partner in self:
            debtor = partner.commercial_partner_id._origin
            partner.recovery_orders = "\n".join(map(self._recovery_order_line, orders.get(debtor, ()))) or False
            partner.recovery_deliveries = (
                "\n".join(map(self._recovery_picking_line, deliveries.get(debtor, ()))) or False
            )

    def _recovery_newest(self, model, domain):
        """{commercial partner: his newest records of `model` in the current company}; nothing where the model is not
        installed, or the user may not read it."""
        debtors = self.commercial_partner_id._origin
        if not debtors or model not in self.env or not self.env[model].has_access("read"):
            return {}
        theirs = [("partner_id", "child_of", debtors.ids), ("company_id", "=", self.env.company.id)]
        ids = {}
        for partner, found in self.env[model]._read_group([*theirs, *domain], ["partner_id"], ["id:array_agg"]):
            ids.setdefault(partner.commercial_partner_id, []).extend(found)
        newest = {debtor: sorted(found)[: -SHOWN - 1 : -1] for debtor, found in ids.items()}
        records = self.env[model].browse(record_id for found in newest.values() for record_id in found)
        return {debtor: records.browse(found).with_prefetch(records.ids) for debtor, found in newest.items()}

    def _recovery_order_line(self, order):
        ordered = order.order_line.filtered(lambda line: not line.display_type and line.product_uom_qty > 0)
        done = [line.qty_delivered >= line.product_uom_qty for line in ordered]
        if all(done):
            delivered = self.env._("delivered")
        elif any(line.qty_delivered for line in ordered):
            delivered = self.env._("delivered in part")
        else:
            delivered = self.env._("not delivered")
        day = format_date(self.env, fields.Datetime.context_timestamp(order, order.date_order).date())
        return " · ".join([order.name, day, order.currency_id.format(order.amount_total), delivered])

    def _recovery_picking_line(self, picking):
        day = format_date(self.env, fields.Datetime.context_timestamp(picking, picking.date_done).date())
        return " · ".join(filter(None, [picking.name, day, picking.origin]))
