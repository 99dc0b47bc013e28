"""A run: one proposal of notices and exceptions for a company on a day, approved, sent and, if need be, undone."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..record.actions import dialog, open_list
from ..record.way_in import COLLECTOR, MANAGER, READER, check_group, way_in

KEEP_PAPERS = 90  # days for which exceptions and dropped proposals are kept
GC_LIMIT = 100_000  # rows thrown away in one night
PROPOSAL_LOCK = 7_261_001  # advisory lock: one proposal at a time in a company


class RecoveryRun(models.Model):
    _name = "recovery.run"
    _description = "Recovery Run"
    _order = "date desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._recovery_today(),
        help="The day as of which debts are looked at.",
    )
    procedure_ids = fields.Many2many("recovery.procedure", string="Procedures", help="Leave empty for all.")
    move_ids = fields.Many2many("account.move", string="Invoices", help="Only these; leave empty for all.", copy=False)
    scheduled = fields.Boolean(string="Daily", readonly=True, copy=False, help="Made by the scheduled action.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("sending", "Sending"),
            ("done", "Done"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    problem = fields.Text(readonly=True, copy=False, help="Why the scheduled action could not go on.")
    fingerprint = fields.Char(
        copy=False, groups=fields.NO_ACCESS, help="Of all that was read, and of the notices that were proposed."
    )
    notice_ids = fields.One2many("recovery.notice", "run_id", string="Notices", readonly=True)
    exception_ids = fields.One2many("recovery.exception", "run_id", string="Exceptions", readonly=True)
    notice_count = fields.Integer(compute="_compute_counts")
    exception_count = fields.Integer(compute="_compute_counts")
    to_approve_count = fields.Integer(string="To approve", compute="_compute_counts")
    to_send_count = fields.Integer(string="To send", compute="_compute_counts")
    waiting_count = fields.Integer(
        string="Waiting", compute="_compute_counts", help="Notices that the mail server has not taken yet."
    )
    sent_count = fields.Integer(string="Notices sent", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Notices that have left, in percent.")

    _one_daily_run = models.UniqueIndex("(company_id, date) WHERE scheduled IS TRUE")

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            run.name = self.env._("Run of %s", format_date(self.env, run.date)) if run.date else False

    @api.depends("notice_ids.state", "exception_ids")
    def _compute_counts(self):
        notices = self.env["recovery.notice"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        )
        by_state = {(run.id, state): count for run, state, count in notices}
        exceptions = dict(
            self.env["recovery.exception"]._read_group([("run_id", "in", self.ids)], ["run_id"], ["__count"])
        )
        for run in self:
            run.to_approve_count = by_state.get((run.id, "proposed"), 0)
            run.to_send_count = by_state.get((run.id, "approved"), 0)
            run.waiting_count = by_state.get((run.id, "waiting"), 0)
            run.sent_count = by_state.get((run.id, "sent"), 0)
            run.notice_count = sum(count for (run_id, _state), count in by_state.items() if run_id == run.id)
            run.exception_count = exceptions.get(run, 0)
            run.progress = 100.0 * run.sent_count / run.notice_count if run.notice_count else 0.0

    # ---- propose ------------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_propose(self):
        """Read the book as of the run's date and write, for each debtor, the notices and the exceptions; a big book is
        read in the background.
        Proposals of earlier runs that nobody has approved give way to it; proposing again starts afresh. As long as
        nothing has changed, the proposal that is there stands, and nothing is written.

        :returns: the action that opens the proposal that stands, if any
        :raises UserError: a procedure has no level, the run has been sent, or another proposal is under way
        """
        self._check_group("recovery_dunning.group_recovery_user")
        standing = self.browse()
        self._check_idle()
        for run in self:
            if run.state not in ("draft", "proposed") or run.notice_ids._left():
                raise UserError(run.env._("This run is %s: make a new one to propose again.", run._state_label()))
            run.env["recovery.procedure"]._for_company(run.company_id)._check_levels()
            if run._proposes_later():
                run.sudo()._ask_to_propose(self.env.user)  # rights were checked above
                standing |= run
                continue
            run._lock_proposals()
            # rights were checked above; a collector has no right of his own to write what a run decides
            standing |= run.sudo()._propose()
        return standing.with_env(self.env)._get_records_action() if standing != self else None

    def _propose(self):
        """Propose, or leave the proposal that stands; returns the run that holds it."""
        self.ensure_one()
        if standing := self._standing_run():
            if standing != self:
                remark = self.env._("Nothing has changed since the last proposal of this day, which stands.")
                self.write({"state": "cancelled", "problem": remark})
            return standing
        self._begin_proposal()
        # of the named invoices, their debtors; without any, everybody
        self._decide(partners=self.move_ids.recovery_debtor_id or None)
        self._end_proposal()
        return self

    def _begin_proposal(self):
        """What earlier runs, and this one, had proposed and nobody has touched gives way."""
        self._supersede()
        self.notice_ids.filtered(lambda notice: notice.state != "approved" and not notice.is_edited).unlink()
        self.exception_ids.filtered(lambda exception: exception.reason != "taken_out").unlink()

    def _decide(self, **whom):
        """Write what the engine decides for the debtors that `_debtors` yields for `whom`; nothing of what this run has
        decided on already: approved, edited, taken out by hand, or written by another process."""
        kept, looked_at = self._decided(whom.get("debtor_ids")), 0
        for debtors in self.env["recovery.open.items"]._debtors(self.company_id, self.date, **whom):
            self.env["recovery.proposal"]._write_chunk(self, debtors, kept)
            looked_at += len(debtors)
            self._note_chunk(looked_at)

    def _decided(self, debtor_ids=None):
        """The ids of the instalments that this run has decided on, of these debtors or of all."""
        theirs = [("run_id", "=", self.id)]
        if debtor_ids is not None:
            theirs.append(("partner_id", "in", [debtor_id or False for debtor_id in debtor_ids]))
        lines = self.env["recovery.notice"].search(theirs).line_ids
        return frozenset((lines.move_line_id | self.env["recovery.exception"].search(theirs).move_line_id).ids)

    def _end_proposal(self):
        in_parts = self.env.context.get("recovery_background")  # what came in between is in none of them or in some
        fingerprint = not in_parts and self.env["recovery.open.items"]._fingerprint(self.company_id, self.date)
        self.write({"state": "proposed", "problem": False, "fingerprint": fingerprint})

    def _standing_run(self):
        """The run made by hand whose proposal, of the same day and procedures, would come out the same now."""
        candidates = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", "=", self.date),
                ("scheduled", "=", False),
                ("state", "=", "proposed"),
                ("fingerprint", "!=", False),
            ]
        ).filtered(lambda run: (run.procedure_ids, run.move_ids) == (self.procedure_ids, self.move_ids))
        if not candidates or self.scheduled:
            return self.browse()
        fingerprint = self.env["recovery.open.items"]._fingerprint(self.company_id, self.date)
        return candidates.filtered(lambda run: run.fingerprint == fingerprint)[:1]

    def _lock_proposals(self):
        """One proposal at a time in a company; the unique index on notice lines is the last word.

        :raises UserError: another one is under way
        """
        query = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", PROPOSAL_LOCK, self.company_id.id)
        if not self.env.execute_query(query)[0][0]:
            raise UserError(
                self.env._("Somebody else is proposing a run for %s. Try again in a moment.", self.company_id.name)
            )

    def _supersede(self):
        """Proposals that nobody has approved give way to this one, which looks at the same debts afresh."""
        stale = self.env["recovery.notice"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "proposed"),
                ("is_edited", "=", False),
                ("run_id", "!=", self.id),
            ]
        )
        if self.procedure_ids:
            stale = stale.filtered(lambda notice: notice.level_id.procedure_id in self.procedure_ids)
        if self.move_ids:
            stale = stale.filtered(lambda notice: notice.line_ids.move_line_id.move_id & self.move_ids)
        stale._give_way()
        stale.run_id._settle_state()

    # ---- approve, cancel, undo ----------------------------------------------------------------------------------

    @way_in(COLLECTOR, "write")
    def action_approve(self):
        """Approve all that is proposed. A collector approves what needs no manager."""
        self._check_group("recovery_dunning.group_recovery_user")
        self._check_idle()
        proposed = self.notice_ids.filtered(lambda notice: notice.state == "proposed")
        if proposed and not self.env.su and not self.env.user.has_group("recovery_dunning.group_recovery_manager"):
            proposed = proposed.filtered(lambda notice: not notice._requires_approval())
            if not proposed:
                raise AccessError(self.env._("Only a recovery manager approves these notices."))
        proposed.sudo()._approve()  # rights were checked above

    @way_in(COLLECTOR, "write")
    def action_cancel(self):
        """Drop what has not been sent."""
        self._check_group("recovery_dunning.group_recovery_user")
        self._check_idle()
        runs = self.sudo()  # rights were checked above
        runs.notice_ids.filtered(lambda n: n.state in ("proposed", "approved"))._cancel(self.env._("Run cancelled."))
        runs.notice_ids._stop_waiting(self.env._("Run cancelled."))
        for run in runs:
            run.state = "done" if run.sent_count else "cancelled"

    @way_in(MANAGER, "read")
    def action_ask_to_undo(self):
        """The dialog that takes this run back, with a correction mail if asked."""
        return self._undo_dialog({"default_run_id": self.id})

    @api.model
    def _undo_dialog(self, context):
        return dialog(self.env._("Undo"), "recovery.undo.wizard", **context)

    @way_in(MANAGER, "write")
    def action_undo(self):
        """Take back what was sent: levels and dates are again what they were before the run.

        :raises UserError: an instalment has since taken another step
        """
        self._check_group("recovery_dunning.group_recovery_manager")
        for run in self.sudo():  # rights were checked above
            run.notice_ids.filtered(lambda n: n.state in ("proposed", "approved"))._cancel(run.env._("Run undone."))
            run.notice_ids._out()._undo()
            run.state = "undone"

    @way_in(READER, "read")
    def action_open_notices(self):
        """The notices of this run, level by level: to approve a level, or some of them."""
        self.ensure_one()
        return open_list(self.env, "action_recovery_notice", [("run_id", "=", self.id)], search_default_group_level=1)

    @way_in(READER, "read")
    def action_open_exceptions(self):
        """The exceptions of this run, reason by reason."""
        self.ensure_one()
        by_reason = {"search_default_group_reason": 1, "recovery_of_run": 1}
        return open_list(self.env, "action_recovery_exception", [("run_id", "=", self.id)], **by_reason)

    def _settle_state(self):
        """The state that follows from the notices."""
        for run in self:
            if run.state in ("cancelled", "undone", "draft"):
                continue
            if not (run.waiting_count or run.to_send_count):
                run._note_server_answers()
            if run.to_approve_count:
                run.state = "proposed"
            elif run.waiting_count:
                run.state = "sending"
            elif run.to_send_count:
                run.state = "sending" if run.state == "sending" else "approved"
            else:
                superseded = run.notice_ids and all(notice.state == "cancelled" for notice in run.notice_ids)
                run.state = "cancelled" if superseded else "done"

    def _check_group(self, group):
        check_group(self.env, group)

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state].lower()

    @api.autovacuum
    def _gc_working_papers(self):
        """Exceptions and proposals that came to nothing are working papers: after some months they are thrown away.
        What left, what failed and the record of the cases stay."""
        old = fields.Date.subtract(fields.Date.context_today(self), days=KEEP_PAPERS)
        for papers in (
            self.env["recovery.exception"].search([("run_id.date", "<", old)], limit=GC_LIMIT),
            self.env["recovery.notice"].search(
                [("run_id.date", "<", old), ("state", "=", "cancelled")], limit=GC_LIMIT
            ),
        ):
            papers.unlink()
