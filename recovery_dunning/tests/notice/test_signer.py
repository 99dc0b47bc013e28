"""Stories of who signs, who reads along, where to pay, in which language; and of messages that say nothing."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory


class SignerStory(RecoveryStory):
    def colleague(self, login, groups="recovery_dunning.group_recovery_user", company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups=groups,
            email=f"{login}@creditor.example.com",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def notice(self, **invoice):
        self.invoice(due="-4d", **invoice)
        return self.run_and_send().notice_ids[:1]


@tagged("post_install", "-at_install")
class TestSigner(SignerStory):
    def test_the_collector_who_is_there(self):
        anna, marc = self.colleague("anna"), self.colleague("marc")
        self.company.recovery_user_id = marc
        self.debtor.recovery_user_id = anna
        self.assertIn("anna@", self.notice().mail_id.email_from)
        anna.active = False
        self.day("+12d")
        self.assertIn("marc@", self.run_and_send().notice_ids.mail_id.email_from)
        marc.active = False
        self.day("+30d")
        self.assertIn("accounts@creditor", self.run_and_send().notice_ids.mail_id.email_from)

    def test_somebody_of_another_firm_does_not_sign(self):
        other = self.env["res.company"].create({"name": "Other firm"})
        self.debtor.recovery_user_id = self.colleague("stranger", company=other)
        self.assertIn("accounts@creditor", self.notice().mail_id.email_from)

    def test_a_collector_without_a_usable_address(self):
        self.debtor.recovery_user_id = self.colleague("anna")
        self.debtor.recovery_user_id.email = "anna@"
        self.assertIn("accounts@creditor", self.notice().mail_id.email_from)

    def test_nobody_signs(self):
        """Neither the firm nor anybody of it has an address: it is held, and never signed by OdooBot."""
        self.company.email = False
        self.invoice(due="-4d")
        daily = self.env["recovery.run"].with_user(self.env.ref("base.user_root"))
        run = daily.create({"company_id": self.company.id})
        run.action_propose()
        run.action_approve()
        run.action_send()
        notice = run.notice_ids
        self.assertEqual((notice.state, bool(notice.mail_id)), ("held", False))
        self.assertIn("mail address of the company", notice.held_reason)
        self.company.email = "accounts@creditor.example.com"
        self.assertEqual(self.run_and_send().notice_ids.state, "sent")

    def test_only_a_salesperson_who_is_there_reads_along(self):
        self.company.recovery_copy_tone = "1"
        rep = self.debtor.user_id = self.colleague("rep", "base.group_user")
        self.assertIn("rep@", self.notice().mail_id.email_cc)
        rep.active = False
        self.day("+12d")
        self.assertFalse(self.run_and_send().notice_ids.mail_id.email_cc)

    def test_tasks_go_to_people_who_are_there(self):
        """The collector has left, and whoever administers too: a manager of recovery is asked."""
        self.ladder.level_ids.activity_type_id = self.env.ref("recovery_dunning.activity_type_call")
        boss = self.colleague("boss", "recovery_dunning.group_recovery_manager")
        gone = self.debtor.recovery_user_id = self.colleague("gone")
        gone.active = False
        task = self.notice().case_id.activity_ids
        self.assertEqual(task.user_id, self.company._recovery_in_charge())
        self.assertTrue(task.user_id.active)
        if self.company not in self.env.ref("base.user_admin").company_ids:
            self.assertEqual(task.user_id, boss)


@tagged("post_install", "-at_install")
class TestAccount(SignerStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.bank_ids.unlink()
        cls.euro, cls.dollar = cls.env.ref("base.EUR"), cls.env.ref("base.USD")
        (cls.euro | cls.dollar | cls.env.ref("base.GBP")).active = True

    def account(self, number, currency=None, trusted=True, partner=None):
        values = {"acc_number": number, "partner_id": (partner or self.company.partner_id).id}
        values |= {"currency_id": currency and currency.id, "allow_out_payment": trusted}
        return self.env["res.partner.bank"].create(values)

    def chosen(self, currency, account=None):
        move = self.invoice(due="-4d", currency_id=currency.id)
        move.partner_bank_id = account
        return self.company._recovery_pay_to(currency, move)

    def test_by_currency_and_as_the_invoice_names_it(self):
        any_currency = self.account("ANY-1")
        euros, dollars = self.account("EUR-1", self.euro), self.account("USD-1", self.dollar)
        other_dollars = self.account("USD-2", self.dollar)
        self.assertEqual(self.chosen(self.euro), euros)
        self.assertEqual(self.chosen(self.dollar), dollars)
        self.assertEqual(self.chosen(self.dollar, other_dollars), other_dollars)
        self.assertEqual(self.chosen(self.dollar, any_currency), any_currency)
        self.assertEqual(self.chosen(self.dollar, euros), dollars, "an account in euros takes no dollars")
        self.assertEqual(self.chosen(self.env.ref("base.GBP"), euros), any_currency)

    def test_one_in_another_currency_rather_than_none(self):
        euros = self.account("EUR-1", self.euro)
        self.assertEqual(self.chosen(self.dollar), euros)

    def test_trusted_ones_first(self):
        self.account("EUR-1", self.euro, trusted=False)
        trusted = self.account("EUR-2", self.euro)
        self.assertEqual(self.chosen(self.euro), trusted)

    def test_neither_archived_nor_somebody_elses(self):
        euros, closed = self.account("EUR-1", self.euro), self.account("EUR-2", self.euro)
        closed.active = False
        self.assertEqual(self.chosen(self.euro, closed), euros)
        theirs = self.account("EUR-3", self.euro, partner=self.customer("Supplier"))
        self.assertEqual(self.company._recovery_pay_to(self.euro, self.env["account.move"]), euros)
        self.assertNotEqual(self.chosen(self.euro, theirs), theirs)

    def test_a_branch_has_that_of_its_company(self):
        euros = self.account("EUR-1", self.euro)
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertEqual(branch._recovery_pay_to(self.euro, self.env["account.move"]), euros)

    def test_a_notice_in_dollars(self):
        self.account("EUR-1", self.euro)
        dollars = self.account("USD-1", self.dollar)
        self.assertEqual(self.notice(currency_id=self.dollar.id).bank_id, dollars)


@tagged("post_install", "-at_install")
class TestWhatItSays(SignerStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.with_context(lang="fr_FR").subject = "Rappel"

    def test_the_language_of_the_firm_where_he_has_none(self):
        self.company.partner_id.lang = "fr_FR"
        self.debtor.lang = False
        self.assertEqual(self.notice().mail_id.subject, "Rappel")

    def test_that_of_his_contact_first_then_his_own(self):
        self.company.partner_id.lang = "en_US"
        self.debtor.lang = "fr_FR"
        contact = self.customer("Paris", is_company=False, parent_id=self.debtor.id, type="invoice", lang=False)
        self.assertEqual(self.notice(debtor=contact).mail_id.subject, "Rappel")

    def test_an_empty_text_does_not_leave(self):
        """It is held with a sentence, its step is not taken, and who reads another language gets his mail."""
        french = self.customer("Français", lang="fr_FR", email="fr@example.com")
        for empty in ("", "<p><br></p>", "<p>  </p>", "<t t-if='False'>Pay.</t>"):
            with self.subTest(empty=empty):
                self.template.with_context(lang="fr_FR").body_html = empty
                moves = self.invoice(due="-4d", debtor=french) | self.invoice(due="-4d")
                run = self.run_and_send()
                held = run.notice_ids.filtered(lambda notice: notice.partner_id == french)
                self.assertEqual((held.state, bool(held.mail_id)), ("held", False))
                self.assertIn("French", held.held_reason)
                self.assertEqual((run.notice_ids - held).state, "sent")
                self.assertFalse(moves[0].recovery_level_id)
                self.assertTrue(moves[1].recovery_level_id)

    def test_nor_one_without_a_subject(self):
        self.template.with_context(lang="en_US").subject = " "
        self.assertEqual(self.notice().state, "held")
