"""A case on its way to an agency: its checks, its pieces, and the placements with the agencies that had it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..record.actions import open_list
from ..record.way_in import READER, way_in
from .handoff import PREPARED
from .placement import ENDED


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    check_ids = fields.One2many("recovery.check", "case_id", string="Checks", groups=READER)
    piece_ids = fields.One2many("recovery.piece", "case_id", string="Pieces", groups=READER)

    placement_ids = fields.One2many("recovery.placement", "case_id", string="Placements", groups=READER)
    placement_id = fields.Many2one(
        "recovery.placement",
        string="With the agency",
        compute="_compute_placement_id",
        groups=READER,
        help="The placement that is open, otherwise the last one.",
    )
    placement_agency_id = fields.Many2one(
        "res.partner", string="Agency", compute="_compute_placement_id", groups=READER
    )

    @way_in(READER, "read")
    def action_pieces(self):
        """The order, the delivery note, whatever else proves the claim."""
        self.ensure_one()
        return open_list(self.env, "action_recovery_piece", [("case_id", "=", self.id)], default_case_id=self.id)

    def _formal_notices(self):
        """The formal notices of these cases that left, the last one of each first."""
        formal = [("case_id", "in", self.ids), ("level_id.phase", "=", "formal_notice")]
        return self.env["recovery.notice"].search(formal, order="date desc, id desc")._messages()

    def _page_values(self):
        """The debtor's page names the agency that he is to speak with."""
        agency = self.sudo().placement_agency_id if self.phase == "agency" else None  # he was told, and may know
        return {**super()._page_values(), "agency": agency}

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

    @api.depends("placement_ids.status", "placement_ids.agency_id")
    def _compute_placement_id(self):
        for case in self:
            open_one = case.placement_ids.filtered(lambda placement: placement.status not in ENDED)
            case.placement_id = (open_one or case.placement_ids.sorted("id", reverse=True))[:1]
            case.placement_agency_id = case.placement_id.agency_id

    def _check_phase(self, phase):
        """:raises UserError: the case is with an agency, and is taken back behind its back"""
        if phase in ("amicable", "formal_notice", "closed"):
            self._check_not_with_agency()
        return super()._check_phase(phase)

    def _check_not_with_agency(self):
        Placement = self.env["recovery.placement"].sudo()  # asked for whoever writes: a viewer's sudo too
        with_agency = [("case_id", "in", self.ids), ("date", "!=", False), ("status", "not in", ENDED)]
        placement = Placement.search(with_agency, limit=1)
        if placement:
            raise UserError(
                self.env._(
                    "%(case)s is with %(agency)s: a manager recalls it, or the agency gives it back, first.",
                    case=placement.case_id.name,
                    agency=placement.agency_id.name,
                )
            )

    @way_in(READER, "read")
    def action_recovery_placement(self):
        """The agency's file of this case; the list of all where there were several."""
        self.ensure_one()
        return self.placement_ids._get_records_action(name=self.env._("Placements"))
