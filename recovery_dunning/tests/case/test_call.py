"""Stories of calls: what the caller reads, what speaks against calling, and what comes of it in two clicks."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestCall(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = new_test_user(
            cls.env,
            "collector",
            groups="recovery_dunning.group_recovery_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            lang="en_US",
        )
        call = cls.env.ref("recovery_dunning.activity_type_call")
        cls.ladder.level_ids[0].write(
            {
                **{"send_email": False, "mail_template_id": False, "activity_type_id": call.id},
                "call_script": "<p>Has it arrived?</p>",
            }
        )
        cls.ladder.level_ids[1].call_script = "<p>Who pays, and when?</p>"
        cls.debtor.write({"phone": "+33 1 42 68 53 00", "country_id": cls.france.id})

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-4d", amount=120)
        self.case = self.run_and_send().notice_ids.case_id
        self.case.user_id = self.collector

    def dialog(self, **values):
        """As the collector opens it from the case."""
        context = self.case.with_user(self.collector).action_call()["context"]
        return (
            self.env["recovery.contact.wizard"]
            .with_user(self.collector)
            .with_context(**context, lang="en_US")
            .create(values)
        )

    def call(self, outcome, **values):
        self.dialog(outcome=outcome, **values).action_record()
        return self.last_event(self.case)

    def calls_to_make(self):
        return self.case.activity_ids.filtered(lambda task: task.activity_category == "phonecall")

    def test_what_the_caller_reads(self):
        self.debtor.recovery_profile_id = self.env.ref("recovery_dunning.profile_cash_strapped")
        dialog = self.dialog()
        self.assertEqual((dialog.phone, dialog.channel), ("+33 1 42 68 53 00", "phone"))
        self.assertIn("Has it arrived?", dialog.script)
        self.assertIn("dates and amounts", dialog.guidance)
        self.assertIn("payment plan", dialog.proposals)
        for part in (self.move.name, "120.00", "4 days late"):
            self.assertIn(part, dialog.facts)
        self.day("+12d")
        self.run_and_send()
        self.assertIn("Who pays, and when?", self.dialog().script)

    def test_every_call_of_the_default_ladders_has_its_script(self):
        levels = self.env["recovery.level"].with_context(active_test=False).search([])
        ours = self.env["ir.model.data"].search(
            [("module", "=", "recovery_dunning"), ("model", "=", "recovery.level"), ("res_id", "in", levels.ids)]
        )
        calls = levels.browse(ours.mapped("res_id")).filtered(
            lambda level: level.activity_type_id.category == "phonecall"
        )
        self.assertEqual(len(calls), 9)
        self.assertFalse(calls.filtered(lambda level: not level.call_script))

    def test_a_call_closes_its_task_and_is_one_event(self):
        self.assertEqual(len(self.calls_to_make()), 1)
        event = self.call(False, summary="Asks for a copy", result="Has not received it.", minutes=4)
        self.assertFalse(self.calls_to_make())
        self.assertEqual((event.author_id, event.summary), (self.collector, "Asks for a copy"))
        self.assertEqual((event.result, event.minutes), ("Has not received it.", 4))
        contacts = self.case.event_ids.filtered(lambda event: event.kind == "contact")
        self.assertEqual(len(contacts), 1, "the task that is done adds no second contact")
        self.assertEqual(self.case.chain_state, "intact")

    def test_a_task_of_another_day_is_done_if_the_call_was_made_from_it(self):
        self.call("no_answer")
        task = self.calls_to_make()
        self.assertEqual(task.date_deadline, self.on("+1d"))
        self.call(False, result="He asks for a copy.")
        self.assertTrue(task.exists(), "that call was not about it")
        context = self.case.with_user(self.collector).action_call(task.id)["context"]
        self.env["recovery.contact.wizard"].with_user(self.collector).with_context(**context).create(
            {"result": "He pays on Monday."}
        ).action_record()
        self.assertFalse(task.active)

    def test_a_call_of_which_nothing_is_said_is_none(self):
        """Neither an outcome nor a word: what the task asked for is no answer. The task stays open."""
        task = self.case.activity_schedule(
            "recovery_dunning.activity_type_call", summary="Courtesy call", user_id=self.collector.id
        )
        contacts = len(self.case.event_ids)
        for values in ({}, {"result": "  "}, {"summary": "Courtesy call", "task_id": task.id}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "what was said"):
                self.dialog(**values).action_record()
        self.assertEqual((len(self.case.event_ids), task.exists()), (contacts, task))
        self.call("no_answer", task_id=task.id)
        self.assertFalse(task.active)

    def test_how_long_is_measured_from_the_opening(self):
        dialog = self.dialog(outcome="no_answer")
        with freeze_time(datetime.now() + timedelta(minutes=6, seconds=10)):
            dialog.action_record()
        self.assertEqual(self.last_event(self.case).minutes, 7)

    def test_a_promise(self):
        with self.assertRaisesRegex(UserError, "which day"):
            self.call("promise")
        self.call("promise", date=self.on("+3d"))
        promise = self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((promise.amount, promise.date, promise.line_ids.move_id), (120, self.on("+3d"), self.move))

    def test_a_dispute(self):
        kind = self.env["recovery.dispute.type"].search([], limit=1)
        with self.assertRaisesRegex(UserError, "in his words"):
            self.call("dispute", dispute_type_id=kind.id)
        self.call("dispute", dispute_type_id=kind.id, result="Two chairs were broken.", amount=40)
        dispute = self.env["recovery.dispute"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((dispute.amount, dispute.claim), (40, "Two chairs were broken."))

    def test_call_back_at_an_hour(self):
        with self.assertRaisesRegex(UserError, "when to call back"):
            self.call("call_back")
        self.collector.tz = "Europe/Paris"
        self.call("call_back", call_back_at=datetime(2026, 3, 4, 13, 30))
        task = self.calls_to_make()
        self.assertEqual(str(task.date_deadline), "2026-03-04")
        self.assertIn("2:30", task.summary)

    def test_the_wrong_contact_and_the_right_one(self):
        """He is noted, and whom he names is called from now on, and written to."""
        secretary = self.customer("Secretary", parent_id=self.debtor.id, phone="+33 1 42 68 53 01", is_company=False)
        named = self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": secretary.id})
        values = {"other_name": "Ms Morel", "other_phone": "+33 1 42 68 53 02", "other_email": "morel@example.com"}
        self.call("wrong_contact", contact_id=secretary.id, **values)
        morel = named.contact_id
        self.assertEqual((morel.name, morel.parent_id, morel.email), ("Ms Morel", self.debtor, "morel@example.com"))
        self.assertEqual(self.dialog().contact_id, morel)
        self.assertIn("Call Ms Morel", self.calls_to_make().mapped("summary"))
        self.assertIn("wrong contact", self.dialog(contact_id=secretary.id).warning)
        self.day("+12d")
        self.assertEqual(self.propose().notice_ids.contact_id, morel)

    def test_the_wrong_contact_and_nobody_knows_the_right_one(self):
        self.call("wrong_contact")
        self.assertIn("Find out who pays: Dubois Menuiserie is the wrong contact", self.tasks())
        with self.assertRaisesRegex(UserError, "name of the other"):
            self.call("wrong_contact", other_phone="+33 1 42 68 53 02")

    def tasks(self):
        return self.case.activity_ids.mapped("summary")

    def test_no_answer_three_times(self):
        """Each try waits until two calls a week allow it; then another way is looked for."""
        self.call("no_answer")
        self.assertEqual((self.case.unanswered_calls, self.calls_to_make().date_deadline), (1, self.on("+1d")))
        self.day("+1d")
        self.call("no_answer")
        self.assertEqual(self.calls_to_make().date_deadline, self.on("+6d"), "a week after the first of the two")
        self.day("+7d")
        self.call("no_answer")
        self.assertEqual((self.case.unanswered_calls, self.calls_to_make().ids), (3, []))
        self.assertIn("3 calls without an answer: write, or find another number", self.tasks())
        self.assertEqual(self.dialog().unanswered, 3)
        self.call(False, result="He asks for a copy.")
        self.assertEqual(self.case.unanswered_calls, 0)

    def test_he_is_warned_who_calls_too_late_and_too_often(self):
        with freeze_time("2026-03-02 20:30:00"):  # 21:30 in Paris
            event = self.call("no_answer")
        self.assertIn("Made nevertheless: It is no time", event.result)
        self.call("no_answer")
        self.assertIn("called 2 times", self.dialog().warning)
        self.assertFalse(self.dialog(direction="in").warning, "a debtor who calls is listened to")

    def test_in_the_form(self):
        """Two clicks: the outcome, then Save."""
        context = self.case.with_user(self.collector).action_call()["context"]
        wizard = self.env["recovery.contact.wizard"].with_user(self.collector).with_context(**context)
        with Form(wizard) as form:
            form.outcome = "no_answer"
        form.record.action_record()
        self.assertEqual(self.case.unanswered_calls, 1)

    def test_not_for_a_viewer(self):
        viewer = new_test_user(self.env, "viewer", groups="recovery_dunning.group_recovery_viewer")
        with self.assertRaises(AccessError):
            self.env["recovery.contact.wizard"].with_user(viewer).create({"case_id": self.case.id})
