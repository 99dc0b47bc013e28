"""Stories of how cases end: settled, given up, reopened; and that no claim is lost on the way."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..stories.case import ClosingStory
from ..stories.letters import ADDRESS


@tagged("post_install", "-at_install")
class TestClosing(ClosingStory):
    def test_paid_it_closes_with_its_figures(self):
        self.day("+9d")
        self.pay(self.move)
        self.morning()
        self.assertEqual((self.case.phase, self.case.outcome), ("closed", "paid"))
        self.assertEqual((self.case.duration, self.case.amount_recovered, self.case.amount_given_up), (9, 100, 0))
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.summary), ("closing", "Paid"))
        self.assertEqual(self.case.chain_state, "intact")

    def test_claims_that_stand_keep_it_open(self):
        """The principal is paid: somebody decides on the 40 EUR before the case ends."""
        claim = self.claim()
        self.pay(self.move)
        self.morning()
        self.morning()
        kind = self.env.ref("recovery_dunning.activity_type_claims")
        self.assertEqual(self.case.phase, "amicable")
        self.assertEqual(len(self.case.activity_ids.filtered(lambda a: a.activity_type_id == kind)), 1)
        claim.action_waive("To keep the customer")
        self.morning()
        self.assertEqual(self.case.outcome, "paid")
        self.assertFalse(self.case.activity_ids)

    def test_an_invoiced_claim_keeps_it_open_until_it_is_paid(self):
        self.company.recovery_indemnity_account_id = self.company_data["default_account_revenue"]
        claim = self.claim()
        self.pay(self.move)
        claim._invoice()
        self.morning()
        self.assertEqual(self.case.phase, "amicable")
        self.pay(claim.invoice_id)
        self.morning()
        self.assertEqual(self.case.phase, "closed")

    def test_outcomes_as_the_ledger_tells_them(self):
        for values, paid, outcome, recovered, lost in (
            ({"kind": "waiver"}, 0, "waived", 0, 100),
            ({"kind": "write_off"}, 0, "written_off", 0, 100),
            ({"kind": "write_off"}, 30, "partly", 30, 70),
            ({"kind": "credit_note"}, 0, "credited", 0, 0),
        ):
            with self.subTest(**values, paid=paid):
                self.day("+0d")
                self.debtor = self.customer(f"{values['kind']} {paid}")
                self.move = self.invoice(due="-4d")
                self.run_and_send()
                case = self.debtor.recovery_case_id
                if paid:
                    self.pay(self.move, amount=paid)
                self.settle(self.move, **values)
                self.morning()
                self.assertEqual((case.phase, case.outcome), ("closed", outcome))
                self.assertEqual((case.amount_recovered, case.amount_given_up), (recovered, lost))

    def test_sold_for_a_part(self):
        buyer = self.customer("Buyer")
        self.settle(self.move, kind="sale", buyer_id=buyer.id, price=25)
        self.morning()
        self.assertEqual(self.case.outcome, "sold")
        self.assertEqual((self.case.amount_recovered, self.case.amount_given_up), (25, 75))

    def test_given_up_it_is_left_in_peace(self):
        """The next run opens no new case for what was given up."""
        with self.assertRaisesRegex(UserError, "still overdue"):
            self.case.phase = "closed"
        for outcome in ("paid", "written_off", "waived", "sold", "credited"):
            with self.subTest(outcome=outcome), self.assertRaisesRegex(UserError, "needs its entry"):
                self.case._close(outcome, "Because")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.case._close("uncollectable")
        self.close(outcome="uncollectable", reason="Struck off the register")
        self.assertEqual((self.case.outcome, self.case.amount_given_up), ("uncollectable", 100))
        self.assertEqual(self.last_event(self.case).result, "Struck off the register")
        self.day("+20d")
        self.assertLeftOut(self.propose(), self.move, "hold")
        self.assertFalse(self.debtor.recovery_case_id)

    def test_reopened_it_is_followed_again(self):
        self.close(outcome="given_up", reason="Too small")
        self.day("+20d")
        self.case.action_reopen()
        self.assertEqual((self.case.phase, self.case.outcome, self.case.date_closed), ("amicable", False, False))
        self.day("+21d")
        self.assertNotice(self.propose(), self.move)

    def test_only_a_manager_gives_up(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.collector)._close("given_up", "Too small")
        with self.assertRaises(AccessError):
            self.case.with_user(self.collector).write({"phase": "closed", "outcome": "given_up"})
        self.pay(self.move)
        self.case.invalidate_recordset()
        self.case.with_user(self.collector)._close("paid")
        self.assertEqual(self.case.outcome, "paid")

    def test_pointless_tasks_go_with_it(self):
        self.case.activity_schedule("recovery_dunning.activity_type_call", user_id=self.env.uid)
        self.case.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        self.pay(self.move)
        self.morning()
        kinds = self.case.activity_ids.activity_type_id
        self.assertEqual(kinds, self.env.ref("mail.mail_activity_data_todo"))

    def test_discharge_by_itself_where_the_company_wants_it(self):
        self.enterContext(mute_logger("odoo.addons.base.models.ir_actions_report"))  # no server for the styles
        self.company.recovery_discharge = True
        self.company.write(ADDRESS)
        self.debtor.write(ADDRESS)
        other = self.customer("No address")
        unpaid = self.invoice(due="-4d", debtor=other)
        self.run_and_send()
        case = other.recovery_case_id
        self.pay(self.move)
        self.pay(unpaid)
        self.morning()
        letter = self.last_event(self.case)
        self.assertEqual((letter.channel, letter.attachment_ids.mimetype), ("letter", "application/pdf"))
        self.assertEqual(case.phase, "closed")
        self.assertIn("The discharge could not be printed", case.activity_ids.mapped("summary"))

    def test_no_discharge_while_claims_stand(self):
        """It would give them up."""
        self.claim()
        self.pay(self.move)
        self.debtor.write(ADDRESS)
        letter = self.env["recovery.letter.wizard"].create({"case_id": self.case.id, "kind": "discharge"})
        with self.assertRaisesRegex(UserError, "still claimed"):
            letter.action_print()

    def test_no_discharge_by_itself_while_something_is_to_come(self):
        self.company.recovery_discharge = True
        self.invoice(due="+20d")
        self.pay(self.move)
        self.morning()
        self.assertEqual(self.case.phase, "closed")
        self.assertFalse(self.case.activity_ids or self.case.event_ids.filtered(lambda e: e.channel == "letter"))

    def test_the_dialog_knows_what_the_ledger_tells(self):
        self.pay(self.move)
        self.case.invalidate_recordset()
        wizard = Form(self.env["recovery.close.wizard"].with_context(**self.case.action_close()["context"]))
        self.assertEqual((wizard.outcome, wizard.amount_overdue), ("paid", 0))


@tagged("post_install", "-at_install")
class TestJoining(ClosingStory):
    def setUp(self):
        super().setUp()
        self.double = self.customer("Dubois Menuiserie SARL")
        self.other = self.invoice(due="-4d", debtor=self.double)
        self.run_and_send()
        self.joined = self.double.recovery_case_id

    def merge(self, into=None):
        """Odoo's own dialog that merges contacts."""
        partners = self.debtor | self.double
        into = into or self.debtor
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_model="res.partner", active_ids=partners.ids
        )
        wizard.create({"partner_ids": [(6, 0, partners.ids)], "dst_partner_id": into.id}).action_merge()
        self.env.invalidate_all()

    def test_one_case_goes_on_with_both_records(self):
        events = self.case.event_ids | self.joined.event_ids
        notices = self.case.notice_ids | self.joined.notice_ids
        self.merge()
        self.assertEqual(self.debtor.recovery_case_id, self.case)
        self.assertEqual((self.joined.phase, self.joined.outcome), ("closed", "merged"))
        self.assertEqual(self.joined.joined_into_id, self.case)
        self.assertEqual(self.case.notice_ids, notices)
        self.assertLessEqual(events, self.case.record_ids)
        self.assertEqual((self.case.chain_state, self.joined.chain_state), ("intact", "intact"))
        self.assertIn("Dubois Menuiserie SARL", self.case.event_ids.filtered(lambda e: e.kind == "joined").summary)
        self.assertEqual(self.case.amount_overdue, 200)

    def test_a_changed_event_of_either_shows(self):
        self.merge()
        self.env.flush_all()
        self.env.cr.execute("UPDATE recovery_event SET summary = 'x' WHERE id = %s", [self.joined.event_ids[0].id])
        self.env.invalidate_all()
        self.assertEqual(self.case.chain_state, "broken")

    def test_the_farther_one_goes_on(self):
        self.joined._raise_to_formal_notice(self.on("-1d"))
        claim = self.claim()
        paper = self.env["ir.attachment"].create({"name": "order.txt", "raw": b"Order 4711"})
        piece = self.env["recovery.piece"].create({"case_id": self.case.id, "attachment_ids": [(6, 0, paper.ids)]})
        self.merge()
        self.assertEqual(self.debtor.recovery_case_id, self.joined)
        self.assertEqual(piece.case_id, self.joined)
        self.assertEqual((self.joined.partner_id, self.joined.phase), (self.debtor, "formal_notice"))
        self.assertEqual((self.case.joined_into_id, claim.case_id), (self.joined, self.joined))

    def test_dunning_goes_on_without_a_step_twice(self):
        self.merge()
        self.day("+20d")
        run = self.run_and_send()
        self.assertNotice(run, self.move, self.other, level=15)
        self.assertEqual(self.case.chain_state, "intact")

    def test_contacts_named_twice(self):
        first, second = (self.customer(name, parent_id=self.debtor.id, is_company=False) for name in ("A", "B"))
        Contact = self.env["recovery.contact"]
        Contact.create([{"partner_id": self.debtor.id, "contact_id": contact.id} for contact in first | second])
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge((first | second).ids, first)
        self.env.invalidate_all()
        self.assertEqual(Contact.search([("partner_id", "=", self.debtor.id)]).contact_id, first)
