"""Stories of insolvency: in the middle of a plan with new deliveries after, too late, contested; and of a person."""

import json
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..stories.court import CourtStory


@tagged("post_install", "-at_install")
class TestInsolvency(CourtStory):
    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.debtor)
        self.representative = self.customer("SELARL Mandat", street="5 rue", zip="69002", city="Lyon")

    def plan(self):
        plan = self.env["recovery.plan"]
        payments = [
            (0, 0, {"date": self.on("+10d"), "amount": 1400}),
            (0, 0, {"date": self.on("+40d"), "amount": 1000}),
        ]
        plan = plan.create({**plan._prepare_for(self.instalments(self.move)), "schedule_ids": payments})
        plan.action_propose()
        plan.action_activate()
        return plan

    def test_in_the_middle_of_a_plan_with_new_deliveries_after(self):
        plan, coming = self.plan(), self.invoice(due="+25d", amount=500)
        self.day("+20d")
        found = self.insolvency(self.case, published=None, retention_of_title=True)
        judgment = self.on("+0d")
        self.assertEqual(plan.state, "cancelled")
        self.assertEqual(self.debtor.recovery_insolvency, "receivership")
        self.assertEqual(found.declaration_deadline, date(2026, 5, 22))  # two months from the judgment, for now
        self.assertEqual((found.amount_before, found.amount_after), (2900.0, 0.0))
        # what he orders since is delivered, invoiced and paid like any other
        self.day("+30d")
        after = self.invoice(due="+0d", amount=300, invoice_date=self.on("+0d"))
        self.day("+36d")
        self.env.invalidate_all()
        self.assertEqual((found.amount_before, found.amount_after), (2900.0, 300.0))
        proposed = self.propose()
        self.assertNotice(proposed, after)
        self.assertLeftOut(proposed, self.move, "insolvency")
        # interest of before stops with the day before the judgment
        debts = self.env["recovery.interest"]._debts(self.instalments(self.move) | self.instalments(after))
        stops = {debt.stopped_on for debt in debts.values()}
        self.assertEqual(stops, {judgment, None})
        # published later: the deadlines run from then, and the next action says so
        found.published_on = self.on("+0d")  # 7 April
        self.assertEqual(found.declaration_deadline, date(2026, 6, 8))  # 7 June is a Sunday
        self.assertEqual(found.retention_deadline, date(2026, 7, 7))
        self.case._rank()
        self.assertEqual((self.case.next_action, self.case.priority_facts["declare_by"]), ("declare", "2026-06-08"))
        # the declaration: all of before, due or not, nothing of after
        found.representative_id = self.representative
        action = found.action_letter()["context"]
        letter = self.env["recovery.letter.wizard"].create({k[8:]: v for k, v in action.items() if k[:8] == "default_"})
        letter.security = "General terms, article 8"
        text = self.page(self.case_letter(letter))
        for part in (self.move.name, coming.name, "retention of title", "I certify that this claim is sincere"):
            self.assertIn(part, text)
        self.assertNotIn(after.name, text)
        with_step = found.with_context(recovery_stage="filed")
        self.record(with_step.action_step(), self.on("+0d"), document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((found.state, found.declared_on), ("declared", self.on("+0d")))
        self.assertEqual(found.proceeding_id.principal, 2900.0)
        self.assertEqual(found.proceeding_id.interruption_ids.kind, "insolvency_claim")
        self.case._rank()
        self.assertNotEqual(self.case.next_action, "declare")

    def case_letter(self, letter):
        letter.action_print()
        return self.last_event(self.case).attachment_ids.raw

    def record(self, action, day, **values):
        context = action["context"]
        self.env["recovery.proceeding.step"].create(
            {
                "proceeding_id": context["default_proceeding_id"],
                "stage": context["default_stage"],
                "date": day,
                **values,
            }
        ).action_record()
        self.env.invalidate_all()

    def test_alerts_and_what_is_left_to_who_is_late(self):
        found = self.insolvency(self.case, day="-5d", published="-1d")  # 1 March
        self.assertEqual(found.declaration_deadline, date(2026, 5, 4))  # 1 May is a holiday, then a weekend
        counts = []
        for day in (date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 19), date(2026, 4, 27), date(2026, 5, 4)):
            self.go_to(day)
            self.watch()
            counts.append(sum("Declare the claim" in text for text in self.tasks(self.case)))
        self.assertEqual(counts, [0, 1, 2, 3, 3])
        self.go_to(date(2026, 5, 5))
        self.watch()
        self.watch()
        late = [text for text in self.tasks(self.case) if "L622-26" in text]
        self.assertEqual((len(late), found.is_late, found.relief_deadline), (1, True, date(2026, 9, 1)))

    def test_contested_and_admitted_in_part(self):
        found = self.insolvency(self.case, day="-5d", published="-1d")
        for stage, values in (("filed", {}), ("opposed", {}), ("decided", {"decision": "part", "amount": 2000.0})):
            self.record(found.with_context(recovery_stage=stage).action_step(), self.on("+0d"), **values)
            if stage == "opposed":
                self.assertEqual((found.state, found.contestation_deadline), ("contested", self.on("+30d")))
        self.assertEqual((found.state, found.admitted_amount), ("admitted", 2000.0))

    def test_a_suit_stops_and_no_other_begins(self):
        order = self.start(self.case)
        self.step(order, "filed", "+0d")
        self.insolvency(self.case)
        self.assertEqual(order.stayed_on, self.on("+0d"))
        self.assertFalse(order.next_deadline)
        with self.assertRaisesRegex(UserError, "L622-21"):
            self.step(order, "ordered", "+0d")
        with self.assertRaisesRegex(UserError, "L622-21"):
            self.start(self.case)

    def test_notices_that_wait_do_not_leave(self):
        self.ladder.level_ids.require_approval = True
        other, case = self.case_of(self.customer("Nord SARL", zip="59000"), due="-4d")
        run = self.propose()
        self.assertNotice(run, other, debtor=case.partner_id)
        self.insolvency(case)
        self.assertEqual(run.notice_ids.filtered(lambda n: n.partner_id == case.partner_id).state, "cancelled")

    def test_an_announcement_fills_the_dialog(self):
        judgment = {
            "nature": "Jugement d'ouverture de liquidation judiciaire",
            "date": "2026-02-25",
            "complementJugement": "Liquidateur : SELARL Mandat, 5 rue Haute 69002 Lyon.",
        }
        row = {
            "dateparution": "2026-03-01",
            "tribunal": "Tribunal de Commerce de Lyon",
            "registre": ["732 829 320", "732829320"],
            "jugement": json.dumps(judgment),
        }
        text = json.dumps({"results": [row]})
        dialog = self.env["recovery.insolvency.start"].create({"case_id": self.case.id, "announcement": text})
        self.assertEqual((dialog.kind, dialog.judgment_date), ("liquidation", date(2026, 2, 25)))
        self.assertEqual((dialog.published_on, dialog.court), (date(2026, 3, 1), "Tribunal de Commerce de Lyon"))
        self.assertIn("SELARL Mandat", dialog.representative)
        dialog.action_record()
        self.assertEqual(self.debtor.recovery_insolvency, "liquidation")

    def test_an_announcement_of_another_firm(self):
        row = {"dateparution": "2026-03-01", "registre": ["552081317"], "jugement": {"nature": "ouverture liquidation"}}
        values = {"case_id": self.case.id, "announcement": json.dumps(row), "judgment_date": self.on("-1d")}
        dialog = self.env["recovery.insolvency.start"].create(values)
        with self.assertRaisesRegex(UserError, "another firm"):
            dialog.action_record()
        dialog = self.env["recovery.insolvency.start"].new({"case_id": self.case.id, "announcement": "liquidation!"})
        self.assertIn("no announcement", dialog.warning)

    def test_bad_days(self):
        for day, published, text in (("+1d", None, "has not come yet"), ("-1d", "-2d", "after it was given")):
            with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
                self.insolvency(self.case, day=day, published=published)
        dialog = self.env["recovery.insolvency.start"].create({"case_id": self.case.id})
        with self.assertRaisesRegex(UserError, "day of the judgment"):
            dialog.action_record()
        self.assertFalse(self.debtor.recovery_insolvency)

    def test_proceeding_and_letter_name_one_amount(self):
        """Money that is not matched yet is taken off in both."""
        self.payment_on_account(300.0)
        self.invoice(due="-9d", amount=700)
        found = self.insolvency(self.case, day="-0d")
        found.representative_id = self.representative
        action = found.action_letter()["context"]
        letter = self.env["recovery.letter.wizard"].create({k[8:]: v for k, v in action.items() if k[:8] == "default_"})
        sums = letter._statement()._in_company()
        self.record(found.with_context(recovery_stage="filed").action_step(), self.on("+0d"))
        declared = found.proceeding_id
        self.assertEqual({name: declared[name] for name in sums}, sums)
        self.assertEqual(declared.principal, 2800.0)
        self.assertIn("2,800.00", self.page(self.case_letter(letter)))
        self.assertEqual(declared._statement()._in_company(), sums)

    def test_noted_on_the_contact_without_a_day(self):
        plan = self.plan()
        self.debtor.recovery_insolvency = "receivership"
        self.env.invalidate_all()
        found = self.case.insolvency_id
        self.assertEqual((found.kind, found.state, found.judgment_date), ("receivership", "draft", False))
        self.assertEqual(plan.state, "active", "nothing is known of the day")

        def asked():
            return sum("R622-24" in (text or "") for text in self.tasks(self.case))

        self.assertEqual(asked(), 1)
        for day, count in (("+1d", 1), ("+7d", 2), ("+8d", 2)):
            self.day(day)
            self.watch()
            self.assertEqual(asked(), count, day)
        with self.assertRaisesRegex(ValidationError, "has not come yet"), self.env.cr.savepoint():
            found.judgment_date = self.on("+2d")
        found.judgment_date = self.on("-1d")
        found.published_on = self.on("+0d")
        self.env.invalidate_all()
        self.assertEqual((found.state, self.debtor.recovery_insolvency_date), ("open", self.on("-1d")))
        self.assertEqual((plan.state, found.declaration_deadline), ("cancelled", date(2026, 5, 11)))
        self.assertEqual(found.proceeding_id.stage, "draft")
        with self.assertRaisesRegex(UserError, "has had its effects"):
            found.with_user(self.collector("of-judgments")).judgment_date = self.on("-3d")

    def collector(self, login):
        return new_test_user(
            self.env,
            login,
            groups="recovery_dunning.group_recovery_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_noted_on_the_case_with_its_day(self):
        order = self.start(self.case)
        self.step(order, "filed", "+0d")
        self.case.write({"insolvency": "liquidation", "insolvency_date": self.on("-3d")})
        self.env.invalidate_all()
        found = self.case.insolvency_id
        self.assertEqual((found.state, found.declaration_deadline), ("open", date(2026, 4, 27)))
        self.assertEqual(order.stayed_on, self.on("-3d"))
        self.debtor.recovery_insolvency = False
        self.env.invalidate_all()
        self.assertEqual((found.state, self.case.insolvency_id.ids), ("closed", []))

    def test_who_owes_nothing_needs_no_record(self):
        nobody = self.customer("Personne SARL")
        nobody.recovery_insolvency = "liquidation"
        self.assertFalse(self.env["recovery.insolvency"].search([("partner_id", "=", nobody.id)]))

    def test_what_was_delivered_since_is_paid_on_the_page(self):
        self.insolvency(self.case, day="-20d")
        after = self.invoice(due="-1d", amount=300, invoice_date=self.on("-5d"))
        lines, new = self.instalments(self.move | after), self.instalments(after)
        values = self.case._page_values()
        self.assertEqual((values["payable"], values["insolvent"]), (new, True))
        self.assertEqual(self.case._page_chosen_to_pay(new.ids), new)
        for chosen in (lines, self.instalments(self.move)):
            with self.assertRaisesRegex(UserError, "nothing may be paid or promised"):
                self.case._page_chosen_to_pay(chosen.ids)
        promise = self.case._page_promise(self.debtor, new.ids, None, self.on("+5d"), "")
        self.assertEqual(promise.line_ids, new)
        self.assertEqual(self.case._page_chosen(lines.ids), lines)  # contested: as ever

    def test_two_debtors_become_one(self):
        """The first judgment governs; suits of the other one stop."""
        other = self.customer("Dubois Menuiserie (2)", zip="69002")
        _move, case = self.case_of(other, amount=500.0)
        order = self.start(case)
        self.step(order, "filed", "+0d")
        found = self.insolvency(self.case, day="-4d")
        order_number = order.case_id
        self.env["base.partner.merge.automatic.wizard"]._merge((self.debtor | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual((found.partner_id, other.recovery_insolvency), (other, "receivership"))
        self.assertEqual((order.stage, order.stayed_on), ("filed", self.on("-4d")))
        self.assertEqual(len(order.case_id | found.case_id | found.proceeding_id.case_id), 1)
        self.assertTrue(order_number.exists())

    def test_two_insolvent_debtors_become_one(self):
        other = self.customer("Dubois Menuiserie (2)", zip="69002")
        _move, case = self.case_of(other, amount=500.0)
        first, second = self.insolvency(case, day="-9d"), self.insolvency(self.case, day="-4d")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.debtor | other).ids, self.debtor)
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("open", "closed"))
        self.assertEqual(second.proceeding_id.outcome, "withdrawn")
        self.assertEqual(self.debtor.recovery_insolvency_date, self.on("-9d"))
        self.assertEqual(first.amount_before, 2900.0)

    def test_over_is_over(self):
        found = self.insolvency(self.case)
        found.action_close()
        self.assertEqual((found.state, self.debtor.recovery_insolvency), ("closed", False))


@tagged("post_install", "-at_install")
class TestOverIndebted(CourtStory):
    def test_a_person_is_left_in_peace_and_his_commission_told(self):
        move, case = self.case_of(self.person, amount=900.0)
        case.phase = "agency"
        found = self.insolvency(case, "over_indebtedness", court="Commission de Maine-et-Loire")
        self.assertEqual(found.suspension_end, date(2028, 3, 2))  # two years (C. conso. L722-3)
        self.assertFalse(found.declaration_deadline or found.proceeding_id)
        self.assertTrue(any("insolvent" in text for text in self.tasks(case)))  # L722-15
        with self.assertRaisesRegex(UserError, "commission"):
            found.action_letter()
        found.action_person_letters()
        papers = self.last_event(case).attachment_ids
        text = " ".join(self.page(paper.raw) for paper in papers)
        for part in (move.name, "L. 722-14", "L. 722-15", "900"):
            self.assertIn(part, text)
        with self.assertRaisesRegex(UserError, "L722-2"):
            self.start(case)
        case.phase = "amicable"
        self.assertLeftOut(self.propose(), move, "insolvency")
