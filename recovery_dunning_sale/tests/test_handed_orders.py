"""Stories of signed orders on their way to an agency."""

import base64
import io
from unittest.mock import patch

from odoo.addons.recovery_dunning.tests.stories.handoff import PRINT, print_quickly
from odoo.tests import tagged

from .common import SalesStory

SIGNATURE = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
)


@tagged("post_install", "-at_install")
class TestHandedOrders(SalesStory):
    def billed(self, **values):
        """An order of the rep, delivered and invoiced; its invoice is late by now."""
        order = self.quotation()
        order.action_confirm()
        order.sudo().write(values)
        order.order_line.sudo().qty_delivered = 1
        move = order.sudo()._create_invoices()
        move.write({"invoice_date": self.on("-60d"), "invoice_date_due": self.on("-30d")})
        move.action_post()
        return move

    def case_of(self, move):
        return self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]

    def contracts(self, move):
        """The orders among the pieces of the case."""
        case = self.case_of(move)
        with patch.object(type(self.env["ir.actions.report"]), PRINT, print_quickly):
            pieces = self.env["recovery.placement.file"].with_user(self.env.user)._pieces(case, self.instalments(move))
        return [piece for piece in pieces if piece.kind == "contract"]

    def warned(self, move):
        case = self.case_of(move)
        self.env["recovery.check"]._check(case)
        return "contract" in case.check_ids.mapped("code")

    def test_a_signed_order_is_a_piece(self):
        move = self.billed(signature=SIGNATURE, signed_by="Marc Dubois", signed_on=self.on("-61d"))
        (order,) = self.contracts(move)
        self.assertIn("signed by Marc Dubois", order.title)
        self.assertEqual(order.day, self.on("-61d"))
        self.assertTrue(io.BytesIO(order.content).read(4))
        self.assertFalse(self.warned(move))

    def test_an_order_without_signature_proves_little(self):
        move = self.billed()
        self.assertFalse(self.contracts(move))
        self.assertTrue(self.warned(move))
