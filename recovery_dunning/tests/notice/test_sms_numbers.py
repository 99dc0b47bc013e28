"""Stories of the numbers that an SMS goes to: overseas, in other fields, of the contact on the invoice; none that is
black-listed."""

from unittest.mock import patch

from odoo.tests import tagged

from ..stories.sms import SmsStory


@tagged("post_install", "-at_install")
class TestSmsNumbers(SmsStory):
    def test_numbers_overseas(self):
        """Written the national way by a debtor whose country is France: his postcode tells the region."""
        for zip_code, written, number in (
            ("97400", "0692 12 34 56", "+262692123456"),
            ("97600", "0639 01 23 45", "+262639012345"),
            ("97110", "0690 30 12 34", "+590690301234"),
            ("98800", "75 12 34", "+687751234"),
            ("97400", "06 12 34 56 78", "+33612345678"),
        ):
            with self.subTest(zip_code=zip_code, written=written):
                debtor = self.customer(f"{zip_code} {written}", country_id=self.france.id, zip=zip_code, phone=written)
                self.invoice(due="-4d", debtor=debtor)
                self.assertEqual(self.run_and_send().notice_ids.sms_number, number)

    def test_every_field_of_numbers(self):
        """`partner_mobile` of OCA adds one, which Odoo looks at first; here one made for the story."""
        self.env["ir.model.fields"].create(
            {
                **{"model_id": self.env["ir.model"]._get_id("res.partner"), "name": "x_mobile", "ttype": "char"},
                "field_description": "Mobile",
            }
        )
        names = patch.object(
            self.registry["res.partner"], "_phone_get_number_fields", lambda _self: ["x_mobile", "phone"]
        )
        self.enterContext(names)
        self.first.send_email = False
        for mobile, phone, number in (
            ("06 98 76 54 32", "01 42 68 53 00", "+33698765432"),
            ("06 98 76 54 32", False, "+33698765432"),
            (False, "06 12 34 56 78", "+33612345678"),
            ("01 42 68 53 00", "06 12 34 56 78", "+33612345678"),
        ):
            with self.subTest(mobile=mobile, phone=phone):
                debtor = self.customer(f"{mobile} {phone}", country_id=self.france.id, x_mobile=mobile, phone=phone)
                self.invoice(due="-4d", debtor=debtor)
                notice = self.run_and_send().notice_ids
                self.assertEqual(notice.sms_number, number)
                notice.sudo()._follow_sms("error", "sms_number_format")
                self.assertIn(debtor.recovery_refused_phone, (mobile, phone))
                self.assertNotEqual(debtor._recovery_mobile(self.company)[0], number)

    def test_a_black_listed_number(self):
        self.env["phone.blacklist"].sudo().create({"number": "+33612345678"})
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertEqual((bool(notice.mail_id), notice.sms_number), (True, False))
        self.first.send_email = False
        self.day("+12d")
        move = self.invoice(due="-4d")
        self.assertLeftOut(self.run_and_send(), move, "no_contact")

    def test_the_number_of_the_contact_on_the_invoice(self):
        paris = self.customer(
            "Paris", is_company=False, parent_id=self.debtor.id, email="paris@example.com", phone="06 98 76 54 32"
        )
        self.invoice(due="-4d", debtor=paris)
        self.assertEqual(self.run_and_send().notice_ids.sms_number, "+33698765432")
