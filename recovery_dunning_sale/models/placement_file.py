"""Orders that the customer has signed are pieces of his case: an agency or a court asks for them."""

from odoo import models
from odoo.addons.recovery_dunning.engine.handoff.exhibits import Piece

ORDER = "sale.action_report_saleorder"


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _invoice_pieces(self, case, moves):
        return [*super()._invoice_pieces(case, moves), *self._order_pieces(moves)]

    def _order_pieces(self, moves):
        """The signed orders behind these invoices, as they are printed."""
        orders = self._signed_orders(moves)
        if not orders:
            return []
        # orders behind invoices that are read
        prints = self.env["ir.actions.report"].sudo()._render_qweb_pdf_prepare_streams(ORDER, {}, res_ids=orders.ids)
        return [
            Piece(
                "contract",
                f"{order.name}.pdf",
                prints[order.id]["stream"].getvalue(),
                self.env._("Order %(name)s, signed by %(who)s", name=order.name, who=order.signed_by),
                order.signed_on.date() if order.signed_on else order.date_order.date(),
                f"sale.order,{order.id}",
            )
            for order in orders
        ]

    def _signed_orders(self, moves):
        orders = moves.sudo().invoice_line_ids.sale_line_ids.order_id  # behind invoices that are read
        return orders.filtered("signature").sorted("id")


class RecoveryReadiness(models.AbstractModel):
    _inherit = "recovery.readiness"

    def _has_contract(self, account, pieces):
        moves = account.due.move_id
        return super()._has_contract(account, pieces) or bool(self.env["recovery.placement.file"]._signed_orders(moves))
