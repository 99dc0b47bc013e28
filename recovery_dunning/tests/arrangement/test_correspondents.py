"""Stories of the mails of agreements: whom they go to, who signs them, where to pay; and of those that say nothing."""

from odoo.tests import tagged

from ..stories.arrangement import ArrangementStory


@tagged("post_install", "-at_install")
class TestCorrespondents(ArrangementStory):
    def accounts(self, **values):
        values = {"parent_id": self.debtor.id, "type": "invoice", "email": "compta@example.com", **values}
        return self.customer("Accounts", is_company=False, **values)

    def confirmed_to(self, **invoice):
        """Whom the confirmation of a promise goes to."""
        before = self.env["mail.mail"].search([])
        self.promise(self.invoice(due="-8d", **invoice), confirm=True)
        return (self.env["mail.mail"].search([]) - before).recipient_ids

    def test_an_address_that_came_back(self):
        contact = self.accounts()
        self.assertEqual(self.confirmed_to(), contact)
        contact.recovery_bounced_email = contact.email
        self.assertEqual(self.confirmed_to(), self.debtor)
        self.debtor.email = "siege@"
        self.assertFalse(self.confirmed_to())

    def test_the_address_on_the_invoice(self):
        self.accounts()
        paris = self.accounts(type="other", email="paris@example.com")
        self.assertEqual(self.confirmed_to(debtor=paris), paris)

    def test_who_is_named_for_courteous_messages(self):
        self.accounts()
        for role, email in (("payables", "payables@example.com"), ("legal", "boss@example.com")):
            contact = self.accounts(type="contact", email=email)
            self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": contact.id, "role": role})
        self.assertEqual(self.confirmed_to().email, "payables@example.com")

    def test_a_debtor_who_is_archived(self):
        self.accounts()
        move = self.invoice(due="-8d")
        self.debtor.active = False
        promise = self.promise(move, confirm=True)
        self.assertFalse(promise.contact_id)
        self.assertFalse(self.env["mail.mail"].search([("recipient_ids.parent_id", "=", self.debtor.id)]))

    def test_the_scheduled_action_signs_for_the_firm(self):
        """A plan falls: nobody follows the debtor, and OdooBot signs nothing."""
        self.plan(self.invoice(due="-40d", amount=300), schedule={"+10d": 300})
        self.day("+21d")  # a Monday
        before = self.env["mail.mail"].search([])
        self.env["recovery.plan"].with_user(self.env.ref("base.user_root"))._judge(self.company)
        mails = (self.env["mail.mail"].search([]) - before).filtered(lambda mail: self.debtor in mail.recipient_ids)
        self.assertTrue(mails)
        self.assertTrue(all("accounts@creditor" in mail.email_from for mail in mails))

    def test_a_plan_in_dollars_names_the_account_in_dollars(self):
        dollar, euro = self.env.ref("base.USD"), self.env.ref("base.EUR")
        (dollar | euro).active = True
        home = self.company.partner_id
        home.bank_ids.unlink()
        for currency, number in ((euro, "EUR-1"), (dollar, "USD-1")):
            self.env["res.partner.bank"].create(
                {"acc_number": number, "partner_id": home.id, "currency_id": currency.id, "allow_out_payment": True}
            )
        move = self.invoice(due="-8d", currency_id=dollar.id)
        move.partner_bank_id = home.bank_ids[:1]
        self.assertEqual(self.promise(move).bank_id.acc_number, "USD-1")

    def test_a_confirmation_that_says_nothing(self):
        """It does not leave; the promise stands, and the record says why."""
        template = self.env.ref("recovery_dunning.mail_template_promise")
        template.with_context(lang="en_US").body_html = "<p><br></p>"
        move = self.invoice(due="-8d")
        self.run_and_send()
        promise = self.promise(move, confirm=True)
        self.assertEqual(promise.state, "open")
        self.assertFalse(self.env["mail.mail"].search([("subject", "=", template.subject)]))
        self.assertRecorded("is empty")

    def test_the_language_of_the_firm(self):
        template = self.env.ref("recovery_dunning.mail_template_promise")
        template.with_context(lang="fr_FR").subject = "Votre promesse"
        self.company.partner_id.lang = "fr_FR"
        self.debtor.lang = False
        self.promise(self.invoice(due="-8d"), confirm=True)
        self.assertTrue(self.env["mail.mail"].search([("subject", "=", "Votre promesse")]))
