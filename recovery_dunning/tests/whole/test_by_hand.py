"""What only our own actions write is written by nobody by hand: not at creation, not through lines, by no group."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.record.way_in import AUDITOR, COLLECTOR, MANAGER, VIEWER
from ...models.rights.kept import OF_ODOO, ONCE, WHILE
from ..stories.doors import is_kept, kept_fields, our_fields
from ..stories.rights import RightsStory

REFUSED = UserError  # an AccessError and a ValidationError are some


@tagged("post_install", "-at_install")
class TestByHand(RightsStory):
    groups = COLLECTOR

    def setUp(self):
        super().setUp()
        self.lines, self.case = self.instalments(self.move), self.debtor.recovery_case_id
        self.manager = self.user_of(MANAGER)

    def user_of(self, *groups):
        return new_test_user(
            self.env,
            f"of-{groups[0]}",
            groups=",".join(groups),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def of(self, record, user=None):
        return record.with_user(user or self.user)

    def plan(self):
        plan = self.env["recovery.plan"]
        schedule = [Command.create({"date": self.on("+5d"), "amount": 100})]
        return plan.create({**plan._prepare_for(self.lines), "schedule_ids": schedule})

    def promise(self):
        promise = self.env["recovery.promise"]
        return promise.create({**promise._prepare_for(self.lines), "date": self.on("+5d")})

    def assertKept(self, record, user=None, **values):
        for name, value in values.items():
            with self.subTest(record=record, field=name):
                before = record.sudo()[name]
                with self.assertRaises(REFUSED):
                    self.of(record, user).write({name: value})
                record.invalidate_recordset()
                self.assertEqual(record.sudo()[name], before)

    def test_every_kept_field_by_every_group(self):
        """Written to nothing, and given at creation: the guard answers before anybody looks at the value."""
        groups = (VIEWER, AUDITOR, "account.group_account_manager")
        users = [self.user, self.manager, *map(self.user_of, groups)]
        fields = kept_fields(self.env)
        self.assertGreater(len(fields), 150)
        for user in users:
            for model, field in fields:
                with self.subTest(user=user.login, field=str(field)):
                    some = self.env[model].sudo().search([], limit=1).with_user(user)
                    with self.assertRaises(AccessError):
                        (some or self.env[model].with_user(user).new({})).write({field.name: False})
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create({field.name: False})
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).with_context(**{f"default_{field.name}": False}).create({})

    def test_the_list_names_fields_that_there_are(self):
        """And no field is on it twice: who reads it must be able to trust it."""
        ours = {(model, field.name): is_kept(model, field) for model, field in our_fields(self.env)}
        once = [(model, name) for model, names in ONCE.items() for name in names]
        while_ = [(model, name) for model, rows in WHILE.items() for _path, _states, names in rows for name in names]
        for model, name in once + while_:
            self.assertIs(ours.get((model, name)), False, (model, name))
        self.assertEqual(len(once + while_), len({*once, *while_}), "said twice")

    def test_a_sent_notice(self):
        sent = self.run.notice_ids.filtered(lambda notice: notice.state == "sent")[0]
        for user in (self.user, self.manager):
            self.assertKept(sent, user, state="proposed", line_ids=[Command.clear()], amount_due=1)
            self.assertKept(sent.line_ids, user, level_id=self.level(30).id, residual=1, previous_level_id=False)
            with self.assertRaises(AccessError):
                self.of(self.run, user).notice_ids = [Command.update(sent.id, {"state": "proposed"})]

    def test_a_case(self):
        other, company = self.customer("Other"), self.setup_other_company(name="Other company")["company"]
        for user in (self.user, self.manager):
            self.assertKept(self.case, user, partner_id=other.id, company_id=company.id, outcome="paid", name="X")
            self.assertKept(self.case, user, date_closed="2020-01-01", date_opened="2020-01-01", close_reason="x")
            self.assertKept(self.case, user, formal_notice_date="2020-01-01", answered_on="2020-01-01", priority=1)

    def test_an_event(self):
        row = {"case_id": self.case.id, "kind": "payment", "summary": "He paid", "date": "2020-01-01 00:00:00"}
        for user in (self.user, self.manager):
            with self.assertRaises(AccessError):
                self.env["recovery.event"].with_user(user).create(row)
            with self.assertRaises(AccessError):
                self.of(self.case, user).event_ids = [Command.create(row)]

    def test_a_promise(self):
        promise = self.promise()
        dollar = self.env.ref("base.USD").id
        for user in (self.user, self.manager):
            self.assertKept(promise, user, recognised_on="2020-01-01", date_until="2030-01-01", currency_id=dollar)
            self.assertKept(promise, user, state="kept", amount=1, date="2030-01-01", float_days=90, channel="email")
            self.of(promise, user).note = "He will call"
        values = {**promise._prepare_for(self.lines), "date": self.on("+6d")}
        for said in ({"state": "kept"}, {"recognised_on": "2020-01-01"}, {"amount_open": 5}):
            with self.assertRaises(AccessError):
                self.env["recovery.promise"].with_user(self.user).create({**values, **said})

    def test_an_active_plan(self):
        plan = self.plan()
        self.of(plan).write({"cure_days": 20, "schedule_ids": [Command.update(plan.schedule_ids.id, {"amount": 100})]})
        plan.action_propose()
        plan.action_activate()
        other = self.customer("Other")
        draft = self.env["recovery.plan"].create(
            {
                **plan._prepare_for(self.instalments(self.invoice(debtor=other))),
                "schedule_ids": [Command.create({"date": self.on("+5d"), "amount": 100})],
            }
        )
        line = plan.schedule_ids
        for user in (self.user, self.manager):
            self.assertKept(plan, user, total=1, cure_days=90, state="done", acceleration_date=False, down_payment=1)
            self.assertKept(plan, user, scan=b"eA==", line_ids=[Command.clear()])
            self.assertKept(line, user, amount=1, date="2030-01-01", plan_id=draft.id, reminded_on="2020-01-01")
            for command in (
                Command.create({"date": self.on("+9d"), "amount": 1}),
                Command.update(line.id, {"amount": 1}),
                Command.delete(line.id),
                Command.clear(),
                Command.link(draft.schedule_ids.id),
            ):
                with self.subTest(command=command), self.assertRaises(REFUSED):
                    self.of(plan, user).schedule_ids = [command]
                with self.subTest(command=command), self.assertRaises(REFUSED), self.env.cr.savepoint():
                    self.of(draft, user).schedule_ids = [Command.link(line.id)]
            with self.assertRaises(REFUSED):
                self.of(line, user).unlink()
            with self.assertRaises(REFUSED):
                self.env["recovery.plan.line"].with_user(user).create(
                    {"plan_id": plan.id, "date": self.on("+9d"), "amount": 1}
                )
        self.assertEqual((line.amount, line.plan_id), (100, plan))

    def test_a_run(self):
        run = self.propose()
        for user in (self.user, self.manager):
            for state in ("draft", "approved", "sending", "done", "undone", "cancelled"):
                self.assertKept(run, user, state=state)
            self.assertKept(run, user, date="2020-01-01", procedure_ids=[Command.set(self.ladder.ids)])
            self.assertKept(run, user, scheduled=True, problem="x", insisted_by_id=user.id)
            with self.assertRaises(AccessError):
                self.env["recovery.run"].with_user(user).create({"company_id": self.company.id, "state": "approved"})

    def test_a_handoff(self):
        agency = self.customer("Agency", is_recovery_agency=True)
        Handoff = self.env["recovery.handoff"].with_user(self.manager)
        placed = [Command.create({"case_id": self.case.id})]
        handoff = Handoff.create({"agency_id": agency.id, "placement_ids": placed})
        placement = handoff.placement_ids
        self.assertKept(handoff, self.manager, state="handed", date="2020-01-01", user_id=self.user.id, name="X")
        self.assertKept(placement, self.manager, principal=1, interest=1, status="paid", date="2020-01-01", total=1)
        other = self.env["recovery.case"]._case_of(self.company, self.customer("Other"))
        self.assertKept(placement, self.manager, handoff_id=False, case_id=False, certificate_date="2020-01-01")
        with self.assertRaises(AccessError):
            Handoff.create({"agency_id": agency.id, "state": "handed"})
        with self.assertRaises(AccessError):
            handoff.placement_ids = [Command.update(placement.id, {"principal": 1})]
        with self.assertRaises(AccessError):
            Handoff.create(
                {"agency_id": agency.id, "placement_ids": [Command.create({"case_id": other.id, "total": 1})]}
            )
        handoff.sudo().state = "handed"
        self.assertKept(handoff, self.manager, agency_id=self.debtor.id, claim_interest=False, fee_terms="x")
        for change in (
            lambda: placement.with_user(self.manager).unlink(),
            lambda: handoff.with_user(self.manager).unlink(),
            lambda: (
                self.env["recovery.placement"]
                .with_user(self.manager)
                .create({"handoff_id": handoff.id, "case_id": other.id})
            ),
        ):
            with self.assertRaises(REFUSED):
                change()

    def test_a_claim(self):
        row = {
            "kind": "cost",
            "partner_id": self.debtor.id,
            "company_id": self.company.id,
            "amount": 40,
            "label": "Fee",
        }
        paper = self.env["ir.attachment"].with_user(self.manager).create({"name": "receipt.txt", "raw": b"40 EUR"})
        row["proof_ids"] = [Command.set(paper.ids)]
        for said in ({"state": "waived"}, {"state": "invoiced"}, {"waiver_reason": "x"}):
            with self.subTest(said=said), self.assertRaises(AccessError):
                self.env["recovery.claim"].with_user(self.manager).create({**row, **said})
        self.assertEqual(self.env["recovery.claim"].with_user(self.manager).create(row).state, "shown")

    def test_ours_on_what_is_odoos(self):
        """Whoever may write invoices and customers, writes no level and no verdict of ours."""
        accountant = self.user_of("account.group_account_manager", "base.group_partner_manager")
        self.assertKept(self.lines, accountant, recovery_level_id=self.level(30).id, recovery_date="2020-01-01")
        self.assertKept(
            self.debtor, accountant, recovery_score="a", recovery_days_late=1, recovery_wrong_on="2020-01-01"
        )
        draft = self.move.copy()
        with self.assertRaises(AccessError):
            self.of(draft, accountant).line_ids = [Command.update(draft.line_ids[0].id, {"recovery_date": False})]
        self.of(self.debtor, accountant).recovery_write_only = True
        self.assertEqual(len(OF_ODOO), 4)
