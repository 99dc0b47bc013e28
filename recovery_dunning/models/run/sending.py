"""How a run leaves: at once, in the next sending window, or by the scheduled action, batch by batch."""

import logging

import psycopg2
from odoo import api, fields, models, modules
from odoo.exceptions import LockError, UserError
from odoo.tools import format_date, split_every
from odoo.tools.gc import disabling_gc

from ..record.actions import dialog
from ..record.apart import attempt, wait_briefly
from ..record.way_in import COLLECTOR, acting, way_in

_logger = logging.getLogger(__name__)

SEND_AT_ONCE = 100  # a longer run leaves in the background
SEND_BATCH = 200  # notices committed together
UNDER_WAY = ("approved", "sending")  # states of a run of which notices leave


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    insisted_by_id = fields.Many2one(
        "res.users",
        string="Sent at once by",
        readonly=True,
        copy=False,
        help="Who sent this run although it was outside the sending window.",
    )
    asked_by_id = fields.Many2one(
        "res.users", string="Sent by", readonly=True, copy=False, help="Who is told when all has left."
    )
    is_busy = fields.Boolean(compute="_compute_is_busy", help="Notices leave in the background.")
    waits_until = fields.Datetime(
        readonly=True, copy=False, help="When the first of the notices may leave that wait for the sending window."
    )

    @api.depends("asked_by_id", "waits_until", "state")
    def _compute_is_busy(self):
        for run in self:
            run.is_busy = bool(run.asked_by_id) and run.state == "sending" and not run.waits_until

    # ---- what a person asks for -----------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_ask_to_send(self):
        """Send; but outside the sending window ask first whether to wait for the next one."""
        self.ensure_one()
        closed = self.env["recovery.calendar"]._closed(self._to_leave())
        if not closed:
            return self.action_send()
        return dialog(self.env._("Outside the sending window"), "recovery.send.wizard", default_run_id=self.id)

    @way_in(COLLECTOR, "write")
    def action_send(self):
        """Send what is approved, now: whoever calls this insists, and outside the sending window the record says so.
        A long run leaves in the background.

        :raises UserError: nothing is approved yet, the run is dated ahead, the bank statements are too old, or no
            mail server answers
        """
        for run in self._sendable():
            insists = bool(self.env["recovery.calendar"]._closed(run._to_leave()))
            run.write({"insisted_by_id": self.env.uid if insists else False, "waits_until": False})
            run._leave()

    def _send_in_window(self):
        """Send what may leave now, and the rest by itself in the next sending window.

        :raises UserError: as `action_send`
        """
        for run in self._sendable():
            run.insisted_by_id = False
            run._leave()

    def _sendable(self):
        """These runs, once it is sure that they may be sent; written by the superuser, for a collector cannot write
        notices himself."""
        self._check_group("recovery_dunning.group_recovery_user")
        self.check_access("write")
        runs = self.sudo()  # rights were checked above
        for run in runs:
            if run.state in ("draft", "cancelled", "undone"):
                raise UserError(run.env._("This run is %s: there is nothing to send in it.", run._state_label()))
            if run.to_approve_count and not run.to_send_count:
                raise UserError(run.env._("Nothing is approved in this run: approve the notices first."))
            if run.date > run.company_id._recovery_today():
                day = format_date(run.env, run.date)
                raise UserError(run.env._("This run is dated ahead, %s: it can be sent from that day on.", day))
            run._check_ready()
        return runs

    def _leave(self):
        self.state = "sending"
        if self.to_send_count > SEND_AT_ONCE and not modules.module.current_test:
            self.asked_by_id = self.env.uid
            self.env.ref("recovery_dunning.ir_cron_send")._trigger()
            return
        self._may_leave(self._to_leave())._send_or_fail()
        self._settle_state()
        self._wait_for_window()

    # ---- what keeps a run from leaving ----------------------------------------------------------------------------

    def _to_leave(self, limit=None):
        """What is approved, `limit` of it or all; the others of a long run are not read for it."""
        return self.env["recovery.notice"].search([("run_id", "in", self.ids), ("state", "=", "approved")], limit=limit)

    def _may_leave(self, notices):
        """Those of `notices` that may leave now: all of them if somebody insists."""
        if self.insisted_by_id:
            return notices
        closed = self.env["recovery.calendar"]._closed(notices)
        return notices.filtered(lambda notice: notice not in closed)

    def _wait_for_window(self):
        """What is left waits for its window, and is woken up when it opens."""
        waiting = self._to_leave()
        opening = self.env["recovery.calendar"]._next_opening(waiting) if waiting else None
        if opening and opening != self.waits_until:
            self.env.ref("recovery_dunning.ir_cron_send")._trigger(at=opening)
        self.waits_until = opening

    def _check_ready(self):
        """:raises UserError: the bank statements are too old, or there is mail to send and no server takes it"""
        if stale := self.company_id._recovery_stale_bank(self.company_id._recovery_today()):
            raise UserError(stale)
        self._check_mail_server()

    # ---- scheduled action -----------------------------------------------------------------------------------------

    @api.model
    @acting()
    def _cron_send(self):
        """Propose and send what somebody has asked for: long runs, what waited for its window or for the mail server,
        what an interruption left."""
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        everything._propose_what_was_asked()
        everything._send_waiting_mails()
        everything._let_go_on()
        everything._waiting_to_leave()._send_in_batches()
        # an interruption may have fallen between the last batch and the word
        everything.search([("state", "in", UNDER_WAY)])._settle_state()
        everything.search([("asked_by_id", "!=", False), ("state", "in", ("proposed", "done"))])._tell_done()

    def _waiting_to_leave(self, company=None):
        """What somebody has asked to send, and what a daily run could not send on its day."""
        return self.search(
            [
                *([("company_id", "=", company.id)] if company else []),
                ("notice_ids.state", "=", "approved"),
                ("state", "!=", "draft"),  # other processes are still proposing it
                "|",
                ("state", "=", "sending"),
                ("scheduled", "=", True),
            ],
            order="date, id",
        )

    def _send_in_batches(self):
        """Send the approved notices whose window is open, each batch in a transaction of its own; a run that cannot
        go on stops no other."""
        for run in self:
            if error := self._alone(run._send_if_ready):
                run._say_problem(error)

    def _send_if_ready(self):
        leaving = self._may_leave(self._to_leave())
        if leaving and self._is_ready():
            for ids in split_every(SEND_BATCH, leaving.ids):
                self._commit_progress(0)  # a fresh view of what other workers have sent meanwhile
                wait_briefly(self.env)
                with disabling_gc():  # a batch makes few cycles, and a look for them goes through all of Odoo
                    batch = self._send_batch(ids)
                    self._settle_state()
                    self._say_locked(batch)
                    if not self._commit_progress(len(ids)):  # the mails leave now
                        return
                if self._is_kept_waiting(batch):
                    break
        self._wait_for_window()
        self._tell_done()

    def _send_batch(self, ids):
        """Send these notices, or those of them whose window has not closed meanwhile; returns what was tried."""
        batch = self._may_leave(self.env["recovery.notice"].browse(ids))
        batch._send_or_fail()
        return batch

    def _tell_done(self):
        """Tell who sent these runs that nothing of them waits any more."""
        for run in self.filtered(lambda run: run.asked_by_id and not run._to_leave(limit=1)):
            user = run.asked_by_id
            told = run.with_context(lang=user.lang)
            text = told.env._("%(run)s: %(count)s notices have left.", run=run.name, count=run.sent_count)
            user._bus_send("simple_notification", {"message": text, "type": "success"})
            run.asked_by_id = False

    def _say_locked(self, batch):
        if locked := batch.exists().filtered(lambda notice: notice.state == "approved"):
            self.problem = self.env._(
                "Somebody else is writing these cases; their notices leave within the hour: %s",
                ", ".join(locked.partner_id.mapped("display_name")),
            )

    def _say_problem(self, error):
        """Say on this run what keeps it; it is tried again within the hour."""
        _logger.warning("recovery run %s cannot go on", self.id, exc_info=error)
        self.problem = self._words_of(error)

    def _words_of(self, error):
        if isinstance(error, (psycopg2.Error, LockError)):
            return self.env._("Somebody else is writing the same records: it goes on within the hour.")
        return str(error)

    def _alone(self, work):
        """Do `work` in a transaction of its own: what fails leaves nothing, and stops nothing else; its error, or
        None."""
        if modules.module.current_test:  # a test has one transaction
            return attempt(self.env, work)
        try:
            wait_briefly(self.env)
            work()
            self.env.flush_all()
        except MemoryError:
            raise
        except Exception as error:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            return error
        return None

    def _commit_progress(self, processed):
        """Keep what is done so far; returns the seconds that the scheduled action has left."""
        if modules.module.current_test:  # a test never commits
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed)
