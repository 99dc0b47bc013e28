"""Stories of the visit card: what a sales rep who sees no ledger line knows before he goes in, and what he does not."""

from unittest.mock import patch

from odoo.tests import Form, tagged

from ..stories.visit import AMOUNTS, RepStory


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

    def test_no_promise_is_asked_of_whom_one_leaves_alone(self):
        """Where the card says not to speak of the debt, it has no button for it."""
        self.invoice(due="-50d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        self.assertTrue(self.card().recovery_may_ask)
        for phase in ("agency", "legal"):
            case.phase = phase
            self.env.invalidate_all()
            self.assertFalse(self.card().recovery_may_ask)
        case.phase = "formal_notice"
        self.debtor.recovery_insolvency = "liquidation"
        self.env.invalidate_all()
        self.assertFalse(self.card().recovery_may_ask)

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
