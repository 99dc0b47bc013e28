"""A dispute: what a debtor contests of some instalments, in his words, who answers it until when, what comes of it.

The undisputed part goes on being dunned.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..record.apart import each_apart
from ..record.exhibit import own_documents
from ..record.shipped import keep_named
from ..record.way_in import COLLECTOR, way_in
from ..record.words import named


class RecoveryDisputeType(models.Model):
    _name = "recovery.dispute.type"
    _description = "Dispute Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(string="Days to answer", default=8, help="Within which the debtor gets an answer.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named(self):
        """What a platform says is contested, without a reason that we know, gets this type."""
        keep_named(self, "other")


class RecoveryDispute(models.Model):
    _name = "recovery.dispute"
    _description = "Dispute"
    _inherit = "recovery.arrangement"
    _order = "sla_date, id desc"

    line_ids = fields.Many2many(relation="recovery_dispute_line_rel", column1="dispute_id", column2="line_id")
    amount = fields.Monetary(
        required=True, help="The part that is contested; it is taken off the oldest of the instalments first."
    )
    type_id = fields.Many2one("recovery.dispute.type", required=True, ondelete="restrict")
    root_cause = fields.Char(help="What went wrong, once it is known.")
    owner_id = fields.Many2one(
        "res.users",
        string="Answered by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who finds the answer: sales, delivery, quality, rarely the accountant.",
    )
    sla_date = fields.Date(
        string="Answer until", compute="_compute_sla_date", store=True, precompute=True, readonly=False, required=True
    )
    claim = fields.Text(string="What the debtor says", required=True, help="In his own words.")
    answer = fields.Text(help="Point by point.")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Documents", help="What the debtor shows: photographs, delivery notes, letters."
    )
    state = fields.Selection(
        [
            ("open", "To answer"),
            ("answered", "Answered"),
            ("accepted", "Well founded"),
            ("rejected", "Rejected"),
            ("closed", "Closed"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    escalated_on = fields.Date(readonly=True, copy=False, help="The day on which somebody was told that it is late.")
    last_match = fields.Integer(
        readonly=True, copy=False, help="The last match of the ledger before it: what is credited later lessens it."
    )
    settlement_ids = fields.One2many("recovery.settlement", "dispute_id", string="Settlements", readonly=True)
    credit_note_id = fields.Many2one("account.move", domain="[('move_type', '=', 'out_refund')]", copy=False)

    @api.depends("partner_id", "amount", "currency_id", "type_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = f"{dispute.type_id.name} – {dispute.currency_id.format(dispute.amount)}"

    @api.depends("type_id")
    def _compute_sla_date(self):
        for dispute in self:
            days = dispute.type_id.days or 8
            dispute.sla_date = fields.Date.add((dispute.company_id or self.env.company)._recovery_today(), days=days)

    @api.model_create_multi
    def create(self, vals_list):
        """Its owner gets a task with the day of the answer.

        :raises ValidationError: the amount is more than is open
        """
        disputes = super().create(vals_list)
        disputes.sudo().last_match = self._last_match()  # nobody writes it by hand
        for dispute in disputes:
            dispute._check_amount(dispute.amount, dispute.amount_open)
            own_documents(dispute, dispute.attachment_ids)
        disputes._record(
            "dispute",
            lambda dispute: dispute.display_name,
            result=lambda dispute: dispute.claim,
            attachment_ids=lambda dispute: [(6, 0, dispute.attachment_ids.ids)],
        )
        disputes._tell(
            lambda dispute: dispute.owner_id, self.env._("Dispute to answer"), lambda dispute: dispute.sla_date
        )
        return disputes

    def _last_match(self):
        return self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM account_partial_reconcile"))[0][0]

    @api.model
    def _contest(self, company, partner, amount, **values):
        """The dispute over an amount: on the oldest of what is overdue. Whoever follows the debtor finds who answers,
        unless somebody is named."""
        debtor = partner.recovery_debtor_id
        lines = self._oldest_first(company, debtor, amount)
        collector = company._recovery_collector(debtor.with_company(company).recovery_user_id)
        owner = company._recovery_in_charge(collector, self.env.user)
        values = {"owner_id": owner.id, "amount": amount, **values}
        return self.create({**self._prepare_for(lines), "partner_id": debtor.id, **values})

    @way_in(COLLECTOR, "write")
    def action_answer(self):
        """The answer has left; the amount stays out of the reminders until the debtor agrees or it is rejected."""
        self._move("answered", ("open",))

    @way_in(COLLECTOR, "write")
    def action_accept(self):
        """The debtor is right: the amount stays out of the reminders until the credit note is there."""
        self._move("accepted", ("open", "answered"))

    @way_in(COLLECTOR, "write")
    def action_reject(self):
        """The debtor is not right: the amount goes back to the ladder, at the step that was due."""
        self._move("rejected", ("open", "answered"))

    @way_in(COLLECTOR, "write")
    def action_close(self):
        """Settled: credited, or given up."""
        self._move("closed", ("answered", "accepted", "rejected"))

    def _move(self, state, before):
        disputes = self.filtered(lambda dispute: dispute.state in before)
        disputes._become(state)
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        disputes._record(
            "dispute",
            lambda dispute: named(self.env, label, dispute.display_name),
            direction="out" if state in ("answered", "rejected") else "internal",
            result=lambda dispute: dispute.answer or False,
        )

    # ---- how it goes on -------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_ask_in_writing(self):
        """Ask the debtor to write down what he contests.

        :raises UserError: nobody can be written to
        """
        self._write_to_debtor("mail_template_dispute_ask")

    @way_in(COLLECTOR, "write")
    def action_send_answer(self):
        """Answer the debtor, point by point.

        :raises UserError: the answer is not written yet, or nobody can be written to
        """
        for dispute in self:
            if not (dispute.answer or "").strip():
                raise UserError(self.env._("Write the answer first, point by point."))
        self._write_to_debtor("mail_template_dispute_answer")
        self.action_answer()

    def _write_to_debtor(self, template):
        for dispute in self:
            if not dispute._mail(template, "dispute", insist=True):
                raise UserError(
                    self.env._("%s has no mail address: add one, or write a letter.", dispute.partner_id.display_name)
                )

    @way_in(COLLECTOR, "read")
    def action_credit(self):
        """The dialog that makes the credit note of what is accepted."""
        self.ensure_one()
        settlement = self.env["recovery.settlement"]
        action = settlement._action_new(self.line_ids, self.env._("Credit note"))
        action["context"] |= {
            "default_kind": "credit_note",
            "default_dispute_id": self.id,
            "default_amount": min(self.amount, self._residual()),
            "default_reason": self.root_cause or self.display_name,
        }
        return action

    @way_in(COLLECTOR, "read")
    def action_mediate(self):
        """The dialog that brings in a third party."""
        self.ensure_one()
        action = self.env["recovery.mediation"]._action_new(self.line_ids, self.env._("Mediation"))
        action["context"] |= {"default_dispute_id": self.id}
        return action

    def _settle(self, credit_note):
        """What was accepted is credited: nothing of it is contested any more."""
        self.credit_note_id = credit_note
        self._move("accepted", ("open", "answered"))
        self._move("closed", ("accepted",))

    def _reopen(self):
        """Its settlement was undone: it goes on where it stood before."""
        for dispute in self.filtered(lambda dispute: dispute.state == "closed"):
            dispute._become("answered" if dispute.answer else "open", credit_note_id=False)
            dispute._record(
                "dispute", lambda dispute: self.env._("Open again: %s", dispute.display_name), direction="internal"
            )

    @api.model
    def _escalate_late(self, company):
        """An answer that is late is told, once, to whoever stands behind its owner.

        :returns: {dispute: why it had to be left}
        """
        today = company._recovery_today()
        unanswered = [("company_id", "=", company.id), ("state", "=", "open"), ("sla_date", "<", today)]
        late = self.search([*unanswered, ("escalated_on", "=", False)])
        return each_apart(late, lambda disputes: disputes._tell_late(company, today))

    def _tell_late(self, company, today):
        self.sudo().escalated_on = today  # said by the scheduled action
        for dispute in self:
            behind = company._recovery_in_charge(dispute._collector(), but=dispute.owner_id)
            dispute._tell(behind, self.env._("The answer to a dispute is late: %s", dispute.owner_id.name))
            dispute._record(
                "dispute", lambda dispute: self.env._("Answer late: %s", dispute.display_name), direction="internal"
            )
