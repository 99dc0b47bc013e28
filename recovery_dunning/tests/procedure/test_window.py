"""Stories of the calendar: nothing leaves by itself outside the window, on a public holiday or beyond the budget."""

# pylint: disable=translation-required  # people write as they like

from datetime import datetime

from freezegun import freeze_time
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestWindow(RecoveryStory):
    def at(self, moment):
        """The moment, in UTC."""
        freezer = freeze_time(datetime.fromisoformat(moment))
        freezer.start()
        self.addCleanup(freezer.stop)

    def escalate(self):
        self.env["recovery.run"]._cron_escalate()
        return self.env["recovery.run"].search([("company_id", "=", self.company.id)], limit=1)

    def send_again(self):
        self.env["recovery.run"]._cron_send()

    def test_at_night_the_run_is_proposed_and_leaves_in_the_morning(self):
        self.at("2026-03-03 02:00:00")
        move = self.invoice(due="-4d")
        run = self.escalate()
        self.assertEqual((run.state, len(self._mails)), ("approved", 0))
        self.assertEqual(run.waits_until, datetime(2026, 3, 3, 8))
        self.at("2026-03-03 07:59:00")
        self.send_again()
        self.assertFalse(self._mails)
        self.at("2026-03-03 08:00:00")
        self.send_again()
        self.assertEqual((run.state, len(self._mails), run.waits_until), ("done", 1, False))
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_public_holiday_of_the_debtor(self):
        """Good Friday is a holiday in Metz, and none in Paris."""
        metz = self.customer("Metz", country_id=self.france.id, zip="57000")
        paris = self.customer("Paris", country_id=self.france.id, zip="75001")
        self.at("2026-04-03 10:00:00")
        in_metz, in_paris = self.invoice(due="-4d", debtor=metz), self.invoice(due="-4d", debtor=paris)
        self.escalate()
        self.assertFalse(in_metz.recovery_level_id)
        self.assertEqual(in_paris.recovery_level_id.delay, 3)
        self.at("2026-04-06 10:00:00")  # Easter Monday
        self.send_again()
        self.assertFalse(in_metz.recovery_level_id)
        self.at("2026-04-07 10:00:00")
        self.send_again()
        self.assertEqual(in_metz.recovery_level_id.delay, 3)

    def test_hours_are_those_of_the_debtor(self):
        tokyo = self.customer("Tokyo", country_id=self.env.ref("base.jp").id)
        self.at("2026-03-03 15:00:00")  # midnight in Tokyo
        there, here = self.invoice(due="-4d", debtor=tokyo), self.invoice(due="-4d")
        self.escalate()
        self.assertFalse(there.recovery_level_id)
        self.assertTrue(here.recovery_level_id)

    def test_weekend_closure_and_window_of_a_level(self):
        calendar = self.env["resource.calendar"].create({"name": "House", "company_id": self.company.id})
        self.company.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Inventory",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 3, 9),
                "date_to": datetime(2026, 3, 9, 23),
            }
        )
        self.level(3).window_id = self.env["recovery.window"].create(
            {"name": "Afternoons", "hour_from": 14, "hour_to": 18}
        )
        self.at("2026-03-07 14:00:00")  # a Saturday
        move = self.invoice(due="-4d")
        run = self.escalate()
        self.assertEqual(run.waits_until, datetime(2026, 3, 10, 13))
        for moment, gone in (
            ("2026-03-09 14:00:00", False),
            ("2026-03-10 10:00:00", False),
            ("2026-03-10 14:00:00", True),
        ):
            self.at(moment)
            self.send_again()
            self.assertEqual(bool(move.recovery_level_id), gone, moment)

    def test_a_person_is_asked_first_and_named_in_the_record(self):
        self.at("2026-03-08 10:00:00")  # a Sunday
        self.invoice(due="-4d")
        run = self.propose()
        run.action_approve()
        action = run.action_ask_to_send()
        self.assertEqual(action["res_model"], "recovery.send.wizard")
        wizard = self.env["recovery.send.wizard"].create({"run_id": run.id})
        self.assertEqual((wizard.open_count, wizard.closed_count), (0, 1))
        self.assertEqual((wizard.reason, wizard.next_opening), ("Not a sending day (1)", datetime(2026, 3, 9, 8)))
        wizard.action_wait()
        self.assertEqual((run.state, len(self._mails)), ("sending", 0))
        wizard.action_insist()
        self.assertEqual((run.state, len(self._mails)), ("done", 1))
        said = f"Not a sending day: sent by decision of {self.env.user.name}"
        self.assertEqual(run.notice_ids.outside_window, said)
        self.assertIn(said, self.last_event(self.debtor.recovery_case_id).result)

    def test_inside_the_window_nobody_is_asked(self):
        self.invoice(due="-4d")
        run = self.propose()
        run.action_approve()
        self.assertIsNone(run.action_ask_to_send())
        self.assertEqual((run.state, run.insisted_by_id.ids, run.notice_ids.outside_window), ("done", [], False))

    def test_a_task_needs_no_window(self):
        self.level(3).write(
            {
                "send_email": False,
                "mail_template_id": False,
                "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id,
            }
        )
        self.at("2026-03-08 03:00:00")
        move = self.invoice(due="-4d")
        self.escalate()
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_a_window_that_never_opens_is_refused(self):
        for values in (
            {"hour_from": 19, "hour_to": 9},
            {"hour_to": 25},
            {f"{day}day": False for day in ("mon", "tues", "wednes", "thurs", "fri")},
        ):
            with self.assertRaisesRegex(ValidationError, "never opens"), self.env.cr.savepoint():
                self.env["recovery.window"].create({"name": "Never", **values})

    def test_any_hour_where_the_company_says_so(self):
        self.send_at_any_hour()
        self.at("2026-05-01 03:00:00")
        move = self.invoice(due="-4d")
        self.escalate()
        self.assertEqual(move.recovery_level_id.delay, 3)

    # ---- bank statements --------------------------------------------------------------------------------------------

    def test_old_bank_statements_make_the_run_wait(self):
        journal = self.company_data["default_journal_bank"]
        self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "date": self.on("-9d"), "payment_ref": "Fees", "amount": -3}
        )
        self.invoice(due="-4d")
        self.company.recovery_bank_days = 8
        with mute_logger("odoo.addons.recovery_dunning.models.run.sending"):
            run = self.escalate()
        self.assertIn(f"“{journal.name}”", run.problem)
        self.assertFalse(self._mails)
        with self.assertRaisesRegex(UserError, "Import the statements"):
            run.action_send()
        self.company.recovery_bank_days = 9
        self.send_again()
        self.assertEqual((run.problem, len(self._mails)), (False, 1))

    # ---- contact budget ---------------------------------------------------------------------------------------------

    def case(self):
        """A case that is open since a first reminder, and a new invoice that is due for one."""
        self.invoice(due="-4d")
        self.run_and_send()
        return self.debtor.recovery_case_id

    def test_every_contact_counts_in_the_budget(self):
        """A mail of the run, a mail, a call and a visit of a person: the budget of four is used up."""
        self.ladder.max_contacts = 4
        case = self.case()
        move = self.invoice(due="-4d")
        case.message_post(
            body="Bonjour",
            partner_ids=self.debtor.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        call = case.activity_schedule("recovery_dunning.activity_type_call", user_id=self.env.uid)
        call.action_feedback(feedback="Will pay on Friday")
        self.assertEqual(case._contact_budget(), [(3, 30, 4)])
        self.env["recovery.contact.wizard"].create(
            {"case_id": case.id, "channel": "meeting", "summary": "Spoke"}
        ).action_record()
        self.assertEqual(case._contact_budget(), [(4, 30, 4)])
        run = self.propose()
        self.assertLeftOut(run, move, "budget")
        contacts = case.event_ids.filtered(lambda event: event.kind == "contact").sorted("id")
        self.assertEqual(contacts.mapped("channel"), ["email", "phone", "meeting"])
        self.assertEqual(contacts[1].result, "Will pay on Friday")
        self.assertEqual(case.chain_state, "intact")

    def test_a_week_has_a_limit_of_its_own(self):
        """Messages, calls and visits of seven days together; after them the next message leaves."""
        self.ladder.write({"max_contacts_week": 2, "grouping": "invoice"})
        case = self.case()
        self.env["recovery.contact.wizard"].create(
            {"case_id": case.id, "channel": "meeting", "summary": "Spoke"}
        ).action_record()
        move = self.invoice(due="-4d")
        self.assertEqual(case._contact_budget(), [(2, 7, 2)])
        self.assertLeftOut(self.propose(), move, "budget")
        wizard = self.env["recovery.contact.wizard"].create({"case_id": case.id, "channel": "phone"})
        self.assertIn("2 times in the last 7 days", wizard.warning)
        with freeze_time(self.day("+6d")):
            self.assertLeftOut(self.propose(), move, "budget")
        with freeze_time(self.day("+7d")):
            self.assertNotice(self.propose(), move)

    def test_a_debtor_is_called_twice_a_week_at_most(self):
        """A step that is a call waits until a week has passed since the first of two calls; a message does not."""
        self.ladder.level_ids.sorted("delay")[0].write(
            {"send_email": False, "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id}
        )
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        move = self.invoice(due="-4d")
        for _call in range(2):
            self.env["recovery.contact.wizard"].create(
                {"case_id": case.id, "channel": "phone", "summary": "Spoke"}
            ).action_record()
        self.assertLeftOut(self.propose(), move, "budget")
        with freeze_time(self.day("+7d")):
            self.assertNotice(self.propose(), move)

    def test_notes_and_answers_are_no_contacts_of_ours(self):
        self.ladder.max_contacts = 9
        case = self.case()
        case.message_post(body="He is on holiday", message_type="comment", subtype_xmlid="mail.mt_note")
        case.message_post(
            body="We will pay", message_type="email", author_id=self.debtor.id, email_from="debtor@example.com"
        )
        self.assertEqual(case._contact_budget(), [(1, 30, 9)])
        self.assertEqual((self.last_event(case).direction, self.last_event(case).contact), ("in", "debtor@example.com"))

    def test_a_contact_starts_the_quiet_days(self):
        self.ladder.quiet_days = 3
        case = self.case()
        self.day("+4d")
        self.env["recovery.contact.wizard"].create({"case_id": case.id, "summary": "Spoke"}).action_record()
        move = self.invoice(due="-4d")
        self.assertLeftOut(self.propose(), move, "quiet")
        self.day("+7d")
        self.assertNotice(self.propose(), move)

    def test_whoever_calls_is_warned_first(self):
        self.ladder.max_contacts = 1
        case = self.case()
        self.at("2026-03-08 10:00:00")  # a Sunday
        for _ in range(2):
            self.env["recovery.contact.wizard"].create({"case_id": case.id, "summary": "Spoke"}).action_record()
        wizard = self.env["recovery.contact.wizard"].create({"case_id": case.id, "result": "Spoke"})
        self.assertEqual(
            wizard.warning.split("\n"),
            [
                "It is no time to contact the debtor: not a sending day.",
                "The debtor has been contacted 3 times in the last 30 days; his procedure allows 1.",
                "The debtor was called 2 times in the last 7 days.",
            ],
        )
        wizard.action_record()
        self.assertIn("Made nevertheless: It is no time", self.last_event(case).result)
        wizard.direction = "in"
        self.assertFalse(wizard.warning)
