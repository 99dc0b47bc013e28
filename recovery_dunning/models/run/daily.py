"""The daily action: in each company, what has come to its end ends, and the run of the day is proposed and sent."""

import logging

from odoo import api, models
from odoo.exceptions import UserError
from psycopg2.errors import UniqueViolation

_logger = logging.getLogger(__name__)


class RecoveryRun(models.Model):
    _inherit = "recovery.run"

    @api.model
    def _cron_escalate(self):
        """Every day, in each company: propose the day's run, send what needs no approval, close what is paid.

        Missed days need nothing special: a level is due until it has been taken, one at a time (rule 4).
        Called again on the same day it goes on with what was left.
        """
        everything = self.sudo()  # the scheduled action works for every company, whoever starts it
        for company in everything.env["res.company"].search([]):  # pylint: disable=no-search-all
            if company._recovery_has_started() and everything.env["recovery.procedure"]._for_company(company):
                everything.with_company(company)._escalate(company)

    def _escalate(self, company):
        today = company._recovery_today()
        self.env["recovery.hold"]._end_expired(company)
        self.env["recovery.promise"]._judge(company)
        self.env["recovery.plan"]._judge(company)
        self.env["recovery.dispute"]._escalate_late(company)
        self.env["recovery.claim"]._settle(company)
        self.env["recovery.case"]._close_settled(company)
        self.env["recovery.limitation"]._alert(company)
        self.env["recovery.route.result"]._measure(company)
        run = self._daily_run(company, today)
        if run.state == "draft":
            try:
                with self.env.cr.savepoint():
                    run.action_propose()
            except (UserError, UniqueViolation) as error:
                _logger.warning("recovery run %s could not be proposed", run.id)
                run.problem = str(error)
        self._commit_progress(1)
        self._waiting_to_leave(company)._send_in_batches()
        if run.state != "draft":
            run._settle_state()

    def _daily_run(self, company, today):
        """The run of the day, made by the first worker that asks; empty while another one is making it."""
        domain = [("company_id", "=", company.id), ("scheduled", "=", True), ("date", "=", today)]
        try:
            with self.env.cr.savepoint():
                return self.search(domain) or self.create({"company_id": company.id, "date": today, "scheduled": True})
        except UniqueViolation:
            _logger.info("another worker is escalating company %s", company.id)
            return self
