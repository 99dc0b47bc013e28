"""What each group may do: nobody, viewer, collector, manager."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..stories.rights import RightsStory


@tagged("post_install", "-at_install")
class TestNobody(RightsStory):
    def test_rights(self):
        self.check_table()
        with self.assertRaises(AccessError):
            self.debtor.with_user(self.user).read(["recovery_overdue"])


@tagged("post_install", "-at_install")
class TestViewer(RightsStory):
    groups = "recovery_dunning.group_recovery_viewer"
    allowed = {
        "recovery.case": "r",
        "recovery.hold": "r",
        "recovery.hold.reason": "r",
        "recovery.promise": "r",
        "recovery.plan": "r",
        "recovery.plan.line": "r",
        "recovery.dispute": "r",
        "recovery.settlement": "r",
        "recovery.mediation": "r",
        "recovery.retention": "r",
        "recovery.interruption": "r",
        "recovery.dispute.type": "r",
    }

    def test_rights(self):
        self.check_table()

    def test_sees_the_status_and_no_ledger_line(self):
        debtor = self.debtor.with_user(self.user)
        self.assertEqual((debtor.recovery_status, debtor.recovery_overdue), ("late", 100))
        self.assertEqual(debtor.recovery_case_id.phase, "amicable")
        with self.assertRaises(AccessError):
            self.instalments(self.move).with_user(self.user).read(["amount_residual"])
        with self.assertRaises(AccessError):
            self.env["recovery.run"].with_user(self.user).new({}).action_propose()


@tagged("post_install", "-at_install")
class TestCollector(RightsStory):
    groups = "recovery_dunning.group_recovery_user"
    allowed = {
        "recovery.procedure": "r",
        "recovery.level": "r",
        "recovery.profile": "r",
        "recovery.run": "rwc",
        "recovery.notice": "r",
        "recovery.notice.line": "r",
        "recovery.exception": "r",
        "recovery.case": "rwc",
        "recovery.event": "r",
        "recovery.hold": "rwc",
        "recovery.hold.reason": "r",
        "recovery.promise": "rwc",
        "recovery.plan": "rwc",
        "recovery.plan.line": "rwcu",
        "recovery.dispute": "rwc",
        "recovery.settlement": "rwc",
        "recovery.mediation": "rwc",
        "recovery.retention": "rwc",
        "recovery.interruption": "rwc",
        "recovery.dispute.type": "r",
        "recovery.lifecycle": "r",
        "recovery.lifecycle.status": "r",
        "recovery.lifecycle.reason": "r",
        "recovery.rate": "r",
        "recovery.claim": "r",
        "recovery.clause": "r",
        "recovery.contact": "rwcu",
        "recovery.handoff": "r",
        "recovery.placement": "r",
        "recovery.check": "r",
        "recovery.piece": "rwcu",
        "recovery.export.layout": "r",
        "recovery.export.column": "r",
        "recovery.route": "r",
        "recovery.route.chance": "r",
        "recovery.route.result": "r",
        "recovery.payment.advice": "r",
        "recovery.agency.term": "r",
        "recovery.agency.proof": "r",
        "recovery.agency.result": "r",
        "recovery.court.result": "r",
        "recovery.aged": "r",
        "recovery.delay": "r",
        "recovery.proceeding": "rw",
        "recovery.proceeding.cost": "rwcu",
        "recovery.insolvency": "rw",
        "recovery.court.tariff": "r",
        "recovery.remittance": "rwcu",
        "recovery.remittance.line": "rw",
        "recovery.remittance.column": "rw",
        "recovery.kpi": "r",
        "recovery.expectation": "r",
        "recovery.expectation.week": "r",
    }

    def test_rights(self):
        self.check_table()

    def test_sends_what_needs_no_manager(self):
        self.day("+3d")
        run = self.env["recovery.run"].with_user(self.user).create({"company_id": self.company.id})
        run.action_propose()
        run.action_approve()
        run.action_send()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_approves_nothing_that_needs_a_manager(self):
        self.level(15).require_approval = True
        self.day("+12d")
        run = self.env["recovery.run"].with_user(self.user).create({"company_id": self.company.id})
        run.action_propose()
        firm = run.notice_ids.filtered(lambda n: n.level_id.delay == 15)
        with self.assertRaises(AccessError):
            firm.action_approve()
        run.action_approve()
        self.assertEqual(firm.state, "proposed")

    def test_undoes_nothing(self):
        with self.assertRaises(AccessError):
            self.run.with_user(self.user).action_undo()
        with self.assertRaises(AccessError):
            self.run.notice_ids.with_user(self.user).action_undo()

    def test_is_the_author_of_what_he_does(self):
        case = self.debtor.recovery_case_id
        case.with_user(self.user)._log("note", lambda case: "Called")
        self.assertEqual(self.last_event(case).author_id, self.user)
        with self.assertRaises(AccessError):
            case.with_user(self.user).event_head = "0"

    def test_mends_an_exception_though_he_writes_no_invoice(self):
        self.move.no_followup = True
        self.day("+12d")
        exception = self.assertLeftOut(self.propose(), self.move, "no_followup")
        exception.with_user(self.user).action_follow_up()
        self.assertFalse(self.move.no_followup)
        self.assertNotice(self.propose(), self.move, level=15)

    def test_cannot_approve_by_writing(self):
        with self.assertRaises(AccessError):
            self.run.notice_ids.with_user(self.user).state = "approved"

    def test_reads_invoices_but_writes_none(self):
        move = self.move.with_user(self.user)
        self.assertEqual(move.recovery_level_id.delay, 3)
        self.assertEqual(move.recovery_next_level_id.delay, 15)
        with self.assertRaises(AccessError):
            move.ref = "x"


@tagged("post_install", "-at_install")
class TestManager(RightsStory):
    groups = "recovery_dunning.group_recovery_manager"
    allowed = {
        **TestCollector.allowed,
        "recovery.procedure": "rwcu",
        "recovery.level": "rwcu",
        "recovery.profile": "rwcu",
        "recovery.hold.reason": "rwcu",
        "recovery.dispute.type": "rwcu",
        "recovery.lifecycle.status": "rwcu",
        "recovery.lifecycle.reason": "rwcu",
        "recovery.lifecycle.mailbox": "rwcu",
        "recovery.rate": "rwcu",
        "recovery.claim": "rc",
        "recovery.clause": "rwcu",
        "recovery.handoff": "rwcu",
        "recovery.placement": "rwcu",
        "recovery.export.layout": "rwcu",
        "recovery.export.column": "rwcu",
        "recovery.route": "rwcu",
        "recovery.route.chance": "rwcu",
        "recovery.agency.term": "rwcu",
        "recovery.agency.proof": "rwcu",
        "recovery.proceeding": "rwu",
        "recovery.court.tariff": "rwcu",
    }

    def test_rights(self):
        self.check_table()

    def test_approves_and_undoes(self):
        self.level(15).require_approval = True
        self.day("+12d")
        run = self.env["recovery.run"].with_user(self.user).create({"company_id": self.company.id})
        run.action_propose()
        run.action_approve()
        run.action_send()
        self.assertEqual(self.move.recovery_level_id.delay, 15)
        run.action_undo()
        self.assertEqual(self.move.recovery_level_id.delay, 3)
