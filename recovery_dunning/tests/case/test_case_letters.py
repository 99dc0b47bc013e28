"""Stories of the letters that a person writes on a case: each says what is true, and is kept."""

import hashlib

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..stories.letters import ADDRESS, LetterStory


@tagged("post_install", "-at_install")
class TestCaseLetters(LetterStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-4d", amount=300)
        self.run_and_send()
        self.case = self.debtor.recovery_case_id

    def letter(self, kind, **values):
        """The text of the letter that the dialog prints."""
        wizard = self.env["recovery.letter.wizard"].with_context(**self.case.action_letter()["context"])
        wizard.create({"kind": kind, "date": self.on("+0d"), **values}).action_print()
        event = self.last_event(self.case)
        self.assertIn(hashlib.sha256(event.attachment_ids.raw).hexdigest(), event.documents)
        return self.text(event.attachment_ids)

    def test_receipt_for_each_payment(self):
        payment = self.pay(self.move, amount=99.99)
        text = self.letter("receipt", payment_id=payment.id)
        for part in ("99.99", "ninety-nine dollars and ninety-nine cents", self.move.name, "200.01", "no discharge"):
            self.assertIn(part, text)

    def test_no_receipt_without_a_payment(self):
        with self.assertRaisesRegex(UserError, "payment of this debtor"):
            self.letter("receipt")
        stranger = self.customer("Stranger")
        payment = self.payment_on_account(10, debtor=stranger)
        with self.assertRaisesRegex(UserError, "payment of this debtor"):
            self.letter("receipt", payment_id=payment.id)

    def test_discharge_once_all_is_paid(self):
        with self.assertRaisesRegex(UserError, "300.00 are still open"):
            self.letter("discharge")
        self.pay(self.move)
        self.assertIn("nothing is open on your account", self.letter("discharge"))

    def test_attestation_lists_the_steps(self):
        with self.assertRaisesRegex(UserError, "No formal notice"):
            self.letter("attestation")
        self.case.sudo().formal_notice_date = self.on("+0d")
        text = self.letter("attestation")
        self.assertIn("Day 3", text)
        self.assertIn("three hundred dollars", text)

    def test_what_is_not_due_yet_is_not_unpaid(self):
        """Neither in the attestation nor to the agency; where nothing is overdue there is no such letter."""
        self.invoice(due="+20d", amount=1111)
        agency = self.customer("Recouvrement SA", **ADDRESS)
        self.case.formal_notice_date = self.on("+0d")
        self.case.invalidate_recordset()
        for text in (self.letter("attestation"), self.letter("agency", agency_id=agency.id)):
            self.assertRegex(text, r"300\.00 \( ?three hundred dollars ?\)")
            self.assertIn("What is not due yet ($ 1,111.00) is not part of it", text)
            self.assertNotIn("1,411", text)
        self.pay(self.move)
        with self.assertRaisesRegex(UserError, "Nothing is overdue"):
            self.letter("agency", agency_id=agency.id)

    def test_agency_notice_asks_for_no_fee(self):
        agency = self.customer("Recouvrement SA", **ADDRESS)
        with self.assertRaisesRegex(UserError, "Choose the agency"):
            self.letter("agency")
        text = self.letter("agency", agency_id=agency.id)
        self.assertIn("Recouvrement SA", text)
        self.assertIn("nothing is asked of you for it", text)
        self.assertNotIn("indemnity", text)

    def test_declaration_of_claim(self):
        liquidator = self.customer("Maître Liquidateur", **ADDRESS)
        with self.assertRaisesRegex(UserError, "day of the judgment"):
            self.letter("declaration", recipient_id=liquidator.id)
        self.debtor.write({"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("+0d")})
        self.case.invalidate_recordset()
        text = self.letter("declaration", recipient_id=liquidator.id)
        for part in ("Maître Liquidateur", "L. 622-24", self.move.name, "300.00", "sincere"):
            self.assertIn(part, text)

    def test_confirmation_of_a_promise(self):
        with self.assertRaisesRegex(UserError, "Choose a promise"):
            self.letter("promise")
        promises = self.env["recovery.promise"]
        values = {**promises._prepare_for(self.instalments(self.move)), "date": self.on("+5d"), "amount": 120}
        promise = promises.create(values)
        text = self.letter("promise")
        for part in ("120.00", "one hundred and twenty dollars", self.move.name, "no reminder"):
            self.assertIn(part, text)
        promise.action_cancel()
        with self.assertRaisesRegex(UserError, "Choose a promise"):
            self.letter("promise", promise_id=promise.id)

    def test_answer_to_a_dispute_point_by_point(self):
        disputes = self.env["recovery.dispute"]
        values = {
            **disputes._prepare_for(self.instalments(self.move)),
            **{"amount": 40, "claim": "<b>Two</b> boxes were missing"},
            "type_id": self.env.ref("recovery_dunning.dispute_type_not_received").id,
        }
        dispute = disputes.create(values)
        with self.assertRaisesRegex(UserError, "write the answer"):
            self.letter("answer")
        dispute.answer = "1. They came on the 12th."
        text = self.letter("answer")
        for part in ("40.00", self.move.name, "<b>Two</b> boxes were missing", "They came on the 12th", "remains due"):
            self.assertIn(part, text)

    def test_incomplete_address(self):
        self.pay(self.move)
        self.debtor.city = False
        with self.assertRaisesRegex(UserError, "postal address"):
            self.letter("discharge")

    def test_a_collector_writes_a_receipt(self):
        """He chooses among the payments of this debtor, though he keeps no books."""
        payment = self.pay(self.move, amount=100)
        collector = new_test_user(
            self.env,
            "collector",
            groups="recovery_dunning.group_recovery_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            lang="en_US",
        )
        context = self.case.action_letter()["context"]
        wizard = self.env["recovery.letter.wizard"].with_user(collector).with_context(**context)
        with Form(wizard) as form:
            form.kind = "receipt"
            form.payment_id = payment.with_user(collector)
        form.record.action_print()
        self.assertIn("one hundred dollars", self.text(self.last_event(self.case).attachment_ids))
        with self.assertRaises(AccessError):
            payment.with_user(collector).memo = "Mine"

    def test_declaration_of_a_claim_with_a_security(self):
        """What it rests on must be said (C. com. L622-25); an unsecured claim needs nothing."""
        liquidator = self.customer("Maître Liquidateur", **ADDRESS)
        self.debtor.write({"recovery_insolvency": "liquidation", "recovery_insolvency_date": self.on("+0d")})
        self.case.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "rests on"):
            self.letter("declaration", recipient_id=liquidator.id, rank="secured")
        text = self.letter("declaration", recipient_id=liquidator.id, rank="secured", security="pledge of 12/03/2025")
        self.assertIn("The claim is secured: pledge of 12/03/2025.", text)
        self.assertNotIn("unsecured", text)
        text = self.letter(
            "declaration", recipient_id=liquidator.id, rank="retention", security="article 7 of our terms"
        )
        self.assertIn("L. 624-16", text)
        self.assertIn("The claim is unsecured.", self.letter("declaration", recipient_id=liquidator.id))
