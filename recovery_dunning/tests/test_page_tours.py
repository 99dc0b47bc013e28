"""The debtor's page in a real browser, on a desk and on a telephone; then the accountant who gets what he did."""

from odoo.tests import new_test_user, tagged

from .test_page import PageStory
from .test_page_payment import PaymentStory


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

    def test_plan_asked_for_and_signed(self):
        self.tour("recovery_page_plan")
        plan = self.of_debtor("recovery.plan")
        self.assertEqual((plan.state, len(plan.schedule_ids)), ("draft", 3))
        plan.action_send_proposal()
        self.tour("recovery_page_sign")
        self.assertEqual((plan.state, plan.acknowledged_words), ("active", "one hundred"))
        self.assertTrue(plan.agreement_ids)


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

    def test_the_accountant_answers_and_credits(self):
        self.dispute(self.old, amount=30, claim="The table top is cracked.")
        new_test_user(
            self.env,
            "accountant",
            groups="base.group_partner_manager,account.group_account_invoice,recovery_dunning.group_recovery_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            lang="en_US",
        )
        self.start_tour(
            "/odoo/action-recovery_dunning.action_recovery_dispute", "recovery_dialogue_accountant", login="accountant"
        )
        self.env.invalidate_all()
        self.assertEqual(self.old.amount_residual, 30)


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
