"""The debtor's page in a real browser, on a desk and on a telephone; then the accountant who gets what he did."""

from odoo.tests import new_test_user, tagged

from ..stories.page import PageStory, PaymentStory


class PageTours:
    """What both widths go through."""

    def tour(self, name):
        self.start_tour(self.path(), name)
        self.env.invalidate_all()

    def test_promise(self):
        self.tour("recovery_page_promise")
        self.assertEqual(self.of_debtor("recovery.promise").amount, 60)

    def test_dispute(self):
        self.tour("recovery_page_dispute")
        self.assertEqual(self.of_debtor("recovery.dispute").amount, 30)

    def test_proof(self):
        self.tour("recovery_page_proof")
        self.assertEqual(self.case.activity_ids.filtered("attachment_ids").attachment_ids.mimetype, "application/pdf")

    def test_waiver_signed(self):
        self.company.recovery_write_off_account_id = self.company_data["default_account_expense"]
        settlement = self.env["recovery.settlement"]
        values = {"kind": "waiver", "to_sign": True, "reason": "To keep the customer", "amount": 40}
        settlement = settlement.create({**settlement._prepare_for(self.instalments(self.old)), **values})
        settlement.action_settle()
        self.tour("recovery_page_waiver")
        self.assertEqual((settlement.state, self.old.amount_residual), ("done", 20))
        self.assertEqual(settlement.signed_capacity, "Managing director")

    def test_plan_asked_for_and_signed(self):
        self.tour("recovery_page_plan")
        plan = self.of_debtor("recovery.plan")
        self.assertEqual((plan.state, len(plan.schedule_ids)), ("draft", 3))
        plan.action_send_proposal()
        self.tour("recovery_page_sign")
        self.assertEqual((plan.state, plan.acknowledged_words), ("active", "one hundred"))
        self.assertTrue(plan.agreement_ids)
        self.assertEqual(plan.signed_capacity, "Managing director")


class PaymentTours:
    """The debtor pays, at both widths."""

    def test_pays_a_part_and_then_the_rest(self):
        self.start_tour(self.path(), "recovery_page_pay")
        self.env.invalidate_all()
        self.assertEqual((self.old.amount_residual, self.young.amount_residual), (0, 0))
        self.assertEqual(self.transactions().mapped("amount"), [30, 70])


@tagged("post_install", "-at_install")
class TestPageOnADesk(PageTours, PageStory):
    allow_inherited_tests_method = True
    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.recovery_user_id = new_test_user(
            cls.env,
            "accountant",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            lang="en_US",
            tz="Europe/Paris",
        )

    def accountant(self, action, name):
        """The accountant at his desk."""
        self.start_tour(f"/odoo/action-recovery_dunning.{action}", name, login="accountant")
        self.env.invalidate_all()

    def debtor_page(self, name):
        """The debtor at his, who has no account."""
        self.authenticate(None, None)
        self.tour(name)

    def test_the_accountant_answers_and_credits(self):
        self.dispute(self.old, amount=30, claim="The table top is cracked.")
        self.accountant("action_recovery_dispute", "recovery_dialogue_accountant")
        self.assertEqual(self.old.amount_residual, 30)

    def test_a_plan_asked_for_proposed_and_signed(self):
        self.tour("recovery_page_plan")
        self.accountant("action_recovery_plan", "recovery_dialogue_propose")
        plan = self.of_debtor("recovery.plan")
        self.assertEqual(plan.state, "proposed")
        self.debtor_page("recovery_page_sign")
        self.accountant("action_recovery_plan", "recovery_dialogue_signed")
        self.assertLeftOut(self.propose(), self.old, "plan")

    def test_a_proof_is_refused_and_the_ladder_goes_on(self):
        self.tour("recovery_page_proof")
        self.assertEqual(self.of_debtor("recovery.hold").mapped("state"), ["active"] * 2)
        self.accountant("action_recovery_case", "recovery_dialogue_refuse_proof")
        self.assertIn("a document of your bank", self.last_event(self.case).result)
        self.assertEqual(self.of_debtor("recovery.hold").mapped("state"), ["ended"] * 2)
        self.assertNotice(self.propose(), self.old, self.young)

    def test_a_proof_is_accepted_and_notices_wait(self):
        self.tour("recovery_page_proof")
        self.accountant("action_recovery_case", "recovery_dialogue_accept_proof")
        self.assertLeftOut(self.propose(), self.old, "hold")


@tagged("post_install", "-at_install")
class TestPageOnATelephone(PageTours, PageStory):
    allow_inherited_tests_method = True
    browser_size = "375x667"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestPaymentOnADesk(PaymentTours, PaymentStory):
    allow_inherited_tests_method = True
    browser_size = "1366x768"


@tagged("post_install", "-at_install")
class TestPaymentOnATelephone(PaymentTours, PaymentStory):
    allow_inherited_tests_method = True
    browser_size = "390x844"
    touch_enabled = True
