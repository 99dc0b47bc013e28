"""Stories of what left on a notice: mails, letters and SMS are messages to the debtor, a task is none."""

from datetime import date

from odoo.tests import tagged

from ..stories.handoff import FORMAL, HandoffStory

DAY_OF_CALL = 20


@tagged("post_install", "-at_install")
class TestWhatLeft(HandoffStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        call = cls.env.ref("recovery_dunning.activity_type_call")
        task = {"send_email": False, "mail_template_id": False, "activity_type_id": call.id, "response_days": 5}
        sms = cls.env.ref("recovery_dunning.sms_template_reminder")
        text = {"send_email": False, "mail_template_id": False, "send_sms": True, "sms_template_id": sms.id}
        levels = {DAY_OF_CALL: task, 30: text, **FORMAL}
        cls.ladder.active = False
        cls.ladder = cls.procedure("With a call", 3, DAY_OF_CALL, 30, 45, levels=levels, sequence=1)
        cls.ladder.level_ids[:1].activity_type_id = call  # a mail, and a task too
        cls.debtor.write({"phone": "06 12 34 56 78", "email": "debtor@example.com"})

    def climb(self, days=("+0d", "+17d", "+28d", "+42d"), **values):
        """An invoice that takes a step on each of `days`."""
        move = self.invoice(due="-3d", **values)
        for day in days:
            self.day(day)
            self.run_and_send()
        return move

    def test_the_channels_of_each_step(self):
        self.climb()
        notices = self.debtor.recovery_case_id.notice_ids.sorted("id")
        self.assertEqual([n._left_by() for n in notices], [["email"], [], ["sms"], ["registered", "email"]])
        self.assertEqual(notices._messages(), notices - notices[1])
        query = notices._left_condition("n")
        self.env.flush_all()
        rows = self.env.execute_query(
            type(query)("SELECT id FROM recovery_notice n WHERE id IN %s AND %s", tuple(notices.ids), query)
        )
        self.assertEqual({id_ for (id_,) in rows}, set(notices._messages().ids), "the query says the same")

    def test_an_agency_is_told_of_no_task(self):
        """Of four steps, three were messages; an SMS is no mail."""
        self.climb()
        case = self.debtor.recovery_case_id
        files = self.env["recovery.placement.file"]
        rows = files._reminder_rows(case, {})
        self.assertEqual([row["level"] for row in rows], ["Day 3", "Day 30", "Day 45"])
        self.assertEqual([row["action_no"] for row in rows], [1, 2, 3])
        self.assertEqual([row["channel"] for row in rows], ["e-mail", "SMS", "registered letter"])
        addresses = [row["recipient_address"] for row in rows]
        self.assertEqual(addresses[:2], ["debtor@example.com", "+33612345678"])
        self.assertIn("12 rue des Lilas", addresses[2])
        done = files._done_columns(case)[case]
        self.assertEqual(done["reminders_count"], 3)
        self.assertEqual(done["mise_en_demeure_mode"], "registered letter")

    def test_a_registered_letter_that_could_not_be_printed_is_a_mail(self):
        """Its debtor has no street: the file for an agency names the mail that left."""
        self.debtor.write(dict.fromkeys(("street", "zip", "city"), False))
        self.level(45).write({"send_letter": False, "letter_without_mail": True})
        self.climb()
        case = self.debtor.recovery_case_id
        done = self.env["recovery.placement.file"]._done_columns(case)[case]
        self.assertEqual(done["mise_en_demeure_mode"], "e-mail")

    def test_a_call_to_a_public_body_is_no_written_demand(self):
        """Loi 68-1250, art. 2: what interrupts is a demand in writing."""
        town = self.customer("Mairie", recovery_class="public", phone="06 12 34 56 78")
        move = self.invoice(due="-400d", debtor=town)
        lapses = lambda: (self.env.invalidate_all(), self.instalments(move).recovery_limitation_date)[1]  # noqa: E731
        self.assertEqual(lapses(), date(2028, 12, 31))
        self.ladder.level_ids[0].unlink()  # it begins with the call
        self.run_and_send()
        notice = town.recovery_case_id.notice_ids
        self.assertEqual((notice.state, notice.level_id), ("sent", self.level(DAY_OF_CALL)))
        self.assertEqual(lapses(), date(2028, 12, 31))
        self.day("+14d")
        self.run_and_send()
        self.assertEqual(town.recovery_case_id.notice_ids.mapped("state"), ["sent", "sent"])
        self.assertEqual(lapses(), date(2030, 12, 31), "the SMS is in writing")

    def test_a_task_gives_no_time_to_answer(self):
        """The days to answer of a call are no deadline of the debtor."""
        self.climb(days=("+0d", "+17d"))
        case = self.debtor.recovery_case_id
        self.assertEqual(case.notice_ids.sorted("id")[-1].level_id, self.level(DAY_OF_CALL))
        self.assertFalse([d for d in case._deadlines() if "Answer to" in d.what])

    def test_a_task_in_the_phase_of_a_formal_notice_is_none(self):
        """Somebody is to have it served: until he does, the case has no formal notice, and interest does not start."""
        call = self.env.ref("recovery_dunning.activity_type_call")
        self.level(45).write(
            {
                **{"send_email": False, "send_letter": False, "registered": False, "mail_template_id": False},
                "activity_type_id": call.id,
            }
        )
        self.climb()
        case = self.debtor.recovery_case_id
        self.assertEqual(case.notice_ids.sorted("id")[-1].level_id, self.level(45))
        self.assertFalse(case.formal_notice_date)
        self.assertEqual(case.phase, "amicable")
        self.assertFalse(case._formal_notices())
