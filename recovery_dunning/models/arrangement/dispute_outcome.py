"""How a dispute goes on: the claim asked for in writing, the answer point by point, the day that passes without one,
and what comes of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..record.apart import each_apart


class RecoveryDispute(models.Model):
    _inherit = "recovery.dispute"

    escalated_on = fields.Date(readonly=True, copy=False, help="The day on which somebody was told that it is late.")
    settlement_ids = fields.One2many("recovery.settlement", "dispute_id", string="Settlements", readonly=True)

    def action_ask_in_writing(self):
        """Ask the debtor to write down what he contests.

        :raises UserError: nobody can be written to
        """
        self._write_to_debtor("mail_template_dispute_ask")

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
            if not dispute._mail(template, "dispute"):
                raise UserError(
                    self.env._("%s has no mail address: add one, or write a letter.", dispute.partner_id.display_name)
                )

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
        late = self.search(
            [
                *(("company_id", "=", company.id), ("state", "=", "open")),
                *(("sla_date", "<", today), ("escalated_on", "=", False)),
            ]
        )
        return each_apart(late, lambda late: late._tell_late(company, today))

    def _tell_late(self, company, today):
        self.sudo().escalated_on = today  # said by the scheduled action
        for dispute in self:
            behind = company._recovery_in_charge(dispute._collector(), but=dispute.owner_id)
            dispute._tell(behind, self.env._("The answer to a dispute is late: %s", dispute.owner_id.name))
            dispute._record(
                "dispute", lambda dispute: self.env._("Answer late: %s", dispute.display_name), direction="internal"
            )
