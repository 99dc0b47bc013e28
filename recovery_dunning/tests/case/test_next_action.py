"""Stories of the next action of a case: what is to be done, who does it, and on to the next one."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..stories.worklist import WorklistStory


@tagged("post_install", "-at_install")
class TestNextAction(WorklistStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-8d")

    def next(self, case):
        self.rank_what_was_stirred()
        return case.next_action, case.next_action_date

    def test_nothing_was_said_for_a_month(self):
        case = self.case()
        self.assertEqual(self.next(case), ("review", self.on("+30d")))
        case._log("contact", lambda case: "Called", direction="out", channel="phone")
        self.day("+12d")
        case._log("contact", lambda case: "Called", direction="out", channel="phone")
        self.assertEqual(self.next(case), ("review", self.on("+30d")))

    # ---- left in peace (rule 18) ------------------------------------------------------------------------------------

    def pressed(self):
        """A case with a call to make, a letter to post and a handover to decide, all of long ago."""
        case = self.case()
        for kind in ("call", "registered_letter", "handover"):
            case.activity_schedule(
                f"recovery_dunning.activity_type_{kind}", date_deadline=self.on("-3d"), user_id=self.alice.id
            )
        self.assertEqual(self.next(case), ("post", self.on("-3d")), "what is further on goes before a call")
        return case

    def anew(self, case):
        case._rank()
        return case.next_action, case.next_action_date

    def test_who_promised_is_not_called(self):
        case = self.pressed()
        promise = self.promise(100, "+5d")
        self.assertEqual(self.anew(case), ("promise", promise.date_until))
        self.invoice(due="-2d")
        self.assertEqual(self.anew(case)[0], "post", "something else is overdue")

    def test_who_pays_by_a_plan_is_not_called(self):
        case = self.pressed()
        lines = self.instalments(self.move)
        plan = self.env["recovery.plan"]
        payments = [Command.create({"date": self.on(day), "amount": 50}) for day in ("+5d", "+35d")]
        plan.create({**plan._prepare_for(lines), "schedule_ids": payments}).action_activate()
        self.assertEqual(self.anew(case)[0], "peace")
        self.assertFalse(case.is_due)

    def test_who_is_held_is_left_in_peace_until_its_end(self):
        case = self.pressed()
        hold = self.env["recovery.hold"].create(
            {
                "partner_id": self.debtor.id,
                "company_id": self.company.id,
                "reason_id": self.env["recovery.hold.reason"].search([], limit=1).id,
                "date_until": self.on("+9d"),
            }
        )
        self.assertEqual(self.anew(case), ("peace", self.on("+10d")))
        hold.date_until = False
        self.assertEqual(self.anew(case)[0], "peace")
        self.assertFalse(case.is_due)

    def test_of_an_insolvent_debtor_the_claim_is_declared(self):
        case = self.pressed()
        self.debtor.write({"recovery_insolvency": "receivership", "recovery_insolvency_date": self.on("-10d")})
        self.assertEqual(self.anew(case), ("declare", self.on("+0d")))
        self.assertTrue(case.is_due)
        self.assertIn("insolvent: declare the claim by", case.with_user(self.alice).priority_explanation)
        self.assertEqual(case.with_user(self.alice).action_next()["res_model"], "recovery.insolvency")
        proof = self.env["ir.attachment"].create({"name": "declaration.pdf", "raw": b"%PDF"})
        interruption = self.env["recovery.interruption"]
        interruption.create(
            {
                **interruption._prepare_for(self.instalments(self.move)),
                "kind": "insolvency_claim",
                "date": self.on("+0d"),
                "attachment_ids": [Command.set(proof.ids)],
            }
        )
        self.assertEqual(self.anew(case)[0], "peace")

    def test_the_commission_asks_the_creditors_of_an_over_indebted_person(self):
        case = self.pressed()
        self.debtor.write({"recovery_insolvency": "over_indebtedness", "recovery_insolvency_date": self.on("-10d")})
        self.assertEqual(self.anew(case)[0], "peace")

    def test_whoever_has_paid_is_not_called(self):
        """Money that is known of, and not matched yet, is matched; once nothing is open nothing is to be done."""
        case = self.pressed()
        self.bank_line(100, self.move.name)
        self.assertEqual(self.anew(case), ("match", self.on("+0d")))
        self.assertEqual(case.with_user(self.alice).action_next()["res_model"], "account.move.line")
        self.pay(self.move)
        self.assertNotIn(self.anew(case)[0], ("call", "post", "hand_over", "review"))

    def test_who_is_with_an_agency_is_not_called(self):
        case = self.pressed()
        case.phase = "agency"
        self.assertNotIn(self.anew(case)[0], ("call", "post", "hand_over", "review", "broken"))

    def test_who_was_excluded_is_not_called(self):
        case = self.pressed()
        self.instalments(self.move).no_followup = True
        self.assertEqual(self.anew(case)[0], "peace")

    # ---- each kind of action ----------------------------------------------------------------------------------------

    def test_approve(self):
        self.level(3).require_approval = True
        case = self.case()
        self.propose()
        case._rank()
        self.assertEqual(self.next(case), ("approve", self.on("+0d")))
        action = case.with_user(self.alice).action_next()
        self.assertEqual(action["res_model"], "recovery.notice")

    def test_what_the_run_of_the_day_leaves_to_approve_stands_in_the_list_of_the_day(self):
        self.level(3).require_approval = True
        case = self.case()
        case._rank()
        self.assertFalse(case.is_due)
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual((case.next_action, case.next_action_date), ("approve", self.on("+0d")))
        self.assertTrue(case.is_due)

    def test_call_ends_with_the_call(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_call", summary="Day 8", user_id=self.alice.id)
        self.assertEqual(self.next(case), ("call", self.on("+0d")))
        action = case.with_user(self.alice).action_next()
        self.assertEqual(action["context"]["default_summary"], "Day 8")
        Wizard = self.env["recovery.contact.wizard"].with_user(self.alice).with_context(**action["context"])
        with Form(Wizard) as dialog:
            dialog.outcome = "promise"
            dialog.date = self.on("+5d")
            dialog.confirm = False
        dialog.record.action_record()
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.event_ids.filtered(lambda e: e.kind == "contact").mapped("channel"), ["phone"])
        self.assertEqual(self.next(case), ("promise", self.on("+8d")))  # and its float, a week-end between

    def test_task_of_another_case_is_not_ended(self):
        case = self.case()
        other = self.case(self.customer("Autre"))
        other.activity_schedule("recovery_dunning.activity_type_call", user_id=self.alice.id)
        wizard = self.env["recovery.contact.wizard"].create(
            {"case_id": case.id, "task_id": other.activity_ids.id, "result": "Spoke"}
        )
        wizard.action_record()
        self.assertTrue(other.activity_ids)

    def test_dispute_waits_until_its_day(self):
        case = self.case()
        dispute = self.env["recovery.dispute"]._contest(
            self.company, self.debtor, 100, type_id=self.env["recovery.dispute.type"].search([], limit=1).id, claim="No"
        )
        self.rank_what_was_stirred()
        self.assertEqual(case.next_action_date, dispute.sla_date)
        self.assertFalse(case.is_due)
        self.day("+30d")
        case._rank()
        self.assertEqual(case.next_action, "dispute")
        self.assertEqual(case.with_user(self.alice).action_next()["res_id"], dispute.id)

    def test_answer_opens_a_mail_to_the_debtor(self):
        case = self.case()
        case._hear("Hello")
        self.rank_what_was_stirred()
        context = case.with_user(self.alice).action_next()["context"]
        mail = self.env["mail.compose.message"].with_user(self.alice).with_context(**context).create({"body": "Dear"})
        self.assertEqual(mail.partner_ids, self.debtor)
        mail.action_send_mail()
        self.assertFalse(case.answered_on)

    def test_done_meanwhile(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_proof", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertEqual(case.with_user(self.alice).action_next()["res_id"], case.activity_ids.id)
        case.activity_ids.unlink()
        with self.assertRaisesRegex(UserError, "done meanwhile"):
            case.with_user(self.alice).action_next()

    def test_done_for_today_comes_back_tomorrow(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertEqual(self.listed(), case)
        case.with_user(self.alice).action_done_next()
        self.assertFalse(self.listed())
        self.assertFalse(case.is_due)
        self.day("+1d")
        case.invalidate_recordset(["is_due"])
        self.assertTrue(case.is_due)
        self.assertEqual(self.listed(), case)

    def test_a_manager_prepares_the_handoff(self):
        case = self.case()
        case.activity_schedule("recovery_dunning.activity_type_handover", user_id=self.alice.id)
        self.assertEqual(self.next(case), ("hand_over", self.on("+0d")))
        self.assertEqual(case.with_user(self.alice).action_next()["res_model"], "mail.activity")
        boss = self.colleague("boss", group="manager")
        self.assertEqual(case.with_user(boss).action_next()["res_model"], "recovery.handoff.wizard")

    def test_every_action_has_its_method(self):
        for action, _label in self.Case._fields["next_action"].selection:
            self.assertTrue(hasattr(self.Case, f"_next_{action}"), action)

    def test_a_viewer_does_nothing(self):
        case = self.case()
        viewer = self.colleague("rep", group="viewer")
        for method in ("action_next", "action_done_next"):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(case.with_user(viewer), method)()

    def test_agency_and_court_have_no_steps_of_the_ladder(self):
        case = self.case(phase="agency")
        self.day("+90d")
        case._rank()
        self.assertFalse(case.next_action)

    def test_closed_case_is_not_listed(self):
        case = self.case()
        self.day("+60d")
        case._rank()
        self.assertIn(case, self.listed())
        case.sudo().write({"phase": "closed", "outcome": "given_up"})
        self.assertFalse(self.listed())
