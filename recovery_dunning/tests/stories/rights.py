"""The table of rights of a group, checked for every model."""

from odoo.tests import new_test_user

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
    "recovery.lifecycle",
    "recovery.proceeding",
    "recovery.proceeding.cost",
    "recovery.insolvency",
    "recovery.kpi",
    "recovery.expectation",
    "recovery.expectation.week",
]
MODELS = [
    "recovery.procedure",
    "recovery.level",
    "recovery.profile",
    "recovery.hold.reason",
    "recovery.dispute.type",
    "recovery.lifecycle.status",
    "recovery.lifecycle.reason",
    "recovery.lifecycle.mailbox",
    "recovery.rate",
    "recovery.contact",
    "recovery.export.layout",
    "recovery.export.column",
    "recovery.route",
    "recovery.court.tariff",
    "recovery.court.result",
    "recovery.route.chance",
    "recovery.route.result",
    "recovery.payment.advice",
    "recovery.agency.term",
    "recovery.agency.proof",
    "recovery.agency.result",
    "recovery.aged",
    "recovery.delay",
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

    def sue(self):
        """A proceeding with a cost, and a debtor who is insolvent."""
        case, insolvent = self.debtor.recovery_case_id, self.customer("Insolvent")
        proceeding = self.env["recovery.proceeding"].sudo().create({"case_id": case.id, "kind": "payment_order"})
        self.env["recovery.proceeding.cost"].create({"proceeding_id": proceeding.id, "name": "Clerk", "amount": 30})
        case = self.env["recovery.case"]._case_of(self.company, insolvent)
        self.env["recovery.insolvency"]._declare(case, {"kind": "liquidation", "judgment_date": self.on("-1d")})

    def measure(self):
        """What a night writes: key figures, and what is expected."""
        self.env["recovery.kpi"].sudo()._measure(self.company, self.on("+0d"))
        self.env["recovery.expectation"].sudo()._expect(self.company)

    def check_table(self):
        for model in MODELS:
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertEqual(
                        self.env[model].with_user(self.user).has_access(operation),
                        operation[0] in self.allowed.get(model, ""),
                    )
