"""The daily action: in each company, what has come to its end ends, and the run of the day is proposed and sent."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from psycopg2.errors import UniqueViolation

from ..record.apart import attempt
from ..record.way_in import acting

_logger = logging.getLogger(__name__)
# what is done before the run of the day, in this order; each returns {record: why it had to be left}, or nothing
STEPS = (
    ("recovery.lifecycle", "_read_platforms"),
    ("recovery.lifecycle", "_try_again"),
    ("recovery.lifecycle", "_ask_for_arrival"),
    ("account.move.line", "_recovery_follow_moved"),
    ("recovery.hold", "_end_expired"),
    ("recovery.promise", "_judge"),
    ("recovery.plan", "_judge"),
    ("recovery.dispute", "_escalate_late"),
    ("recovery.claim", "_settle"),
    ("recovery.doubtful", "_follow"),
    ("recovery.retention", "_ask_to_release"),
    ("recovery.case", "_review_ended"),
    ("recovery.case", "_close_settled"),
    ("recovery.limitation", "_alert"),
    ("recovery.proceeding", "_watch"),
    ("recovery.insolvency", "_watch"),
    ("recovery.route.result", "_measure"),
)
TRY_AGAIN = timedelta(minutes=30)


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    left_over = fields.Text(
        string="Left for later", readonly=True, copy=False, help="What the daily action could not do, and why."
    )

    @api.model
    @acting()
    def _cron_escalate(self):
        """Every day, in each company: propose the day's run, send what needs no approval, close what is paid.

        Missed days need nothing special: a level is due until it has been taken, one at a time (rule 4).
        Called again on the same day it goes on with what was left. What fails in one company, or for one record that
        somebody else is writing, stops nothing else: it is said on the run, and tried again within the hour.
        """
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        left = {}
        for company in everything.env["res.company"].search([]):  # pylint: disable=no-search-all
            left.update(everything.with_company(company)._escalate(company))
        if left:
            again = fields.Datetime.now() + TRY_AGAIN
            self.env.ref("recovery_dunning.ir_cron_escalate").sudo()._trigger(at=again)

    def _escalate(self, company):
        """Do the day of a company; returns what had to be left: {record, or the company: the error}."""
        at_work, left = self._attempt(company, self._is_at_work)
        if not at_work:
            return left
        for model, step in STEPS:
            done, failed = self._attempt(company, getattr(self.env[model], step))
            left.update({**failed, **(done or {})})
        run, failed = self._attempt(company, self._propose_daily)
        left.update(failed)
        self._commit_progress(1)
        waiting, failed = self._attempt(company, self._waiting_to_leave)
        left.update(failed)
        if waiting:
            waiting._send_in_batches()
        if run:
            self._attempt(company, lambda company: run._conclude_day(left))
        return left

    def _attempt(self, company, work):
        """(what `work` returns for the company, {}), or (None, {company: its error}) if it fails; then nothing of it
        is left."""
        result = []
        error = self._alone(lambda: result.append(work(company)))
        if error:
            _logger.warning("the daily action of recovery company %s", company.id, exc_info=error)
            return None, {company: error}
        self._commit_progress(0)
        return result[0], {}

    def _is_at_work(self, company):
        return bool(company._recovery_has_started() and self.env["recovery.procedure"]._for_company(company))

    def _propose_daily(self, company):
        """The run of the day, proposed; empty while another worker is making it."""
        run = self._daily_run(company, company._recovery_today())
        if run.state == "draft" and (error := attempt(self.env, run.action_propose)):
            run._say_problem(error)
        return run

    def _conclude_day(self, left):
        """Say on the run of the day what had to be left."""
        lines = [f"{record.display_name}: {self._words_of(error)}" for record, error in left.items()]
        self.left_over = "\n".join([self.env._("Tried again within the hour:"), *lines]) if lines else False
        if self.state != "draft":
            self._settle_state()

    def _daily_run(self, company, today):
        """The run of the day, made by the first worker that asks; empty while another one is making it."""
        domain = [("company_id", "=", company.id), ("scheduled", "=", True), ("date", "=", today)]
        try:
            with self.env.cr.savepoint():
                return self.search(domain) or self.create({"company_id": company.id, "date": today, "scheduled": True})
        except UniqueViolation:
            _logger.info("another worker is escalating company %s", company.id)
            return self
