"""Stories of work that is spread over jobs: what each does, what comes last, and what gives way."""

from unittest.mock import patch

from odoo.addons.queue_job.job import DONE, Job
from odoo.addons.recovery_dunning.tests.common import RecoveryStory
from odoo.addons.recovery_dunning.tests.stories.handoff import HandoffStory
from odoo.tests import tagged


class JobStory(RecoveryStory):
    """A runner looks after the jobs; it does them when the story says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("debtors", "notices"):
            cls.env["ir.config_parameter"].set_param(f"recovery_dunning_queue.{name}", "2")

    def escalate(self):
        """The daily action where a runner is at work; the run of the day."""
        Run = self.env["recovery.run"].sudo().with_context(recovery_fans_out=True)
        Run._cron_escalate()
        return self.env["recovery.run"].search([("scheduled", "=", True)], limit=1)

    def jobs(self):
        """Those to be done, the last of each work at the end."""
        jobs = self.env["queue.job"].sudo().search([("state", "not in", ("done", "cancelled", "failed"))], order="id")
        return jobs.sorted(lambda job: job.state == "wait_dependencies")

    def break_off(self, records):
        for record in records:
            job = Job.load(self.env, record.uuid)
            job.set_failed(exc_name="Killed")
            job.store()

    def finish(self):
        """The runner does all jobs in their order; returns the methods it called."""
        called = []
        for record in self.jobs():
            self.perform(record)
            called.append(record.method_name)
        self.env.invalidate_all()
        return called

    def perform(self, record):
        job = Job.load(self.env, record.uuid)
        job.perform()
        job.state = DONE
        job.store()

    def debtors(self, count):
        return [self.invoice(due="-20d", debtor=self.customer(f"Debtor {number}")) for number in range(count)]


@tagged("post_install", "-at_install")
class TestRunSpread(JobStory):
    def test_the_run_of_the_day(self):
        moves = self.debtors(5)
        run = self.escalate()
        self.assertEqual((run.state, len(run.notice_ids)), ("draft", 0))
        self.assertEqual(self.finish(), ["_propose_part"] * 3 + ["_end_spread_proposal"])
        self.assertEqual((run.state, len(run.notice_ids)), ("approved", 5))
        self.env["recovery.run"].sudo().with_context(recovery_fans_out=True)._cron_send()
        self.assertEqual(self.finish(), ["_send_part"] * 3 + ["_end_sending"])
        self.assertEqual((run.state, run.sent_count), ("done", 5))
        self.assertTrue(all(move.recovery_level_id for move in moves))

    def test_a_small_book_needs_no_jobs(self):
        self.debtors(2)
        run = self.escalate()
        self.assertEqual((run.state, self.jobs().ids), ("done", []))

    def test_without_a_runner_one_process_does_it(self):
        self.debtors(5)
        self.env["recovery.run"].sudo()._cron_escalate()
        self.assertEqual(self.env["recovery.run"].search([("scheduled", "=", True)]).state, "done")
        self.assertFalse(self.jobs())

    def test_nothing_is_spread_twice(self):
        self.debtors(5)
        self.escalate()
        jobs = self.jobs()
        run = self.escalate()
        self.assertEqual(self.jobs(), jobs)
        self.env["recovery.run"].sudo()._cron_send()
        self.assertFalse(run.sent_count, "nothing leaves before all is decided")

    def test_a_part_that_failed_is_spread_again(self):
        self.debtors(5)
        self.escalate()
        first, *others, end = self.jobs()
        self.perform(first)
        self.break_off(others)
        run = self.escalate()
        self.assertEqual(end.state, "cancelled")
        self.assertEqual(len(self.finish()), 3 + 1)
        self.assertEqual((run.state, len(run.notice_ids)), ("approved", 5))
        self.assertEqual(len(run.notice_ids.line_ids.move_line_id), 5, "nobody is asked twice")

    def test_a_run_that_never_ended_gives_way(self):
        self.debtors(5)
        stale = self.escalate()
        first, *others = self.jobs()
        self.perform(first)
        self.break_off(others)
        self.day("+1d")
        run = self.escalate()
        self.assertNotEqual(run, stale)
        self.assertEqual((stale.state, set(stale.notice_ids.mapped("state"))), ("cancelled", {"cancelled"}))
        self.finish()
        self.assertEqual(len(run.notice_ids), 5)

    def test_the_last_job_is_woken_where_the_last_part_could_not(self):
        self.debtors(5)
        run = self.escalate()
        self.finish()
        Run = self.env["recovery.run"].sudo().with_context(recovery_fans_out=True)
        Run._cron_send()
        *parts, last = self.jobs()
        for part in parts:
            self.perform(part)
        self.assertEqual(last.state, "wait_dependencies")
        Run._cron_send()
        self.assertEqual((run.state, last.state), ("done", "pending"))
        self.assertEqual(self.finish(), ["_end_sending"])

    def test_an_undone_run_sends_nothing(self):
        self.debtors(5)
        run = self.escalate()
        self.finish()
        self.env["recovery.run"].sudo().with_context(recovery_fans_out=True)._cron_send()
        run.action_cancel()
        self.finish()
        self.assertFalse(run.sent_count)


@tagged("post_install", "-at_install")
class TestPackagesSpread(JobStory, HandoffStory):
    def some_to_pack(self):
        """A handoff of three cases whose packages wait, and the model to call."""
        names = [("Atelier Nord", "552081317"), ("Café Été", "542051180")]
        place = {"country_id": self.france.id, "street": "1 rue", "zip": "1", "city": "X"}
        debtors = [self.customer(name, company_registry=number, **place) for name, number in names]
        cases = self.ready_case() | self.ready_case(debtor=debtors[0]) | self.ready_case(debtor=debtors[1])
        handoff = self.hand_over(cases)
        handoff.sudo().placement_ids.package_state = "waiting"
        handoff.sudo().workbook_id.unlink()
        return handoff, self.env["recovery.handoff"].sudo().with_context(recovery_fans_out=True)

    def test_packages(self):
        handoff, Handoff = self.some_to_pack()
        Handoff._cron_package()
        jobs = self.jobs()
        Handoff._cron_package()
        self.assertEqual(self.jobs(), jobs, "once")
        self.assertEqual(self.finish(), ["_pack_part", "_end_packing"])
        self.assertEqual(set(handoff.placement_ids.mapped("package_state")), {"done"})
        self.assertTrue(handoff.workbook_id)

    def test_told_once_where_the_scheduled_action_comes_before_the_last_job(self):
        handoff, Handoff = self.some_to_pack()
        Handoff._cron_package()
        *parts, last = self.jobs()
        for part in parts:
            self.perform(part)
        told = handoff.message_ids
        Handoff._cron_package()
        self.perform(last)
        self.assertEqual(len(handoff.message_ids - told), 1)

    def test_many_cases_are_handed_over_before_their_packages_are_spread(self):
        """Whether a runner looks after jobs or not: what a manager has asked for is handed over."""
        handoff = self.handoff(self.ready_case())
        handoff.action_ready()
        with patch.object(type(handoff), "_hands_over_later", lambda handoff: True):
            handoff.action_hand_over()
        with patch.object(type(handoff), "_packs_later", lambda handoff: True):
            self.env["recovery.handoff"].sudo().with_context(recovery_fans_out=True)._cron_package()
        self.assertEqual((handoff.state, handoff.placement_ids.package_state), ("handed", "waiting"))
        self.assertEqual(self.finish(), ["_pack_part", "_end_packing"])
        self.assertEqual(handoff.placement_ids.package_state, "done")
        self.assertFalse(handoff.is_busy)
