"""Stories of the case and its record: opened once, closed when all is paid, and a chain nobody rewrites."""

import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.record.event import HASHED_FIELDS
from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestCaseRecord(RecoveryStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-4d")
        self.run_and_send()
        self.case = self.debtor.recovery_case_id
        self.env.invalidate_all()

    def tamper(self, query, *params):
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def test_one_case_for_all_notices(self):
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertEqual(len(self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])), 1)
        self.assertEqual(len(self.case.notice_ids), 2)
        self.env.invalidate_all()
        self.assertEqual(self.case.event_ids.mapped("kind"), ["notice", "notice", "opening"])
        self.assertEqual(self.case.amount_overdue, 200)

    def test_numbers_drawn_together_are_those_drawn_one_by_one(self):
        sequence = self.case._sequence(self.company.id)
        sequence.write({"prefix": "D%(year)s/", "suffix": "/x", "padding": 7})
        first, second = self.case._numbers(self.company.id, 2)
        following = int(second.split("/")[1]) + 1
        self.assertEqual((first, second), tuple(sequence.get_next_char(following - back) for back in (2, 1)))
        self.assertEqual(sequence.next_by_id(), sequence.get_next_char(following))
        sequence.write({"prefix": False, "suffix": False, "padding": 0})
        self.assertEqual(self.case._numbers(self.company.id, 2)[1], str(following + 2))

    def test_chain_is_intact(self):
        self.assertEqual(self.case.chain_state, "intact")
        as_the_web_client_reads = self.case.with_context(bin_size=True)
        self.env.invalidate_all()
        self.assertEqual(as_the_web_client_reads.chain_state, "intact")

    def test_changed_event_shows(self):
        event = self.case.event_ids[0]
        self.tamper("UPDATE recovery_event SET summary = 'nothing was sent' WHERE id = %s", event.id)
        self.assertEqual(self.case.chain_state, "broken")
        self.assertEqual(self.case._broken_events(), event)

    def test_changed_date_shows(self):
        first = self.case.event_ids[-1]
        self.tamper("UPDATE recovery_event SET date = date - interval '1 day' WHERE id = %s", first.id)
        self.assertEqual(self.case._broken_events(), self.case.event_ids.sorted("id"))

    def test_removed_event_shows(self):
        for event in self.case.event_ids:
            with self.subTest(kind=event.kind), self.env.cr.savepoint() as savepoint:
                self.tamper("DELETE FROM recovery_event WHERE id = %s", event.id)
                self.assertEqual(self.case.chain_state, "broken")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_changed_document_shows(self):
        document = self.case.event_ids.attachment_ids[:1]
        document.sudo().raw = b"something else"
        self.env.invalidate_all()
        self.assertEqual(self.case.chain_state, "broken")

    def write_down(self, *contents):
        """An event with an attachment for each of `contents`."""
        photos = self.env["ir.attachment"].create(
            [{"name": f"photo {number}.jpg", "raw": content} for number, content in enumerate(contents, 1)]
        )
        values = {"case_id": self.case.id, "kind": "note", "summary": "Photos", "attachment_ids": [(6, 0, photos.ids)]}
        return self.env["recovery.event"].sudo().create(values)

    def test_any_number_of_documents_in_any_order(self):
        """Documents of the same content and name too; the database gives them back in an order of its own."""
        chance = random.Random(7)
        for _event in range(60):
            contents = [bytes([chance.randrange(3)]) * 9 for _document in range(chance.randrange(6))]
            self.write_down(*contents)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.case.chain_state, "intact")
        changed = chance.choice(self.case.event_ids.filtered(lambda event: len(event.attachment_ids) > 1))
        chance.choice(changed.attachment_ids).sudo().raw = b"another photo"
        self.env.invalidate_all()
        self.assertEqual(self.case._broken_events()[0], changed)

    def test_a_chain_that_was_written_with_documents_in_another_order_reads_right(self):
        """As events were written before: the newest document noted first, and the hash covers what was noted."""
        event = self.write_down(b"one", b"two")
        noted = "\n".join(reversed(event.documents.split("\n")))
        self.assertNotEqual(noted, event.documents)
        vals = event.read([*HASHED_FIELDS, "case_id", "author_id", "previous_sha256"], load=None)[0]
        digest = event._digest({**vals, "documents": noted})
        self.tamper("UPDATE recovery_event SET documents = %s, sha256 = %s WHERE id = %s", noted, digest, event.id)
        self.tamper("UPDATE recovery_case SET event_head = %s WHERE id = %s", digest, self.case.id)
        self.assertEqual(self.case.chain_state, "intact")

    def test_events_are_never_changed_nor_deleted(self):
        event = self.case.event_ids[0]
        with self.assertRaisesRegex(UserError, "never changed"):
            event.sudo().summary = "other"
        with self.assertRaisesRegex(UserError, "never deleted"):
            event.sudo().unlink()

    def test_tasks_of_the_ladder_end_with_an_agency_or_in_court(self):
        for kind in ("recovery_dunning.activity_type_call", "recovery_dunning.activity_type_proof"):
            self.case.activity_schedule(kind, user_id=self.env.uid)
        self.case.phase = "legal"
        self.assertEqual(self.case.activity_ids.activity_type_id, self.env.ref("recovery_dunning.activity_type_proof"))

    def test_phase_by_hand_is_recorded(self):
        self.case.phase = "legal"
        event = self.last_event(self.case)
        self.assertEqual((event.kind, event.summary), ("phase", "From Amicable to Court"))

    def test_coming_dues_open_no_case(self):
        """A customer in order has no recovery case because he was told what falls due."""
        self.procedure("Statement", -5, sequence=1)
        good = self.customer("In order")
        self.invoice(due="+3d", debtor=good)
        notice = self.run_and_send().notice_ids
        self.assertEqual((notice.state, notice.case_id.id, good.recovery_case_id.id), ("sent", False, False))
        self.assertIn(notice.mail_id.mail_message_id, good.message_ids)

    def test_closed_when_all_that_was_due_is_paid(self):
        self.invoice(due="+20d")
        self.pay(self.move)
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual((self.case.phase, self.case.outcome), ("closed", "paid"))
        self.assertFalse(self.debtor.recovery_case_id)
        self.invoice(due="-4d")
        self.run_and_send()
        self.assertNotEqual(self.debtor.recovery_case_id, self.case)

    def test_traffic_light(self):
        self.assertEqual((self.debtor.recovery_status, self.debtor.recovery_overdue), ("late", 100))
        other = self.customer("Other")
        self.assertEqual(other.recovery_status, "ok")
        self.invoice(due="-1d", debtor=other)
        self.env.invalidate_all()
        self.assertEqual(other.recovery_status, "watch")
        self.case.phase = "formal_notice"
        self.env.invalidate_all()
        self.assertEqual(self.debtor.recovery_status, "formal")
        self.level(3).sale_policy = "block"
        self.env.invalidate_all()
        self.assertEqual(self.debtor.recovery_status, "stop")
