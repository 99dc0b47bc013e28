"""Private notes: for those who follow the debtor, and for nobody else unless somebody chooses so."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, VIEWER
from ..stories.one_of_each import OneOfEach


@tagged("post_install", "-at_install")
class TestPrivateNotes(OneOfEach):
    groups = COLLECTOR

    def setUp(self):
        super().setUp()
        self.case = self.debtor.recovery_case_id
        self.note = (
            self.env["recovery.note"].with_user(self.user).create({"case_id": self.case.id, "text": "Pays late"})
        )
        self.manager = self.user_of(MANAGER)

    def test_who_reads_it(self):
        self.assertEqual((self.note.partner_id, self.note.author_id), (self.debtor, self.user))
        for reader in (self.user, self.user_of(COLLECTOR), self.manager, self.user_of(AUDITOR)):
            with self.subTest(reader=reader.login):
                self.assertEqual(self.note.with_user(reader).text, "Pays late")
                self.assertEqual(self.case.with_user(reader).note_ids, self.note.with_user(reader))
        for group in ("base.group_user", "base.group_portal", VIEWER):
            with self.subTest(group=group):
                stranger = self.user_of(group)
                with self.assertRaises(AccessError):
                    self.note.with_user(stranger).read(["text"])
                with self.assertRaises(AccessError):
                    self.debtor.with_user(stranger).read(["recovery_note_ids"])
        other = self.setup_other_company(name="Other company")["company"]
        self.assertFalse(self.env["recovery.note"].with_user(self.user_of(MANAGER, other)).search([]))

    def test_its_author_changes_it(self):
        self.note.text = "Pays late, but pays"
        with self.assertRaises(AccessError):
            self.note.with_user(self.user_of(COLLECTOR)).text = "x"
        with self.assertRaises(AccessError):
            self.note.with_user(self.manager).text = "x"
        for user in (self.user, self.manager):
            for name, value in (
                ("author_id", self.manager.id),
                ("hand_on", True),
                ("partner_id", self.user.partner_id.id),
            ):
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    self.note.with_user(user).write({name: value})
        with self.assertRaises(AccessError):
            self.note.with_user(self.user_of(COLLECTOR)).unlink()
        self.note.with_user(self.manager).unlink()
        self.assertFalse(self.note.exists())

    def test_is_in_no_package_unless_it_is_handed_on(self):
        """By its author or by a manager, and the record says so."""
        packing = self.env["recovery.placement.file"]
        self.assertFalse([piece for piece in packing._added_pieces(self.case) if b"Pays late" in piece.content])
        self.assertNotIn("Pays late", "".join(str(event.read()) for event in self.case.event_ids))
        with self.assertRaises(AccessError):
            self.note.with_user(self.user_of(COLLECTOR)).action_hand_on()
        self.note.with_user(self.manager).action_hand_on()
        self.assertTrue([piece for piece in packing._added_pieces(self.case) if b"Pays late" in piece.content])
        self.assertEqual(self.last_event(self.case).author_id, self.manager)
        self.note.with_user(self.user).action_hand_on()
        self.assertFalse([piece for piece in packing._added_pieces(self.case) if b"Pays late" in piece.content])

    def test_follows_the_debtor(self):
        """Two contacts become one: the note is on the one that stays."""
        double = self.customer("Double")
        self.invoice(due="-4d", debtor=double)
        self.run_and_send()
        note = self.env["recovery.note"].create(
            {"partner_id": double.id, "text": "He moved", "case_id": double.recovery_case_id.id}
        )
        merging = self.env["base.partner.merge.automatic.wizard"].create({})
        merging._merge([double.id, self.debtor.id], self.debtor)
        self.env.invalidate_all()
        self.assertEqual(note.partner_id, self.debtor)
        self.assertIn(note, self.debtor.recovery_case_id.note_ids)
