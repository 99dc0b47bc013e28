"""A refusal and its two ways, and who is to be paid."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..stories.lifecycle import LifecycleStory


@tagged("post_install", "-at_install")
class TestLifecycleRefusal(LifecycleStory):
    def decide(self, words="The order is signed."):
        action = self.move.action_recovery_refusal()
        with Form(self.env[action["res_model"]].with_context(**action["context"])) as form:
            self.assertIn("VAT rate", form.why)
            self.assertIn(format_date(self.env, self.on("+30d")), form.ways)
            form.words = words
        return form.record

    def test_contested(self):
        (row,) = self.tell("210", reasons=["TX_TVA_ERR"])
        self.decide().action_contest()
        self.assertFalse(self.holds())
        self.assertFalse(any("Refused" in task for task in self.tasks()), self.tasks())
        self.assertIn("contested: The order is signed.", row.follow_up)
        self.assertRecorded("Refusal contested")
        self.day("+1d")
        self.assertNotice(self.propose(), self.move)
        self.tell("204", on="+0d", hour=18)
        self.assertFalse(self.holds(), "what was decided stays")

    def test_cancelled_and_issued_anew(self):
        self.tell("210", reasons=["TX_TVA_ERR"])
        action = self.decide("Wrong rate of VAT.").action_anew()
        self.assertTrue(self.holds(), "held until the invoice is cancelled")
        self.assertFalse(any("Refused" in task for task in self.tasks()))
        self.assertRecorded("issued anew")
        with Form(self.env[action["res_model"]].with_context(**action["context"])) as form:
            self.assertEqual(form.reason, "Wrong rate of VAT.")
        form.record.modify_moves()
        new = self.env["account.move"].search([("partner_id", "=", self.debtor.id), ("state", "=", "draft")])
        self.assertEqual((self.move.payment_state, new.move_type), ("reversed", "out_invoice"))
        new.action_post()
        self.assertNotEqual(new.name, self.move.name)
        self.assertFalse(new.recovery_lifecycle, "it has a life of its own")
        self.day("+45d")
        self.assertNotice(self.propose(), new)

    def test_nothing_to_decide_and_nothing_said(self):
        with self.assertRaises(UserError):
            self.move.action_recovery_refusal()
        self.tell("210", reasons=["TX_TVA_ERR"])
        with self.assertRaisesRegex(UserError, "Write down"):
            self.decide("  ").action_contest()
        self.assertTrue(self.holds())

    def test_whom_to_pay_is_in_the_task(self):
        party = (
            "<RecipientTradeParty><GlobalID>732829320</GlobalID><Name>AFFACTURAGE SA</Name><RoleCode>DL</RoleCode>"
            "</RecipientTradeParty>"
        )
        for code in ("225", "227"):
            move = self.invoice(amount=75)
            (row,) = self.tell(code, role="SE", move=move, extra=party)
            self.assertEqual(row.payee, "AFFACTURAGE SA – 732829320")
            self.assertIn("AFFACTURAGE SA", row.task_id.note)
