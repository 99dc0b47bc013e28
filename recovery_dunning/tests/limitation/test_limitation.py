"""Stories of limitation: when debts lapse, what starts the time anew, what does not, and who is told in time."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import format_date

from ..stories.arrangement import PromiseStory


class LimitationStory(PromiseStory):
    def lapses(self, move):
        """The day on which the invoice lapses, as its instalment shows it."""
        self.env.invalidate_all()
        return self.instalments(move).recovery_limitation_date

    def interrupt(self, *moves, on="-10d", proof=True, **values):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        interruption = self.env["recovery.interruption"]
        files = self.env["ir.attachment"].create([{"name": "letter.pdf", "raw": b"I owe it"}] if proof else [])
        return interruption.create(
            {
                **interruption._prepare_for(lines),
                "date": self.on(on),
                "attachment_ids": [(6, 0, files.ids)],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestLimitation(LimitationStory):
    def test_by_class_of_debtor(self):
        """Invoiced on 2 January for a service of that day, due on 1 February 2026."""
        person = self.customer("Mme Petit", is_company=False)
        town = self.customer("Mairie", recovery_class="public")
        for debtor, expected in (
            (self.debtor, date(2031, 1, 2)),
            (person, date(2028, 1, 2)),
            (town, date(2030, 12, 31)),
        ):
            with self.subTest(debtor=debtor.name):
                move = self.invoice(due="-29d", invoice_date=date(2026, 1, 2), debtor=debtor)
                self.assertEqual(self.lapses(move), expected)

    def test_a_late_invoice_postpones_nothing(self):
        """Delivered in June 2025, invoiced in January 2026 (Cass. com. 26/02/2020, 18-25.036)."""
        move = self.invoice(due="-29d", invoice_date=date(2026, 1, 2), delivery_date=date(2025, 6, 10))
        self.assertEqual(self.lapses(move), date(2030, 6, 10))

    def test_a_landlord_has_less_time(self):
        self.company.recovery_debt_matter = "housing"
        person = self.customer("Mme Petit", is_company=False)
        move = self.invoice(due="-29d", invoice_date=date(2026, 1, 2), debtor=person)
        self.assertEqual(self.lapses(move), date(2029, 1, 2))

    def test_a_part_payment_starts_it_anew(self):
        move = self.invoice(due="-400d")
        before = self.lapses(move)
        payment = self.pay_on(move, "-3d", amount=10)
        self.assertEqual(self.lapses(move), self.on("-3d").replace(year=2031))
        self.assertIn("Part payment", self.instalments(move).recovery_limitation_reason)
        self.take_back(payment)
        self.assertEqual(self.lapses(move), before)

    def test_a_credit_note_or_a_waiver_is_no_recognition(self):
        move, other = self.invoice(due="-400d"), self.invoice(due="-400d")
        before = self.lapses(move)
        credit = self.invoice(due="-1d", amount=10, move_type="out_refund")
        (self.instalments(move) | self.instalments(credit)).reconcile()
        self.assertEqual(self.lapses(move), before)
        self.company.recovery_write_off_account_id = self.company_data["default_account_expense"]
        settlement = self.env["recovery.settlement"]
        settlement = settlement.create(
            {
                **settlement._prepare_for(self.instalments(other)),
                **{"kind": "waiver", "amount": 10, "reason": "To keep the customer"},
            }
        )
        settlement.action_settle()
        self.assertLess(self.instalments(other).amount_residual, 100)
        self.assertEqual(self.lapses(other), before)

    def test_a_formal_notice_interrupts_nothing_but_against_a_public_body(self):
        """Cass. com. 18/05/2022, 20-23.204; loi 68-1250 art. 2."""
        town = self.customer("Mairie", recovery_class="public")
        move, public = self.invoice(due="-400d"), self.invoice(due="-400d", debtor=town)
        before = self.lapses(move)
        self.assertEqual(self.lapses(public), date(2028, 12, 31))
        self.ladder.level_ids.write({"phase": "formal_notice", "response_days": 8})
        self.run_and_send()
        self.assertEqual(self.lapses(move), before)
        self.assertEqual(self.lapses(public), date(2030, 12, 31))

    def test_a_signed_plan_is_a_recognition(self):
        move = self.invoice(due="-400d")
        before = self.lapses(move)
        plan = self.plan(move, schedule={"+0d": 50, "+30d": 50})
        self.assertEqual(self.lapses(move), before)  # agreed by word of mouth only
        plan.sudo().signed_on = "2026-03-02 08:00:00"
        self.assertEqual(self.lapses(move), date(2031, 3, 2))

    def test_a_request_for_time_in_writing_is_a_recognition(self):
        """Cass. 1re civ. 11/03/2020, 19-11.309; what he says on the telephone proves nothing."""
        move, other = self.invoice(due="-400d"), self.invoice(due="-400d")
        before = self.lapses(other)
        self.promise(other, on="+5d", channel="phone")
        self.assertEqual(self.lapses(other), before)
        self.run_and_send()
        case = self.env["recovery.case"].sudo()._of(self.company, self.debtor)
        case._page_promise(self.debtor, self.instalments(move).ids, 0, self.on("+5d"), "Give me some days")
        self.assertEqual(self.lapses(move), date(2031, 3, 2))

    def test_the_case_shows_the_earliest(self):
        self.invoice(due="-20d")
        old = self.invoice(due="-400d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        self.assertEqual(case.limitation_date, self.lapses(old))
        self.assertFalse(case.time_barred or case.limitation_soon)

    def test_cases_are_found_by_the_day(self):
        Case = self.env["recovery.case"]
        person = self.customer("Mme Petit", is_company=False)
        self.invoice(due="-400d", invoice_date=self.on("-400d"), debtor=person)
        self.invoice(due="-20d")
        self.run_and_send()
        found, other = person.recovery_case_id, self.debtor.recovery_case_id
        last = found.limitation_date
        for operator, day, expected in (
            ("<=", last, found),
            ("<", last, Case),
            (">", last, other),
            (">=", last, found | other),
        ):
            with self.subTest(operator=operator):
                self.assertEqual(
                    Case.search([("limitation_date", operator, day), ("id", "in", (found | other).ids)]), expected
                )


@tagged("post_install", "-at_install")
class TestInterruption(LimitationStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-400d")
        self.before = self.lapses(self.move)

    def test_counts_with_its_proof(self):
        interruption = self.interrupt(self.move, proof=False)
        self.assertEqual(self.lapses(self.move), self.before)
        proof = self.env["ir.attachment"].create({"name": "letter.pdf", "raw": b"I owe it"})
        interruption.attachment_ids = proof
        self.assertEqual(self.lapses(self.move), self.on("-10d").replace(year=2031))
        self.assertEqual((proof.res_model, proof.res_id), ("recovery.interruption", interruption.id))
        event = self.last_event(self.debtor.recovery_case_id)
        self.assertEqual((event.kind, event.attachment_ids), ("limitation", proof))
        self.assertIn(self.move.name, event.result)

    def test_a_lawsuit_holds_it_until_its_end(self):
        suit = self.interrupt(self.move, on="-10d", kind="claim")
        self.assertEqual(self.lapses(self.move), date(2031, 3, 2))  # it goes on: five years from today
        suit.date_end = self.on("-5d")
        self.assertEqual(self.lapses(self.move), date(2031, 2, 25))
        self.interrupt(self.move, on="-5d", kind="title")
        self.assertEqual(self.lapses(self.move), date(2036, 2, 25))

    def test_withdrawn_it_counts_no_more(self):
        """C. civ. 2243: the claim was withdrawn."""
        suit = self.interrupt(self.move, kind="claim")
        with self.assertRaisesRegex(UserError, "Say why"):
            suit.action_withdraw()
        suit.withdrawn_reason = "The claim was withdrawn"
        suit.action_withdraw()
        self.assertEqual(self.lapses(self.move), self.before)
        self.assertRecorded("Withdrawn")

    def test_never_rewritten_nor_deleted(self):
        interruption = self.interrupt(self.move).with_user(self.collector)
        for values in ({"date": self.on("-1d")}, {"kind": "title"}, {"withdrawn": True}):
            with self.subTest(values=values), self.assertRaises(UserError):
                interruption.write(values)
        with self.assertRaises(AccessError):
            interruption.unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            interruption.sudo().unlink()

    def test_bad_input(self):
        for sentence, values in (
            ("not to come", {"on": "+1d"}),
            ("before its first day", {"kind": "claim", "date_end": self.on("-20d")}),
            ("has no end", {"date_end": self.on("-5d")}),
            ("interrupts nothing here", {"kind": "demand"}),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(ValidationError, sentence):
                self.interrupt(self.move, **values)

    def test_a_lapsed_consumer_debt_comes_back_to_the_ladder_with_a_recognition_in_time(self):
        """One source of truth: the ladder reads the same."""
        person = self.customer("Mme Petit", is_company=False)
        move = self.invoice(due="-740d", debtor=person)
        self.assertLeftOut(self.propose(), move, "time_barred")
        self.interrupt(move, on="-100d")
        self.assertNotice(self.propose(), move, debtor=person)

    def test_from_the_case_in_a_dialog(self):
        self.run_and_send()
        action = self.debtor.recovery_case_id.with_user(self.collector).action_interrupt()
        with Form(
            self.env["recovery.interruption"].with_user(self.collector).with_context(**action["context"])
        ) as form:
            form.kind = "recognition"
            form.date = self.on("-1d")
        self.assertEqual(form.record.line_ids, self.instalments(self.move))

    def test_who_may_what(self):
        manager = new_test_user(
            self.env,
            "limit_manager",
            groups="recovery_dunning.group_recovery_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for user, allowed in ((self.rep, "r"), (self.collector, "rwc"), (manager, "rwc")):
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    access = self.env["recovery.interruption"].with_user(user).has_access(operation)
                    self.assertEqual(access, operation[0] in allowed)
        elsewhere = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "limit_stranger",
            groups="recovery_dunning.group_recovery_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        with self.assertRaises(AccessError):
            self.interrupt(self.move).with_user(stranger).read(["kind"])


@tagged("post_install", "-at_install")
class TestLimitationAlert(LimitationStory):
    def setUp(self):
        super().setUp()
        self.debtor = self.customer("Mme Petit", is_company=False)
        self.move = self.invoice(
            due="-400d", invoice_date=self.on("-400d")
        )  # of 26 January 2025: until 26 January 2027
        self.last = self.lapses(self.move)

    def told(self):
        kind = self.env.ref("recovery_dunning.activity_type_limitation")
        return self.debtor.recovery_case_id.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def days_before(self, days):
        self.day("+0d")
        self.day(f"+{(self.last - self.on('+0d')).days - days}d")

    def test_told_at_180_90_and_30_days_once_each(self):
        self.assertEqual(self.last, date(2027, 1, 26))
        for days, count in ((181, 0), (180, 1), (179, 1), (90, 2), (31, 2), (30, 3), (1, 3), (0, 3)):
            with self.subTest(days=days):
                self.days_before(days)
                self.morning()
                self.morning()
                self.assertEqual(len(self.told()), count)
        self.assertIn(self.move.name, self.told()[0].note)
        self.assertIn(format_date(self.env, self.last, lang_code=self.told()[0].user_id.lang), self.told()[0].note)

    def test_missed_days_give_the_nearest_alert_alone(self):
        self.days_before(25)
        self.morning()
        self.assertEqual(len(self.told()), 1)

    def test_told_anew_after_an_interruption(self):
        self.days_before(30)
        self.morning()
        self.interrupt(self.move, on="-1d")
        self.morning()
        self.assertEqual(len(self.told()), 1)
        self.last = self.lapses(self.move)
        self.days_before(180)
        self.morning()
        self.assertEqual(len(self.told()), 2)

    def test_what_is_paid_is_not_told(self):
        self.days_before(30)
        self.pay(self.move)
        self.morning()
        self.assertFalse(self.told())
