"""Cases that go to a court: debtors who were warned in vain, steps that are entered, and insolvencies."""

from datetime import timedelta

from odoo.tests import new_test_user

from ..common import TODAY
from .handoff import HandoffStory


class CourtStory(HandoffStory):
    """A business and a consumer, each with a case, and the vocabulary of proceedings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.know_the_rates()
        cls.person = cls.customer("Jean Dupont", is_company=False, country_id=cls.france.id)
        cls.person.write({"street": "3 rue Haute", "zip": "49000", "city": "Angers"})
        cls.officer = cls.customer("Étude Martin, commissaires de justice", street="2 rue", zip="69001", city="Lyon")

    def case_of(self, debtor, amount=2400.0, due="-70d"):
        move = self.invoice(due=due, amount=amount, debtor=debtor)
        self.print_invoices(move)
        return move, self.env["recovery.case"]._case_of(self.company, debtor)

    def start(self, case, kind="payment_order", **values):
        """The proceeding as the dialog prepares it."""
        dialog = self.env["recovery.proceeding.start"].create({"case_id": case.id, "kind": kind, **values})
        return self.env["recovery.proceeding"].browse(dialog.action_start()["res_id"])

    def step(self, proceeding, stage, day=None, **values):
        """Enter a step; `day` is '-3d' from today, None where none is entered."""
        action = proceeding.with_context(recovery_stage=stage).action_step()
        context = action["context"]
        dialog = self.env["recovery.proceeding.step"].create(
            {
                "proceeding_id": context["default_proceeding_id"],
                "stage": context["default_stage"],
                "date": self.on(day) if day else False,
                **values,
            }
        )
        dialog.action_record()
        self.env.invalidate_all()

    def act(self, name="act.pdf"):
        return self.env["ir.attachment"].create({"name": name, "raw": b"%PDF-1.4 act", "mimetype": "application/pdf"})

    def insolvency(self, case, kind="receivership", day="-0d", published=None, **values):
        dialog = self.env["recovery.insolvency.start"].create({"case_id": case.id, **values})
        dialog.write(
            {
                "kind": kind,
                "judgment_date": self.on(day),
                "published_on": self.on(published) if published else False,
            }
        )
        record = self.env["recovery.insolvency"].browse(dialog.action_record()["res_id"])
        self.env.invalidate_all()
        return record

    def watch(self):
        self.env.invalidate_all()  # a day is a transaction of its own
        for model in ("recovery.proceeding", "recovery.insolvency"):
            self.assertFalse(self.env[model]._watch(self.company))

    def go_to(self, day):
        """The morning of a date."""
        self.day(f"+{(day - TODAY) // timedelta(days=1)}d")

    def events(self, case, kind="court"):
        return case.event_ids.filtered(lambda event: event.kind == kind).sorted("id")

    def tasks(self, case):
        return case.activity_ids.mapped("summary")


class InsolvencyStory(CourtStory):
    """A debtor with a case, who becomes insolvent, and the representative of his creditors."""

    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.debtor)
        self.representative = self.customer("SELARL Mandat", street="5 rue", zip="69002", city="Lyon")

    def plan(self):
        plan = self.env["recovery.plan"]
        payments = [
            (0, 0, {"date": self.on("+10d"), "amount": 1400}),
            (0, 0, {"date": self.on("+40d"), "amount": 1000}),
        ]
        plan = plan.create({**plan._prepare_for(self.instalments(self.move)), "schedule_ids": payments})
        plan.action_propose()
        plan.action_activate()
        return plan

    def case_letter(self, letter):
        letter.action_print()
        return self.last_event(self.case).attachment_ids.raw

    def record(self, action, day, **values):
        context = action["context"]
        self.env["recovery.proceeding.step"].create(
            {
                "proceeding_id": context["default_proceeding_id"],
                "stage": context["default_stage"],
                "date": day,
                **values,
            }
        ).action_record()
        self.env.invalidate_all()

    def collector(self, login):
        return new_test_user(
            self.env,
            login,
            groups="recovery_dunning.group_recovery_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
