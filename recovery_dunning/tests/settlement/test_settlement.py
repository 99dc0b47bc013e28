"""Stories of settlements that the debtor signs on his page, and of those that were a mistake and are undone."""

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..stories.page import PageStory, image
from ..stories.settlement import OutcomeStory


class SettlementStory(OutcomeStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss = cls.company_data["default_account_expense"]
        cls.company.recovery_write_off_account_id = cls.loss
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        groups = "account.group_account_invoice,recovery_dunning.group_recovery_manager"
        cls.manager = new_test_user(cls.env, "manager", groups=groups, **company)

    def waiver(self, *moves, amount=40):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        settlement = self.env["recovery.settlement"].with_user(self.manager)
        values = {"kind": "waiver", "to_sign": True, "reason": "To keep the customer", "amount": amount}
        return settlement.create({**settlement._prepare_for(lines), **values})


@tagged("post_install", "-at_install")
class TestWaiverSigned(SettlementStory, PageStory, HttpCase):
    def sign(self, waiver, name="Paul Dubois", signature=None, case=None):
        response = self.url_open(
            f"{self.path(f'/waiver/{waiver.id}/sign', case=case)}&capacity=Manager",
            data=json.dumps({"params": {"name": name, "signature": signature or base64.b64encode(image()).decode()}}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()["result"]

    def test_takes_effect_once_it_is_signed(self):
        waiver = self.waiver(self.old)
        waiver.action_settle()
        self.assertEqual((waiver.state, waiver.approver_id, self.old.amount_residual), ("proposed", self.manager, 60))
        mail = self.outbox()[0]
        self.assertIn("to sign", mail.subject)
        self.assertIn("/my/recovery/", mail.body_html)
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertIn("Read and sign", self.text(self.page()))
        page = self.page(self.path(f"/waiver/{waiver.id}"))
        for text in ("40.00", self.old.name, "1350", "concerns this amount alone"):
            self.assertIn(text, self.text(page))
        self.assertIn("Write your name", self.sign(waiver, name=" ")["error"])
        self.assertIn("signature is missing", self.sign(waiver, signature="bm90aGluZw==")["error"])
        self.assertEqual(self.old.amount_residual, 60)
        answer = self.sign(waiver)
        self.assertEqual((waiver.state, waiver.signed_by, self.old.amount_residual), ("done", "Paul Dubois", 20))
        self.assertEqual(waiver.move_ids.create_uid, self.manager)
        self.assertIn("the waiver is signed", self.text(self.page(answer["redirect_url"])))
        event = self.case.event_ids.filtered(lambda event: event.summary.startswith("Signed by"))
        self.assertEqual((event.kind, event.direction, event.attachment_ids), ("settlement", "in", waiver.document_ids))
        for proof in ("127.0.0.1", "SHA-256", "UTC"):
            self.assertIn(proof, event.result)
        self.assertIn("Waiver signed", self.case.activity_ids.mapped("summary"))
        self.assertEqual(self.case.chain_state, "intact")

    def test_signed_twice_it_is_signed_once(self):
        waiver = self.waiver(self.old)
        waiver.action_settle()
        for _ in range(2):
            self.assertIn("redirect_url", self.sign(waiver))
        self.assertEqual((len(waiver.move_ids), self.old.amount_residual), (1, 20))

    def test_paid_meanwhile(self):
        """Less is open than is waived: nothing is signed, and he is told."""
        waiver = self.waiver(self.old, amount=60)
        waiver.action_settle()
        self.pay(self.old, amount=10)
        self.assertIn("more than what is open", self.sign(waiver)["error"])
        self.assertEqual((waiver.state, waiver.signed_by, self.old.amount_residual), ("proposed", False, 50))

    def test_of_another_debtor_or_withdrawn(self):
        victim = self.customer("Victim")
        foreign = self.waiver(self.invoice(due="-20d", debtor=victim))
        foreign.action_settle()
        self.assertEqual(self.page(self.path(f"/waiver/{foreign.id}")).status_code, 403)
        self.assertIn("expired", self.sign(foreign)["error"])
        own = self.waiver(self.old)
        own.action_settle()
        own.action_cancel()
        self.assertEqual(self.page(self.path(f"/waiver/{own.id}")).status_code, 403)
        self.assertIn("expired", self.sign(own)["error"])
        self.assertEqual((foreign.state, own.state, self.old.amount_residual), ("proposed", "cancelled", 60))

    def test_only_a_manager_proposes_it(self):
        waiver = self.waiver(self.old)
        with self.assertRaisesRegex(AccessError, "Only a recovery manager"):
            waiver.with_user(self.collector).action_settle()

    def test_says_what_is_missing(self):
        waiver = self.waiver(self.old)
        self.company.recovery_page = False
        with self.assertRaisesRegex(UserError, "switched off"):
            waiver.action_settle()
        self.company.recovery_page = True
        self.debtor.email = False
        with self.assertRaisesRegex(UserError, "no mail address"):
            waiver.action_settle()


@tagged("post_install", "-at_install")
class TestSettlementUndone(SettlementStory):
    def undo(self, settlement):
        settlement.with_user(self.manager).action_undo()
        self.assertEqual(settlement.state, "undone")
        self.assertRecorded("Undone")
        entries = (settlement.move_ids | settlement.reversal_ids).line_ids
        for account, lines in entries.grouped("account_id").items():
            self.assertAlmostEqual(sum(lines.mapped("balance")), 0, msg=account.code)

    def test_a_write_off(self):
        move = self.invoice(due="-20d")
        settlement = self.settle(move, kind="write_off", amount=70)
        self.undo(settlement)
        self.assertEqual((move.amount_residual, move.payment_state), (100, "not_paid"))
        self.assertEqual(settlement.reversal_ids.reversed_entry_id, settlement.move_ids)
        self.assertEqual(self.assertNotice(self.propose(), move).amount_due, 100)

    def test_a_credit_note_with_its_tax_and_its_dispute(self):
        move = self.with_tax(100)
        dispute = self.dispute(move, amount=30)
        settlement = self.settle(move, amount=30, dispute_id=dispute.id)
        self.assertEqual((dispute.state, move.amount_residual), ("closed", 85))
        self.undo(settlement)
        self.assertEqual((dispute.state, bool(dispute.credit_note_id), move.amount_residual), ("open", False, 115))
        self.assertEqual(settlement.reversal_ids.payment_state, "reversed")  # by the credit note that it takes back
        self.assertEqual(self.assertNotice(self.propose(), move).amount_due, 85)

    def test_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        move = self.invoice(due="-20d", currency_id=euro.id)
        self.undo(self.settle(move, kind="waiver", amount=40))
        self.assertEqual(move.amount_residual, 100)

    def test_a_sale_that_was_paid_is_not_undone(self):
        move, buyer = self.invoice(due="-20d"), self.customer("Factor")
        settlement = self.settle(move, kind="sale", buyer_id=buyer.id, price=30)
        owed = settlement.move_ids.line_ids.filtered(lambda line: line.partner_id == buyer)
        payment = self.payment_on_account(30, debtor=buyer)
        (owed + payment.move_id.line_ids.filtered(lambda line: line.account_id == owed.account_id)).reconcile()
        with self.assertRaisesRegex(UserError, "has paid for the debt"):
            settlement.with_user(self.manager).action_undo()
        self.take_back(payment)
        self.undo(settlement)
        self.assertEqual(move.amount_residual, 100)

    def test_only_a_manager_and_once(self):
        move = self.invoice(due="-20d")
        settlement = self.settle(move, kind="write_off")
        with self.assertRaisesRegex(AccessError, "You need the right"):
            settlement.with_user(self.collector).action_undo()
        self.undo(settlement)
        settlement.action_undo()
        self.assertEqual(len(settlement.reversal_ids), 1)


@tagged("post_install", "-at_install")
class TestNotByHand(SettlementStory):
    """What becomes of an agreement is said by its buttons: a collector writes none of it through a plain call."""

    def test_nobody_writes_what_has_not_happened(self):
        move = self.invoice(due="-20d")
        settlement = self.settle(move, kind="write_off", amount=10)
        for record, fields in (
            (
                self.promise(move, amount=20),
                {"state": "kept", "amount": 1, "date": self.on("+50d"), "amount_open": 900},
            ),
            (
                self.plan(move, schedule={"+5d": 90}),
                {"state": "done", "signed_by": "Him", "acceleration_date": "2026-03-02"},
            ),
            (self.dispute(move, amount=20), {"state": "rejected", "amount": 1, "escalated_on": "2026-03-02"}),
            (settlement, {"state": "undone", "amount": 1, "approver_id": self.collector.id, "signed_by": "Him"}),
        ):
            other = {"line_ids": [(5,)], "company_id": 1, "partner_id": 1}
            for field, value in {**fields, **other}.items():
                with self.subTest(model=record._name, field=field), self.assertRaisesRegex(AccessError, "not by hand"):
                    record.with_user(self.collector).write({field: value})

    def test_nobody_makes_one_that_is_over(self):
        lines = self.instalments(self.invoice(due="-20d"))
        for model, values in (
            ("recovery.promise", {"date": self.on("+5d"), "state": "kept"}),
            ("recovery.plan", {"state": "active"}),
            ("recovery.mediation", {"state": "running"}),
            ("recovery.settlement", {"reason": "No", "state": "done"}),
        ):
            record = self.env[model].with_user(self.collector)
            with self.subTest(model=model), self.assertRaisesRegex(AccessError, "not by hand"):
                record.create({**record._prepare_for(lines), **values})

    def test_the_buttons_do_for_a_collector(self):
        move = self.invoice(due="-20d")
        promise, dispute = self.promise(move, amount=20), self.dispute(move, amount=10)
        promise.with_user(self.collector).action_cancel()
        dispute.with_user(self.collector).action_reject()
        plan = self.plan(move, schedule={"+5d": 100})
        plan.with_user(self.collector).action_cancel()
        self.assertEqual((promise.state, dispute.state, plan.state), ("cancelled", "rejected", "cancelled"))

    def test_a_viewer_presses_no_button(self):
        promise = self.promise(self.invoice(due="-20d"))
        with self.assertRaises(AccessError):
            promise.with_user(self.rep).action_cancel()
