"""From a case to what is agreed on its overdue instalments: promise, plan, dispute, settlement, mediation, and what
interrupts limitation."""

from odoo import models

from ..record.way_in import COLLECTOR, READER, way_in


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    @way_in(COLLECTOR, "read")
    def action_promise(self):
        """Write down a promise on what is overdue."""
        return self.env["recovery.promise"]._action_new(self._overdue_instalments(), self.env._("Promise to pay"))

    @way_in(COLLECTOR, "read")
    def action_plan(self):
        """Agree on a payment plan for what is overdue."""
        return self.env["recovery.plan"]._action_propose(self._overdue_instalments())

    @way_in(COLLECTOR, "read")
    def action_dispute(self):
        """Write down what the debtor contests of what is overdue."""
        return self.env["recovery.dispute"]._action_new(self._overdue_instalments(), self.env._("Dispute"))

    @way_in(COLLECTOR, "read")
    def action_settle(self):
        """Credit, waive, write off or sell a part of what is overdue."""
        return self.env["recovery.settlement"]._action_new(self._overdue_instalments(), self.env._("Settlement"))

    @way_in(COLLECTOR, "read")
    def action_interrupt(self):
        """Record what starts the limitation of these instalments anew, or makes it stand still."""
        return self.env["recovery.interruption"]._action_new(
            self._overdue_instalments(), self.env._("Interruption of limitation")
        )

    @way_in(COLLECTOR, "read")
    def action_mediate(self):
        """Bring in a third party."""
        return self.env["recovery.mediation"]._action_new(self._overdue_instalments(), self.env._("Mediation"))

    @way_in(COLLECTOR, "read")
    def action_hold_back(self):
        """Note what is held back until he pays."""
        return self.env["recovery.retention"]._action_new(self._overdue_instalments(), self.env._("Hold back"))

    def _overdue_instalments(self):
        """What is overdue; where nothing is, all that is open, credits too."""
        lines, today = self._open_items(), self.company_id._recovery_today()
        return lines.filtered(lambda line: line.amount_residual > 0 and line.date_maturity < today) or lines

    def _open_items(self, *conditions):
        """The instalments and credits that are open with the debtor, the oldest first."""
        Line = self.env["account.move.line"]
        domain = [*Line._recovery_open_domain(self.company_id, self.partner_id), *conditions]
        return Line.search(domain, order="date_maturity, id")

    @way_in(READER, "read")
    def action_open_instalments(self):
        self.ensure_one()
        return self._debtor().action_recovery_instalments()
