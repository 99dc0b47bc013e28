"""When a dispute ended: what the time that disputes take is measured by."""

from odoo import fields, models
from odoo.tools import SQL

ENDED = ("rejected", "closed")


class RecoveryDispute(models.Model):
    _inherit = "recovery.dispute"

    ended_on = fields.Date(readonly=True, copy=False, help="The day on which it was rejected or closed.")

    def init(self):
        """Of those that ended before this was kept, the day of the last change is the best that is known."""
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_dispute SET ended_on = write_date::date
                    WHERE ended_on IS NULL AND state IN %s""",
                ENDED,
            )
        )

    def _become(self, state, **values):
        """Keeps the day on which it ended; one that is taken up again has not ended."""
        for company, disputes in self.grouped("company_id").items():
            ended = state in ENDED and company._recovery_today()
            still = disputes.filtered("ended_on") if ended else disputes.browse()
            super(RecoveryDispute, disputes - still)._become(state, ended_on=ended, **values)
            super(RecoveryDispute, still)._become(state, **values)
