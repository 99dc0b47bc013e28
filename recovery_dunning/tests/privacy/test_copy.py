"""The copy of what is held on a debtor: readable, whole, and without what the law lets us leave out."""

import base64
import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER
from ..stories.one_of_each import OneOfEach


@tagged("post_install", "-at_install")
class TestCopyForTheDebtor(OneOfEach):
    groups = MANAGER

    def setUp(self):
        super().setUp()
        self.case = self.debtor.recovery_case_id
        self.make_one_of_each()
        self.note, self.chosen = self.env["recovery.note"].create(
            [{"case_id": self.case.id, "text": "Kept to us"}, {"case_id": self.case.id, "text": "Told to him"}]
        )
        self.chosen.action_hand_on()

    def copy_of(self, user=None, **values):
        action = self.debtor.with_user(user or self.user).action_recovery_copy()
        wizard = self.env["recovery.copy.wizard"].with_user(user or self.user).with_context(**action["context"])
        wizard = wizard.create({"identified": True, **values})
        wizard.action_make()
        return zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.content)))

    def test_what_is_in_it(self):
        self.case._log("contact", lambda case: "He called", direction="in", channel="phone", result="Has no money")
        events = self.case.event_ids
        archive = self.copy_of()
        page = archive.read("index.html").decode()
        for told in (
            self.debtor.name,
            self.debtor.email,
            self.move.name,
            "Has no money",
            "Told to him",
            self.case.name,
        ):
            with self.subTest(told=told):
                self.assertIn(told, page)
        for event in events:
            self.assertIn(event.summary.replace("'", "&#39;"), page)
        papers = {archive.read(name) for name in archive.namelist() if name != "index.html"}
        self.assertLessEqual({document.raw for document in self.case.event_ids.attachment_ids}, papers)
        for name in archive.namelist():
            self.assertFalse(name.startswith("/") or ".." in name)
            if name != "index.html":
                self.assertIn(name, page)

    def test_what_is_left_out(self):
        """Notes that nobody chose, and who of us did what."""
        self.user.name = "Zoé Kuntz"
        self.case.with_user(self.user)._log("contact", lambda case: "Called", direction="out", channel="phone")
        page = self.copy_of().read("index.html").decode()
        self.assertIn("Called", page)
        self.assertNotIn("Kuntz", page)
        self.assertNotIn("Kept to us", page)
        self.assertIn("1 internal notes", page)
        self.assertIn("15 (4)", page)
        self.assertIn(
            "Kept to us", self.copy_of(note_ids=[(6, 0, (self.note | self.chosen).ids)]).read("index.html").decode()
        )

    def test_nothing_of_another(self):
        victim = self.customer("Victim", email="victim@example.com")
        secret = self.invoice(due="-9d", debtor=victim)
        self.run_and_send()
        foreign = self.env["recovery.note"].create({"case_id": victim.recovery_case_id.id, "text": "Of the victim"})
        archive = self.copy_of(note_ids=[(6, 0, foreign.ids)])
        content = b"".join(archive.read(name) for name in archive.namelist())
        for word in (b"Of the victim", b"victim@example.com", secret.name.encode()):
            self.assertNotIn(word, content)

    def test_it_is_written_down(self):
        self.copy_of()
        self.assertIn("copy", self.last_event(self.case).summary)
        opened = self.env["recovery.access"].search([("partner_id", "=", self.debtor.id), ("kind", "=", "copy")])
        self.assertEqual(opened.user_id, self.user)

    def test_who_makes_it(self):
        with self.assertRaises(UserError):
            self.copy_of(identified=False)
        for group in (COLLECTOR, AUDITOR, "base.group_user"):
            with self.subTest(group=group), self.assertRaises(AccessError):
                self.copy_of(self.user_of(group))

    def test_in_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search([("name", "=", "recovery_dunning")])._update_translations(["fr_FR"])
        self.debtor.lang = "fr_FR"
        page = self.copy_of().read("index.html").decode()
        self.assertIn('lang="fr"', page)
