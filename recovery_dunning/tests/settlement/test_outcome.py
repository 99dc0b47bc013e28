"""How disputes and debts end: answers, credit notes, waivers, write-offs, sales, mediation."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..stories.settlement import OutcomeStory


@tagged("post_install", "-at_install")
class TestDisputeOutcome(OutcomeStory):
    def test_asked_for_in_writing_and_answered_point_by_point(self):
        move = self.invoice(due="-20d")
        dispute = self.dispute(move, claim="1. Cracked <b>top</b>\n2. Late")
        dispute.action_ask_in_writing()
        self.assertIn("in writing", self.outbox()[0].subject)
        with self.assertRaisesRegex(UserError, "Write the answer first"):
            dispute.action_send_answer()
        dispute.answer = "1. We replace it.\n2. Delivered on the agreed day."
        dispute.action_send_answer()
        body = self.outbox()[0].body_html
        self.assertIn("Delivered on the agreed day", body)
        self.assertIn("&lt;b&gt;top", body)
        self.assertEqual(dispute.state, "answered")
        self.assertLeftOut(self.propose(), move, "dispute")
        self.debtor.email = False
        with self.assertRaisesRegex(UserError, "has no mail address"):
            dispute.action_ask_in_writing()

    def test_a_late_answer_is_told_once(self):
        owner = new_test_user(self.env, "quality", company_id=self.company.id)
        self.company.recovery_user_id = self.collector
        dispute = self.dispute(self.invoice(due="-20d"), owner_id=owner.id)
        for day in ("+15d", "+16d", "+17d"):
            self.day(day)
            self.morning()
        self.assertEqual(dispute.escalated_on, self.on("-1d"))
        late = self.debtor.recovery_case_id.activity_ids.filtered(lambda a: "late" in a.summary)
        self.assertEqual((len(late), late.user_id), (1, self.collector))

    def test_accepted_it_ends_with_a_credit_note(self):
        move = self.with_tax(100)
        dispute = self.dispute(move, amount=30)
        action = dispute.action_credit()
        form = Form(self.env["recovery.settlement"].with_context(**action["context"]))
        self.assertEqual((form.amount, form.kind), (30, "credit_note"))
        form.save().action_settle()
        note = dispute.credit_note_id
        self.assertEqual((note.move_type, note.amount_total, note.reversed_entry_id), ("out_refund", 30, move))
        self.assertAlmostEqual(note.amount_tax, 3.91)
        self.assertEqual((move.amount_residual, dispute.state), (85, "closed"))
        self.assertEqual(self.assertNotice(self.propose(), move).amount_due, 85)

    def test_a_third_party_is_brought_in(self):
        dispute = self.dispute(self.invoice(due="-20d"))
        action = dispute.action_mediate()
        form = Form(self.env["recovery.mediation"].with_context(**action["context"]))
        form.date_agreed = self.on("+0d")
        mediation = form.save()
        self.assertEqual((mediation.dispute_id, mediation.line_ids), (dispute, dispute.line_ids))

    def test_rejected_it_goes_back_to_the_ladder(self):
        move = self.invoice(due="-20d")
        dispute = self.dispute(move)
        dispute.action_reject()
        self.assertNotice(self.propose(), move)


@tagged("post_install", "-at_install")
class TestSettlement(OutcomeStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss = cls.company_data["default_account_expense"]
        cls.company.recovery_write_off_account_id = cls.loss

    def test_credit_note_over_two_invoices(self):
        old, young = self.invoice(due="-20d", amount=50), self.invoice(due="-10d", amount=50)
        settlement = self.settle(old, young, amount=70)
        self.assertEqual(settlement.move_ids.mapped("amount_total"), [50, 20])
        self.assertEqual((old.payment_state, young.amount_residual), ("reversed", 30))
        self.assertRecorded("Credit note as compensation")

    def test_a_credit_note_to_the_cent(self):
        move = self.with_tax(33.33)
        note = self.settle(move, amount=10.01).move_ids
        self.assertEqual((note.amount_total, note.state), (10.01, "posted"))

    def test_waiver_with_its_document(self):
        move = self.invoice(due="-20d")
        settlement = self.settle(move, kind="waiver", amount=40)
        self.assertEqual(move.amount_residual, 60)
        entry = settlement.move_ids
        self.assertEqual(sum(entry.line_ids.filtered(lambda line: line.account_id == self.loss).mapped("balance")), 40)
        self.assertTrue(settlement.document_ids)
        self.assertEqual(self.outbox()[0].attachment_ids, settlement.document_ids)
        self.assertEqual(settlement.approver_id, self.env.user)

    def test_write_off(self):
        move = self.invoice(due="-20d")
        settlement = self.settle(move, kind="write_off")
        self.assertEqual((move.amount_residual, settlement.state), (0, "done"))
        self.assertFalse(self.outbox())
        self.morning()
        case = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual(case.phase, "closed")

    def test_write_off_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        move = self.invoice(due="-20d", currency_id=euro.id)
        settlement = self.settle(move, kind="write_off", amount=50)
        self.assertEqual(move.amount_residual, 50)
        self.assertEqual(sum(settlement.move_ids.line_ids.filtered("debit").mapped("balance")), 25)

    def test_sale(self):
        move, buyer = self.invoice(due="-20d"), self.customer("Factor")
        settlement = self.settle(move, kind="sale", buyer_id=buyer.id, price=30)
        self.assertEqual(move.amount_residual, 0)
        lines = settlement.move_ids.line_ids
        self.assertEqual(lines.filtered(lambda line: line.partner_id == buyer).mapped("balance"), [30])
        self.assertEqual(sum(lines.filtered(lambda line: line.account_id == self.loss).mapped("balance")), 70)
        for sentence, values in (
            ("Choose who buys", {}),
            ("own debt", {"buyer_id": self.debtor.id}),
            ("more than the debt", {"buyer_id": buyer.id, "price": 101}),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self.settle(self.invoice(due="-20d"), kind="sale", **values)

    def test_only_a_manager_waives(self):
        move = self.invoice(due="-20d")
        settlement = self.env["recovery.settlement"].with_user(self.collector)
        values = {**settlement._prepare_for(self.instalments(move)), "reason": "No"}
        for kind in ("waiver", "write_off", "sale"):
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                settlement.create({**values, "kind": kind}).action_settle()
        with self.assertRaises(AccessError):
            settlement.create({**values, "state": "done"}).write({"state": "done"})
        self.assertEqual(move.amount_residual, 100)

    def test_bad_input(self):
        move = self.invoice(due="-20d")
        with self.assertRaisesRegex(ValidationError, "more than what is open"):
            self.settle(move, amount=101)
        self.company.recovery_write_off_account_id = False
        with self.assertRaisesRegex(UserError, "account of write-offs"):
            self.settle(move, kind="write_off")
        self.assertEqual(move.amount_residual, 100)

    def test_the_french_account_where_none_is_chosen(self):
        self.company.recovery_write_off_account_id = False
        values = {"name": "Pertes sur créances irrécouvrables", "code": "654100", "account_type": "expense"}
        account = self.env["account.account"].create(values)
        settlement = self.settle(self.invoice(due="-20d"), kind="write_off")
        self.assertIn(account, settlement.move_ids.line_ids.account_id)


@tagged("post_install", "-at_install")
class TestMediation(OutcomeStory):
    def mediate(self, move, **values):
        mediation = self.env["recovery.mediation"]
        return mediation.create({**mediation._prepare_for(self.instalments(move)), **values})

    def test_dunning_waits_for_it(self):
        move = self.invoice(due="-20d")
        mediation = self.mediate(move)
        with self.assertRaisesRegex(UserError, "on which day"):
            mediation.action_start()
        mediation.date_agreed = self.on("+0d")
        mediation.action_start()
        self.assertLeftOut(self.propose(), move, "hold")
        mediation.result = "They split the difference."
        mediation.action_fail()
        self.assertEqual((mediation.state, mediation.date_ended), ("failed", self.on("+0d")))
        self.assertNotice(self.propose(), move)
        self.assertRecorded("No agreement")

    def test_suspends_the_limitation_of_a_consumer_debt(self):
        """Due 10 days before its two years are over, mediated meanwhile: six months more at least."""
        self.debtor = self.customer("Mme Petit", is_company=False)
        move = self.invoice(due="-690d", invoice_date=self.on("-720d"), delivery_date=self.on("-720d"))
        mediation = self.mediate(move, date_agreed=self.on("+0d"))
        mediation.action_start()
        self.day("+40d")
        self.assertLeftOut(self.propose(), move, "hold")
        mediation.action_fail()
        self.day("+200d")
        self.assertNotice(self.propose(), move, debtor=self.debtor)
        self.day("+240d")
        self.assertLeftOut(self.propose(), move, "time_barred")

    def test_arbitration_suspends_nothing(self):
        self.debtor = self.customer("Mme Petit", is_company=False)
        move = self.invoice(due="-690d", invoice_date=self.on("-720d"), delivery_date=self.on("-720d"))
        mediation = self.mediate(move, kind="arbitration", date_agreed=self.on("+0d"))
        self.assertFalse(mediation.suspends)
        mediation.action_start()
        self.day("+40d")
        self.assertLeftOut(self.propose(), move, "time_barred")

    def test_bad_days(self):
        with self.assertRaisesRegex(ValidationError, "has not come yet"):
            self.mediate(self.invoice(due="-20d"), date_agreed=self.on("+1d"))
