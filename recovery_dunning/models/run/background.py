"""The proposal of a big book: made in the background, some debtors at a time, with how far it is; a word when done."""

from odoo import api, fields, models, modules
from odoo.exceptions import UserError

PROPOSE_AT_ONCE = 5000  # open instalments; a book with more of them is proposed in the background


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    proposal_asked_by_id = fields.Many2one(
        "res.users", string="Proposed for", readonly=True, copy=False, help="Who is told when the proposal is made."
    )
    proposed_share = fields.Integer(
        string="Looked at", readonly=True, copy=False, help="How much of the book has been looked at, in percent."
    )
    is_proposing = fields.Boolean(compute="_compute_is_busy", help="The proposal is being made in the background.")

    @api.depends("proposal_asked_by_id")
    def _compute_is_busy(self):
        result = super()._compute_is_busy()
        for run in self:
            run.is_proposing = bool(run.proposal_asked_by_id)
            run.is_busy = run.is_busy or run.is_proposing
        return result

    def _proposes_later(self):
        """Whether somebody at a screen would wait too long for it; in a test there is no background."""
        self.ensure_one()
        if self.scheduled or self.move_ids or modules.module.current_test:
            return False
        return self._open_count(PROPOSE_AT_ONCE + 1) > PROPOSE_AT_ONCE

    def _open_count(self, limit):
        """How many instalments are open in this company, `limit` at most."""
        owed = [("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False)]
        lines = self.env["account.move.line"].sudo()  # counted, for whoever may propose
        return lines.search_count([*owed, ("company_id", "=", self.company_id.id)], limit=limit)

    def _check_idle(self):
        """:raises UserError: the proposal is being made"""
        if self.filtered("proposal_asked_by_id"):
            raise UserError(self.env._("The proposal is being made in the background: wait until it is there."))

    def _ask_to_propose(self, user):
        """Have it proposed as soon as a worker is free, and `user` told."""
        self.write({"proposal_asked_by_id": user.id, "proposed_share": 0, "problem": False})
        self.env.ref("recovery_dunning.ir_cron_send")._trigger()

    @api.model
    def _propose_what_was_asked(self):
        """Make the proposals that wait; one that is interrupted is made afresh."""
        for run in self.search([("proposal_asked_by_id", "!=", False)], order="id"):
            self._commit_progress(0)
            if not run.try_lock_for_update():
                continue  # another worker makes it
            if error := self._alone(run._propose_in_background):
                run._say_problem(error)
            run._tell_proposed(failed=bool(error))
            if not self._commit_progress(1):
                return

    def _propose_in_background(self):
        self._lock_proposals()
        debtors = len(self.env["recovery.open.items"]._everybody(self.company_id, self.date))
        self.with_context(recovery_background=max(debtors, 1))._propose()

    def _note_chunk(self, looked_at):
        """So many debtors have been looked at: in the background this is kept, and shown."""
        debtors = self.env.context.get("recovery_background")  # how many there are in all
        if not debtors:
            return
        self.proposed_share = min(99, 100 * looked_at // debtors)
        self._commit_progress(0)
        self._lock_proposals()  # the transaction that held it is over

    def _tell_proposed(self, failed):
        user = self.proposal_asked_by_id
        self.invalidate_recordset(["notice_ids", "notice_count"])  # what was inserted just now
        run = self.with_context(lang=user.lang)
        if failed:
            text = run.env._("%(run)s could not be proposed: %(problem)s", run=run.name, problem=run.problem)
        else:
            text = run.env._("%(run)s is proposed: %(count)s notices.", run=run.name, count=run.notice_count)
        user._bus_send("simple_notification", {"message": text, "type": "danger" if failed else "success"})
        self.write({"proposal_asked_by_id": False, "proposed_share": 0})
