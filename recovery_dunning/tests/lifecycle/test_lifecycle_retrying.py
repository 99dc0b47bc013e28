"""What was told of an invoice before it could be matched is found when it can be."""

from odoo import Command
from odoo.tests import tagged

from ..stories.lifecycle import LifecycleStory

STRANGER = "732829320"


@tagged("post_install", "-at_install")
class TestLifecycleRetrying(LifecycleStory):
    def test_an_invoice_is_posted_after_its_platform_has_told_of_it(self):
        self.move.button_draft()
        (row,) = self.tell("207", reasons=[("PU_ERR", {"MNATTC": 200})])
        self.assertEqual((row.problem, self.disputes().ids), ("unknown_number", []))
        self.move.action_post()
        self.assertEqual((row.move_id, row.state, row.problem), (self.move, "followed", False))
        self.assertEqual((self.disputes().amount, self.move.recovery_lifecycle), (200, "disputed"))

    def test_its_day_is_corrected(self):
        other_day = self.on("-300d")
        (row,) = self.tell("208", reasons=["JUSTIF_ABS"], issued=other_day)
        self.assertEqual(row.problem, "other_date")
        self.env.cr.execute("UPDATE account_move SET invoice_date = %s WHERE id = %s", (other_day, self.move.id))
        self.move.invalidate_recordset(["invoice_date"])
        self.assertFalse(self.env["recovery.lifecycle"]._try_again(self.company))
        self.assertEqual((row.move_id, row.state), (self.move, "followed"))
        self.assertTrue(self.holds())

    def test_a_reference_that_the_buyer_uses_is_entered(self):
        (row,) = self.tell("205", number="SB-9", type="389")
        self.assertEqual(row.problem, "unknown_number")
        self.move.ref = "SB-9"
        self.assertEqual((row.move_id, self.move.recovery_lifecycle), (self.move, "approved"))

    def test_the_number_of_the_seller_is_corrected(self):
        (row,) = self.tell("205", seller=STRANGER)
        self.assertEqual(row.problem, "other_seller")
        self.company.company_registry = STRANGER
        self.assertEqual((row.move_id, self.move.recovery_lifecycle), (self.move, "approved"))

    def test_what_nobody_knows_stays_and_what_was_left_is_left(self):
        unknown, left = self.tell("205", number="NONE/1") + self.tell("205", number="NONE/2")
        left.action_leave()
        self.assertFalse(self.env["recovery.lifecycle"]._try_again(self.company))
        self.assertEqual((unknown.problem, unknown.state), ("unknown_number", "aside"))
        self.move.ref = "NONE/2"
        self.assertEqual((left.state, left.move_id.ids), ("left", []))

    def test_a_date_in_the_future_is_still_looked_at(self):
        (row,) = self.tell("210", on="+3d", number="F-9", reasons=["DOUBLON"])
        self.move.ref = "F-9"
        self.assertEqual((row.move_id, row.state, row.problem), (self.move, "aside", "future"))
        self.assertFalse(self.holds())

    def test_the_daily_action_tries_again(self):
        other = self.setup_other_company()["company"]
        self.move.button_draft()
        (row,) = self.tell("203")
        self.env.cr.execute("UPDATE account_move SET state = 'posted' WHERE id = %s", (self.move.id,))
        self.env.invalidate_all()
        self.env["recovery.lifecycle"]._try_again(other)
        self.assertFalse(row.move_id, "another company's inbox")
        self.morning()
        self.assertEqual((row.move_id, row.state), (self.move, "kept"))

    def test_posting_asks_once_for_all(self):
        def queries(count):
            values = {"move_type": "out_invoice", "partner_id": self.debtor.id, "invoice_date": self.on("+0d")}
            line = Command.create({"name": "x", "price_unit": 5, "tax_ids": []})
            moves = self.env["account.move"].create([{**values, "invoice_line_ids": [line]} for _ in range(count)])
            moves.action_post()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            moves._recovery_find_told()
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(1), queries(8))
