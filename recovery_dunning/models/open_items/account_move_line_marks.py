"""What stands on an instalment besides its level: a promise, a plan, a dispute, a hold, in a few words each."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .facts import DISPUTED, PLAN_IN_FORCE

COLLECTOR = "recovery_dunning.group_recovery_user"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    recovery_marks = fields.Char(string="Marks", compute="_compute_recovery_marks", groups=COLLECTOR)

    def _compute_recovery_marks(self):
        """Read set-wise: each kind is searched once for all lines."""
        marks = {line: [] for line in self}
        for text, lines in self._recovery_marks():
            for line in lines & self:
                marks[line].append(text)
        for line in self:
            line.recovery_marks = ", ".join(marks[line])

    def _recovery_marks(self):
        """(words, instalments) of what is in force today."""
        yield from self._recovery_agreements()
        for hold in self._recovery_holds():
            yield self._recovery_hold_text(hold), self._held_by(hold)

    def _recovery_agreements(self):
        on_these = ("line_ids", "in", self.ids)
        Promise, Plan, Dispute = (self.env[f"recovery.{name}"] for name in ("promise", "plan", "dispute"))
        for promise in Promise.search([on_these, ("state", "=", "open")]):
            yield self.env._("promised for %s", format_date(self.env, promise.date)), promise.line_ids
        for plan in Plan.search(Domain(*on_these) & PLAN_IN_FORCE):
            in_default = plan.state == "defaulted"
            yield self.env._("plan in default") if in_default else self.env._("on a plan"), plan.line_ids
        for dispute in Dispute.search([on_these, ("state", "in", DISPUTED)]):
            yield self.env._("disputed: %s", dispute.currency_id.format(dispute.amount)), dispute.line_ids

    def _recovery_holds(self):
        return self.env["recovery.hold"].search(
            [
                *(("company_id", "in", self.company_id.ids), ("state", "=", "active")),
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
            ]
        )

    def _held_by(self, hold):
        """A hold names an instalment, an invoice, or the whole debtor."""
        its = self.filtered(
            lambda line: line.company_id == hold.company_id and line.partner_id.commercial_partner_id == hold.partner_id
        )
        if hold.line_id:
            return its & hold.line_id
        return its.filtered(lambda line: line.move_id == hold.move_id) if hold.move_id else its

    def _recovery_hold_text(self, hold):
        if hold.date_until:
            return self.env._("held until %s", format_date(self.env, hold.date_until))
        return self.env._("held: %s", hold.reason_id.name)
