"""Stories of SMS: to mobiles only, in one message, with the amount; they count as contacts; what does not arrive goes
on otherwise."""

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import hash_sign, hmac

from ..stories.letters import ADDRESS
from ..stories.sms import DeliveryStory, SmsStory


@tagged("post_install", "-at_install")
class TestSms(SmsStory):
    def test_mail_and_sms(self):
        self.invoice(due="-4d", amount=1234.5)
        notice = self.run_and_send().notice_ids
        sms = self.queue()
        self.assertEqual(sms.number, "+33612345678")
        self.assertIn("1,234.50", sms.body)
        self.assertIn(self.company.name, sms.body)
        self.assertLessEqual(len(sms.body), 160)
        self.assertEqual(len(self._mails), 1)
        events = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
        self.assertEqual(set(events.mapped("channel")), {"email", "sms"})
        self.assertIn(sms.body, events.filtered(lambda e: e.channel == "sms").result)

    def test_only_to_valid_mobiles(self):
        """A land line, a number too short, a foreign land line, none: the mail leaves alone, and the record says so."""
        for number in ("01 42 68 53 00", "06 12", "+32 2 506 00 00", False):
            with self.subTest(number=number):
                debtor = self.customer(f"Debtor {number}", country_id=self.france.id, phone=number)
                self.invoice(due="-4d", debtor=debtor)
                notice = self.run_and_send().notice_ids
                self.assertFalse(self.queue())
                event = notice.case_id.event_ids.filtered(lambda e: e.kind == "notice")
                self.assertIn("No SMS was sent", event.result)

    def test_the_country_of_the_number(self):
        self.debtor.phone = "+32 470 12 34 56"
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertEqual(self.queue().number, "+32470123456")

    def test_sms_alone(self):
        self.first.send_email = False
        self.debtor.email = False
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertEqual((notice.state, self.queue().number), ("sent", "+33612345678"))
        self.assertFalse(self._mails)

    def test_sms_alone_to_a_land_line_is_an_exception_with_a_sentence(self):
        self.first.send_email = False
        self.debtor.phone = "01 42 68 53 00"
        move = self.invoice(due="-4d")
        left_out = self.assertLeftOut(self.run_and_send(), move, "no_contact")
        self.assertIn("valid mobile number", left_out.detail)
        self.assertFalse(move.recovery_level_id)

    def test_an_empty_sms_does_not_leave(self):
        self.first.send_email = False
        self.template_sms.with_context(lang="en_US").body = " "
        move = self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertEqual(notice.state, "held")
        self.assertIn("says nothing", notice.held_reason)
        self.assertFalse(move.recovery_level_id)

    def test_too_long_for_one_message(self):
        """160 characters as the network counts them; 70 where one of them is in no alphabet of a telephone."""
        for body, words in (
            ("x" * 161, "161 characters.*160"),
            ("€" * 81, "162 characters"),
            ("ж" * 71, "71.*takes 70"),
        ):
            self.template_sms.body = body
            debtor = self.customer(words, country_id=self.france.id, phone="06 12 34 56 78")
            self.invoice(due="-4d", debtor=debtor)
            with mute_logger("odoo.addons.recovery_dunning.models.notice.notice"):
                notice = self.run_and_send().notice_ids.filtered(lambda n, debtor=debtor: n.partner_id == debtor)
            self.assertRegex(notice.held_reason, words)

    def test_french_fits_into_one_message(self):
        """The no-break spaces of an amount, an apostrophe, an ê would make three messages of it."""
        self.template_sms.with_context(lang="fr_FR").body = (
            "Reçu d’août : {{ object.currency_id.format(object.amount_due) }}, peut-être oublié…" + " x" * 40
        )
        self.debtor.lang = "fr_FR"
        self.invoice(due="-4d", amount=1234.5)
        self.run_and_send()
        self.assertRegex(self.queue().body, r"^Recu d'aout : .*1 234,50.*, peut-etre oublié\.\.\. x x")

    def test_it_leads_to_the_page(self):
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.assertIn(f"/r/{notice.id}/{notice._short_code()}", self.queue().body)
        self.assertTrue(notice._is_opened_by(notice._short_code()))
        self.assertFalse(notice._is_opened_by("0" * 16))
        code = notice._short_code()
        self.day("+31d")
        self.assertFalse(notice._is_opened_by(code), "a link expires")
        self.day("+0d")
        notice.case_id.action_renew_link()
        self.assertFalse(notice._is_opened_by(code), "renewed links make it invalid")

    def test_links_of_earlier_days_stay_valid(self):
        """What they were signed for never changes: they are in the debtors' mailboxes."""
        self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        case, env = notice.case_id, self.env
        self.assertTrue(notice._is_opened_by(hmac(env, "recovery_dunning.sms", (notice.id, ""))[:16]))
        self.assertTrue(case._is_opened_by(hash_sign(env, "recovery_dunning.page", [case.id, ""], expiration_hours=1)))
        case.action_renew_link()
        key = case.sudo().page_key
        self.assertTrue(notice._is_opened_by(hmac(env, "recovery_dunning.sms", (notice.id, key))[:16]))
        self.assertTrue(case._is_opened_by(hash_sign(env, "recovery_dunning.page", [case.id, key], expiration_hours=1)))
        self.assertFalse(case._is_opened_by(hash_sign(env, "recovery_dunning.page", [case.id, ""], expiration_hours=1)))

    def test_too_long_for_the_link(self):
        """Then it names the telephone."""
        self.template_sms.body = "{{ object.sms_way }}" + " x" * 60
        self.company.phone = "+33 1 23 45 67 89"
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertTrue(self.queue().body.startswith("+33 1 23 45 67 89 x"))

    def test_an_sms_is_a_contact(self):
        self.first.send_email = False
        self.ladder.max_contacts = 1
        move = self.invoice(due="-4d")
        self.run_and_send()
        self.day("+20d")
        self.assertLeftOut(self.propose(), move, "budget")

    def test_needs_its_text(self):
        with self.assertRaisesRegex(ValidationError, "SMS text"):
            self.first.sms_template_id = False


@tagged("post_install", "-at_install")
class TestSmsDelivery(DeliveryStory):
    """What the provider says of it, at once or by its report later."""

    def test_sent_and_delivered(self):
        notice = self.send()
        self.assertEqual(notice.sms_state, "sent")
        self.report("delivered")
        self.assertEqual((notice.sms_state, notice.sms_failure), ("delivered", False))

    def test_refused_beside_a_mail(self):
        """The mail carries the step; the number is used no more, and somebody looks for another."""
        notice = self.send("wrong_number_format")
        case = notice.case_id
        self.assertEqual((notice.state, notice.sms_state), ("sent", "failed"))
        self.assertEqual((self.last_event(case).kind, self.move.recovery_level_id.delay), ("failure", 3))
        self.assertIn("Wrong Number Format", self.last_event(case).summary)
        self.assertIn("Find whom to write to", case.activity_ids.mapped("summary"))
        self.assertEqual(self.debtor.recovery_refused_phone, self.debtor.phone)
        self.assertEqual(notice._mobile()[1], None)
        self.debtor.phone = "06 98 76 54 32"
        self.assertEqual(notice._mobile()[1], "+33698765432")

    def test_refused_alone_goes_on_by_mail(self):
        notice = self.send("wrong_number_format", send_email=False)
        event = self.last_event(notice.case_id)
        self.assertEqual((notice.state, event.kind, event.channel), ("sent", "notice", "email"))
        self.assertIn("was not delivered", event.result)
        self.assertEqual(len(self.reminders()), 1)
        self.assertEqual(notice.case_id.chain_state, "intact")

    def test_refused_alone_goes_on_by_post(self):
        self.debtor.write({**ADDRESS, "email": False})
        notice = self.send("wrong_number_format", send_email=False)
        self.assertEqual(self.last_event(notice.case_id).channel, "letter")
        self.assertIn("12 rue des Lilas", self.text(notice.letter_id))

    def test_refused_alone_without_another_way(self):
        self.debtor.email = False
        notice = self.send("wrong_number_format", send_email=False)
        self.assertEqual((notice.state, bool(self.move.recovery_level_id)), ("failed", False))
        self.assertLeftOut(self.propose(), self.move, "no_contact")
        self.debtor.phone = "06 98 76 54 32"
        self.assertNotice(self.propose(), self.move, level=3)

    def test_paid_meanwhile(self):
        """What is paid is not asked for once more by another channel."""
        notice = self.send(send_email=False)
        self.pay(self.move)
        self.report("not_delivered")
        self.assertFalse(self.reminders() or notice.letter_id)
        self.assertEqual((notice.state, notice.sms_state), ("sent", "failed"))
        self.assertEqual(self.last_event(notice.case_id).kind, "failure")

    def test_no_credit_left(self):
        """The service is to blame: the number stays, and somebody looks after the service."""
        notice = self.send("insufficient_credit")
        self.assertFalse(self.debtor.recovery_refused_phone)
        self.assertIn("Look after the SMS service", notice.case_id.activity_ids.mapped("summary"))
        self.assertEqual(notice.sms_state, "failed")

    def test_what_failed_is_not_sent_once_more(self):
        self.send("wrong_number_format", send_email=False)
        self.assertTrue(self.sms.to_delete)


@tagged("post_install", "-at_install")
class TestSmsLink(SmsStory, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()  # whenever the tests run

    def day(self, offset):
        """The web server lives today: time is not frozen here."""

    def test_the_link_opens_the_page_of_the_debtor(self):
        """Whoever presses it sees what is due, without an account; whoever guesses finds nothing."""
        move = self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        path = f"/r/{notice.id}/{notice._short_code()}"
        self.assertIn(path, self.queue().body)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(f"/my/recovery/{notice.case_id.id}", page.url)
        self.assertIn(move.name, page.text)
        for wrong in (f"/r/{notice.id}/{'0' * 16}", f"/r/{notice.id + 1000}/{notice._short_code()}"):
            self.assertEqual(self.url_open(wrong).status_code, 404)
