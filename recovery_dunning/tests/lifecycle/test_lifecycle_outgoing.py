"""What we tell the buyer's platform: money that came in, and the document that he waits for."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stories.lifecycle import BUYER, LifecycleStory


@tagged("post_install", "-at_install")
class TestLifecycleOutgoing(LifecycleStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.company_registry = BUYER

    def told(self, **values):
        wizard = self.env["recovery.lifecycle.outgoing"].create({"move_id": self.move.id, **values})
        action = wizard.action_make()
        self.assertIn("/web/content/", action["url"])
        return self.move.recovery_lifecycle_ids.sorted("id")[-1]

    def test_a_part_payment_then_the_rest(self):
        self.pay(self.move, 500)
        row = self.told()
        self.assertEqual((row.code, row.amount_collected, row.issuer_role, row.counts), ("212", 500, "SE", True))
        self.assertIn(b"<ram:ValuePercent>0.00<", row.document_id.raw)
        with self.assertRaisesRegex(UserError, "nothing to tell"):
            self.told()
        self.pay(self.move)
        self.assertEqual(self.told().amount_collected, 700)

    def test_a_payment_that_bounced(self):
        payment = self.pay(self.move, 500)
        self.told()
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.told().amount_collected, -500)

    def test_by_vat_rate(self):
        tax = self.env["account.tax"].create({"name": "20", "amount": 20, "type_tax_use": "sale"})
        lines = [("A", 100, tax), ("B", 60, tax.browse())]
        self.move = self.invoice(
            invoice_line_ids=[
                Command.create({"name": name, "price_unit": price, "tax_ids": [Command.set(taxes.ids)]})
                for name, price, taxes in lines
            ]
        )
        self.pay(self.move, 90)
        told = self.told().document_id.raw
        self.assertIn(b">60.00<", told)
        self.assertIn(b">30.00<", told)

    def test_a_write_off_is_never_told_as_collected(self):
        self.pay(self.move, 500)
        with self.assertRaisesRegex(UserError, "never told"):
            self.told(amount=1200)

    def test_the_document_that_was_missing(self):
        self.tell("208", reasons=["JUSTIF_ABS"])
        with self.assertRaisesRegex(UserError, "Attach"):
            self.told(code="209")
        self.day("+1d")
        document = self.env["ir.attachment"].create({"name": "bon.txt", "raw": b"Bon 4711"})
        self.told(code="209", attachment_ids=[Command.set(document.ids)])
        self.assertFalse(self.holds())

    def test_without_a_siren(self):
        self.debtor.company_registry = False
        self.pay(self.move, 500)
        with self.assertRaisesRegex(UserError, "SIREN"):
            self.told()
