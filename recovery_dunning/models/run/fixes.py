"""What is wrong behind an exception, mended from its line: one button for each reason that somebody can mend."""

from odoo import models
from odoo.exceptions import UserError

from ..open_items.facts import DISPUTED
from ..record.actions import dialog
from ..record.way_in import COLLECTOR, READER, way_in


class RecoveryException(models.Model):
    _inherit = "recovery.exception"

    @way_in(COLLECTOR, "read")
    def action_end_hold(self):
        """End what holds this instalment."""
        self.ensure_one()
        holds = self.env["recovery.hold"].search(
            [("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id), ("state", "=", "active")]
        )
        holds.filtered(lambda hold: hold._covers(self.move_line_id)).action_end()

    @way_in(COLLECTOR, "read")
    def action_add_mail(self):
        """The address of the debtor, in a dialog."""
        self.ensure_one()
        if not self.partner_id:  # an entry that names nobody
            return self.action_open_move()
        return self._debtor_dialog("recovery_dunning.res_partner_view_form_address", self.env._("Mail address"))

    @way_in(COLLECTOR, "read")
    def action_choose_procedure(self):
        self.ensure_one()
        return self._debtor_dialog("recovery_dunning.res_partner_view_form_procedure", self.env._("Procedure"))

    def _debtor_dialog(self, view, name):
        return {**dialog(name, "res.partner"), "res_id": self.partner_id.id, "views": [(self.env.ref(view).id, "form")]}

    @way_in(COLLECTOR, "read")
    def action_follow_up(self):
        """Take Odoo's mark “No Follow-Up” off the invoice."""
        self.run_id._check_group("recovery_dunning.group_recovery_user")
        # rights were checked above; a collector writes no invoice, and this mark is no accounting
        self.move_line_id.sudo().no_followup = False

    @way_in(READER, "read")
    def action_open_bank_lines(self):
        """The bank statement lines that wait to be reconciled."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank lines to reconcile"),
            "res_model": "account.bank.statement.line",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "parent_of", self.company_id.ids),  # a head office has the bank of its branches
                ("is_reconciled", "=", False),
                ("amount", ">", 0),
            ],
        }

    @way_in(READER, "read")
    def action_open_case(self):
        """The debtor's case: its phase, its next step.

        :raises UserError: no case is open
        """
        self.ensure_one()
        case = self.env["recovery.case"]._of(self.company_id, self.partner_id)
        if not case:
            raise UserError(self.env._("%s has no open case.", self.partner_id.display_name))
        return case._get_records_action()

    @way_in(READER, "read")
    def action_open_promise(self):
        """The promise that this instalment waits for."""
        return self._open_arrangement("recovery.promise", ("open",))

    @way_in(READER, "read")
    def action_open_plan(self):
        """The plan that this instalment is on."""
        return self._open_arrangement("recovery.plan", ("active", "defaulted"))

    @way_in(READER, "read")
    def action_open_dispute(self):
        """The dispute over this instalment."""
        return self._open_arrangement("recovery.dispute", DISPUTED)

    def _open_arrangement(self, model, states):
        """:raises UserError: it has ended meanwhile"""
        self.ensure_one()
        found = self.env[model].search([("line_ids", "in", self.move_line_id.ids), ("state", "in", states)], limit=1)
        if not found:
            raise UserError(self.env._("It has ended meanwhile: propose again."))
        return found._get_records_action()

    @way_in(COLLECTOR, "read")
    def action_put_back(self):
        """An instalment that was taken out by hand is proposed again by the next run of the day."""
        self.run_id._check_group("recovery_dunning.group_recovery_user")
        self.filtered(lambda exception: exception.reason == "taken_out").sudo().unlink()  # rights were checked above

    @way_in(COLLECTOR, "read")
    def action_hold(self):
        return self.env["recovery.hold"]._action_hold(self.move_line_id)

    @way_in(READER, "read")
    def action_open_move(self):
        self.ensure_one()
        return self.move_id._get_records_action()

    @way_in(READER, "read")
    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()
