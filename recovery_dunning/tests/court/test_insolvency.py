"""Stories of insolvency: in the middle of a plan with new deliveries after, too late, contested; and of a person."""

import json
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..stories.court import CourtStory, InsolvencyStory


@tagged("post_install", "-at_install")
class TestInsolvency(InsolvencyStory):
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
