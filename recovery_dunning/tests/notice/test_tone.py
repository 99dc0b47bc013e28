"""Stories of the tone: towards a debtor it never falls while his case is open, and nothing is said that is not true."""

from odoo.tests import tagged

from ..stories.letters import ADDRESS, LetterStory

FORMAL = {"phase": "formal_notice", "tone": "4", "send_letter": True, "registered": True, "response_days": 8}


@tagged("post_install", "-at_install")
class TestTone(LetterStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = {name: cls.env.ref(f"recovery_dunning.mail_template_{name}").id for name in ("reminder", "reminder_2")}
        cls.ladder = cls.procedure(
            "Ladder",
            *(-5, 3, 15, 45),
            levels={
                3: {"mail_template_id": text["reminder"], "tone": "1"},
                15: {"mail_template_id": text["reminder_2"], "tone": "2"},
                45: FORMAL,
            },
            sequence=1,
        )
        cls.debtor.write(ADDRESS)

    def warned(self):
        """A debtor who got every step up to the formal notice, today."""
        move = self.invoice(due="-4d", amount=100)
        for day in ("+0d", "+12d", "+42d"):
            self.day(day)
            self.run_and_send()
        return move

    def sent(self):
        return self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id)], order="id")._messages()

    def body(self, notice):
        return " ".join(notice.mail_id.body_html.split())

    def test_each_step_is_firmer_than_the_one_before(self):
        self.warned()
        self.assertEqual(self.sent().mapped("tone"), [1, 2, 4])
        first, second, _formal = self.sent()
        self.assertIn("oversight", self.body(first))
        self.assertIn("Despite our first reminder", self.body(second))

    def test_a_new_invoice_after_a_formal_notice_is_no_oversight(self):
        """It enters at its own first step, in words that fit what went before, by mail and by post."""
        self.warned()
        self.day("+47d")
        new = self.invoice(due="-4d", amount=55)
        notice = self.assertNotice(self.run_and_send(), new)
        self.assertEqual((notice.level_id, notice.tone), (self.level(3), 4))
        for text in (self.body(notice), str(notice._letter_html())):
            self.assertNotIn("oversight", text)
            self.assertIn("Besides what we have already written", text)
        self.assertEqual(notice.mail_id.subject, f"{self.company.name}: further invoices past due")
        self.assertEqual(self.instalments(new).recovery_level_id, self.level(3))

    def test_the_second_step_of_a_new_invoice_neither(self):
        """“Despite our first reminder” would be true, and softer than what he has read."""
        self.warned()
        self.day("+47d")
        self.invoice(due="-4d", amount=55)
        self.run_and_send()
        self.day("+59d")
        self.run_and_send()
        notice = self.sent()[-1]
        self.assertEqual((notice.level_id, notice.tone), (self.level(15), 4))
        self.assertIn("Besides what we have already written", self.body(notice))

    def test_once_the_case_is_closed_the_tone_begins_anew(self):
        move = self.warned()
        self.pay(move)
        self.env["recovery.run"]._cron_escalate()
        self.day("+60d")
        new = self.invoice(due="-4d", amount=55)
        notice = self.assertNotice(self.run_and_send(), new)
        self.assertEqual(notice.tone, 1)
        self.assertIn("oversight", self.body(notice))

    def test_no_statement_of_coming_dues_for_a_debtor_who_was_warned(self):
        self.warned()
        self.day("+47d")
        coming = self.invoice(due="+3d", amount=55)
        run = self.propose()
        self.assertFalse(run.notice_ids.line_ids.filtered(lambda line: line.move_line_id in self.instalments(coming)))

    def test_a_formal_notice_stands_alone(self):
        """What is at another step is not on it, and is asked for on another day, in words of its own."""
        move = self.invoice(due="-4d", amount=100)
        for day in ("+0d", "+12d"):
            self.day(day)
            self.run_and_send()
        self.day("+42d")
        new = self.invoice(due="-4d", amount=55)
        run = self.run_and_send()
        formal = self.assertNotice(run, move)
        self.assertEqual(formal.line_ids.move_line_id, self.instalments(move))
        self.assertLeftOut(run, new, "quiet")
        self.assertIn("despite our reminders", str(formal._letter_html()))
        self.day("+43d")
        self.assertEqual(self.assertNotice(self.run_and_send(), new).tone, 4)

    def test_a_first_message_speaks_of_no_reminder(self):
        """An old debt that enters the ladder high up: nothing was said before, and nothing says so."""
        for due, level in (("-20d", 15), ("-60d", 45)):
            debtor = self.customer(f"Day {level}", **ADDRESS)
            move = self.invoice(due=due, amount=100, debtor=debtor)
            self.instalments(move).sudo().write({"recovery_level_id": False})
            run = self.propose()
            notice = run.notice_ids.filtered(lambda notice, debtor=debtor: notice.partner_id == debtor)
            notice.sudo().level_id = self.level(level)
            self.assertFalse(notice.is_reminded)
            text = str(notice._letter_html())
            self.assertNotRegex(text, "(?i)despite|in spite|no effect")

    def test_no_french_article_for_the_debtor_of_a_foreign_company(self):
        self.invoice(due="-50d")
        notice = self.propose().notice_ids
        for level in (self.level(15), self.level(45)):
            notice.sudo().level_id = level
            self.company.country_id = self.env.ref("base.us")
            self.assertNotRegex(str(notice._letter_html()), "French|L. 441")
            self.company.country_id = self.france
        self.assertIn("L. 441-10", str(notice._letter_html()))

    def test_a_consumer_is_told_of_the_mediator_by_name(self):
        person = self.customer("Mme Petit", is_company=False, **ADDRESS)
        self.ladder.debtor_class = False
        self.invoice(due="-50d", debtor=person)
        notice = self.propose().notice_ids.filtered(lambda notice: notice.partner_id == person)
        notice.sudo().level_id = self.level(45)
        self.assertIn("named in our terms of sale", str(notice._letter_html()))
        self.company.recovery_mediator = "Médiation Conso, 1 rue Haute, 69001 Lyon, mediation.example.com"
        text = str(notice._letter_html())
        self.assertIn("Médiation Conso, 1 rue Haute, 69001 Lyon", text)
        self.assertNotIn("named in our terms of sale", text)

    def test_on_the_same_ladder_in_two_currencies_the_firmest_counts(self):
        self.warned()
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.day("+47d")
        new = self.invoice(due="-4d", amount=55, currency_id=euro.id)
        notice = self.assertNotice(self.run_and_send(), new)
        self.assertEqual((notice.currency_id, notice.tone), (euro, 4))

    def test_another_ladder_repeats_nothing(self):
        """A change of profile after the first reminder: the first reminder of the other ladder is passed over."""
        move = self.invoice(due="-4d", amount=100)
        self.run_and_send()
        other = self.procedure("Gentle", 5, 20, levels={5: {"tone": "1"}, 20: {"tone": "2"}})
        self.debtor.recovery_procedure_id = other
        self.day("+4d")
        self.assertLeftOut(self.run_and_send(), move, "not_due")
        self.day("+17d")
        self.assertEqual(self.assertNotice(self.run_and_send(), move).level_id, self.level(20, other))
