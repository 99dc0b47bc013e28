"""Stories of whom to write to: the role that fits the tone, his language, the salesperson who reads along."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestContacts(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder.level_ids[2].tone = "4"  # from the top down: pressure only rises
        cls.ladder.level_ids[1].tone = "3"
        cls.payables = cls.named("Payables", "payables")
        cls.director = cls.named("Finance director", "finance")

    @classmethod
    def named(cls, name, role, email=None, **values):
        contact = cls.customer(
            name, is_company=False, parent_id=cls.debtor.id, email=email or f"{role}@example.com", **values
        )
        cls.env["recovery.contact"].create({"partner_id": cls.debtor.id, "contact_id": contact.id, "role": role})
        return contact

    def climb(self):
        """The contacts of the three levels, one after the other."""
        self.invoice(due="-4d")
        contacts = self.run_and_send().notice_ids.contact_id
        for offset in ("+12d", "+27d"):
            self.day(offset)
            contacts |= self.run_and_send().notice_ids.contact_id
        return contacts

    def test_the_role_fits_the_tone(self):
        legal = self.named("Legal representative", "legal")
        self.assertEqual(self.climb(), self.payables | self.director | legal)

    def test_without_a_legal_representative_the_director_is_written_to(self):
        self.assertEqual(self.climb(), self.payables | self.director)

    def test_who_has_no_mail_address_is_passed_over(self):
        self.director.email = False
        self.assertEqual(self.climb(), self.payables)

    def test_an_address_that_came_back_is_written_to_no_more(self):
        self.director.sudo().recovery_bounced_email = self.director.email
        self.assertEqual(self.climb(), self.payables)
        self.director.email = "new@example.com"
        self.assertTrue(self.director._recovery_has_mail())

    def test_nobody_named(self):
        """Today's rule: the invoice address, otherwise the debtor."""
        other = self.customer("Plain", email="plain@example.com")
        self.invoice(due="-4d", debtor=other)
        self.assertEqual(self.propose().notice_ids.contact_id, other)
        address = self.customer(
            "Invoices", is_company=False, parent_id=other.id, type="invoice", email="invoices@example.com"
        )
        self.assertEqual(self.propose().notice_ids.contact_id, address)

    def test_language_of_the_contact(self):
        self.template.with_context(lang="fr_FR").subject = "Rappel"
        self.payables.lang = "fr_FR"
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertEqual(self._mails[0]["subject"], "Rappel")

    def test_salesperson_in_copy_from_a_tone_on(self):
        self.company.recovery_copy_tone = "3"
        self.debtor.user_id = self.env["res.users"].create(
            {"name": "Rep", "login": "rep", "email": "rep@creditor.example.com"}
        )
        self.climb()
        copies = [copy for mail in self._mails for copy in mail["email_cc"]]
        self.assertEqual(copies, ['"Rep" <rep@creditor.example.com>'] * 2)

    def test_only_people_of_the_debtor(self):
        with self.assertRaisesRegex(ValidationError, "no contact of"):
            self.env["recovery.contact"].create(
                {"partner_id": self.debtor.id, "contact_id": self.customer("Stranger").id}
            )

    def test_a_new_name_changes_a_proposal(self):
        """The proposal that stands is made again once somebody else is to be written to."""
        self.invoice(due="-4d")
        self.assertEqual(self.propose().notice_ids.contact_id, self.payables)
        self.debtor.recovery_contact_ids.unlink()
        self.assertEqual(self.propose().notice_ids.contact_id, self.debtor)

    def test_as_many_queries_for_one_debtor_as_for_many(self):
        def queries():
            before = self.env.cr.sql_log_count
            list(self.env["recovery.open.items"]._debtors(self.company, self.on("+0d")))
            return self.env.cr.sql_log_count - before

        self.invoice(due="-4d")
        self.env.flush_all()
        queries()
        one = queries()
        for number in range(20):
            self.invoice(due="-4d", debtor=self.customer(f"Debtor {number}"))
        self.env.flush_all()
        self.assertEqual(queries(), one)

    def test_who_asked_to_be_written_to_only_is_not_called(self):
        call = self.env.ref("recovery_dunning.activity_type_call")
        self.ladder.level_ids[0].write({"send_email": False, "mail_template_id": False, "activity_type_id": call.id})
        self.debtor.recovery_write_only = True
        other = self.customer("Plain", email="plain@example.com")
        self.invoice(due="-4d")
        self.invoice(due="-4d", debtor=other)
        self.run_and_send()
        self.assertEqual(other.recovery_case_id.activity_ids.activity_type_id, call)
        task = self.debtor.recovery_case_id.activity_ids
        self.assertNotEqual(task.activity_type_id.category, "phonecall")
        self.assertIn("write instead", task.summary)
