"""Stories of a package that a recovery manager makes who has no other right, of a debtor with promises and plans."""

from unittest.mock import patch

import psycopg2
from odoo.exceptions import LockError, UserError
from odoo.tests import new_test_user, tagged

from ..stories.arrangement import ArrangementStory
from ..stories.handoff import PackageStory


@tagged("post_install", "-at_install")
class TestPackageOfAManager(PackageStory, ArrangementStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        groups = "recovery_dunning.group_recovery_manager,account.group_account_invoice"
        cls.manager = new_test_user(cls.env, "head of recovery", groups=groups, **company)
        cls.company.partner_id.tz = "Asia/Tokyo"

    def told(self):
        """A debtor who was written to, promised and then asked for a plan that came to nothing; his case."""
        self.debtor.email = "debtor@example.com"
        self.day("+0d")
        move = self.invoice(due="-4d", amount=1000)
        self.print_invoices(move)
        self.run_and_send()
        self.day("+50d")
        self.run_and_send()
        self.promise(move, on="+0d", amount=300)
        self.plan(move, schedule={"+5d": 400, "+30d": 600}).action_cancel()
        self.dispute(move)._move("closed", ("open",))
        self.day("+95d")
        self.morning()
        return self.debtor.recovery_case_id

    def test_his_right_is_enough_and_every_agreement_is_told(self):
        case = self.told()
        placement = self.hand_over(case.with_user(self.manager)).placement_ids
        package = self.zip_of(placement.sudo())
        agreements = self.rows(package, "05_promesses_plans")
        self.assertEqual(
            [(row["type"], self.amount(row["amount"]), row["status"]) for row in agreements],
            [("promise", 300, "superseded"), ("plan", 400, "cancelled"), ("plan", 600, "cancelled")],
        )
        self.assertEqual([self.amount(row["kept_amount"]) for row in agreements], [0, 0, 0])
        notices = case.notice_ids._messages().sorted("id")
        reminders = self.rows(package, "04_relances")
        self.assertEqual(
            [row["message_id"] for row in reminders], [notice.mail_id.message_id or "" for notice in notices]
        )
        self.assertTrue(reminders[0]["message_id"])

    def test_many_cases_are_handed_over_in_the_background(self):
        """As whoever asked, who is told; asked for once, and not changed meanwhile."""
        handoff = self.handoff(self.ready_case()).with_user(self.manager)
        handoff.action_ready()
        with patch.object(type(handoff), "_hands_over_later", lambda handoff: True):
            handoff.action_hand_over()
            for action in (handoff.action_hand_over, handoff.action_draft):
                with self.assertRaisesRegex(UserError, "already"):
                    action()
        self.assertEqual((handoff.state, handoff.is_busy, handoff.placement_ids.date), ("ready", True, False))
        self.assertIn(self.env.ref("recovery_dunning.ir_cron_package"), self.env["ir.cron.trigger"].search([]).cron_id)
        handoff.env["recovery.handoff"].sudo()._cron_package()
        self.assertEqual((handoff.state, handoff.user_id, handoff.is_busy), ("handed", self.manager, False))
        self.assertEqual(handoff.placement_ids.package_state, "done")
        self.assertEqual(self.last_event(handoff.case_ids).author_id, self.manager)

    def test_what_blocks_by_then_is_told(self):
        self.manager.sudo().lang = "en_US"
        handoff = self.handoff(self.ready_case()).with_user(self.manager)
        handoff.action_ready()
        with patch.object(type(handoff), "_hands_over_later", lambda handoff: True):
            handoff.action_hand_over()
        self.debtor.company_registry = "732829321"
        handoff.env["recovery.handoff"].sudo()._cron_package()
        self.assertEqual((handoff.state, handoff.is_busy), ("ready", False))
        self.assertIn("could not be handed over", handoff.message_ids[0].body)
        self.assertEqual(handoff.case_ids.phase, "amicable")

    def test_what_somebody_else_is_writing_waits(self):
        """Nobody is told of locks: it is handed over the next time."""
        handoff = self.handoff(self.ready_case()).with_user(self.manager)
        handoff.action_ready()
        with patch.object(type(handoff), "_hands_over_later", lambda handoff: True):
            handoff.action_hand_over()
        everything, said = handoff.env["recovery.handoff"].sudo(), len(handoff.message_ids)
        for error in (psycopg2.errors.LockNotAvailable("locked"), LockError("locked")):
            with patch.object(type(handoff), "_hand_over_checked", side_effect=error):
                everything._cron_package()
            self.assertEqual((handoff.state, handoff.is_busy, len(handoff.message_ids)), ("ready", True, said))
        everything._cron_package()
        self.assertEqual((handoff.state, handoff.is_busy), ("handed", False))

    def test_hours_are_those_of_the_company(self):
        """A mail that left at 8 in the morning, UTC, left at 17 in Tokyo."""
        case = self.told()
        sent = case.notice_ids._messages().sorted("id")[0].sent_date
        package = self.zip_of(self.hand_over(case).placement_ids)
        row = self.rows(package, "04_relances")[0]
        self.assertIn(f"{(sent.hour + 9) % 24:02}:{sent.minute:02}", row["date_time"])
