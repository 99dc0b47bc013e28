"""Stories of claims once they are shown: paid alone, undone, waived, forgiven."""

import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..stories.claim import ShownStory


@tagged("post_install", "-at_install")
class TestClaim(ShownStory):
    def test_the_principal_alone_is_paid(self):
        """Ten days after the notice: the claims stand, and interest ends on the day of the payment."""
        self.day("+11d")
        self.pay(self.move)
        self.day("+15d")
        self.night()
        self.assertEqual(self.amounts("shown"), [23.63, 40])  # 1000 x 12.15 % x 71 / 365
        claims = self.claims(self.move)
        self.assertEqual(set(claims.mapped("date_paid")), {date(2026, 3, 13)})
        self.day("+40d")
        self.night()
        self.assertEqual(self.amounts("shown"), [23.63, 40])
        self.assertFalse(self.env["recovery.run"].search([]).notice_ids.filtered(lambda n: n.state == "proposed"))

    def test_a_payment_that_is_taken_back_lets_interest_run_on(self):
        self.pay(self.move)
        self.night()
        self.assertTrue(self.claims(self.move, "interest").date_paid)
        self.instalments(self.move).remove_move_reconcile()
        self.night()
        self.assertFalse(self.claims(self.move, "interest").date_paid)

    def test_undo_reverses_once_and_restores_what_was_shown_before(self):
        second = self.climb("+16d")
        self.assertEqual(self.amounts("shown"), [25.3, 40])
        second.action_undo()
        self.assertEqual(self.amounts("shown"), [20.31, 40])
        second.notice_ids.action_undo()  # again: nothing more happens
        second.action_undo()
        self.assertEqual((self.amounts("shown"), self.amounts("reversed")), ([20.31, 40], [25.3]))
        self.run.action_undo()
        self.assertEqual(self.amounts("shown"), [])
        again = self.climb("+17d")
        self.assertEqual(again.notice_ids.amount_indemnity, 40)

    def test_a_mail_that_is_refused_claims_nothing(self):
        self.run.notice_ids.sudo()._fail("550 no such user")
        self.assertEqual((self.amounts("shown"), self.amounts("reversed")), ([], [20.31, 40]))

    def test_a_waiver_needs_a_manager_and_a_reason(self):
        claims = self.claims(self.move)
        with self.assertRaises(AccessError):
            claims.with_user(self.worker("user")).action_waive("Goodwill")
        manager = self.worker("manager")
        with self.assertRaisesRegex(UserError, "Say why"):
            claims.with_user(manager).action_waive(" ")
        wizard = self.env["recovery.claim.waive.wizard"].with_user(manager)
        wizard.with_context(**claims.action_ask_to_waive()["context"]).create(
            {"reason": "A good customer"}
        ).action_waive()
        self.assertEqual(set(claims.mapped("state")), {"waived"})
        self.assertEqual((claims.waived_by_id, set(claims.mapped("waiver_reason"))), (manager, {"A good customer"}))
        event = self.last_event(self.run.notice_ids.case_id)
        self.assertEqual((event.kind, event.summary, event.author_id), ("claim", "Waived: A good customer", manager))
        with self.assertRaisesRegex(UserError, "not open any more"):
            claims.with_user(manager).action_waive("Again")

    def test_what_was_waived_is_never_claimed_again(self):
        self.claims(self.move).action_waive("Goodwill")
        notice = self.climb("+16d").notice_ids
        self.assertEqual((notice.amount_interest, notice.amount_indemnity), (4.99, 0))  # 15 days more, and no 40
        self.assertEqual(self.claims(self.move, "interest").date_from, date(2026, 3, 4))

    def test_goodwill_once_the_principal_is_paid(self):
        self.company.recovery_goodwill_amount = 60.31
        self.night()
        self.pay(self.move)
        self.night()
        self.assertEqual(self.amounts("shown"), [20.31, 40])  # not less than the limit
        self.company.recovery_goodwill_amount = 61
        self.night()
        self.assertEqual((self.amounts("shown"), self.amounts("waived")), ([], [20.31, 40]))
        self.assertIn("Goodwill", self.claims(self.move, state="waived")[0].waiver_reason)

    def test_no_goodwill_towards_a_public_body(self):
        self.company.recovery_goodwill_amount = 100
        self.debtor.recovery_class = "public"
        self.pay(self.move)
        self.night()
        self.assertEqual(self.amounts("shown"), [16.96, 40])  # at the rate of public bodies

    def test_a_cancelled_invoice_carries_no_claim(self):
        self.move.button_draft()
        self.night()
        self.assertEqual(self.amounts("shown"), [])

    def test_a_cost_needs_its_proof_and_no_consumer_owes_one(self):
        values = {"partner_id": self.debtor.id, "amount": 12.5, "label": "Registered letter", "move_id": self.move.id}
        Claim = self.env["recovery.claim"].with_user(self.worker("manager"))
        proof = Claim.env["ir.attachment"].create({"name": "receipt.pdf", "datas": base64.b64encode(b"%PDF")})
        with self.assertRaisesRegex(ValidationError, "on proof"):
            Claim.create(dict(values))
        attached = {**values, "proof_ids": [Command.set(proof.ids)]}
        with self.assertRaisesRegex(ValidationError, "is a consumer"):
            Claim.create({**attached, "partner_id": self.person.id, "move_id": False})
        self.assertEqual(Claim.create(attached).name, self.move.name)
        with self.assertRaises(AccessError):
            Claim.create({**attached, "kind": "indemnity"})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_indemnity(self):
        claim = self.claims(self.move, "indemnity")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            claim.sudo().copy()
            self.env.flush_all()

    def test_no_claim_is_deleted(self):
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.claims(self.move).sudo().unlink()
