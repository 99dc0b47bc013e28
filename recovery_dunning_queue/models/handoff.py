"""The packages of a handoff, made some in each job."""

from odoo import api, models
from odoo.addons.recovery_dunning.models.record.way_in import acting

from .fan_out import has_runner, is_spread, spread, wake_last

PACK = "pack"


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    @api.model
    @acting()
    def _cron_package(self):
        if not has_runner(self.env):
            return super()._cron_package()
        self._hand_over_what_was_asked()
        for handoff in self._unfinished():
            wake_last(handoff, PACK)
            if is_spread(handoff, PACK):
                continue
            waiting = handoff.placement_ids.filtered(lambda placement: placement.package_state == "waiting")
            parts = [some.ids for some in handoff._packed_together(waiting.sorted("id"))]
            if parts:
                spread(handoff, PACK, "_pack_part", parts, "_end_packing")
            else:
                handoff._end_packing()
        return None

    @acting()
    def _pack_part(self, placement_ids):
        self._pack_waiting(self.placement_ids.browse(placement_ids).exists())

    @acting()
    def _end_packing(self):
        self._write_batch()
        self._tell_done()
