"""What we still have to tell the platform: money that came in, documents that buyers wait for."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..stories.lifecycle import BUYER, LifecycleStory


@tagged("post_install", "-at_install")
class TestLifecycleOwed(LifecycleStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.company_registry = BUYER

    def owed(self):
        return self.env["account.move"].search(
            [("recovery_message_owed", "=", True), ("company_id", "=", self.company.id)]
        )

    def file(self, **values):
        self.env["recovery.lifecycle.outgoing"].create({"move_id": self.move.id, **values}).action_make()

    def test_a_collection_is_owed_until_it_is_told(self):
        self.tell("203")
        self.assertFalse(self.owed())
        payment = self.pay(self.move, 500)
        self.assertEqual((self.owed(), self.move.recovery_untold), (self.move, 500))
        self.file()
        self.env.invalidate_all()
        self.assertEqual((self.owed().ids, self.move.recovery_untold), ([], 0))
        payment.move_id.line_ids.remove_move_reconcile()
        self.env.invalidate_all()
        self.assertEqual((self.owed(), self.move.recovery_untold), (self.move, -500))

    def test_an_invoice_without_a_life_cycle_owes_nothing(self):
        self.pay(self.move, 500)
        self.assertFalse(self.owed())
        self.assertEqual(self.move.recovery_untold, 0)

    def test_a_write_off_is_no_collection(self):
        self.tell("203")
        expense = self.company_data["default_account_expense"]
        (line,) = self.instalments(self.move)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create({"account_id": expense.id, "debit": 1200}),
                    Command.create({"account_id": line.account_id.id, "credit": 1200, "partner_id": self.debtor.id}),
                ],
            }
        )
        entry.action_post()
        (line + entry.line_ids.filtered(lambda one: one.account_id == line.account_id)).reconcile()
        self.assertFalse(self.owed())

    def test_a_document_is_owed_until_it_is_sent(self):
        self.tell("208", reasons=["JUSTIF_ABS"])
        self.assertEqual((self.owed(), self.move.recovery_document_owed), (self.move, True))
        self.day("+1d")
        document = self.env["ir.attachment"].create({"name": "bon.txt", "raw": b"Bon 4711"})
        self.file(code="209", attachment_ids=[Command.set(document.ids)])
        self.env.invalidate_all()
        self.assertFalse(self.owed())
        self.assertFalse(self.env["account.move"].search([("recovery_document_owed", "=", True)]) & self.move)
        told = self.move.recovery_lifecycle_ids.filtered(lambda row: row.code == "209")
        self.assertEqual((told.piece_ids.name, told.piece_ids.raw), ("bon.txt", b"Bon 4711"))

    def test_where_vat_falls_due_on_collection_it_must_be_told(self):
        self.tell("203")
        self.assertFalse(self.move.recovery_must_tell)
        transition = self.company_data["default_account_tax_sale"].copy({"reconcile": True})
        tax = self.env["account.tax"].create(
            {
                "name": "20 collected",
                "amount": 20,
                "type_tax_use": "sale",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
            }
        )
        other = self.invoice(
            invoice_line_ids=[Command.create({"name": "A", "price_unit": 5, "tax_ids": [Command.set(tax.ids)]})]
        )
        self.assertTrue(other.recovery_must_tell)

    def test_a_page_within_a_message_is_no_page(self):
        piece = b"<AttachmentBinaryObject mimeCode='text/html' filename='a.html'>PHNjcmlwdD4=</AttachmentBinaryObject>"
        (row,) = self.tell("209", extra=piece.decode())
        self.assertEqual((row.piece_ids.raw, row.piece_ids.mimetype), (b"<script>", "text/plain"))

    def test_other_companies_and_other_people(self):
        self.tell("203")
        self.pay(self.move, 500)
        other = self.setup_other_company()["company"]
        elsewhere = self.env["account.move"].with_context(allowed_company_ids=other.ids).with_company(other)
        self.assertFalse(elsewhere.search([("recovery_message_owed", "=", True)]))
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        viewer = new_test_user(self.env, "v", groups="recovery_dunning.group_recovery_viewer", **company)
        with self.assertRaises(AccessError):
            self.move.with_user(viewer).read(["recovery_untold"])
