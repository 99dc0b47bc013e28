"""Stories of payment orders: to the enforceable title, opposed, served too late, and refused before they begin."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..stories.court import CourtStory


@tagged("post_install", "-at_install")
class TestPaymentOrder(CourtStory):
    def setUp(self):
        super().setUp()
        self.go_to(date(2026, 8, 20))
        self.move, self.case = self.case_of(self.debtor)

    def ordered(self, day, served=None, **values):
        """An order made on a day; served on another."""
        order = self.start(self.case, court="Angers", **values)
        self.step(order, "filed", "+0d")
        self.go_to(day)
        self.step(order, "ordered", "+0d", document_ids=[(6, 0, self.act().ids)])
        if served:
            self.go_to(served)
            self.step(order, "served", "+0d", in_person=True, document_ids=[(6, 0, self.act().ids)])
        return order

    def test_from_request_to_enforceable_title(self):
        order = self.start(self.case, court="Angers", officer_id=self.officer.id)
        self.assertEqual((order.stage, order.court_kind, order.court_article), ("draft", "commerce", "C. com. L721-3"))
        order.action_papers()
        self.assertEqual(len(order.document_ids), 4)
        self.step(order, "filed", "+0d")
        self.assertEqual((order.stage, self.case.phase), ("filed", "legal"))
        self.assertEqual((order.principal, order.line_ids.move_id), (2400.0, self.move))
        self.assertTrue(order.interest > 0)
        self.assertEqual(order.indemnity, 40.0)
        self.assertEqual(order.deposit_deadline, date(2026, 9, 4))  # 20 August + 15 days (CPC 1425)
        self.go_to(date(2026, 9, 15))
        self.step(order, "ordered", "+0d", decision="part", amount=2440.0)
        self.assertEqual((order.service_deadline, order.granted_amount), (date(2026, 12, 15), 2440.0))
        self.go_to(date(2026, 10, 1))
        self.step(order, "served", "+0d", in_person=True, document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((order.opposition_deadline, order.enforcement_date), (date(2026, 11, 2), date(2026, 12, 2)))
        with self.assertRaisesRegex(UserError, "CPC 1422"):
            self.step(order, "titled", "+0d")
        self.go_to(date(2026, 12, 2))
        self.step(order, "titled", "+0d", document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((order.stage, order.title_expiry), ("titled", date(2036, 12, 2)))
        found = self.env["recovery.limitation"]._of(order.line_ids)[order.line_ids]
        self.assertEqual(found.last, date(2036, 12, 2))
        self.go_to(date(2027, 1, 8))
        self.step(order, "enforced", "+0d", amount=900.0)
        self.step(order, "enforced", "+0d", amount=100.0)
        self.assertEqual(order.brought, 1000.0)
        self.assertEqual(self.case.chain_state, "intact")
        self.assertIn("CPC 1411", self.events(self.case)[3].result)

    def test_opposition_opens_a_trial(self):
        order = self.ordered(date(2026, 9, 15), date(2026, 10, 1))
        self.go_to(date(2026, 10, 20))
        self.step(order, "opposed", "+0d")
        self.step(order, "heard", "+60d")
        self.assertEqual(order.next_deadline, date(2026, 12, 19))  # the hearing
        self.go_to(date(2027, 1, 12))
        served = self.on("+0d")
        self.step(order, "decided", "+0d", decision="granted", amount=2440.0, decision_served_on=served)
        self.assertEqual(order.appeal_deadline, date(2027, 2, 12))
        self.step(order, "titled", "+0d")
        self.assertEqual(order.stage, "titled")

    def test_before_a_civil_court_counsel_is_appointed_after_an_opposition(self):
        _move, case = self.case_of(self.person, amount=900.0)
        order = self.start(case)
        self.assertEqual(order.court_kind, "tj")
        self.step(order, "filed", "+0d")
        self.assertFalse(order.deposit_deadline)
        self.go_to(date(2026, 9, 1))
        self.step(order, "ordered", "+0d")
        self.go_to(date(2026, 9, 21))
        self.step(order, "served", "+0d", in_person=True)
        self.go_to(date(2026, 10, 16))
        self.step(order, "opposed", "+0d")
        self.assertEqual(order.counsel_deadline, date(2026, 11, 2))  # 31 October is a Saturday (CPC 1418)

    def test_an_order_served_too_late_is_void(self):
        order = self.ordered(date(2026, 9, 1))
        self.go_to(date(2026, 12, 2))  # a day after the three months
        self.step(order, "served", "+0d", document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((order.stage, order.outcome), ("ended", "lapsed"))
        self.assertFalse(order.interruption_ids, "a void order interrupts nothing")
        self.assertTrue(any("CPC 1411" in summary for summary in self.tasks(self.case)))
        again = self.start(self.case)
        self.assertEqual((again.stage, again.court), ("draft", "Angers"))  # another one may be asked for

    def test_an_order_of_august_has_six_months(self):
        order = self.ordered(date(2026, 8, 31), date(2026, 12, 2))
        self.assertEqual((order.stage, order.service_deadline), ("served", date(2027, 3, 1)))
        self.assertEqual(order.enforcement_date, date(2027, 1, 5))  # the day after one month, Monday 4 January

    def test_nobody_served_it_and_the_day_passes(self):
        order = self.ordered(date(2026, 9, 15))
        for day, tasks in ((date(2026, 11, 14), 0), (date(2026, 11, 16), 1), (date(2026, 12, 1), 2)):
            self.go_to(day)
            self.watch()
            self.watch()
            self.assertEqual(len(self.tasks(self.case)), tasks, day)
        self.assertEqual(self.case.next_action, "court")
        self.go_to(date(2026, 12, 16))
        self.watch()
        self.assertEqual((order.stage, order.outcome), ("ended", "lapsed"))

    def test_a_service_that_was_entered_late_brings_it_back(self):
        order = self.ordered(date(2026, 9, 15))
        self.go_to(date(2026, 12, 16))
        self.watch()
        self.assertEqual((order.stage, order.outcome), ("ended", "lapsed"))
        for day, text in (("-0d", "it stays void"), ("-120d", "before the stage before it"), ("+1d", "not come yet")):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, text):
                self.step(order, "served", day, in_person=True)
            self.assertEqual((order.stage, order.served_on), ("ended", False))
        with self.assertRaisesRegex(UserError, "does not follow"):
            self.step(order, "titled", "+0d")
        self.step(order, "served", "-20d", in_person=True, document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((order.stage, order.outcome, order.ended_on), ("served", False, False))
        self.assertEqual(order.enforcement_date, date(2027, 1, 27))
        self.assertTrue(order.interruption_ids.counts)
        self.assertIn("Not void: the order was served in time", " ".join(self.events(self.case).mapped("summary")))
        self.assertEqual(self.case.chain_state, "intact")

    def test_a_service_that_was_entered_wrongly_is_corrected(self):
        order = self.ordered(date(2026, 9, 15))
        self.go_to(date(2026, 12, 20))
        self.step(order, "served", "+0d", in_person=True)
        self.assertEqual((order.stage, order.outcome), ("ended", "lapsed"))
        self.step(order, "served", "-30d", in_person=True)
        self.assertEqual((order.stage, order.served_on), ("served", self.on("-30d")))

    def test_an_invoice_that_is_posted_anew(self):
        order = self.start(self.case)
        order.action_papers()
        self.post_anew(self.move, 2000.0)
        self.assertEqual((order.line_ids.ids, order.amount), ([], 0.0))
        self.step(order, "filed", "+0d")
        self.assertEqual((order.principal, order.line_ids), (2000.0, self.instalments(self.move)))
        self.post_anew(self.move, 1500.0)
        self.assertEqual((order.principal, order.line_ids), (2000.0, self.instalments(self.move)))
        self.assertTrue(any("tell the court" in text for text in self.tasks(self.case)))

    def post_anew(self, move, amount):
        move.button_draft()
        move.invoice_line_ids.price_unit = amount
        move.action_post()
        self.env.invalidate_all()

    def test_merged_debtors_go_on_before_the_court(self):
        order = self.ordered(date(2026, 9, 15))
        other = self.customer("Dubois Menuiserie bis", zip="49000")
        self.case_of(other, amount=100.0)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.debtor | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual((order.stage, order.partner_id, order.case_id.phase), ("ordered", other, "legal"))
        self.assertEqual((order.service_deadline, order.court_kind), (date(2026, 12, 15), "commerce"))

    def test_money_that_is_not_matched_comes_first(self):
        self.payment_on_account(300.0)
        order = self.start(self.case)
        with self.assertRaisesRegex(UserError, "match them first"):
            order.action_papers()
        self.assertFalse(order.document_ids)

    def test_nothing_leaves_by_itself_while_a_court_has_it(self):
        self.ordered(date(2026, 9, 15))
        run = self.propose()
        self.assertLeftOut(run, self.move, "legal")

    def test_the_service_interrupts_limitation_once_its_act_is_there(self):
        before = self.env["recovery.limitation"]._of(self.instalments(self.move))
        order = self.ordered(date(2026, 9, 15))
        self.assertFalse(order.interruption_ids, "the request itself interrupts nothing")
        self.go_to(date(2026, 10, 1))
        self.step(order, "served", "+0d", in_person=True)
        self.assertEqual((order.interruption_ids.kind, order.interruption_ids.counts), ("claim", False))
        order.interruption_ids.write({"attachment_ids": [(6, 0, self.act().ids)]})
        after = self.env["recovery.limitation"]._of(self.instalments(self.move))
        self.assertGreater(min(its.last for its in after.values()), min(its.last for its in before.values()))

    def test_a_claim_that_was_rejected_interrupted_nothing(self):
        order = self.ordered(date(2026, 9, 15), date(2026, 10, 1))
        act = order.interruption_ids
        self.step(order, "opposed", "+0d")
        self.step(order, "decided", "+0d", decision="rejected")
        self.step(order, "ended", "+0d", outcome="rejected", reason="The judge found the goods faulty")
        self.assertEqual((act.withdrawn, order.stage), (True, "ended"))

    def test_bad_input_is_refused_in_one_sentence(self):
        order = self.start(self.case)
        self.step(order, "filed", "+0d")
        for stage, day, text in (
            ("ordered", None, "Enter the day of"),
            ("ordered", "-3d", "comes before the stage before it"),
            ("ordered", "+3d", "has not come yet"),
            ("titled", "+0d", "does not follow"),
        ):
            with self.subTest(stage=stage, day=day), self.assertRaisesRegex(UserError, text):
                self.step(order, stage, day)
            self.assertEqual(order.stage, "filed")

    def test_money_that_came_in_since_the_papers(self):
        order = self.start(self.case)
        order.action_papers()
        interest = order.interest
        self.pay(self.move, amount=1000)
        with self.assertRaisesRegex(UserError, "Print them anew"):
            self.step(order, "filed", "+0d")
        order.action_papers()
        self.step(order, "filed", "+0d")
        self.assertAlmostEqual(order.principal + order.interest, 1400.0 + interest)  # whichever it counted on first

    def test_a_case_that_is_paid_ends_it(self):
        order = self.ordered(date(2026, 9, 15))
        self.pay(self.move)
        self.case._close("paid")
        self.assertEqual((self.case.phase, order.stage, order.outcome), ("closed", "ended", "paid"))

    def test_a_stage_is_written_by_no_hand(self):
        order = self.start(self.case)
        collector = new_test_user(self.env, "clerk", groups="recovery_dunning.group_recovery_user")
        order = order.with_user(collector)
        order.write({"court_number": "2026/4711"})
        for name, value in (
            ("stage", "titled"),
            ("filed_on", self.on("-9d")),
            ("principal", 9.0),
            ("stayed_on", False),
        ):
            with self.subTest(field=name), self.assertRaises(Exception) as raised:
                order.write({name: value})
            self.assertIn("buttons", str(raised.exception))
        self.step(order, "filed", "+0d")
        self.assertEqual(order.stage, "filed")

    def test_the_court_of_a_postcode_is_remembered(self):
        self.start(self.case, court="Angers")
        neighbour = self.customer("Voisin", zip=self.debtor.zip)
        _move, case = self.case_of(neighbour)
        dialog = self.env["recovery.proceeding.start"].new({"case_id": case.id})
        self.assertEqual(dialog.court, "Angers")

    def test_cost_and_time_stand_beside_what_is_at_stake(self):
        dialog = self.env["recovery.proceeding.start"].with_context(lang="en_US").new({"case_id": self.case.id})
        for text in ("2,496.76", "113.47", "180", "L126-1", "not there on 09/25/2026"):
            self.assertIn(text, dialog.ways)

    def test_deadlines_of_a_debtor_overseas(self):
        self.debtor.write({"zip": "97400", "city": "Saint-Denis"})
        order = self.ordered(date(2026, 9, 15), date(2026, 10, 1))
        self.assertEqual(order.opposition_deadline, date(2026, 11, 2))  # his own court: no month more
        self.assertGreater(order.enforcement_date, order.opposition_deadline + timedelta(days=20))
