"""How a case ends is what became of each of its instalments: paid is said of money alone (rule 12)."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..stories.ending import EndingStory
from ..stories.letters import ADDRESS

# way: outcome of the case, recovered, lost; None: it goes on
OUTCOMES = {
    "money": ("paid", 100, 0),
    "discount": ("paid", 98, 0),
    "credit_note": ("credited", 0, 0),
    "netting": ("netted", 0, 0),
    "loss": ("written_off", 0, 100),
    "bank_fees": ("paid", 100, 0),
    "rest_written_off": ("partly", 1, 99),
    "waiver": ("waived", 0, 100),
    "sale": ("sold", 0, 100),
    "another_debtor": ("moved", 0, 0),
    "another_account": ("moved", 0, 0),
    "doubtful": None,
    "cancelling": ("cancelled", 0, 0),
    "draft": None,
    "later_date": ("postponed", 0, 0),
}


@tagged("post_install", "-at_install")
class TestCaseEnding(EndingStory):
    def night(self):
        self.env.flush_all()
        self.env["recovery.case"]._review_ended(self.company)
        self.env["recovery.case"]._close_settled(self.company)

    def ended(self, end):
        self.day("+0d")
        case = self.opened(end.__name__)
        self.day("+1d")
        end(self.move)
        self.night()
        return case

    def test_each_way(self):
        self.company.recovery_discharge = True
        ways = self.ways()
        self.assertEqual(set(ways), set(OUTCOMES))
        for name, end in ways.items():
            with self.subTest(name):
                case = self.ended(end)
                if OUTCOMES[name] is None:
                    self.assertNotEqual(case.phase, "closed")
                    self.assertEqual(case.amount_received, 0)
                    continue
                self.assertEqual((case.outcome, case.amount_recovered, case.amount_given_up), OUTCOMES[name])

    def test_a_discharge_by_itself_for_money_alone(self):
        self.company.recovery_discharge = True
        self.enterContext(mute_logger("odoo.addons.base.models.ir_actions_report"))  # no server for the styles
        self.company.write(ADDRESS)
        for name, end in self.ways().items():
            if OUTCOMES[name]:
                with self.subTest(name):
                    case = self.ended(end)
                    printed = case.event_ids.filtered(lambda event: event.channel == "letter")
                    asked = case.activity_ids.filtered(lambda task: "discharge" in task.summary)
                    self.assertEqual(bool(printed or asked), name in ("money", "bank_fees"))

    def test_written_by_hand_it_says_what_happened(self):
        case = self.ended(self.end_by_rest_written_off)
        page = str(self.env["recovery.letter.wizard"].create({"case_id": case.id, "kind": "discharge"})._letter_html())
        for text in ("paid: ", "written off: ", "99.00", "for nothing else"):
            self.assertIn(text, page)
        self.assertNotIn("have been paid", page)

    def test_a_receipt_is_written_for_what_came_in(self):
        """1.00 of a payment whose rest of 99.00 was written off in the same entry."""
        case = self.opened()
        payment = self.pay_with_rest(self.move, 1, self.loss)
        line = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(line.amount_currency, -100)
        letter = self.env["recovery.letter.wizard"].create(
            {"case_id": case.id, "kind": "receipt", "receipt_line_id": line.id}
        )
        self.assertEqual(letter._received().amount, 1)

    def test_no_discharge_while_the_money_is_only_on_its_way(self):
        """The bank has it, and nobody has matched it: nothing is asked for, and nothing is discharged."""
        case = self.opened()
        self.bank_line(100, debtor=self.debtor)
        self.assertEqual(case.amount_open, 0)
        letter = self.env["recovery.letter.wizard"].create({"case_id": case.id, "kind": "discharge"})
        with self.assertRaisesRegex(UserError, "still open"):
            letter.action_print()

    def test_nobody_says_paid_of_what_was_cancelled(self):
        case = self.opened()
        self.end_by_cancelling(self.move)
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "Cancelled with the invoice"):
            case._close("paid")
        wizard = Form(self.env["recovery.close.wizard"].with_context(**case.action_close()["context"]))
        self.assertEqual(wizard.outcome, "cancelled")
        case._close("cancelled")
        self.assertEqual(case.outcome, "cancelled")

    def test_of_two_invoices_the_word_is_the_truth_of_both(self):
        case = self.opened()
        second = self.invoice(due="-4d")
        self.run_and_send()
        self.day("+1d")
        self.pay(self.move)
        self.end_by_loss(second)
        self.night()
        self.assertEqual((case.outcome, case.amount_recovered, case.amount_given_up), ("partly", 100, 100))

    def test_a_payment_entered_late_is_a_payment(self):
        """Paid before the first letter left, and entered afterwards: paid, though not recovered by the case."""
        case = self.opened()
        self.day("+3d")
        self.pay_on(self.move, "-6d")
        self.night()
        self.assertEqual((case.outcome, case.amount_recovered), ("paid", 0))

    def test_a_doubtful_debt_ends_as_it_ends(self):
        case = self.ended(self.end_by_doubtful)
        item = self.env["account.move.line"].search([("account_id", "=", self.doubtful.id), ("debit", ">", 0)], limit=1)
        self.day("+5d")
        self.pay_item(item)
        self.night()
        self.assertEqual((case.outcome, case.amount_recovered), ("paid", 100))

    def test_contacts_that_are_merged(self):
        case, double = self.opened(), self.customer("Dubois SARL")
        partners = self.debtor | double
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            active_model="res.partner", active_ids=partners.ids
        )
        wizard.create({"partner_ids": [(6, 0, partners.ids)], "dst_partner_id": double.id}).action_merge()
        self.env.invalidate_all()
        self.day("+1d")
        self.pay(self.move)
        self.night()
        self.assertEqual((case.partner_id, case.outcome, case.amount_recovered), (double, "paid", 100))


@tagged("post_install", "-at_install")
class TestDebtMoved(EndingStory):
    def test_on_a_doubtful_account_the_ladder_goes_on(self):
        """No first reminder after a second one: it is the same debt on another account."""
        case = self.opened()
        self.day("+12d")
        self.run_and_send()
        self.assertEqual(self.move.recovery_level_id.delay, 15)
        item = self.transfer(self.move, self.doubtful)
        self.morning()
        self.assertEqual((item.recovery_level_id, item.recovery_date), (self.level(15), self.on("+0d")))
        before = case.notice_ids
        for day in ("+16d", "+20d", "+35d"):
            self.day(day)
            self.morning()
        self.assertLessEqual(set((case.notice_ids - before).mapped("level_id.delay")), {30})
        self.assertEqual(case.phase, "amicable")

    def test_a_private_debt_stays_private(self):
        self.debtor = person = self.customer("Jean", is_company=False)
        self.move = self.invoice(due="-4d")
        self.run_and_send()
        employer = self.customer("Employer", email="hr@employer.example.com")
        person.parent_id = employer
        item = self.transfer(self.move, self.doubtful, partner=person)
        self.morning()
        self.assertEqual(item.recovery_debtor_id, person)
        self.assertFalse(self.env["recovery.case"].search([("partner_id", "=", employer.id)]))


@tagged("post_install", "-at_install")
class TestCaseOpenAgain(EndingStory):
    def paid(self):
        case = self.opened()
        self.day("+2d")
        self.payment = self.pay(self.move)
        self.morning()
        self.assertEqual(case.outcome, "paid")
        return case

    def test_a_payment_that_is_taken_back(self):
        """A cheque bounces a month later: the case that was closed goes on, and no second one opens."""
        case = self.paid()
        self.day("+30d")
        self.take_back(self.payment)
        self.morning()
        self.assertEqual(
            (case.phase, case.outcome, case.date_closed, case.amount_recovered), ("amicable", False, False, 0)
        )
        self.assertEqual(self.debtor.recovery_case_id, case)
        self.assertIn("Owed again", " ".join(case.event_ids.mapped("summary")))
        self.assertIn("What was settled is owed again", case.activity_ids.mapped("summary"))
        self.assertEqual(case.chain_state, "intact")

    def test_a_run_by_hand_before_the_night_goes_on_with_it_too(self):
        case = self.paid()
        self.day("+30d")
        self.take_back(self.payment)
        run = self.run_and_send()
        self.assertNotice(run, self.move, level=15)
        self.assertEqual((run.notice_ids.case_id, case.phase), (case, "amicable"))

    def test_a_new_debt_is_a_new_case(self):
        case = self.paid()
        self.day("+30d")
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertEqual((case.phase, case.outcome), ("closed", "paid"))
        self.assertNotEqual(self.debtor.recovery_case_id, case)

    def test_taken_back_while_another_case_is_open_it_is_said_there_once(self):
        case = self.paid()
        self.day("+30d")
        self.invoice(due="-4d")
        self.run_and_send()
        self.take_back(self.payment)
        for day in ("+31d", "+32d"):
            self.day(day)
            self.morning()
        current = self.debtor.recovery_case_id
        said = current.event_ids.filtered(lambda event: "Owed again" in event.summary)
        self.assertEqual((case.phase, len(said)), ("closed", 1))

    def test_an_outcome_that_a_later_entry_proves_wrong(self):
        """Closed as paid; then the payment is another customer's, and the debt is a loss."""
        case = self.paid()
        self.day("+10d")
        self.take_back(self.payment)
        self.end_by_loss(self.move)
        self.morning()
        self.assertEqual((case.phase, case.outcome), ("closed", "written_off"))
        self.assertIn("Corrected: “Written off” in place of “Paid”", case.event_ids.mapped("summary"))
        self.assertEqual(case.chain_state, "intact")
        before = len(case.event_ids)
        self.day("+11d")
        self.morning()
        self.assertEqual(len(case.event_ids), before)

    def test_due_again_after_it_was_put_off(self):
        case = self.opened()
        self.end_by_later_date(self.move)
        self.morning()
        self.assertEqual(case.outcome, "postponed")
        self.day("+64d")
        self.morning()
        self.assertEqual((case.phase, self.debtor.recovery_case_id), ("amicable", case))
