"""What each status of the life cycle leads to: disputes, holds, waits, tasks, proof; and what the runs make of it."""

from odoo.tests import tagged
from odoo.tools import format_date

from ..stories.lifecycle import LifecycleStory


@tagged("post_install", "-at_install")
class TestLifecycleFollowing(LifecycleStory):
    def test_price_disputed_on_one_of_three_and_ended_by_approval(self):
        second, third = self.invoice(amount=300), self.invoice(amount=400)
        (row,) = self.tell("207", reasons=[("PU_ERR", {"MNATTC": 200, "action": "CNP"})], move=second)
        (dispute,) = self.disputes(second)
        self.assertEqual((dispute.amount, dispute.state, row.dispute_id), (200, "open", dispute))
        self.assertEqual(dispute.type_id, self.env.ref("recovery_dunning.dispute_type_price"))
        self.assertEqual(dispute.sla_date, self.on("+8d"))
        self.assertIn("A credit note for a part", dispute.claim)
        notice = self.assertNotice(self.propose(), self.move, second, third)
        line = notice.line_ids.filtered(lambda line: line.move_id == second)
        self.assertEqual((line.residual, sum(notice.line_ids.mapped("disputed"))), (300, 200))
        self.day("+1d")
        self.tell("205", move=second)
        self.assertEqual(dispute.state, "closed")
        self.assertEqual(second.recovery_lifecycle, "approved")
        self.assertIn("ended by a later status", row.follow_up)

    def test_without_a_figure_the_whole_is_contested(self):
        self.tell("206", reasons=["QUALITE_ERR"])
        (dispute,) = self.disputes()
        self.assertEqual(dispute.amount, 1200)
        self.assertIn("ask him", dispute.claim)
        self.assertEqual(dispute.type_id, self.env.ref("recovery_dunning.dispute_type_quality"))
        self.assertLeftOut(self.propose(), self.move, "dispute")

    def test_the_approved_part_is_dunned(self):
        self.tell("206", reasons=[("QTE_ERR", {"MAPTTC": 900})])
        self.assertEqual(self.disputes().amount, 300)
        self.pay(self.move, 900)
        later = self.invoice(amount=500)
        self.tell("206", reasons=[("QTE_ERR", {"MAPTTC": 400})], move=later)
        self.assertEqual(self.disputes(later).amount, 100)

    def test_who_asks_for_a_credit_note_on_all_contests_all(self):
        self.tell("207", reasons=[("AUTRE", {"MNATTC": 10, "action": "CNF"})])
        self.assertEqual(self.disputes().amount, 1200)

    def test_suspended_is_held_until_completed(self):
        (row,) = self.tell("208", reasons=["JUSTIF_ABS"])
        (hold,) = self.holds()
        self.assertEqual((hold.date_until, row.hold_id), (self.on("+15d"), hold))
        self.assertTrue(any("Send the document" in task for task in self.tasks()), self.tasks())
        self.assertLeftOut(self.propose(), self.move, "hold")
        self.day("+3d")
        self.tell("209")
        self.assertFalse(self.holds())
        self.assertFalse(any("Send the document" in task for task in self.tasks()))
        self.day("+8d")
        self.assertNotice(self.propose(), self.move)

    def test_a_suspension_ends_by_itself(self):
        self.tell("208", reasons=["JUSTIF_ABS"])
        self.day("+20d")
        self.tell("204", on="-19d")
        self.env["recovery.hold"]._end_expired(self.company)
        self.assertFalse(self.holds())
        self.tell("203", on="-19d")
        self.assertFalse(self.holds(), "it is not held again by the same status")

    def test_a_refusal_stops_everything_and_asks_for_a_decision(self):
        (row,) = self.tell("210", reasons=["TX_TVA_ERR"])
        (hold,) = self.holds()
        self.assertFalse(hold.date_until)
        self.assertLeftOut(self.propose(), self.move, "hold")
        anew = format_date(self.env, self.on("+30d"))  # in the same terms
        self.assertIn(f"falls due on {anew} instead of", row.task_id.note)
        self.assertIn("<br", row.task_id.note)
        self.assertTrue(any("cancel and issue anew, or contest" in task for task in self.tasks()))
        self.assertEqual(
            (self.move.state, self.move.amount_residual), ("posted", 1200), "nothing is cancelled by itself"
        )

    def test_a_refusal_that_the_buyer_takes_back(self):
        self.tell("210", reasons=["DOUBLON"])
        self.day("+1d")
        self.tell("205")
        self.assertFalse(self.holds())

    def test_a_payment_that_was_sent_and_came(self):
        self.tell("211", reasons=[("", {"MPA": 1200, "day": self.on("+0d")})])
        (promise,) = self.promises()
        self.assertEqual((promise.amount, promise.date_until, promise.state), (1200, self.on("+3d"), "open"))
        self.assertLeftOut(self.propose(), self.move, "promise")
        self.pay(self.move)
        self.morning()
        self.assertEqual(promise.state, "kept")

    def test_a_payment_that_was_sent_and_did_not_come(self):
        (row,) = self.tell("211")  # without any figure
        promise = self.promises()
        self.assertEqual((promise.amount, row.promise_id, promise.by_amount), (1200, promise, False))
        self.day("+4d")
        self.env["recovery.promise"]._judge(self.company)
        self.assertEqual(promise.state, "broken")
        self.assertTrue(any("Promise not kept" in task for task in self.tasks()))
        self.assertNotice(self.propose(), self.move)

    def test_a_part_that_was_sent_covers_its_amount(self):
        self.tell("211", reasons=[("", {"MPA": 500})])
        self.assertTrue(self.promises().by_amount)
        notice = self.assertNotice(self.propose(), self.move)
        self.assertEqual((notice.line_ids.credit, notice.amount_due), (500, 700))
        self.day("+4d")
        self.morning()
        self.assertEqual(self.promises().state, "broken")
        self.assertEqual(self.env["recovery.open.items"]._covered(self.instalments(self.move)).popitem()[1].amount, 0)

    def test_two_parts_that_were_sent(self):
        self.tell("211", reasons=[("", {"MPA": 500})])
        self.tell("211", hour=11, reasons=[("", {"MPA": 300})])
        self.assertEqual(sorted(self.promises().mapped("amount")), [300, 500])
        self.assertEqual(set(self.promises().mapped("state")), {"open"})

    def test_a_payment_that_had_come_before_we_heard_of_it(self):
        self.pay(self.move, 500)
        (row,) = self.tell("211", reasons=[("", {"MPA": 500, "day": self.on("+0d")})])
        self.assertFalse(self.promises())
        self.assertIn("has come", row.follow_up)

    def test_an_old_word_is_broken_at_once(self):
        self.tell("211", on="-10d", reasons=[("", {"MPA": 1200, "day": self.on("-10d")})])
        self.morning()
        self.assertEqual(self.promises().state, "broken")

    def test_our_own_collection_is_not_the_buyers_word(self):
        (row,) = self.tell("212", reasons=[("", {"MEN": 1200})])
        self.assertEqual((row.state, row.amount_collected), ("kept", 1200))
        self.assertFalse(self.promises() | self.env["recovery.promise"])
        self.assertNotice(self.propose(), self.move)

    def test_a_collection_that_bounced(self):
        self.tell("207", reasons=["PU_ERR"])
        self.tell("212", on="+0d", hour=12, reasons=[("", {"MEN": -1200})])
        self.assertEqual(self.disputes().state, "open")

    def test_never_delivered_is_not_dunned(self):
        for code, reasons in (("213", ["REJ_SEMAN"]), ("200", ["NON_TRANSMISE"]), ("221", ["ROUTAGE_ERR"])):
            with self.subTest(code=code):
                move = self.invoice(amount=50)
                self.tell(code, reasons=reasons, move=move)
                self.assertEqual(move.recovery_lifecycle, "undelivered")
                self.assertTrue(self.holds(move))
                self.assertLeftOut(self.propose(), move, "hold")
                self.tell("203", hour=15, move=move)
                self.assertFalse(self.holds(move))
                self.assertEqual(move.recovery_lifecycle, "delivered")

    def test_a_duplicate_leaves_the_invoice_that_arrived_alone(self):
        self.tell("203")
        self.tell("213", hour=15, reasons=["DOUBLON"])
        self.assertFalse(self.holds())
        self.assertEqual(self.move.recovery_lifecycle, "delivered")

    def test_replaced_and_factored(self):
        self.tell("220")
        self.assertEqual(self.holds().reason_id, self.env.ref("recovery_dunning.hold_reason_lifecycle_replaced"))
        other = self.invoice(amount=70)
        self.tell("225", move=other)
        self.assertTrue(self.holds(other))
        self.tell("228", hour=12, role="DL", move=other)
        self.assertFalse(self.holds(other))

    def test_another_account_is_checked_by_somebody(self):
        (row,) = self.tell("227", role="SE")
        self.assertTrue(row.task_id)
        self.assertFalse(self.holds())
        self.assertNotice(self.propose(), self.move)

    def test_delivery_and_acceptance_are_kept_and_told(self):
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        self.tell("203")
        (row,) = self.tell("205", hour=11)
        self.assertEqual((row.state, self.move.recovery_lifecycle), ("kept", "approved"))
        self.assertIn(f"Approved on {format_date(self.env, self.on('+0d'))}", case.lifecycle_note)
        event = self.last_event(case)
        self.assertEqual((event.kind, event.direction), ("lifecycle", "in"))
        self.assertIn("205 Approved", event.summary)
        self.assertIn(row.sha256, event.documents)
        self.assertNotice(self.propose(), self.move)

    def test_a_case_that_opens_later_begins_with_what_was_told(self):
        self.tell("203")
        self.tell("205", hour=11)
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        told = case.event_ids.filtered(lambda event: event.kind == "lifecycle").sorted("id")
        self.assertEqual([event.summary[:3] for event in told], ["203", "205"])
        self.assertEqual(case.chain_state, "intact")

    def test_an_action_is_in_the_record_once(self):
        self.tell("207", reasons=["PU_ERR"])
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        told = case.event_ids.filtered(lambda event: event.kind == "lifecycle")
        self.assertEqual(len(told), 1)
        self.assertIn("Dispute on", told.result)

    def test_a_formal_notice_quotes_the_acceptance(self):
        self.tell("205")
        self.assertNotIn("platform", self.assertNotice(self.propose(), self.move).instalment_table)
        formal = {"phase": "formal_notice", "response_days": 8}
        self.move.recovery_procedure_id = self.procedure("Formal", 3, levels={3: formal})
        notice = self.assertNotice(self.propose(), self.move)
        self.assertIn(f"{self.move.name}: Approved on", notice.instalment_table)

    def test_the_visit_card_says_it_in_a_sentence(self):
        self.tell("205")
        self.assertIn(f"{self.move.name}: Approved on", self.debtor.recovery_words)
        self.pay(self.move)
        self.env.invalidate_all()
        self.assertFalse(self.debtor.recovery_words)

    def test_confidential_factoring_leaves_no_trace(self):
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        before = len(case.event_ids)
        (row,) = self.tell("226", role="SE")
        self.assertEqual((row.state, len(case.event_ids)), ("kept", before))

    def test_the_sellers_own_word_is_no_approval(self):
        self.tell("205", role="SE")
        self.assertFalse(self.move.recovery_lifecycle)

    def test_a_manager_changes_what_follows(self):
        self.env.ref("recovery_dunning.lifecycle_status_204").write(
            {
                "effect": "suspended",
                "hold_days": 4,
                "hold_reason_id": self.env.ref("recovery_dunning.hold_reason_other").id,
            }
        )
        self.tell("204")
        self.assertEqual(self.holds().date_until, self.on("+4d"))

    def test_out_of_order_and_doubled(self):
        approved, disputed = (
            self.message(self.move, "205", hour=15),
            self.message(self.move, "207", hour=9, reasons=["PU_ERR"]),
        )
        self.take(approved)
        self.take(disputed, approved)
        self.assertFalse(self.disputes())
        self.assertEqual(self.move.recovery_lifecycle, "approved")
        self.assertEqual(len(self.move.recovery_lifecycle_ids), 2)

    def test_both_in_one_batch_in_any_order(self):
        messages = [
            self.message(self.move, "207", hour=9, reasons=["PU_ERR"]),
            self.message(self.move, "208", hour=10, reasons=["JUSTIF_ABS"]),
            self.message(self.move, "210", hour=12, reasons=["TX_TVA_ERR"]),
        ]
        self.take(*reversed(messages))
        self.assertFalse(self.disputes())
        self.assertEqual(self.holds().reason_id, self.env.ref("recovery_dunning.hold_reason_lifecycle_refused"))
