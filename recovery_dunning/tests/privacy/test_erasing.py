"""What is held on a debtor is erased when its time is over, not before; and the record proves that it was."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.record.event import RecoveryEvent
from ...models.record.way_in import MANAGER
from ..stories.one_of_each import OneOfEach

SAID = "His daughter is getting married"


@tagged("post_install", "-at_install")
class TestErasing(OneOfEach):
    groups = MANAGER

    def setUp(self):
        super().setUp()
        self.case = self.debtor.recovery_case_id
        self.company.recovery_erase = True
        self.env["recovery.note"].create({"case_id": self.case.id, "text": SAID})
        self.case._log("contact", lambda case: "Called", direction="out", channel="phone", contact="Him", result=SAID)

    def end_paid(self):
        self.pay(self.move)
        self.env["recovery.case"]._close_settled(self.company)
        self.assertEqual((self.case.phase, self.case.outcome), ("closed", "paid"))

    def end_given_up(self):
        self.case._close("given_up", "Bankrupt")
        self.move.line_ids.remove_move_reconcile()
        credit = self.move._reverse_moves([{"invoice_date": self.on("+0d"), "date": self.on("+0d")}], cancel=True)
        self.assertEqual((self.move.amount_residual, credit.amount_residual), (0, 0))

    def night(self, offset):
        self.day(offset)
        self.env["recovery.case"]._cron_erase()
        self.env.invalidate_all()

    def tamper(self, query, *params):
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def told(self):
        """All that the record says."""
        return "\n".join(
            str(event.read(["contact", "summary", "result", "documents"])) for event in self.case.event_ids
        )

    # ---- what is past its time ---------------------------------------------------------------------------------------

    def test_notes_of_a_paid_case_go_first(self):
        self.end_paid()
        self.night("+360d")
        self.assertTrue(self.case.note_ids)
        before = self.case.event_ids
        self.night("+370d")
        self.assertFalse(self.case.note_ids)
        self.assertNotIn(SAID, self.told())
        spoken = before.filtered(lambda event: event.channel == "phone")
        self.assertEqual(spoken.mapped("erased_on"), [self.on("+0d")])
        self.assertFalse((before - spoken).filtered("erased_on"), "the letters stay")
        self.assertEqual(self.case.chain_state, "intact")
        self.assertTrue(self.case.notes_erased_on)
        self.assertFalse(self.case.erased_on)

    def test_the_whole_file_after_five_years(self):
        notice = self.case.notice_ids
        paper = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"x", "res_model": "recovery.case", "res_id": self.case.id}
        )
        piece = self.env["recovery.piece"].create(
            {"case_id": self.case.id, "attachment_ids": [(6, 0, paper.copy().ids)]}
        )
        self.case.message_post(body=SAID)
        self.debtor.recovery_profile_id = self.env["recovery.profile"].search([], limit=1)
        documents = self.case.event_ids.attachment_ids | paper
        self.assertTrue(documents)
        self.end_paid()
        count, hashes = len(self.case.event_ids), self.case.event_ids.mapped("sha256")
        self.night("+1800d")
        self.assertFalse(self.case.erased_on)
        self.night("+1840d")
        self.assertEqual(self.case.erased_on, self.on("+0d"))
        self.assertFalse(documents.exists() or piece.exists())
        self.assertFalse(self.case.message_ids or self.case.note_ids)
        self.assertNotIn(self.debtor.email, self.told())
        self.assertFalse(self.debtor.recovery_profile_id)
        self.assertTrue(notice.exists() and self.move.exists(), "the steps and the books stay")
        self.assertGreaterEqual(len(self.case.event_ids), count)
        self.assertLessEqual(set(hashes), set(self.case.event_ids.mapped("sha256")))
        self.assertEqual(self.case.chain_state, "intact")
        self.assertIn("erased", self.env["recovery.evidence.file"]._check(self.case.sudo())["text"])
        self.case._log("note", lambda case: "One more")
        self.assertEqual(self.case.chain_state, "intact")

    def test_what_was_signed_and_said_in_agreements(self):
        lines = self.instalments(self.move)
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        dispute = dispute.create({**dispute._prepare_for(lines), "type_id": kind.id, "claim": SAID})
        dispute.action_reject()
        promise = self.env["recovery.promise"]
        promise = promise.create({**promise._prepare_for(lines), "date": self.on("+5d"), "note": SAID})
        self.end_paid()
        promise.action_cancel()
        for record in (dispute, promise):  # the story's days are not the database's
            self.tamper(f"UPDATE {record._table} SET create_date = '2026-01-01' WHERE id = %s", record.id)  # pylint: disable=sql-injection
        self.night("+1840d")
        self.assertTrue(self.case.erased_on)
        self.assertFalse(promise.note)
        self.assertNotIn(SAID, dispute.claim)
        self.assertEqual(dispute.amount, 100)

    # ---- the chain ---------------------------------------------------------------------------------------------------

    def erased(self):
        self.end_paid()
        self.night("+370d")
        return self.case.event_ids.filtered("erased_on")

    def test_an_event_that_somebody_empties_reads_as_changed(self):
        event = self.case.event_ids.sorted("id")[0]
        self.tamper("UPDATE recovery_event SET summary='Erased', erased_on=CURRENT_DATE WHERE id=%s", event.id)
        self.assertEqual(self.case.chain_state, "broken")

    def test_an_erased_event_is_filled_by_nobody(self):
        event = self.erased()
        self.assertEqual(self.case.chain_state, "intact")
        self.tamper("UPDATE recovery_event SET result = 'He admits all' WHERE id = %s", event.id)
        self.assertEqual(self.case.chain_state, "broken")

    def test_an_erasure_names_what_it_erased(self):
        event = self.erased()
        erasure = self.case.event_ids.filtered(lambda event: event.kind == "erasure")
        self.assertEqual(erasure.result, event.sha256)
        self.tamper("UPDATE recovery_event SET result = %s WHERE id = %s", "0" * 64, erasure.id)
        self.assertEqual(self.case.chain_state, "broken")

    def test_an_erased_event_is_not_taken_out(self):
        event = self.erased()
        self.tamper("DELETE FROM recovery_event WHERE id = %s", event.id)
        self.assertEqual(self.case.chain_state, "broken")

    def test_a_document_that_is_an_invoice_stays(self):
        paper = self.env["ir.attachment"].create(
            {"name": "i.pdf", "raw": b"%PDF", "res_model": "account.move", "res_id": self.move.id}
        )
        self.case._log("note", lambda case: "With the invoice", attachment_ids=[(6, 0, paper.ids)])
        self.end_paid()
        self.night("+1840d")
        self.assertEqual(paper.raw, b"%PDF")
        self.assertTrue(self.case.erased_on)
        self.assertFalse(self.case.event_ids.attachment_ids)
        self.assertEqual(self.case.chain_state, "intact")

    # ---- what keeps it -----------------------------------------------------------------------------------------------

    def assertKept(self, reason, offset="+1840d"):
        self.night(offset)
        self.assertFalse(self.case.erased_on)
        self.assertIn(SAID, self.told())
        self.assertIn(reason, self.case._kept_back()[self.case])

    def test_nothing_is_erased_before_somebody_wants_it(self):
        self.company.recovery_erase = False
        self.end_paid()
        self.night("+1840d")
        self.assertFalse(self.case.erased_on)
        self.company.write({"recovery_erase": True, "recovery_keep_cases": 0, "recovery_keep_notes": 0})
        self.env["recovery.case"]._cron_erase()
        self.assertFalse(self.case.erased_on or self.case.notes_erased_on)

    def test_an_open_case_keeps_the_closed_ones(self):
        self.end_paid()
        self.day("+1830d")
        self.invoice(due="-5d")
        self.run_and_send()
        self.assertKept("A case is open", "+1835d")

    def test_a_hold_keeps_it(self):
        self.end_paid()
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        hold = self.env["recovery.hold"].create(
            {"partner_id": self.debtor.id, "company_id": self.company.id, "reason_id": reason.id, "date_until": False}
        )
        self.assertKept("A hold says so")
        hold.action_end()
        self.night("+1841d")
        self.assertTrue(self.case.erased_on)

    def test_what_can_still_be_claimed_keeps_it(self):
        """The debt was given up; until its limitation it can be claimed, whatever the settings say."""
        self.company.recovery_keep_cases = 6
        self.end_given_up()
        self.assertKept("can be claimed until", "+300d")
        self.night("+1900d")
        self.assertTrue(self.case.erased_on)

    def test_a_title_keeps_it_for_ten_years(self):
        title = self.env["recovery.interruption"]
        title.create({**title._prepare_for(self.instalments(self.move)), "kind": "title", "date": self.on("+0d")})
        self.end_given_up()
        self.assertKept("the debt can be claimed", "+2000d")
        self.night("+3700d")
        self.assertTrue(self.case.erased_on)

    def test_a_dispute_keeps_it(self):
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        dispute.create({**dispute._prepare_for(self.instalments(self.move)), "type_id": kind.id, "claim": "No"})
        self.end_paid()
        self.assertKept("A dispute is not settled")

    def test_another_company_keeps_its_own(self):
        self.end_paid()
        self.company.recovery_erase = False
        other = self.setup_other_company(name="Other company")["company"]
        other.recovery_erase = True
        self.night("+1840d")
        self.assertFalse(self.case.erased_on)

    # ---- by hand -----------------------------------------------------------------------------------------------------

    def test_looked_at_before(self):
        """The preview shows what is past its time and what keeps the rest; only a manager opens it."""
        self.company.recovery_erase = False
        self.end_paid()
        other = self.customer("Other")
        second = self.invoice(due="-5d", debtor=other)
        self.run_and_send()
        self.pay(second)
        self.env["recovery.case"]._close_settled(self.company)
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        self.env["recovery.hold"].create(
            {"partner_id": other.id, "company_id": self.company.id, "reason_id": reason.id}
        )
        self.day("+370d")
        preview = self.env["recovery.erasure"].with_user(self.user).create({})
        self.assertEqual([(line.case_id.partner_id, line.stage, line.chosen) for line in preview.line_ids.sorted("id")],
                         [(self.debtor, "notes", True), (other, "notes", False)])  # fmt: skip
        preview.line_ids.chosen = True
        preview.action_erase()
        self.assertTrue(self.case.notes_erased_on)
        self.assertFalse(other.recovery_case_ids.notes_erased_on, "what is kept back is kept, whatever is ticked")
        with self.assertRaises(UserError):
            self.env["recovery.erasure"].with_user(self.user_of("recovery_dunning.group_recovery_user")).create({})

    def test_no_event_is_emptied_by_hand(self):
        for method in ("write", "unlink"):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(self.case.event_ids[0].sudo(), method)(*[{"summary": "x"}][: method == "write"])
        self.assertNotIn("erase", [name for name in dir(RecoveryEvent) if not name.startswith("_")])
