"""Promises, plans and disputes, and who hears of them."""

from odoo import Command
from odoo.tests import Form, new_test_user

from ..common import RecoveryStory


class ArrangementStory(RecoveryStory):
    """Promises, plans and disputes in a line each."""

    def promise(self, *moves, on="+10d", **values):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        promise = self.env["recovery.promise"]
        return promise.create({**promise._prepare_for(lines), "date": self.on(on), **values})

    def plan(self, *moves, schedule):
        """An active plan; `schedule` gives amounts by day."""
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        plan = self.env["recovery.plan"]
        payments = [Command.create({"date": self.on(day), "amount": amount}) for day, amount in schedule.items()]
        plan = plan.create({**plan._prepare_for(lines), "schedule_ids": payments})
        plan.action_activate()
        return plan

    def dispute(self, *moves, **values):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_quality")
        claim = {"type_id": kind.id, "claim": "The table top is cracked."}
        return dispute.create({**dispute._prepare_for(lines), **claim, **values})

    def morning(self):
        """The scheduled action."""
        self.env["recovery.run"]._cron_escalate()

    def assertRecorded(self, text):
        events = self.env["recovery.event"].search([("case_id.partner_id", "=", self.debtor.id)])
        self.assertTrue(any(text in event.summary for event in events), events.mapped("summary"))


class PromiseStory(ArrangementStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.rep = new_test_user(cls.env, "rep", groups="recovery_dunning.group_recovery_viewer", **company)
        cls.collector = new_test_user(cls.env, "col", groups="recovery_dunning.group_recovery_user", **company)

    def pay_on(self, move, day, amount=None):
        """A payment of that day, matched today."""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        return wizard.create(
            {"amount": amount or move.amount_residual, "payment_date": self.on(day)}
        )._create_payments()

    def take_back(self, payment):
        """The bank takes it back: a cheque that bounced, a direct debit that was refused."""
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_draft()
        payment.action_cancel()

    def outbox(self):
        return self.env["mail.mail"].sudo().search([("model", "=", "recovery.case")], order="id desc")


class ProposedStory(PromiseStory):
    """Plans as the dialog proposes them."""

    def wizard(self, *moves, **values):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        action = self.env["recovery.plan"]._action_propose(lines)
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def proposed(self, move):
        return self.env["recovery.plan"].browse(self.wizard(move).action_create()["res_id"])
