"""Stories of tasks that nobody did before a firmer step left."""

from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestOvertaken(RecoveryStory):
    def setUp(self):
        super().setUp()
        call = {"send_email": False, "activity_type_id": self.env.ref("recovery_dunning.activity_type_call").id}
        self.ladder = self.procedure("Ladder", 3, 10, 45, levels={3: {**call, "name": "Courtesy call"}}, sequence=1)
        self.company.recovery_page = True
        self.invoice(due="-4d")
        self.run_and_send()
        self.case = self.debtor.recovery_case_id

    def calls(self):
        return self.case.activity_ids.filtered(lambda task: task.activity_category == "phonecall")

    def test_a_call_that_nobody_made_is_overtaken_by_the_next_step(self):
        self.assertEqual(self.calls().mapped("summary"), ["Courtesy call"])
        self.assertNotIn("Your page", self.calls().note, "the link is the debtor's")
        self.day("+7d")
        self.run_and_send()
        self.assertFalse(self.calls())
        events = self.case.event_ids.sorted("id")
        self.assertEqual([event.kind for event in events][-2:], ["task", "notice"])
        self.assertRegex(events[-2].summary, "^Not done, overtaken by “.*”: Courtesy call$")
        self.assertEqual(
            (events[-2].direction, events[-2].channel, self.case.chain_state), ("internal", False, "intact")
        )

    def test_a_milder_step_of_another_invoice_ends_nothing(self):
        self.day("+7d")
        later = self.invoice(due="-4d")
        self.run_and_send()  # the first invoice has its mail, the second one its call
        self.assertEqual(len(self.calls()), 1)
        self.assertEqual(self.instalments(later).recovery_level_id.name, "Courtesy call")

    def test_a_task_of_a_person_stays(self):
        own = self.case.activity_schedule(
            "recovery_dunning.activity_type_call", summary="Ask for the order number", user_id=self.env.uid
        )
        self.day("+7d")
        self.run_and_send()
        self.assertEqual(self.calls(), own)

    def test_a_registered_letter_is_still_to_be_posted(self):
        self.level(10).write(
            {
                "activity_type_id": self.env.ref("recovery_dunning.activity_type_registered_letter").id,
                "send_letter": True,
                "registered": True,
            }
        )
        self.debtor.write({"street": "1 rue", "zip": "69001", "city": "Lyon"})
        self.day("+7d")
        self.run_and_send()
        self.day("+45d")
        self.run_and_send()
        kinds = self.case.activity_ids.activity_type_id
        self.assertEqual(kinds, self.env.ref("recovery_dunning.activity_type_registered_letter"))
