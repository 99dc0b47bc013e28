"""The agencies that have had a case, one after the other."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..handoff.placement import ENDED


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    placement_ids = fields.One2many(
        "recovery.placement", "case_id", string="Placements", groups="recovery_dunning.group_recovery_user"
    )
    placement_id = fields.Many2one(
        "recovery.placement",
        string="With the agency",
        compute="_compute_placement_id",
        groups="recovery_dunning.group_recovery_user",
        help="The placement that is open, otherwise the last one.",
    )
    placement_agency_id = fields.Many2one(
        "res.partner", string="Agency", compute="_compute_placement_id", groups="recovery_dunning.group_recovery_user"
    )

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
        # asked of the placements, whoever writes: a viewer's sudo too
        placement = (
            self.env["recovery.placement"]
            .sudo()
            .search([("case_id", "in", self.ids), ("date", "!=", False), ("status", "not in", ENDED)], limit=1)
        )
        if placement:
            raise UserError(
                self.env._(
                    "%(case)s is with %(agency)s: a manager recalls it, or the agency gives it back, first.",
                    case=placement.case_id.name,
                    agency=placement.agency_id.name,
                )
            )

    def action_recovery_placement(self):
        """The agency's file of this case; the list of all where there were several."""
        self.ensure_one()
        return self.placement_ids._get_records_action(name=self.env._("Placements"))
