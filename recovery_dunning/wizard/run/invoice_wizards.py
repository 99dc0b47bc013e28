"""What is done to many invoices from their list: taken out of the recovery with a reason, and their debtors judged."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ...models.record.way_in import COLLECTOR, way_in


class RecoveryTakeOutWizard(models.TransientModel):
    _name = "recovery.take.out.wizard"
    _description = "Take Invoices Out of the Recovery"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    action = fields.Selection(
        [("out", "Take out"), ("in", "Take back in")], string="What", required=True, default="out"
    )
    reason = fields.Char(required=True, help="Goes into the record of the case, and onto the invoice.")

    @way_in(COLLECTOR, "write")
    def action_apply(self):
        """Set or clear "no follow-up" on the instalments; the record says why."""
        self.ensure_one()
        if not self.env.user.has_group("recovery_dunning.group_recovery_user"):
            raise AccessError(self.env._("Only a collector takes invoices out of the recovery."))
        self.move_ids.check_access("read")
        moves = self.move_ids.sudo()  # rights were checked above; a collector writes nothing else of an invoice
        moves = moves.filtered(lambda move: move.no_followup != (self.action == "out"))
        moves.no_followup = self.action == "out"
        text = self.env._("Taken out of the recovery") if self.action == "out" else self.env._("Back in the recovery")
        body = f"{text}: {self.reason}"
        for move in moves:
            move.message_post(body=body)
        for company, its_moves in moves.grouped("company_id").items():
            debtors = its_moves.recovery_debtor_id
            cases = self.env["recovery.case"]._open_for(company, debtors, overdue=debtors.browse())
            for debtor, of_debtor in its_moves.grouped("recovery_debtor_id").items():
                if case := cases.get(debtor.id):
                    numbers = ", ".join(of_debtor.mapped("name"))
                    case._log("note", lambda case, numbers=numbers: f"{text}: {numbers}", result=self.reason)
        return {"type": "ir.actions.act_window_close"}


class RecoveryProfileWizard(models.TransientModel):
    _name = "recovery.profile.wizard"
    _description = "Set the Profile of Debtors"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    profile_id = fields.Many2one("recovery.profile", required=True)

    @way_in(COLLECTOR, "write")
    def action_apply(self):
        """Judge the debtors of the invoices, each in the company of his invoice."""
        self.ensure_one()
        if not self.env.user.has_group("recovery_dunning.group_recovery_user"):
            raise AccessError(self.env._("Only a collector judges debtors."))
        self.move_ids.check_access("read")
        for company, moves in self.move_ids.grouped("company_id").items():
            # a collector judges his debtors, though he may not write contacts
            moves.recovery_debtor_id.sudo().with_company(company).recovery_profile_id = self.profile_id
        return {"type": "ir.actions.act_window_close"}
