"""A case on its way to an agency: its checks, its pieces, where it was placed."""

from odoo import fields, models
from odoo.exceptions import UserError

from .handoff import PREPARED
from .placement import ENDED


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    check_ids = fields.One2many(
        "recovery.check", "case_id", string="Checks", groups="recovery_dunning.group_recovery_user"
    )
    piece_ids = fields.One2many(
        "recovery.piece", "case_id", string="Pieces", groups="recovery_dunning.group_recovery_user"
    )

    def action_hand_over(self):
        """The dialog that checks these cases and prepares their handoff."""
        self.check_access("read")
        return self.env["recovery.handoff.wizard"]._action_open(self)

    def action_pieces(self):
        """The order, the delivery note, whatever else proves the claim."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_piece"),
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id},
        }

    def _formal_notices(self):
        """The formal notices of these cases that left, the last one of each first."""
        return self.env["recovery.notice"].search(
            [("case_id", "in", self.ids), ("state", "=", "sent"), ("level_id.phase", "=", "formal_notice")],
            order="date desc, id desc",
        )

    def _placed_with(self):
        """{case: the name of the agency that has it, or of the one that it is being prepared for}"""
        placements = self.env["recovery.placement"].search([("case_id", "in", self.ids), ("date_ended", "=", False)])
        return {
            case: self.env._("(%s)", ", ".join(its.agency_id.mapped("name")))
            for case, its in placements.grouped("case_id").items()
        }

    def _prepare_merge(self):
        """One agency at most acts against a debtor: what is only being prepared is prepared anew after the merge.

        :raises UserError: more than one of these cases is with an agency
        """
        super()._prepare_merge()
        under_way = self.env["recovery.placement"].search([("case_id", "in", self.ids), ("status", "not in", ENDED)])
        if len(under_way) < 2:
            return
        prepared = under_way.filtered(lambda placement: placement.handoff_id.state in PREPARED)
        if len(placed := under_way - prepared) > 1:
            raise UserError(
                self.env._(
                    "These debtors cannot be merged, because each is with an agency:\n%s\nRecall all but one first.",
                    "\n".join(placed.mapped("display_name")),
                )
            )
        prepared.unlink()
