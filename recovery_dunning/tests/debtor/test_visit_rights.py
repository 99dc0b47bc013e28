"""Stories of what a sales rep does not see on the visit card."""

# pylint: disable=translation-required  # people write as they like

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..stories.visit import AMOUNTS, RepStory


@tagged("post_install", "-at_install")
class TestVisitRights(RepStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other company")["company"]

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-40d", amount=120)
        self.run_and_send()
        self.case = self.debtor.recovery_case_id
        self.promise(120, "+4d")
        self.as_rep = self.env(user=self.rep)
        self.env.invalidate_all()

    def hide_amounts(self):
        self.company.recovery_hide_amounts = True
        self.env.invalidate_all()

    def test_no_ledger(self):
        for model in ("account.move", "account.move.line", "recovery.notice", "recovery.event", "recovery.exception"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.as_rep[model].search([], limit=1)

    def test_nothing_of_another_company(self):
        """Not even if he names it in his context, where computed fields are read past his rights."""
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="recovery_dunning.group_recovery_viewer",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )
        mine = self.debtor.with_user(stranger)
        self.assertEqual((mine.recovery_status, mine.recovery_overdue, mine.recovery_words), ("ok", 0, False))
        self.assertFalse(self.env["recovery.visit"].with_user(stranger).search([]))
        forged = {"allowed_company_ids": self.company.ids}
        with self.assertRaises(AccessError):
            mine.with_context(**forged).read(["recovery_status", "recovery_overdue"])
        with self.assertRaises(AccessError):
            self.env["recovery.visit"].with_user(stranger).with_context(**forged).search([])
        with self.assertRaises(AccessError):
            self.env["recovery.word.wizard"].with_user(stranger).with_context(**forged).create(
                {"partner_id": self.debtor.id, "kind": "promise", "date": self.on("+5d")}
            )
        named = {"partner_id": self.debtor.id, "company_id": self.company.id, "kind": "promise", "date": self.on("+5d")}
        wizard = self.env["recovery.word.wizard"].with_user(stranger).create(named)
        self.assertFalse(wizard.amount)
        with self.assertRaises(AccessError):
            wizard.read(["amount_overdue"])
        with self.assertRaises(UserError):  # an access error is one too
            wizard.action_write_down()

    def test_private_words_stay_private(self):
        self.case._log("contact", lambda case: "Told me of his divorce", channel="phone", is_private=True)
        self.assertNotIn("divorce", self.card().recovery_last_contact)
        note = self.case.message_post(body="He drinks", subtype_xmlid="mail.mt_note")
        seen = self.as_rep["recovery.case"].browse(self.case.id)
        self.assertFalse(
            self.as_rep["mail.message"].search([("model", "=", "recovery.case"), ("res_id", "=", self.case.id)])
        )
        with self.assertRaises(AccessError):
            note.with_user(self.rep).read(["body"])
        self.assertNotIn(note, seen.message_ids)
        collector = new_test_user(
            self.env,
            "collector",
            groups="recovery_dunning.group_recovery_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertIn("He drinks", note.with_user(collector).body)

    def test_a_private_contact_is_recorded_as_such(self):
        wizard = self.env["recovery.contact.wizard"].create(
            {"case_id": self.case.id, "summary": "In confidence", "is_private": True}
        )
        wizard.action_record()
        self.assertTrue(self.last_event(self.case).is_private)
        self.assertFalse(self.case._broken_events())

    def test_amounts_are_shown(self):
        self.assertEqual(self.card().recovery_overdue, 120)
        self.assertEqual(self.case.with_user(self.rep).amount_overdue, 120)
        self.assertTrue(self.as_rep["recovery.promise"].search([]))

    def test_hidden_amounts_are_nowhere(self):
        self.hide_amounts()
        card = self.card()
        self.assertEqual((card.recovery_status, card.recovery_shows_amounts), ("late", False))
        self.assertFalse(any(card.read([*AMOUNTS, "recovery_credit_left"])[0][name] for name in AMOUNTS))
        texts = card.read(["recovery_reason", "recovery_question", "recovery_words", "recovery_last_contact"])[0]
        self.assertNotIn("120", "".join(str(value) for name, value in texts.items() if name != "id"))
        self.assertEqual(texts["recovery_words"], "Promised to pay on 03/06/2026")
        case = self.case.with_user(self.rep)
        self.assertEqual((case.amount_open, case.amount_overdue), (0, 0))
        for model in ("recovery.promise", "recovery.plan", "recovery.dispute", "recovery.settlement"):
            self.assertFalse(self.as_rep[model].search([]), model)

    def test_hidden_amounts_in_the_list(self):
        """Neither read, nor summed, nor searched for, nor exported."""
        self.hide_amounts()
        self.rep.group_ids += self.env.ref("base.group_allow_export")
        visits = self.as_rep["recovery.visit"]
        visit = visits.search([])
        self.assertEqual((visit.partner_id, visit.status, visit.overdue), (self.debtor, "late", 0))
        self.assertFalse(visits.search([("overdue", ">", 0)]))
        self.assertEqual(visits._read_group([], ["city"], ["overdue:sum"]), [("Angers", False)])
        self.assertNotIn("120", str(visit.export_data(["overdue"])))
        for view in ("list", "kanban"):
            self.assertNotIn('name="overdue"', visits.get_view(view_type=view)["arch"])
            self.assertIn('name="overdue"', self.env["recovery.visit"].get_view(view_type=view)["arch"])

    def test_hidden_amounts_in_the_dialog(self):
        self.hide_amounts()
        action = self.card().action_recovery_promise()
        wizard = self.as_rep["recovery.word.wizard"].with_context(**action["context"]).create({})
        self.assertEqual((wizard.amount, wizard.amount_overdue), (0, 0))
        wizard.amount = 20
        wizard.action_write_down()
        self.assertEqual(self.env["recovery.promise"].search([], limit=1, order="id desc").amount, 20)

    def test_hidden_amounts_are_not_found_by_trying(self):
        """Whatever he says is taken: what is too much is all that is open, and he is not told so."""
        self.hide_amounts()
        for kind in ("promise", "dispute"):
            action = getattr(self.card(), f"action_recovery_{kind}")()
            said = {"amount": 500, "note": "No", "dispute_type_id": self.env["recovery.dispute.type"].search([])[0].id}
            wizard = self.as_rep["recovery.word.wizard"].with_context(**action["context"]).create(said)
            wizard.action_write_down()
            self.assertEqual(self.env[f"recovery.{kind}"].search([], limit=1, order="id desc").amount, 120, kind)

    def test_hidden_amounts_in_rankings_papers_and_interruptions(self):
        self.case._rank()
        paper = self.env["ir.attachment"].create(
            {"name": "Statement 120.00.pdf", "raw": b"120.00", "res_model": "recovery.case", "res_id": self.case.id}
        )
        interruption = self.env["recovery.interruption"]
        interruption = interruption.create(
            {**interruption._prepare_for(self.instalments(self.move)), "date": self.on("-1d"), "note": "120"}
        )
        self.hide_amounts()
        case = self.case.with_user(self.rep)
        for name in ("priority", "priority_facts", "priority_explanation", "ranked_amount", "close_reason"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                case.read([name])
        with self.assertRaises(AccessError):
            self.as_rep["recovery.case"].search([("ranked_amount", ">", 100)])
        self.assertTrue(case.read(["phase", "expected_date", "days_overdue"]))
        for domain in ([("id", "=", paper.id)], [("res_model", "=", "recovery.case")], [("name", "like", "120.00")]):
            self.assertFalse(self.as_rep["ir.attachment"].search(domain), domain)
        for name in ("name", "raw"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                paper.with_user(self.rep).read([name])
        self.assertFalse(self.as_rep["recovery.interruption"].search([]))
        with self.assertRaises(AccessError):
            interruption.with_user(self.rep).read(["amount_open"])

    def test_a_collector_sees_amounts_all_the_same(self):
        self.hide_amounts()
        self.rep.group_ids += self.env.ref("recovery_dunning.group_recovery_user")
        self.assertEqual(self.card().recovery_overdue, 120)
        self.assertTrue(self.as_rep["recovery.promise"].search([]))
