"""A booked remittance is taken back by a manager: every entry is reversed, the debts are open again, and the file may
be imported anew."""

from odoo import models
from odoo.exceptions import UserError

from ..handoff.placement import ENDED
from ..record.apart import take_turn
from ..record.way_in import MANAGER, way_in


class RecoveryRemittance(models.Model):
    _inherit = "recovery.remittance"

    @way_in(MANAGER, "write")
    def action_undo(self):
        """Reverse all that this remittance booked.

        :raises AccessError: whoever asks is no manager, or may not make accounting entries
        :raises UserError: it is not booked, or the bank transfer is matched with it
        """
        self.ensure_one()
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        self.check_access("write")
        self.env["account.move"].check_access("create")
        self.sudo()._undo()  # the rights were checked above

    def _undo(self):
        take_turn(self)
        if self.state != "booked":
            raise UserError(self.env._("Only what is booked can be undone."))
        moves = self._moves()
        self._check_not_matched(moves)
        today = self.company_id._recovery_today()
        moves._reverse_moves(
            [
                {"date": today, "invoice_date": today if move.is_invoice() else False, "ref": self._undo_text(move)}
                for move in moves
            ],
            cancel=True,
        )
        booked = self.line_ids.filtered(lambda line: line.state == "booked")
        booked.state = "undone"
        self.state = "undone"
        self._reopen(booked)
        booked.filtered("case_id").case_id._log(
            "agency", lambda case: self.env._("Remittance %s was undone: the debt is open again", self.name)
        )
        self.message_post(body=self.env._("Undone by %s.", self.env.user.name))

    def _undo_text(self, move):
        return self.env._("Undone: %s", move.ref or move.name)

    def _check_not_matched(self, moves):
        """:raises UserError: the agency's transfer, or a payment of its bill, is matched with these entries"""
        account = self.company_id._recovery_agency_account()
        items = moves.line_ids.filtered(
            lambda item: item.account_id == account or item.account_type == "liability_payable"
        )
        matches = items.matched_debit_ids | items.matched_credit_ids
        others = (matches.debit_move_id | matches.credit_move_id).move_id - moves - matches.exchange_move_id
        if others:
            raise UserError(
                self.env._("%s is matched with this remittance: take that match back first.", others[0].display_name)
            )

    def _reopen(self, lines):
        """The agency has the cases again that were paid by these lines; not those that went elsewhere since."""
        for line in lines.sorted("number", reverse=True):
            placement = line.placement_id
            case = placement.case_id
            if placement.status not in ("paid", "partly") or line.status_before in ENDED or not line.status_before:
                continue
            elsewhere = self.env["recovery.placement"].search_count(
                [("case_id", "=", case.id), ("status", "not in", ENDED), ("id", "!=", placement.id)]
            )
            if elsewhere or case.phase == "closed":
                continue
            if placement.status == "paid":
                placement.handoff_id.filtered(lambda handoff: handoff.state == "closed").state = "handed"
                case.phase = "agency"
            placement.write({"status": line.status_before, "date_ended": False})
