"""When a dispute ended: what the time that disputes take is measured by."""

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists

ENDED = ("rejected", "closed")


class RecoveryDispute(models.Model):
    _inherit = "recovery.dispute"

    ended_on = fields.Date(readonly=True, copy=False, help="The day on which it was rejected or closed.")

    def _auto_init(self):
        """Of those that ended before this was kept, the day of the last change is the best that is known."""
        is_new = not column_exists(self.env.cr, self._table, "ended_on")
        result = super()._auto_init()
        if is_new:
            ended = SQL("UPDATE recovery_dispute SET ended_on = write_date::date WHERE state IN %s", ENDED)
            self.env.cr.execute(ended)
        return result

    def _become(self, state, **values):
        """Keeps the day on which it ended; one that is taken up again has not ended."""
        result = super()._become(state, **values)
        for company, disputes in self.sudo().grouped("company_id").items():  # rights checked just now
            if state in ENDED:
                disputes.filtered(lambda dispute: not dispute.ended_on).ended_on = company._recovery_today()
            else:
                disputes.ended_on = False
        return result
