"""A run spread over the job queue: debtors are proposed, and notices sent, some in each job."""

from odoo import api, fields, models
from odoo.addons.recovery_dunning.models.open_items.reader import CHUNK
from odoo.addons.recovery_dunning.models.record.way_in import acting
from odoo.addons.recovery_dunning.models.run.daily import TRY_AGAIN
from odoo.addons.recovery_dunning.models.run.sending import SEND_BATCH, UNDER_WAY
from odoo.tools import split_every

from .fan_out import call_off, has_parts, has_runner, is_spread, size, spread, wake_last

PROPOSE, SEND = "propose", "send"


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    # ---- propose ------------------------------------------------------------------------------------------------

    def _propose(self):
        """The run of the day of a large book: it stays a draft until the last of its debtors is decided on."""
        if not self.scheduled or not has_runner(self.env):
            return super()._propose()
        wake_last(self, PROPOSE)
        if not is_spread(self, PROPOSE):
            debtor_ids = self.env["recovery.open.items"]._everybody(self.company_id, self.date)
            some = size(self.env, "debtors", CHUNK)
            if len(debtor_ids) <= some:
                return super()._propose()
            self._begin_proposal()
            spread(self, PROPOSE, "_propose_part", [*split_every(some, debtor_ids, list)], "_end_spread_proposal")
        # in case a part fails for good: whoever comes by then spreads anew what is left
        self.env.ref("recovery_dunning.ir_cron_escalate").sudo()._trigger(at=fields.Datetime.now() + TRY_AGAIN)
        return self

    @acting()
    def _propose_part(self, debtor_ids):
        """Decide on these debtors; one who paid since then is decided on as he stands now."""
        self.ensure_one()
        if self.state == "draft":
            self._decide(debtor_ids=debtor_ids)

    @acting()
    def _end_spread_proposal(self):
        if self.state != "draft":
            return
        self._end_proposal()
        self._settle_state()
        self.env.ref("recovery_dunning.ir_cron_send").sudo()._trigger()

    def _propose_daily(self, company):
        """What an earlier day's run never came to the end of gives way: the run of today looks at the same debts."""
        run = super()._propose_daily(company)
        unfinished = self.search(
            [
                ("company_id", "=", company.id),
                ("scheduled", "=", True),
                ("state", "=", "draft"),
                ("date", "<", company._recovery_today()),
            ]
        )
        for stale in unfinished.filtered(lambda stale: not has_parts(stale, PROPOSE)):
            call_off(stale, PROPOSE)
            stale.notice_ids._give_way()
            stale.state = "cancelled"
        return run

    # ---- send -----------------------------------------------------------------------------------------------------

    @api.model
    @acting()
    def _cron_send(self):
        if has_runner(self.env):
            for run in self.sudo().search([("state", "in", UNDER_WAY)]):  # as the scheduled action itself
                wake_last(run, SEND)
        return super()._cron_send()

    def _send_if_ready(self):
        if not has_runner(self.env):
            return super()._send_if_ready()
        wake_last(self, SEND)
        if is_spread(self, SEND):
            return None
        leaving, some = self._may_leave(self._to_leave()), size(self.env, "notices", SEND_BATCH)
        if len(leaving) <= some or not self._is_ready():
            return super()._send_if_ready()
        spread(self, SEND, "_send_part", [*split_every(some, leaving.ids, list)], "_end_sending")
        return None

    @acting()
    def _send_part(self, notice_ids):
        """Send these notices; their mails leave as soon as the job is done."""
        self.ensure_one()
        if self.state not in ("cancelled", "undone"):
            self._send_batch(notice_ids)

    @acting()
    def _end_sending(self):
        self._settle_state()
        self._say_locked(self.notice_ids)
        self._wait_for_window()
        self._tell_done()
        # what the other processes could not hand over in the end is in the outbox
        self.env.ref("recovery_dunning.ir_cron_send").sudo()._trigger()
