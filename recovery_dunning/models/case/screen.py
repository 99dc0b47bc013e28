"""The form of a case: instalments, arrangements, payments, contacts and deadlines, each read when it is opened."""

from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import format_date

from ..open_items.facts import DISPUTED
from ..record.way_in import READER
from ..record.words import named

# what a debtor says, by the field of the case that shows it
DIALOGUES = {
    "promise_ids": "recovery.promise",
    "plan_ids": "recovery.plan",
    "dispute_ids": "recovery.dispute",
    "settlement_ids": "recovery.settlement",
    "mediation_ids": "recovery.mediation",
    "retention_ids": "recovery.retention",
    "interruption_ids": "recovery.interruption",
}
NEAR_DAYS = 180  # what comes up later is no news

# `what` in words, `note` besides; `late`: the day has passed
Deadline = namedtuple("Deadline", "date what note late")


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    amount_claimed = fields.Monetary(
        string="In all",
        compute="_compute_amount_claimed",
        groups=READER,
        help="Overdue principal that is not contested, interest, indemnities and costs on proof.",
    )
    instalment_ids = fields.One2many(
        "account.move.line", string="Instalments", compute="_compute_instalment_ids", groups=READER
    )
    promise_ids = fields.One2many("recovery.promise", compute="_compute_arrangements", groups=READER, string="Promises")
    plan_ids = fields.One2many("recovery.plan", compute="_compute_arrangements", groups=READER, string="Plans")
    dispute_ids = fields.One2many("recovery.dispute", compute="_compute_arrangements", groups=READER, string="Disputes")
    settlement_ids = fields.One2many(
        "recovery.settlement", compute="_compute_arrangements", groups=READER, string="Settlements"
    )
    mediation_ids = fields.One2many(
        "recovery.mediation", compute="_compute_arrangements", groups=READER, string="Mediations"
    )
    retention_ids = fields.One2many(
        "recovery.retention", compute="_compute_arrangements", groups=READER, string="Held back"
    )
    interruption_ids = fields.One2many(
        "recovery.interruption", compute="_compute_arrangements", groups=READER, string="Interruptions"
    )
    contact_ids = fields.One2many("res.partner", string="Contacts", compute="_compute_contact_ids", groups=READER)
    receipt_ids = fields.One2many("account.move.line", string="Payments", compute="_compute_receipt_ids", groups=READER)
    deadline_table = fields.Html(string="Deadlines", compute="_compute_deadline_table", sanitize=False, groups=READER)
    next_deadline = fields.Date(compute="_compute_deadline_table", groups=READER)

    @api.depends("amount_overdue")
    def _compute_amount_claimed(self):
        for case in self:
            principal = case.amount_overdue - case.amount_disputed
            case.amount_claimed = principal + case.amount_interest + case.amount_indemnity + case.amount_costs

    def _compute_instalment_ids(self):
        for case in self:
            case.instalment_ids = case._open_items() if case.id else False

    def _compute_arrangements(self):
        """All of them, the newest first: they are the debtor's in this company, whichever case was open."""
        for name, model in DIALOGUES.items():
            found = self._theirs(model)
            its = found.grouped(lambda arrangement: (arrangement.company_id, arrangement.partner_id))
            for case in self:
                case[name] = its.get((case.company_id, case.partner_id), found.browse())

    def _compute_contact_ids(self):
        """The debtor and those who work for him."""
        for case in self:
            case.contact_ids = case.partner_id | case.partner_id.child_ids

    def _compute_receipt_ids(self):
        """What the debtor has paid, as it is on his account: payments and lines of the bank, and what an agency has
        collected of him."""
        # which entries they are, for whoever sees the account
        collected = self.env["recovery.remittance.line"].sudo().search([("partner_id", "in", self.partner_id.ids)])
        lines = self.env["account.move.line"].search(
            [
                *(("company_id", "in", self.company_id.ids), ("recovery_debtor_id", "in", self.partner_id.ids)),
                *(("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("balance", "<", 0)),
                ("move_type", "=", "entry"),
                *("|", ("journal_id.type", "in", ("bank", "cash")), ("move_id", "in", collected.entry_id.ids)),
            ],
            order="date desc, id desc",
        )
        its = lines.grouped(lambda line: (line.company_id, line.recovery_debtor_id))
        for case in self:
            case.receipt_ids = its.get((case.company_id, case.partner_id), lines.browse())

    # ---- deadlines ------------------------------------------------------------------------------------------------

    @api.depends_context("lang")
    def _compute_deadline_table(self):
        for case in self:
            deadlines = case._deadlines() if case.id and case.phase != "closed" else []
            today = case.company_id._recovery_today()
            near = fields.Date.add(today, days=NEAR_DAYS)
            case.next_deadline = min((d.date for d in deadlines if today <= d.date <= near), default=False)
            case.deadline_table = deadlines and self.env["ir.qweb"]._render(
                "recovery_dunning.deadline_table", {"deadlines": deadlines}
            )

    def _deadlines(self):
        """What comes up on this case, the next first: [`Deadline`]."""
        self.ensure_one()
        today = self.company_id._recovery_today()
        rows = [
            *self._deadlines_of_notices(),
            *self._deadlines_of_arrangements(),
            *((a.date_deadline, a.summary or a.activity_type_id.name, a.user_id.name) for a in self.activity_ids),
        ]
        if self.limitation_date:
            rows.append((self.limitation_date, self.env._("The oldest debt lapses"), self._limitation_note()))
        return [
            Deadline(date, what, note or "", date < today) for date, what, note in sorted(rows, key=lambda row: row[0])
        ]

    def _deadlines_of_notices(self):
        """How long the last notice that gives a time gives."""
        asked = self.notice_ids._messages().filtered("date_answer")
        last = asked.sorted("id")[-1:]
        return [(last.date_answer, self.env._("Answer to “%s”", last.level_id.name), "")] if last else []

    def _deadlines_of_arrangements(self):
        for promise in self.promise_ids.filtered(lambda promise: promise.state == "open"):
            note = self.env._("waited for until %s", format_date(self.env, promise.date_until))
            yield promise.date, self.env._("Promise: %s", promise.currency_id.format(promise.amount)), note
        for plan in self.plan_ids.filtered(lambda plan: plan.state in ("active", "defaulted") and plan.next_date):
            amount = plan.currency_id.format(plan.next_amount)
            yield plan.next_date, self.env._("Payment of the plan %s", plan.name), amount
            if plan.cure_until and plan.state == "defaulted":
                yield plan.cure_until, self.env._("Default of the plan %s to cure", plan.name), ""
        for dispute in self.dispute_ids.filtered(lambda dispute: dispute.state in DISPUTED[:1]):
            yield dispute.sla_date, self.env._("Answer to the dispute: %s", dispute.type_id.name), dispute.owner_id.name

    def _limitation_note(self):
        """Which instalment it is, and why on that day."""
        owed = self.instalment_ids.filtered(lambda line: line.amount_residual > 0)
        found = self.env["recovery.limitation"]._of(owed)
        first = min(found, key=lambda line: found[line].last, default=None)
        return named(self.env, first.move_id.name, self.env["recovery.limitation"]._text(found[first])) if first else ""
