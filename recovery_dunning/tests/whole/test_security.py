"""What each group may do: nobody, viewer, collector, manager; and companies apart."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import RecoveryStory

COMPANY_MODELS = [
    "recovery.run",
    "recovery.notice",
    "recovery.notice.line",
    "recovery.exception",
    "recovery.case",
    "recovery.event",
    "recovery.hold",
    "recovery.promise",
    "recovery.plan",
    "recovery.plan.line",
    "recovery.dispute",
    "recovery.settlement",
    "recovery.mediation",
    "recovery.interruption",
    "recovery.claim",
    "recovery.clause",
    "recovery.handoff",
    "recovery.placement",
    "recovery.check",
    "recovery.piece",
]
MODELS = [
    "recovery.procedure",
    "recovery.level",
    "recovery.profile",
    "recovery.hold.reason",
    "recovery.dispute.type",
    "recovery.rate",
    "recovery.contact",
    "recovery.export.layout",
    "recovery.export.column",
    "recovery.route",
    "recovery.route.chance",
    "recovery.route.result",
    "recovery.payment.advice",
    "recovery.agency.term",
    "recovery.agency.proof",
    "recovery.agency.result",
    "recovery.remittance",
    "recovery.remittance.line",
    "recovery.remittance.column",
    *COMPANY_MODELS,
]


class RightsStory(RecoveryStory):
    """The table of rights of one group: `allowed` is {model: operations}, everything else is refused."""

    groups = "base.group_user"
    allowed = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "rights", groups=cls.groups, company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)]
        )

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-4d")
        self.invoice(due="-1d", debtor=self.customer("Not yet"))
        self.run = self.run_and_send()

    def check_table(self):
        for model in MODELS:
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertEqual(
                        self.env[model].with_user(self.user).has_access(operation),
                        operation[0] in self.allowed.get(model, ""),
                    )


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
        "recovery.event": "rc",
        "recovery.hold": "rwc",
        "recovery.hold.reason": "r",
        "recovery.promise": "rwc",
        "recovery.plan": "rwc",
        "recovery.plan.line": "rwcu",
        "recovery.dispute": "rwc",
        "recovery.settlement": "rwc",
        "recovery.mediation": "rwc",
        "recovery.interruption": "rwc",
        "recovery.dispute.type": "r",
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
        "recovery.remittance": "rwcu",
        "recovery.remittance.line": "rw",
        "recovery.remittance.column": "rw",
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

    def test_writes_no_event_in_the_name_of_another(self):
        case = self.debtor.recovery_case_id
        event = (
            self.env["recovery.event"]
            .with_user(self.user)
            .create(
                {
                    "case_id": case.id,
                    "kind": "note",
                    "summary": "Called",
                    "author_id": self.env.ref("base.user_admin").id,
                }
            )
        )
        self.assertEqual(event.author_id, self.user)
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


@tagged("post_install", "-at_install")
class TestCompaniesApart(RightsStory):
    groups = "recovery_dunning.group_recovery_manager"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other company")["company"]
        reason = cls.env.ref("recovery_dunning.hold_reason_other")
        cls.env["recovery.hold"].create(
            {"partner_id": cls.customer("Held").id, "company_id": cls.company.id, "reason_id": reason.id}
        )

    def setUp(self):
        super().setUp()
        lines = self.instalments(self.move)
        promise, plan, dispute = (self.env[f"recovery.{name}"] for name in ("promise", "plan", "dispute"))
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        promise.create({**promise._prepare_for(lines), "date": self.on("+5d")}).action_cancel()
        payment = Command.create({"date": self.on("+5d"), "amount": 100})
        plan.create({**plan._prepare_for(lines), "schedule_ids": [payment]})
        self.env["recovery.clause"]._of(self.company)
        self.env["recovery.claim"].sudo().create(
            {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        )
        dispute.create({**dispute._prepare_for(lines), "type_id": kind.id, "claim": "No"}).action_reject()
        settlement, mediation = self.env["recovery.settlement"], self.env["recovery.mediation"]
        settlement.create({**settlement._prepare_for(lines), "reason": "None"}).action_cancel()
        mediation.create(mediation._prepare_for(lines))
        interruption = self.env["recovery.interruption"]
        interruption.create({**interruption._prepare_for(lines), "date": self.on("-1d")})
        self._hand_over()

    def _hand_over(self):
        """A placement being prepared, with a piece of its case, and what is checked before."""
        case, agency = self.debtor.recovery_case_id, self.customer("Agency", is_recovery_agency=True)
        placement = Command.create({"case_id": case.id, "principal": 100})
        self.env["recovery.handoff"].create(
            {"agency_id": agency.id, "company_id": self.company.id, "placement_ids": [placement]}
        )
        paper = self.env["ir.attachment"].create({"name": "order.txt", "raw": b"Order 4711"})
        self.env["recovery.piece"].create({"case_id": case.id, "attachment_ids": [(6, 0, paper.ids)]})
        self.env["recovery.check"]._check(case)

    def test_other_company_sees_nothing(self):
        stranger = new_test_user(
            self.env, "stranger", groups=self.groups, company_id=self.other.id, company_ids=[(6, 0, self.other.ids)]
        )
        for model in COMPANY_MODELS:
            with self.subTest(model=model):
                records = self.env[model].sudo().search([("company_id", "=", self.company.id)])
                self.assertTrue(records)
                self.assertFalse(self.env[model].with_user(stranger).search([("id", "in", records.ids)]))
        debtor = self.debtor.with_user(stranger).with_company(self.other)
        self.assertEqual((debtor.recovery_status, debtor.recovery_overdue), ("ok", 0))

    def test_a_run_concerns_its_own_company(self):
        run = self.env["recovery.run"].create({"company_id": self.other.id})
        run.action_propose()
        self.assertFalse(run.notice_ids or run.exception_ids)

    def test_procedure_of_one_company_is_not_used_in_another(self):
        self.ladder.company_id = self.other
        self.day("+20d")
        self.assertLeftOut(self.propose(), self.move, "no_procedure")
