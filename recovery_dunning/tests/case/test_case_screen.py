"""Stories of the one screen of a case: what stands on its instalments, what comes up, what it has cost."""

import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger
from odoo.tools.pdf import PdfReader

from ..stories.case import ClosingStory
from ..stories.letters import ADDRESS


@tagged("post_install", "-at_install")
class TestCosts(ClosingStory):
    def test_each_contact_has_its_cost(self):
        self.company.write({"recovery_cost_email": 0.1, "recovery_cost_minute": 0.5, "recovery_cost_visit": 40})
        self.day("+14d")
        self.run_and_send()  # a mail
        wizard = self.env["recovery.contact.wizard"].with_context(**self.case.action_contact()["context"])
        wizard.create({"channel": "phone", "minutes": 12, "result": "He was short"}).action_record()
        wizard.create(
            {"channel": "phone", "direction": "in", "result": "Asks"}
        ).action_record()  # 5 minutes where nobody counted
        wizard.create({"channel": "email", "direction": "in", "result": "Asks"}).action_record()
        wizard.create({"channel": "meeting", "result": "Seen"}).action_record()
        self.env.invalidate_all()
        costs = [event.cost for event in self.case.event_ids.sorted("id") if event.cost]
        self.assertEqual(costs[1:], [0.1, 6.0, 2.5, 40.0])
        self.company.recovery_cost_visit = 80  # from now on
        self.assertAlmostEqual(self.case.cost_contacts, sum(costs))
        self.assertEqual(self.case.chain_state, "intact")

    def test_set_against_the_debt(self):
        self.company.recovery_cost_visit = 10
        self.case._log("contact", lambda case: "Visit", direction="out", channel="meeting")
        proof = self.env["ir.attachment"].create({"name": "receipt.pdf", "raw": b"15.00"})
        self.env["recovery.claim"].create(
            {
                **{"kind": "cost", "label": "Act of the officer", "amount": 15, "proof_ids": [(6, 0, proof.ids)]},
                **{"partner_id": self.debtor.id, "company_id": self.company.id, "case_id": self.case.id},
                "currency_id": self.case.currency_id.id,
            }
        )
        self.pay(self.move, amount=50)
        self.env.invalidate_all()
        mail = self.case.event_ids.filtered(lambda event: event.channel == "email").cost
        self.assertEqual((self.case.cost_proved, self.case.amount_overdue), (15, 50))
        self.assertAlmostEqual(self.case.cost_total, 25 + mail)
        self.assertAlmostEqual(self.case.cost_ratio, (25 + mail) / (50 + self.case.amount_received))

    def test_our_own_costs_are_never_claimed(self):
        self.case._log("contact", lambda case: "Visit", direction="out", channel="meeting")
        self.assertGreater(self.case.cost_contacts, 0)
        self.assertEqual(self.case.amount_costs, 0)
        self.assertFalse(self.env["recovery.claim"].search([("case_id", "=", self.case.id)]))


@tagged("post_install", "-at_install")
class TestGlance(ClosingStory):
    def test_whom_to_call(self):
        """Who is named for calls, else the debtor, else the first of his people who has a number."""
        self.debtor.phone = False
        self.assertFalse(self.case.call_phone)
        paying = self.env["res.partner"].create({"name": "Ms Morel", "parent_id": self.debtor.id, "phone": "+33 1 02"})
        self.assertEqual((self.case.call_name, self.case.call_phone), ("Ms Morel", "+33 1 02"))
        self.debtor.phone = "+33 1 01"
        self.assertEqual((self.case.call_name, self.case.call_phone), (False, "+33 1 01"))
        self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": paying.id})
        self.assertEqual((self.case.call_name, self.case.call_phone), ("Ms Morel", "+33 1 02"))

    def test_the_last_word_is_one_with_the_debtor(self):
        wizard = self.env["recovery.contact.wizard"].with_context(**self.case.action_contact()["context"])
        said = {"channel": "phone", "direction": "in", "summary": "Pays on Friday", "result": "On Friday"}
        wizard.create(said).action_record()
        self.case._log("note", lambda case: "We looked him up")  # among ourselves
        self.env.invalidate_all()
        today = format_date(self.env, self.company._recovery_today())
        self.assertEqual(self.case.last_word, f"{today} · Telephone · Pays on Friday")
        self.assertFalse(self.env["recovery.case"].new({"partner_id": self.debtor.id}).last_word)


@tagged("post_install", "-at_install")
class TestCaseScreen(ClosingStory):
    def test_marks_on_instalments(self):
        planned, disputed, held, plain = (self.invoice(due="-20d", amount=90) for _number in range(4))
        self.promise(self.move, on="+5d")
        self.plan(planned, schedule={"+0d": 45, "+30d": 45})
        self.dispute(disputed, amount=30)
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        self.env["recovery.hold"].create(
            {"move_id": held.id, "company_id": self.company.id, "reason_id": reason.id, "date_from": self.on("+0d")}
        )
        marks = {move: self.instalments(move).recovery_marks for move in (self.move, planned, disputed, held, plain)}
        self.assertEqual(marks[self.move], f"promised for {format_date(self.env, self.on('+5d'))}")
        self.assertEqual(marks[planned], "on a plan")
        self.assertEqual(marks[disputed], f"disputed: {self.case.currency_id.format(30)}")
        self.assertIn("held", marks[held])
        self.assertEqual(marks[plain], "")

    def test_one_screen(self):
        self.invoice(due="+20d")
        self.promise(self.move, on="+5d")
        self.claim(40)
        self.env.invalidate_all()
        self.assertEqual((self.case.amount_overdue, self.case.amount_open), (100, 200))
        self.assertEqual(self.case.amount_claimed, 140)
        self.assertEqual(len(self.case.instalment_ids), 2)
        self.assertEqual(self.case.promise_ids.state, "open")
        self.assertIn(self.debtor, self.case.contact_ids)

    def test_deadlines_in_order(self):
        for delay in (30, 15):
            self.level(delay).write({"phase": "formal_notice", "response_days": 8})
        self.day("+14d")
        self.run_and_send()
        self.promise(self.move, on="+3d")
        self.env.invalidate_all()
        deadlines = self.case._deadlines()
        self.assertEqual(
            [(deadline.date, deadline.late) for deadline in deadlines[:2]],
            [(self.on("+3d"), False), (self.on("+8d"), False)],
        )
        self.assertEqual(deadlines[-1].date, self.case.limitation_date)
        self.assertEqual(self.case.next_deadline, self.on("+3d"))
        self.assertIn(self.move.name, self.case.deadline_table)

    def test_receipt_from_the_list_of_payments(self):
        payment = self.pay(self.move, amount=10)
        self.env.invalidate_all()
        line = self.case.receipt_ids
        self.assertEqual((line.payment_id, line.balance), (payment, -10))
        action = line.with_context(recovery_case_id=self.case.id).action_recovery_receipt()
        self.debtor.write(ADDRESS)
        self.enterContext(mute_logger("odoo.addons.base.models.ir_actions_report"))
        Letter = self.env["recovery.letter.wizard"].with_user(self.collector).with_context(**action["context"])
        Letter.create({}).action_print()
        letter = self.last_event(self.case).attachment_ids
        text = " ".join(PdfReader(io.BytesIO(letter.raw)).pages[0].extract_text().split())
        for part in ("10.00", self.move.name, "90.00", "no discharge"):
            self.assertIn(part, text)

    def test_receipt_for_a_line_of_the_bank(self):
        """Nobody registered a payment: the statement was matched with the invoice."""
        bank = self.company_data["default_journal_bank"]
        statement = self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "amount": 40,
                "date": self.on("+0d"),
                "partner_id": self.debtor.id,
                "payment_ref": "T",
            }
        )
        _liquidity, suspense, _other = statement._seek_for_lines()
        suspense.account_id = self.instalments(self.move).account_id
        (suspense | self.instalments(self.move)).reconcile()
        self.env.invalidate_all()
        line = self.case.receipt_ids
        self.assertEqual((line.statement_line_id, line.balance), (statement, -40))
        letter = self.env["recovery.letter.wizard"].create(
            {"case_id": self.case.id, "kind": "receipt", "receipt_line_id": line.id}
        )
        letter._check_receipt()
        self.assertEqual((letter._received().amount, letter._received().invoices), (40, self.move))

    def test_no_receipt_for_money_of_others(self):
        payment = self.payment_on_account(10, debtor=self.customer("Stranger"))
        line = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        letter = self.env["recovery.letter.wizard"].create(
            {"case_id": self.case.id, "kind": "receipt", "receipt_line_id": line.id}
        )
        with self.assertRaisesRegex(UserError, "payment of this debtor"):
            letter._check_receipt()

    def test_a_viewer_sees_the_status_and_no_ledger(self):
        case = self.case.with_user(self.rep)
        names = [name for name, field in case._fields.items() if not field.groups]
        case.read([name for name in names if case._has_field_access(case._fields[name], "read")])
        for name in (
            "instalment_ids",
            "record_ids",
            "deadline_table",
            "cost_total",
            "promise_ids",
            "route_table",
            "amount_recovered",
        ):
            with self.subTest(field=name):
                self.assertFalse(case._has_field_access(case._fields[name], "read"))
