"""What an accountant does to many invoices at once: dun, hold, promise, take out of the recovery, judge the debtor."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..record.actions import dialog
from ..record.way_in import COLLECTOR, way_in


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_event_ids = fields.One2many(
        "recovery.event", compute="_compute_recovery_event_ids", string="Record of the recovery"
    )

    def _compute_recovery_event_ids(self):
        """The record of the cases that ever concerned the invoices: from the day each was written on."""
        cases = self.env["recovery.case"].search(
            [("company_id", "in", self.company_id.ids), ("partner_id", "in", self.recovery_debtor_id.ids)]
        )
        for move in self:
            its_cases = cases.filtered(
                lambda case, move=move: (
                    case.company_id == move.company_id and case.partner_id == move.recovery_debtor_id
                )
            )
            since = fields.Datetime.to_datetime(move.invoice_date or move.date)
            move.recovery_event_ids = its_cases.event_ids.filtered(lambda event, since=since: event.date >= since)

    @way_in(COLLECTOR, "read")
    def action_recovery_run(self):
        """A run with these invoices alone: the rules are those of every run, and nothing leaves before it is approved.

        :raises UserError: they are of several companies, or none of them is an open customer invoice
        """
        moves = self._open_customer_invoices()
        if len(moves.company_id) > 1:
            raise UserError(self.env._("These invoices are of several companies: choose those of one."))
        run = self.env["recovery.run"].create({"company_id": moves.company_id.id, "move_ids": [(6, 0, moves.ids)]})
        return run.action_propose() or run._get_records_action()

    @way_in(COLLECTOR, "read")
    def action_recovery_promise_many(self):
        """Write down one promise on all these invoices.

        :raises UserError: they are of several debtors
        """
        moves = self._open_customer_invoices()
        if len(moves.recovery_debtor_id) > 1 or len(moves.company_id) > 1:
            raise UserError(self.env._("A promise is made by one debtor: choose the invoices of one."))
        return moves.action_recovery_promise()

    @way_in(COLLECTOR, "read")
    def action_recovery_take_out(self):
        """The dialog that takes these invoices out of the recovery, or back in."""
        return self._recovery_dialog("recovery.take.out.wizard", self.env._("Take out of the recovery"))

    @way_in(COLLECTOR, "read")
    def action_recovery_profile(self):
        """The dialog that judges the debtors of these invoices."""
        return self._recovery_dialog("recovery.profile.wizard", self.env._("Set the profile"))

    def _recovery_dialog(self, model, name):
        return dialog(name, model, default_move_ids=self.ids)

    def _open_customer_invoices(self):
        """:raises UserError: there is none among them"""
        moves = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual
        )
        if not moves:
            raise UserError(self.env._("Choose posted customer invoices that are still open."))
        return moves
