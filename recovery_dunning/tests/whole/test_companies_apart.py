"""Companies apart: who works in one reads and writes nothing of another."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..stories.rights import COMPANY_MODELS, RightsStory


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
        retention = self.env["recovery.retention"]
        retention.create({**retention._prepare_for(lines), "name": "A lift truck"})
        interruption = self.env["recovery.interruption"]
        interruption.create({**interruption._prepare_for(lines), "date": self.on("-1d")})
        self._hand_over()
        self.sue()
        self.measure()

    def _hand_over(self):
        """A placement being prepared, with a piece of its case, and what is checked before."""
        case, agency = self.debtor.recovery_case_id, self.customer("Agency", is_recovery_agency=True)
        placement = Command.create({"case_id": case.id})
        self.env["recovery.handoff"].create(
            {"agency_id": agency.id, "company_id": self.company.id, "placement_ids": [placement]}
        )
        paper = self.env["ir.attachment"].create({"name": "order.txt", "raw": b"Order 4711"})
        self.env["recovery.piece"].create({"case_id": case.id, "attachment_ids": [(6, 0, paper.ids)]})
        self.env["recovery.check"]._check(case)
        self.env["recovery.lifecycle"]._import_files([("a.xml", b"no message")], self.company)

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
