"""A contact is linked to a company, taken out, merged, or changes his kind: who owes what he owed."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.open_items import account_move_line
from ..stories.arrangement import ArrangementStory
from ..stories.claim import ClaimStory


class AttachedStory(ArrangementStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()

    def person(self, name="Jean Petit", email="jean@home.example.com", **values):
        return self.customer(name, email=email, is_company=False, **values)

    def link(self, person, company=None):
        person.parent_id = company or self.customer("Employer SAS", email="hr@employer.example.com")
        return person.parent_id

    def case(self, partner):
        return self.env["recovery.case"].search([("partner_id", "=", partner.id)])

    def hold(self, **values):
        reason = self.env["recovery.hold.reason"].search([], limit=1)
        return self.env["recovery.hold"].create({"company_id": self.company.id, "reason_id": reason.id, **values})

    def sent(self, run, *partners):
        self.env.flush_all()
        return run.notice_ids.filtered(lambda notice: notice.state == "sent" and notice.partner_id in partners)


@tagged("post_install", "-at_install")
class TestPrivateDebt(AttachedStory):
    def test_what_was_agreed_with_a_person_stands_after_he_is_linked_to_a_company(self):
        for agree in (
            lambda person, move: self.promise(move),
            lambda person, move: self.plan(move, schedule={"+10d": 50, "+20d": 50}),
            lambda person, move: self.dispute(move, amount=100),
            lambda person, move: self.hold(partner_id=person.id),
            lambda person, move: self.hold(move_id=move.id),
            lambda person, move: self.hold(line_id=self.instalments(move).id),
        ):
            person = self.person()
            agree(person, self.invoice(debtor=person))
            employer = self.link(person)
            self.assertFalse(self.sent(self.run_and_send(), person, employer))

    def test_what_each_owes_is_found_of_few_debtors_and_of_many(self):
        person = self.person()
        his = self.instalments(self.invoice(debtor=person))
        employer = self.link(person)
        branch = self.customer("Branch", parent_id=employer.id, is_company=False, type="other", active=False)
        its = self.instalments(self.invoice(debtor=employer) + self.invoice(debtor=branch))
        Line = self.env["account.move.line"]
        for few in (100, 0):
            with patch.object(account_move_line, "FEW", few):
                for debtors, owed in ((person, his), (employer, its), (person | employer, his + its)):
                    domain = Line._recovery_open_domain(self.company, debtors)
                    self.assertEqual(Line.search(domain), owed.sorted(), (few, debtors.mapped("name")))
                    self.assertEqual((his + its).filtered_domain(domain), owed)

    def test_an_insolvent_debtor_stays_insolvent_whatever_he_is_linked_to(self):
        for kind in ("business", "consumer"):
            person = self.person(recovery_class=kind, recovery_insolvency="over_indebtedness")
            move = self.invoice(due="-40d", debtor=person)
            employer = self.link(person)
            run = self.run_and_send()
            self.assertLeftOut(run, move, "insolvency")
            self.assertFalse(self.sent(run, person, employer))

    def test_the_employer_learns_nothing_and_the_person_is_written_to(self):
        person = self.person()
        move = self.invoice(debtor=person)
        self.run_and_send()
        case = self.case(person)
        employer = self.link(person)
        self.day("+12d")
        notice = self.assertNotice(self.run_and_send(), move, level=15, debtor=person)
        self.assertEqual(notice.contact_id, person)
        self.assertEqual(self.case(person), case)
        self.assertFalse(self.case(employer))
        self.assertEqual(employer.recovery_overdue, 0)
        self.assertEqual(employer.recovery_status, "ok")
        self.assertEqual(person.recovery_overdue, 100)
        self.assertIn(
            "Employer SAS", self.last_event(case).search([("case_id", "=", case.id), ("kind", "=", "note")]).summary
        )
        self.assertEqual(self.instalments(move).partner_id, employer)  # what Odoo makes of it in the ledger

    def test_his_case_stays_open_until_he_has_paid(self):
        person = self.person()
        move = self.invoice(debtor=person)
        self.run_and_send()
        self.link(person)
        self.env["recovery.case"]._close_settled(self.company)
        self.assertEqual(self.case(person).phase, "amicable")
        self.assertEqual(self.case(person).amount_overdue, 100)
        self.pay(move)
        self.env["recovery.case"]._close_settled(self.company)
        self.assertEqual(self.case(person).outcome, "paid")

    def test_what_he_buys_for_the_company_is_the_company_s(self):
        person = self.person()
        old = self.invoice(debtor=person)
        employer = self.link(person)
        new = self.invoice(debtor=person)
        run = self.run_and_send()
        self.assertNotice(run, old, debtor=person)
        self.assertNotice(run, new, debtor=employer)

    def test_taken_out_again_or_linked_to_the_next_he_owes_what_he_owed(self):
        person = self.person()
        move = self.invoice(debtor=person)
        self.link(person)
        for after in (self.customer("The next"), self.env["res.partner"]):
            person.parent_id = after
            self.assertEqual(self.instalments(move).recovery_debtor_id, person)
            self.assertEqual(person.recovery_overdue, 100)
        self.assertNotice(self.run_and_send(), move, debtor=person)

    def test_linked_to_a_person_his_debts_stay_his_too(self):
        person, spouse = self.person(), self.person("Anne Petit", email="anne@home.example.com")
        move = self.invoice(debtor=person)
        self.link(person, spouse)
        self.assertNotice(self.run_and_send(), move, debtor=person)

    def test_a_promise_written_down_after_he_was_linked_is_his(self):
        person = self.person()
        move = self.invoice(debtor=person)
        self.link(person)
        promise = self.promise(move)
        self.assertEqual(promise.partner_id, person)
        self.assertLeftOut(self.propose(), move, "promise")


@tagged("post_install", "-at_install")
class TestDebtsThatMove(AttachedStory):
    def tradesman(self):
        return self.person("Jean Petit, plumber", recovery_class="business")

    def test_a_tradesman_s_case_is_joined_with_that_of_the_company(self):
        person, employer = self.tradesman(), self.customer("Petit SARL")
        move, other = self.invoice(debtor=person), self.invoice(debtor=employer)
        self.run_and_send()
        before, case = self.case(person), self.case(employer)
        self.promise(move, on="+30d")
        self.link(person, employer)
        self.assertEqual(before.outcome or case.outcome, "merged")
        going_on = (before | case).filtered(lambda one: one.phase != "closed")
        self.assertEqual(going_on.partner_id, employer)
        self.assertIn("Petit SARL", self.last_event(going_on).summary)
        self.day("+12d")
        run = self.run_and_send()
        self.assertNotice(run, other, level=15, debtor=employer)
        self.assertLeftOut(run, move, "promise")

    def test_a_tradesman_s_case_goes_on_with_a_company_that_has_none(self):
        person, employer = self.tradesman(), self.customer("Petit SARL")
        move = self.invoice(debtor=person)
        self.run_and_send()
        case = self.case(person)
        self.link(person, employer)
        self.assertEqual((case.partner_id, case.phase), (employer, "amicable"))
        self.day("+12d")
        self.assertNotice(self.run_and_send(), move, level=15, debtor=employer)

    def test_his_hold_is_on_his_debts_and_not_on_those_of_the_company(self):
        person, employer = self.tradesman(), self.customer("Petit SARL")
        held, more, other = self.invoice(debtor=person), self.invoice(debtor=person), self.invoice(debtor=employer)
        self.hold(partner_id=person.id)
        self.link(person, employer)
        run = self.run_and_send()
        self.assertNotice(run, other, debtor=employer)
        for move in (held, more):
            self.assertLeftOut(run, move, "hold")

    def test_a_broken_promise_of_his_is_told_in_the_joined_case(self):
        person, employer = self.tradesman(), self.customer("Petit SARL")
        promise = self.promise(self.invoice(debtor=person), on="+2d")
        self.link(person, employer)
        self.day("+10d")
        self.env["recovery.promise"]._judge(self.company)
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self.case(employer).phase, "amicable")
        self.assertFalse(self.case(person))

    def test_a_notice_that_waits_is_proposed_anew(self):
        person, employer = self.tradesman(), self.customer("Petit SARL")
        move = self.invoice(debtor=person)
        waiting = self.propose().notice_ids
        self.link(person, employer)
        self.assertEqual(waiting.state, "cancelled")
        self.assertNotice(self.run_and_send(), move, debtor=employer)

    def test_his_ladder_goes_along(self):
        own = self.procedure("His own", 3, 15)
        for others in (False, True):
            person, employer = self.tradesman(), self.customer("Petit SARL")
            person.recovery_procedure_id = own
            move = self.invoice(debtor=person)
            other = others and self.invoice(debtor=employer)
            self.link(person, employer)
            self.assertEqual(self.instalments(move).recovery_applied_procedure_id, own)
            if other:
                self.assertEqual(self.instalments(other).recovery_applied_procedure_id, self.ladder)


@tagged("post_install", "-at_install")
class TestMergedContacts(AttachedStory):
    def merge(self, debtor, *others):
        partners = debtor.union(*others)
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, debtor)

    def test_a_person_is_not_merged_into_a_business(self):
        person, business = self.person(), self.customer("Petit SARL")
        move = self.invoice(debtor=person)
        with self.assertRaisesRegex(UserError, "consumer"):
            self.merge(business, person)
        self.assertEqual(self.instalments(move).recovery_debtor_id, person)
        self.pay(move)
        self.merge(business, person)

    def test_two_entries_of_one_person_are_merged_with_all_that_hangs_on_them(self):
        person, twin = self.person(), self.person("Petit Jean")
        move = self.invoice(debtor=twin)
        self.run_and_send()
        self.promise(move, on="+30d")
        case = self.case(twin)
        self.merge(person, twin)
        self.assertEqual(case.partner_id, person)
        self.day("+12d")
        self.assertLeftOut(self.propose(), move, "promise")

    def test_a_private_debtor_is_merged_with_another_entry_of_himself(self):
        person, twin = self.person(), self.person("Petit Jean")
        move = self.invoice(debtor=twin)
        self.link(twin)
        self.merge(person, twin)
        self.env.invalidate_all()
        self.assertEqual(self.instalments(move).recovery_debtor_id, person)
        self.assertNotice(self.run_and_send(), move, debtor=person)

    def test_money_of_a_private_debtor_covers_his_debt_and_not_that_of_the_company(self):
        person = self.person()
        move = self.invoice(debtor=person)
        employer = self.link(person)
        other = self.invoice(debtor=employer)
        self.payment_on_account(100, debtor=person)
        run = self.run_and_send()
        self.assertLeftOut(run, move, "covered_by_credit")
        self.assertNotice(run, other, debtor=employer)


@tagged("post_install", "-at_install")
class TestKindThatChanges(ClaimStory):
    def test_a_consumer_s_debt_stays_one_when_his_kind_of_contact_changes(self):
        move = self.late_invoice(debtor=self.person)
        self.climb("+0d", "+1d")
        self.person.is_company = True
        self.climb("+2d", "+3d")
        self.assertFalse(self.claims(move, "indemnity"))
        self.assertEqual(self.person._recovery_kind(), "consumer")

    def test_linked_to_his_employer_no_indemnity_is_claimed(self):
        move = self.late_invoice(debtor=self.person)
        self.climb("+0d", "+1d")
        self.person.parent_id = self.debtor
        self.climb("+2d", "+3d")
        self.assertFalse(self.claims(move, "indemnity"))
        self.assertEqual(self.instalments(move).recovery_level_id.procedure_id, self.consumer_procedure)
