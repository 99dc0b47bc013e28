"""Stories of the visit card: what a sales rep who sees no ledger line knows before he goes in, and what he does not."""

from unittest.mock import patch

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import RecoveryStory

AMOUNTS = ("recovery_overdue", "recovery_age_30", "recovery_age_60", "recovery_age_90", "recovery_age_more")


class RepStory(RecoveryStory):
    """A sales rep with nothing but the right to view recovery, and his customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.make_rep("rep")
        cls.debtor.write({"user_id": cls.rep.id, "city": "Angers"})

    @classmethod
    def make_rep(cls, login, **values):
        return new_test_user(
            cls.env,
            login,
            groups="recovery_dunning.group_recovery_viewer",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **{"lang": "en_US", **values},
        )

    def card(self, debtor=None):
        """The customer as the rep sees him."""
        self.env.invalidate_all()
        return (debtor or self.debtor).with_user(self.rep).with_context(lang="en_US")

    def promise(self, amount, day):
        debtor = self.debtor.with_company(self.company)
        return self.env["recovery.promise"]._give(self.company, debtor, amount, self.on(day))


@tagged("post_install", "-at_install")
class TestVisitCard(RepStory):
    def test_nothing_overdue(self):
        self.invoice(due="+8d")
        card = self.card()
        self.assertEqual((card.recovery_status, card.recovery_reason), ("ok", "Nothing is overdue."))
        self.assertEqual(card.recovery_question, "He owes nothing that is due: speak of business.")
        self.assertFalse(card.recovery_words or card.recovery_last_contact)

    def test_a_contact_person_stands_as_his_firm(self):
        self.invoice(due="-4d")
        person = self.env["res.partner"].create({"name": "Anne", "parent_id": self.debtor.id})
        self.assertEqual(self.card(person).recovery_status, "watch")

    def test_overdue_by_age(self):
        for due, amount in (("-1d", 10), ("-30d", 20), ("-31d", 40), ("-60d", 80), ("-90d", 160), ("-91d", 320)):
            self.invoice(due=due, amount=amount)
        self.invoice(due="+0d", amount=1000)
        self.assertEqual([self.card()[name] for name in AMOUNTS], [630, 30, 120, 160, 320])
        self.assertEqual(self.card().recovery_reason, "Not reminded yet: the oldest invoice is 91 days late.")

    def test_a_credit_pays_the_oldest(self):
        self.invoice(due="-5d", amount=100)
        self.invoice(due="-40d", amount=50)
        self.payment_on_account(70)
        self.assertEqual([self.card()[name] for name in AMOUNTS], [80, 80, 0, 0, 0])

    def test_paid_is_paid_before_the_bank_says_so(self):
        """A payment on its way has no entry yet that could be matched: the rep asks for nothing more."""
        in_payment = patch.object(
            self.registry["account.move"], "_get_invoice_in_payment_state", lambda move: "in_payment"
        )
        self.startPatcher(in_payment)  # an accounting add-on is there, which books the payment with the bank statement
        self.company_data["default_journal_bank"].inbound_payment_method_line_ids.payment_account_id = False
        move = self.invoice(due="-5d", amount=100)
        payment = self.pay(move)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.instalments(move).amount_residual, 100)
        self.assertEqual((self.card().recovery_status, self.card().recovery_overdue), ("ok", 0))
        part = self.invoice(due="-5d", amount=100)
        self.pay(part, 30)
        self.assertEqual(self.card().recovery_overdue, 70)

    def test_same_as_the_case_says(self):
        self.invoice(due="-5d", amount=100)
        self.run_and_send()
        self.payment_on_account(30)
        self.assertEqual(self.card().recovery_overdue, self.debtor.recovery_case_id.amount_overdue)

    def test_reminded(self):
        self.invoice(due="-4d")
        self.run_and_send()
        card = self.card()
        self.assertEqual(
            (card.recovery_status, card.recovery_reason), ("late", "Day 3: the oldest invoice is 4 days late.")
        )
        self.assertIn("write down his promise", card.recovery_question)
        self.assertIn("03/02/2026 · Mail", card.recovery_last_contact)

    def test_a_notice_tells_no_ledger_line(self):
        move = self.invoice(due="-4d")
        self.run_and_send()
        self.assertIn(move.name, self.last_event(self.debtor.recovery_case_id).result)
        self.assertNotIn(move.name, self.card().recovery_last_contact)

    def test_a_profile_has_its_own_question(self):
        self.debtor.recovery_profile_id = self.env.ref("recovery_dunning.profile_dissatisfied")
        self.invoice(due="-4d")
        self.assertIn("Ask first what is wrong", self.card().recovery_question)

    def test_insolvent(self):
        self.invoice(due="-4d")
        self.debtor.recovery_insolvency = "receivership"
        self.assertEqual(self.card().recovery_status, "stop")
        self.assertIn("Ask for nothing", self.card().recovery_question)

    def test_with_the_agency(self):
        self.invoice(due="-4d")
        self.run_and_send()
        self.debtor.recovery_case_id.phase = "agency"
        self.assertEqual(self.card().recovery_reason, "A collection agency deals with what is owed.")
        self.assertIn("the agency does", self.card().recovery_question)

    def test_promised_then_broken(self):
        self.invoice(due="-4d", amount=120)
        self.promise(120, "+4d")
        self.assertEqual(
            self.card().recovery_question,
            "Promised $\N{NO-BREAK SPACE}120.00 for 03/06/2026: ask for nothing, thank him.",
        )
        self.assertIn("$\N{NO-BREAK SPACE}120.00 promised for 03/06/2026", self.card().recovery_words)
        self.day("+4d")
        self.assertIn("ask whether the transfer has left", self.card().recovery_question)
        self.day("+14d")
        self.env["recovery.promise"]._judge(self.company)
        self.assertIn("ask for $\N{NO-BREAK SPACE}120.00 now", self.card().recovery_question)
        self.assertEqual(self.card().recovery_words, "Promise for 03/06/2026 not kept")

    def test_a_broken_promise_is_over_once_paid(self):
        move = self.invoice(due="-4d", amount=120)
        self.promise(120, "+4d")
        self.day("+14d")
        self.env["recovery.promise"]._judge(self.company)
        self.pay(move)
        self.invoice(due="-1d", amount=50)
        self.assertFalse(self.card().recovery_words)
        self.assertIn("Ask whether the invoices arrived", self.card().recovery_question)

    def test_promised_in_part(self):
        self.invoice(due="-9d", amount=120)
        self.invoice(due="-4d", amount=30)
        self.promise(120, "+4d")
        self.assertIn("Ask when he pays $\N{NO-BREAK SPACE}30.00", self.card().recovery_question)

    def test_disputed_in_full(self):
        self.invoice(due="-4d", amount=100)
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        self.env["recovery.dispute"]._contest(self.company, self.debtor, 100, type_id=kind.id, claim="Cracked")
        self.assertIn("He contests all that is overdue", self.card().recovery_question)
        self.assertIn("answer due on", self.card().recovery_words)

    def test_credit_left(self):
        self.company.account_use_credit_limit = True
        self.invoice(due="-4d", amount=300)
        self.assertFalse(self.card().recovery_has_credit_limit)
        self.debtor.credit_limit = 1000
        card = self.card()
        self.assertEqual((card.recovery_has_credit_limit, card.recovery_credit_left), (True, 700))

    def test_last_contact_in_his_words(self):
        self.invoice(due="-4d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        case._log(
            "contact", lambda case: "Waits for his customer", channel="phone", direction="out", result="Until May"
        )
        self.assertEqual(self.card().recovery_last_contact.splitlines()[1:], ["Waits for his customer", "Until May"])

    def test_two_taps(self):
        self.invoice(due="-4d", amount=80)
        action = self.card().action_recovery_promise()
        wizard = Form(self.env["recovery.word.wizard"].with_user(self.rep).with_context(**action["context"]))
        wizard.save().action_write_down()
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((promise.amount, promise.date, promise.create_uid), (80, self.on("+7d"), self.rep))

    def test_a_visit_opens_the_case(self):
        """Nobody has written to him yet: what the rep heard is kept all the same."""
        self.invoice(due="-1d", amount=80)
        action = self.card().action_recovery_visit()
        wizard = Form(self.env["recovery.visit.wizard"].with_user(self.rep).with_context(**action["context"]))
        wizard.amount = 80
        wizard.save().action_record()
        self.env.invalidate_all()
        event = self.last_event(self.debtor.recovery_case_id)
        self.assertEqual((event.kind, event.channel, event.author_id), ("contact", "meeting", self.rep))
        self.assertIn("Visit", self.card().recovery_last_contact)

    def test_the_card_costs_the_same_for_many(self):
        self.debtor.recovery_profile_id = self.env.ref("recovery_dunning.profile_bad_payer")
        debtors = self.debtor
        for number in range(40):
            debtors += self.customer(f"Customer {number}", user_id=self.rep.id)
        for debtor in debtors:
            self.invoice(due="-4d", debtor=debtor)
        self.run_and_send()
        for debtor in debtors[::2]:
            self.env["recovery.promise"]._give(self.company, debtor, 50, self.on("+5d"))
        names = ["recovery_status", "recovery_reason", "recovery_question", "recovery_words", "recovery_last_contact"]
        self.card(debtors).read([*names, "recovery_credit_left"])  # settings and translations are read once
        counts = []
        for some in (debtors[:2], debtors):
            cards, before = self.card(some), self.cr.sql_log_count
            cards.read([*names, "recovery_credit_left"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 30)


@tagged("post_install", "-at_install")
class TestVisitRights(RepStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other company")["company"]

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-40d", amount=120)
        self.run_and_send()
        self.case = self.debtor.recovery_case_id
        self.promise(120, "+4d")
        self.as_rep = self.env(user=self.rep)
        self.env.invalidate_all()

    def hide_amounts(self):
        self.company.recovery_hide_amounts = True
        self.env.invalidate_all()

    def test_no_ledger(self):
        for model in ("account.move", "account.move.line", "recovery.notice", "recovery.event", "recovery.exception"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.as_rep[model].search([], limit=1)

    def test_nothing_of_another_company(self):
        """Not even if he names it in his context, where computed fields are read past his rights."""
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="recovery_dunning.group_recovery_viewer",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )
        mine = self.debtor.with_user(stranger)
        self.assertEqual((mine.recovery_status, mine.recovery_overdue, mine.recovery_words), ("ok", 0, False))
        self.assertFalse(self.env["recovery.visit"].with_user(stranger).search([]))
        forged = {"allowed_company_ids": self.company.ids}
        with self.assertRaises(AccessError):
            mine.with_context(**forged).read(["recovery_status", "recovery_overdue"])
        with self.assertRaises(AccessError):
            self.env["recovery.visit"].with_user(stranger).with_context(**forged).search([])
        with self.assertRaises(AccessError):
            self.env["recovery.word.wizard"].with_user(stranger).with_context(**forged).create(
                {"partner_id": self.debtor.id, "kind": "promise", "date": self.on("+5d")}
            )
        named = {"partner_id": self.debtor.id, "company_id": self.company.id, "kind": "promise", "date": self.on("+5d")}
        wizard = self.env["recovery.word.wizard"].with_user(stranger).create(named)
        self.assertFalse(wizard.amount)
        with self.assertRaises(AccessError):
            wizard.read(["amount_overdue"])
        with self.assertRaises(UserError):  # an access error is one too
            wizard.action_write_down()

    def test_private_words_stay_private(self):
        self.case._log("contact", lambda case: "Told me of his divorce", channel="phone", is_private=True)
        self.assertNotIn("divorce", self.card().recovery_last_contact)
        note = self.case.message_post(body="He drinks", subtype_xmlid="mail.mt_note")
        seen = self.as_rep["recovery.case"].browse(self.case.id)
        self.assertFalse(
            self.as_rep["mail.message"].search([("model", "=", "recovery.case"), ("res_id", "=", self.case.id)])
        )
        with self.assertRaises(AccessError):
            note.with_user(self.rep).read(["body"])
        self.assertNotIn(note, seen.message_ids)
        collector = new_test_user(
            self.env,
            "collector",
            groups="recovery_dunning.group_recovery_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertIn("He drinks", note.with_user(collector).body)

    def test_a_private_contact_is_recorded_as_such(self):
        wizard = self.env["recovery.contact.wizard"].create(
            {"case_id": self.case.id, "summary": "In confidence", "is_private": True}
        )
        wizard.action_record()
        self.assertTrue(self.last_event(self.case).is_private)
        self.assertFalse(self.case._broken_events())

    def test_amounts_are_shown(self):
        self.assertEqual(self.card().recovery_overdue, 120)
        self.assertEqual(self.case.with_user(self.rep).amount_overdue, 120)
        self.assertTrue(self.as_rep["recovery.promise"].search([]))

    def test_hidden_amounts_are_nowhere(self):
        self.hide_amounts()
        card = self.card()
        self.assertEqual((card.recovery_status, card.recovery_shows_amounts), ("late", False))
        self.assertFalse(any(card.read([*AMOUNTS, "recovery_credit_left"])[0][name] for name in AMOUNTS))
        texts = card.read(["recovery_reason", "recovery_question", "recovery_words", "recovery_last_contact"])[0]
        self.assertNotIn("120", "".join(str(value) for name, value in texts.items() if name != "id"))
        self.assertEqual(texts["recovery_words"], "Promised to pay on 03/06/2026")
        case = self.case.with_user(self.rep)
        self.assertEqual((case.amount_open, case.amount_overdue), (0, 0))
        for model in ("recovery.promise", "recovery.plan", "recovery.dispute", "recovery.settlement"):
            self.assertFalse(self.as_rep[model].search([]), model)

    def test_hidden_amounts_in_the_list(self):
        """Neither read, nor summed, nor searched for, nor exported."""
        self.hide_amounts()
        self.rep.group_ids += self.env.ref("base.group_allow_export")
        visits = self.as_rep["recovery.visit"]
        visit = visits.search([])
        self.assertEqual((visit.partner_id, visit.status, visit.overdue), (self.debtor, "late", 0))
        self.assertFalse(visits.search([("overdue", ">", 0)]))
        self.assertEqual(visits._read_group([], ["city"], ["overdue:sum"]), [("Angers", False)])
        self.assertNotIn("120", str(visit.export_data(["overdue"])))
        for view in ("list", "kanban"):
            self.assertNotIn('name="overdue"', visits.get_view(view_type=view)["arch"])
            self.assertIn('name="overdue"', self.env["recovery.visit"].get_view(view_type=view)["arch"])

    def test_hidden_amounts_in_the_dialog(self):
        self.hide_amounts()
        action = self.card().action_recovery_promise()
        wizard = self.as_rep["recovery.word.wizard"].with_context(**action["context"]).create({})
        self.assertEqual((wizard.amount, wizard.amount_overdue), (0, 0))
        wizard.amount = 500
        with self.assertRaisesRegex(Exception, "more than what is open: correct it"):
            wizard.action_write_down()
        wizard.amount = 20
        wizard.action_write_down()
        self.assertEqual(self.env["recovery.promise"].search([], limit=1, order="id desc").amount, 20)

    def test_a_collector_sees_amounts_all_the_same(self):
        self.hide_amounts()
        self.rep.group_ids += self.env.ref("recovery_dunning.group_recovery_user")
        self.assertEqual(self.card().recovery_overdue, 120)
        self.assertTrue(self.as_rep["recovery.promise"].search([]))


@tagged("post_install", "-at_install")
class TestVisitList(RepStory):
    def visits(self, user=None):
        self.env.invalidate_all()
        return self.env["recovery.visit"].with_user(user or self.rep).search([])

    def test_mine_by_what_is_at_stake(self):
        small, big = self.customer("Small", user_id=self.rep.id), self.customer("Big", user_id=self.rep.id)
        theirs = self.customer("Somebody else's")
        for debtor, amount in ((small, 10), (big, 900), (self.debtor, 100), (theirs, 5000)):
            self.invoice(due="-4d", amount=amount, debtor=debtor)
        self.invoice(due="+4d", debtor=self.customer("Not late", user_id=self.rep.id))
        visits = self.visits()
        self.assertEqual(visits.partner_id.mapped("name"), ["Big", "Dubois Menuiserie", "Small"])
        self.assertEqual(visits.mapped("overdue"), [900, 100, 10])
        self.assertIn(theirs, self.visits(self.env.user).partner_id)
        self.assertEqual(visits[0].action_open_card()["res_id"], big.id)

    def test_by_town(self):
        self.invoice(due="-4d", amount=70)
        self.invoice(due="-9d", amount=30, debtor=self.customer("Near", user_id=self.rep.id, city="Angers"))
        self.invoice(due="-9d", amount=10, debtor=self.customer("Far", user_id=self.rep.id, city="Nice"))
        groups = self.env["recovery.visit"].with_user(self.rep)._read_group([], ["city"], ["overdue:sum", "__count"])
        self.assertEqual(groups, [("Angers", 100, 2), ("Nice", 10, 1)])

    def test_who_has_answered(self):
        self.invoice(due="-4d")
        self.assertFalse(self.visits().has_spoken)
        self.promise(100, "+4d")
        visit = self.visits()
        self.assertEqual((visit.has_spoken, visit.promised_for), (True, self.on("+4d")))

    def test_says_the_same_as_the_card(self):
        """One rule, written twice: in the engine and in the query of the list."""
        self.ladder.level_ids[1].sale_policy = "block"
        for number, due in enumerate((1, 4, 16, 40)):
            debtor = self.customer(f"Customer {number}", user_id=self.rep.id)
            self.invoice(due=f"-{due}d", amount=100 * due, debtor=debtor)
        self.run_and_send()
        self.invoice(due="-4d", debtor=self.debtor)
        self.debtor.recovery_insolvency = "liquidation"
        formal = self.customer("Formal", user_id=self.rep.id)
        self.invoice(due="-4d", debtor=formal)
        self.run_and_send()
        formal.recovery_case_id.phase = "formal_notice"
        visits = self.visits()
        self.assertEqual(len(visits), 6)
        self.assertEqual(visits.mapped("status"), visits.partner_id.mapped("recovery_status"))
        self.assertEqual(visits.mapped("overdue"), visits.partner_id.mapped("recovery_overdue"))
        self.assertEqual(set(visits.mapped("status")) & {"watch", "stop", "formal"}, {"watch", "stop", "formal"})

    def test_the_list_costs_the_same_for_many(self):
        for number in range(40):
            self.invoice(due="-4d", debtor=self.customer(f"Customer {number}", user_id=self.rep.id))
        Visit = self.env["recovery.visit"].with_user(self.rep)
        fields = {name: {} for name in ("partner_id", "city", "phone", "status", "overdue", "days_late")}
        counts = []
        for limit in (1, 1, 80):  # the first reading fills what is read once
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Visit.web_search_read([], fields, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(Visit.search([])), 40)
        self.assertLessEqual(counts[2], counts[1])
        self.assertLessEqual(counts[2], 8)


@tagged("post_install", "-at_install")
class TestVisitDigest(RepStory):
    def send(self):
        self.env["recovery.visit.digest"].with_user(SUPERUSER_ID)._cron_send()  # as the scheduled action does
        self.env.invalidate_all()

    def mails_to(self, user):
        mails = self.env["mail.mail"].sudo().search([("model", "=", "recovery.visit.digest")])
        return mails.filtered(lambda mail: user.partner_id in mail.recipient_ids)

    def test_one_mail_with_his_customers(self):
        self.invoice(due="-4d", amount=120)
        theirs = self.customer("Somebody else's", user_id=self.make_rep("colleague").id)
        self.invoice(due="-4d", debtor=theirs)
        self.send()
        mail = self.mails_to(self.rep)
        self.assertEqual(len(mail), 1)
        self.assertIn("Dubois Menuiserie", mail.body_html)
        self.assertIn("120.00", mail.body_html)
        self.assertNotIn("Somebody else", mail.body_html)

    def test_once_a_week(self):
        self.invoice(due="-4d")
        self.send()
        self.day("+6d")
        self.send()
        self.assertEqual(len(self.mails_to(self.rep)), 1)
        self.day("+7d")
        self.send()
        self.assertEqual(len(self.mails_to(self.rep)), 2)

    def test_none_without_customers_to_see(self):
        self.invoice(due="+4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))
        self.assertFalse(self.env["recovery.visit.digest"].sudo().search([("user_id", "=", self.rep.id)]))

    def test_off_switch(self):
        self.company.recovery_visit_digest = False
        self.invoice(due="-4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_only_for_who_may_view(self):
        self.rep.group_ids = self.env.ref("base.group_user")
        self.invoice(due="-4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_in_his_language_and_without_hidden_amounts(self):
        self.rep.lang = "fr_FR"
        template = self.env.ref("recovery_dunning.mail_template_visit_digest").sudo()
        template.with_context(lang="fr_FR").subject = "Vos clients à voir"
        self.company.recovery_hide_amounts = True
        self.invoice(due="-40d", amount=777)
        self.send()
        mail = self.mails_to(self.rep)
        self.assertEqual(mail.subject, "Vos clients à voir")
        self.assertIn("Dubois", mail.body_html)
        self.assertNotIn("777", mail.body_html)

    def test_each_company_apart(self):
        other = self.setup_other_company(name="Other company")["company"]
        self.rep.company_ids += other
        self.invoice(due="-4d", amount=120)
        self.send()
        self.assertNotIn("Other company", self.mails_to(self.rep).body_html)


@tagged("post_install", "-at_install")
class TestInvoiceWarning(RepStory):
    def alert(self, debtor=None):
        move = self.env["account.move"].new({"move_type": "out_invoice", "partner_id": (debtor or self.debtor).id})
        return (move.alerts or {}).get("recovery_dunning_standing")

    def test_fine(self):
        self.assertIsNone(self.alert())

    def test_by_level(self):
        self.invoice(due="-4d")
        self.assertEqual(self.alert()["level"], "info")
        self.run_and_send()
        self.env.invalidate_all()
        alert = self.alert()
        self.assertEqual(alert["level"], "warning")
        self.assertEqual(alert["message"], "Reminded – Day 3: the oldest invoice is 4 days late.")
        self.level(3).sale_policy = "block"
        self.env.invalidate_all()
        self.assertEqual(self.alert()["level"], "danger")

    def test_typing_stays_possible(self):
        self.level(3).sale_policy = "block"
        self.invoice(due="-4d")
        self.run_and_send()
        with Form(self.env["account.move"].with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.debtor
            self.assertIn("recovery_dunning_standing", form.alerts)
            with form.invoice_line_ids.new() as line:
                line.name = "Oak table"
        form.save().action_post()

    def test_one_query_where_he_is_fine(self):
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.debtor.id})
        self.env.flush_all()
        move.partner_id.recovery_status, move.partner_id.name  # noqa: B018  (what any form reads is read)
        move.partner_id.invalidate_recordset(["recovery_status", "recovery_reason"])
        company = move.company_id
        company.partner_id.tz, company.recovery_hide_amounts  # noqa: B018
        with self.assertQueryCount(1):
            self.assertFalse(move._get_alerts().get("recovery_dunning_standing"))
