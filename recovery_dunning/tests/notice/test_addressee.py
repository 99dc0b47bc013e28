"""Stories of whom a notice goes to: the address on the invoice, its superiors, the debtor; chosen when it leaves."""

from unittest.mock import patch

from odoo.tests import tagged

from ..stories.addresses import AddressStory
from ..stories.letters import ADDRESS, LetterStory

SHIPPED_LEVELS = [("module", "=", "recovery_dunning"), ("model", "=", "recovery.level")]


@tagged("post_install", "-at_install")
class TestAddressee(AddressStory):
    def test_the_address_on_the_invoice(self):
        """Not the first of the debtor's, and not whom he names in general."""
        self.address("Lyon")
        paris = self.address("Paris")
        self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": self.address("Payables").id})
        self.assertEqual(self.written_to(debtor=paris), paris)

    def test_an_address_of_any_kind(self):
        for kind in ("contact", "other", "delivery"):
            with self.subTest(kind=kind):
                debtor = self.customer(f"Group {kind}", email=False)
                contact = self.address(f"Compta-{kind}", debtor, type=kind)
                self.assertEqual(self.written_to(debtor=contact), contact)

    def test_upwards_through_the_divisions(self):
        """Who has left, came back or has no usable address is passed over for the next above him."""
        division = self.address("Division", type="other")
        office = self.address("Office", division)
        clerk = self.address("Clerk", office, type="contact")
        self.assertEqual(self.written_to(debtor=clerk), clerk)
        clerk.active = False
        self.assertEqual(self.written_to(debtor=clerk), office)
        office.sudo().recovery_bounced_email = office.email
        self.assertEqual(self.written_to(debtor=clerk), division)
        division.email = "division@"
        self.assertEqual(self.written_to(debtor=clerk), self.debtor)

    def test_each_address_gets_its_own_invoices(self):
        """Both are one contact with the debtor; whoever named no address is written to about the rest."""
        lyon, paris = self.address("Lyon"), self.address("Paris", type="other")
        self.ladder.max_contacts = 1
        moves = {one: self.invoice(due="-4d", debtor=one) for one in (lyon, paris)}
        second = self.invoice(due="-5d", debtor=paris)
        run = self.run_and_send()
        self.assertFalse(run.exception_ids)
        asked = {notice.contact_id: notice.line_ids.move_id for notice in run.notice_ids}
        self.assertEqual(asked, {lyon: moves[lyon], paris: moves[paris] | second})
        book = self.env["recovery.open.items"]._debtors(self.company, self.on("+0d"), partners=self.debtor)
        self.assertEqual(len(next(book)[0].contacts), 1)

    def test_a_parent_who_does_not_owe_learns_nothing(self):
        """Jean bought for himself; then his employer is entered above him, and has an address for invoices."""
        jean = self.customer("Jean", is_company=False, email="jean@home.example.com")
        move = self.invoice(due="-4d", debtor=jean)
        employer = self.customer("Employer", email="staff@employer.example.com")
        self.address("Invoices", employer)
        jean.parent_id = employer
        self.assertEqual(self.assertNotice(self.run_and_send(), move, debtor=jean).contact_id, jean)
        jean.email = False
        self.day("+12d")
        self.assertLeftOut(self.run_and_send(), move, "no_contact")

    def test_who_has_moved_to_another_firm_gets_nothing(self):
        contact = self.address("Mover")
        named = self.address("Director", type="contact")
        self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": named.id})
        move = self.invoice(due="-4d", debtor=contact)
        run = self.propose()
        (contact | named).parent_id = self.customer("Rival", email="rival@example.com")
        run.action_approve()
        run.action_send()
        self.assertEqual(self.assertNotice(run, move).contact_id, self.debtor)

    def test_what_is_no_address(self):
        """It is an exception; where the step may go by post, the notice does."""
        for email in ("compta@", "@x.fr", "NE PAS ECRIRE @", "a@b", "x@y..z", "compta", "x@-y.fr"):
            with self.subTest(email=email):
                debtor = self.customer(f"Debtor {email}", email=email, **ADDRESS)
                move = self.invoice(due="-4d", debtor=debtor)
                self.level(3).letter_without_mail = False
                left_out = self.assertLeftOut(self.run_and_send(), move, "no_contact")
                self.assertIn("mail address", left_out.detail)
                self.level(3).letter_without_mail = True
                notice = self.assertNotice(self.run_and_send(), move, debtor=debtor)
                self.assertEqual((notice.state, bool(notice.letter_id), bool(notice.mail_id)), ("sent", True, False))

    def test_addresses_as_people_write_them(self):
        for email in ("Compta <compta@x.fr>", "compta@x.fr; chef@x.fr", "compta@x.fr, chef@", " compta@x.fr "):
            with self.subTest(email=email):
                debtor = self.customer(f"Debtor {email}", email=email)
                self.assertEqual(self.written_to(debtor=debtor), debtor)

    def test_black_listed(self):
        paris = self.address("Paris")
        self.blacklist(paris.email)
        self.assertEqual(self.written_to(debtor=paris), self.debtor)
        self.blacklist(self.debtor.email)
        move = self.invoice(due="-4d", debtor=paris)
        self.assertLeftOut(self.propose(), move, "no_contact")

    def test_the_contact_that_odoo_invoices(self):
        """As `partner_contact_address_default` of OCA changes Odoo's choice."""
        seat, stranger = self.address("Seat", type="other"), self.customer("Stranger")
        usual = self.registry["res.partner"].address_get
        for chosen, expected in ((seat, seat), (stranger, self.debtor)):

            def choose(partner, adr_pref=None, one=chosen):
                return {**usual(partner, adr_pref), "invoice": one.id}

            with self.subTest(chosen=chosen.name), patch.object(self.registry["res.partner"], "address_get", choose):
                self.assertEqual(self.written_to(), expected)

    def test_the_first_usable_address_for_invoices(self):
        self.address("Dead", email="dead@")
        good = self.address("Good")
        self.assertEqual(self.written_to(), good)

    def test_the_letter_goes_to_the_address_on_the_invoice(self):
        """It has no mail address: the mail goes to the debtor, the letter to it."""
        paris = self.address("Paris", email=False, **ADDRESS)
        self.level(3).send_letter = True
        move = self.invoice(due="-4d", debtor=paris)
        notice = self.assertNotice(self.run_and_send(), move)
        self.assertEqual((notice.contact_id, notice.postal_id), (self.debtor, paris))

    def test_town_and_postcode_in_the_order_of_the_country(self):
        maine = self.env["res.country.state"].search([("code", "=", "ME"), ("country_id.code", "=", "US")])
        for country, state, zip_code, city, line in (
            ("fr", None, "69003", "Lyon", "69003 LYON"),
            ("us", maine, "04101", "Portland", "PORTLAND ME 04101"),
            ("us", None, "04101", "Portland", "04101 PORTLAND"),
            ("uk", None, "W1J 7NT", "London", "LONDON W1J 7NT"),
        ):
            place = {"country_id": self.env.ref(f"base.{country}").id, "state_id": state and state.id}
            self.debtor.write({"street": "1 Main Street", "zip": zip_code, "city": city, **place})
            self.assertIn(line, self.debtor._recovery_postal_lines(self.company), country)


@tagged("post_install", "-at_install")
class TestChosenWhenItLeaves(AddressStory):
    def leave(self, change, **invoice):
        """The notice of a fresh invoice, after `change` between its proposal and its departure."""
        move = self.invoice(due="-4d", **invoice)
        run = self.propose()
        change()
        run.action_approve()
        run.action_send()
        return run.notice_ids.filtered(lambda notice: notice.line_ids.move_id == move)

    def test_what_happened_meanwhile(self):
        for event in ("archived", "bounced", "black-listed", "emptied", "taken off the list", "of another kind"):
            with self.subTest(event=event):
                debtor = self.customer(f"Debtor {event}")
                contact = self.address(event.replace(" ", "-"), debtor)
                named = self.env["recovery.contact"]
                if event == "taken off the list":
                    contact.type = "contact"
                    named = named.create({"partner_id": debtor.id, "contact_id": contact.id})
                changes = {
                    "archived": lambda contact=contact: contact.write({"active": False}),
                    "bounced": lambda contact=contact: contact.sudo().write({"recovery_bounced_email": contact.email}),
                    "black-listed": lambda contact=contact: self.blacklist(contact.email),
                    "emptied": lambda contact=contact: contact.write({"email": False}),
                    "taken off the list": named.unlink,
                    "of another kind": lambda contact=contact: contact.write({"type": "delivery"}),
                }
                notice = self.leave(changes[event], debtor=debtor)
                self.assertEqual((notice.state, notice.contact_id), ("sent", debtor))

    def test_an_address_entered_meanwhile(self):
        paris = []
        notice = self.leave(lambda: paris.append(self.address("Paris")))
        self.assertEqual([notice.contact_id], paris)

    def test_nobody_left(self):
        """It is held with a sentence, and its step is not taken."""
        notice = self.leave(lambda: self.debtor.write({"email": False}))
        self.assertEqual((notice.state, bool(notice.mail_id)), ("held", False))
        self.assertIn("Nobody to write to", notice.held_reason)
        self.assertIn("mail address", notice.held_reason)
        self.assertFalse(self.instalments(self.env["account.move"].search([])[0]).recovery_level_id)

    def test_chosen_by_hand(self):
        """He is written to, as long as he can be reached."""
        chef, paris = self.address("Chef", type="contact"), self.address("Paris")
        for reached, expected in ((True, chef), (False, paris)):
            with self.subTest(reached=reached):
                self.invoice(due="-4d", debtor=paris)
                run = self.propose()
                run.notice_ids._edit(None, contact=chef)
                chef.active = reached
                run.action_approve()
                run.action_send()
                self.assertEqual(run.notice_ids.contact_id, expected)

    def test_nobody_who_cannot_be_reached_is_chosen(self):
        self.invoice(due="-4d")
        run = self.propose()
        with self.assertRaisesRegex(Exception, "no mail address"):
            run.notice_ids._edit(None, contact=self.address("Dead", email="dead@"))

    def test_a_debtor_who_is_archived(self):
        """He is not written to, nor is anybody of his, nor called: the exception says so, and so does what was on its
        way. Out of the archive he goes on where he was."""
        paris = self.address("Paris")
        self.level(15).write(
            {
                "send_email": False,
                "mail_template_id": False,
                "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id,
            }
        )
        notice = self.leave(lambda: self.debtor.write({"active": False}), debtor=paris)
        self.assertEqual(notice.state, "held")
        self.assertIn("archived", notice.held_reason)
        move = notice.line_ids.move_id or self.env["account.move"].search([("partner_id", "=", paris.id)])
        left_out = self.assertLeftOut(self.run_and_send(), move, "no_contact")
        self.assertIn("archived", left_out.detail)
        self.assertFalse(self._mails)
        self.debtor.active = True
        self.assertNotice(self.run_and_send(), move, level=3)
        self.debtor.active = False
        self.day("+12d")
        self.assertLeftOut(self.run_and_send(), move, "no_contact")
        self.assertFalse(self.debtor.recovery_case_id.activity_ids)


@tagged("post_install", "-at_install")
class TestByPost(LetterStory):
    def test_on_the_ladders_as_they_come(self):
        """Whom no mail reaches gets the first reminder by post, and goes on so; the statement of coming dues does not
        cost a stamp."""
        self.ladder.active = False
        shipped = (
            self.env["recovery.level"]
            .with_context(active_test=False)
            .search([("id", "in", self.env["ir.model.data"].search(SHIPPED_LEVELS).mapped("res_id"))])
        )
        self.assertGreater(len(shipped), 20)
        spoken = shipped.filtered(
            lambda level: (
                level.send_email and level.phase != "preventive" and not level.activity_type_id
            )  # he is called
        )
        self.assertTrue(all(spoken.mapped("by_post")), spoken.filtered(lambda level: not level.by_post).mapped("name"))
        self.env.ref("recovery_dunning.procedure_business").active = True
        for email in (False, "compta@"):
            with self.subTest(email=email):
                self.day("+0d")
                debtor = self.customer(f"Debtor {email}", email=email, **ADDRESS)
                move, posted = self.invoice(due="-4d", amount=500, debtor=debtor), []
                for day in ("+0d", "+12d", "+26d"):
                    self.day(day)
                    notice = self.run_and_send().notice_ids.filtered(
                        lambda one, move=move: one.line_ids.move_id == move
                    )
                    posted.append((notice.level_id.delay, bool(notice.letter_id), bool(notice.mail_id)))
                self.assertEqual([letter for _delay, letter, mail in posted if letter and not mail], [True] * 2, posted)
                self.assertEqual(posted[0], (3, True, False))
