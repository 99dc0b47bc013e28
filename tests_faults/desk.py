"""A recovery desk that lives through a day: its scheduled actions run when they are due."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from odoo import SUPERUSER_ID, api

MORNING = datetime.combine(date.today(), datetime.min.time()) + timedelta(hours=7)
EVENING = MORNING + timedelta(hours=14)


class Desk:
    """The desk lives through one day: the scheduled actions run when they are due, in transactions that are kept."""

    def __init__(self, registry, outage):
        self.registry = registry
        self.outage = outage
        self.run_id = None
        self.now = MORNING  # whatever the clock says: by night, the company's day is not UTC's
        self.tries = []  # the moments at which the scheduled action sent

    def do(self, work):
        with freeze_time(self.now), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return work(env(context=env["res.users"].context_get()))

    def ask_to_send(self):
        def ask(env):
            run = env["recovery.run"].create({})
            run.action_propose()
            run.action_approve()
            run.state = "sending"
            env["ir.cron.trigger"].search([]).unlink()
            return run.id

        self.now = MORNING
        self.run_id = self.do(ask)
        self.outage.begin()

    def live(self, until=EVENING, after_each=lambda now: None):
        """Until the evening; `after_each` is called after each time that the scheduled action has run."""
        now, self.tries = MORNING, []
        while now and now < until:
            self.now = now
            self.tries.append(now)
            self.do(lambda env: env["recovery.run"]._cron_send())
            after_each(now)
            now = self.do(lambda env, now=now: self.next_time(env, now))

    def next_time(self, env, now):
        """When the scheduled action is due next: by what triggered it, or an hour later."""
        cron = env.ref("recovery_dunning.ir_cron_send")
        triggers = env["ir.cron.trigger"].search([("cron_id", "=", cron.id), ("call_at", ">", now)])
        return min([*triggers.mapped("call_at"), now + timedelta(hours=1)])

    def states(self):
        return Counter(self.do(lambda env: env["recovery.run"].browse(self.run_id).notice_ids.mapped("state")))

    def doubtful(self):
        return self.do(lambda env: len(env["recovery.run"].browse(self.run_id).notice_ids.filtered("is_doubtful")))

    def run_state(self):
        return self.do(lambda env: env["recovery.run"].browse(self.run_id).state)

    def forget(self):
        """The next story begins with the same book."""

        def undo(env):
            run = env["recovery.run"].browse(self.run_id)
            run.action_undo()
            assert not env["account.move.line"].search([("recovery_level_id", "!=", False)])

        self.do(undo)
