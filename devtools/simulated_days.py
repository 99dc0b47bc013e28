"""Lives through days of the past in Odoo: the clock says what we want, and the daily run does its work."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time

import freezegun
import freezegun.api

MORNING = time(9, 30)  # UTC: working hours in Paris, in summer as in winter


@contextmanager
def simulated_clock(first_day: date):
    """The morning of `first_day`; yields a function that moves the clock to the morning of another day.

    Seconds go on passing, and event loops keep the real clock, so that nothing that waits for time waits for ever.
    """
    with freezegun.freeze_time(datetime.combine(first_day, MORNING), tick=True, real_asyncio=True) as clock:
        yield lambda day: clock.move_to(datetime.combine(day, MORNING))


def stopwatch() -> float:
    """Real seconds, whatever the simulated clock says; only differences mean something."""
    return freezegun.api.real_perf_counter()


def escalate(env) -> None:
    """Do what the scheduled action does every day. It commits; what needs approval is left proposed."""
    env["recovery.run"]._cron_escalate()
    env.cr.commit()
    env.invalidate_all()


def approve_all(env) -> None:
    """Approve and send, as a manager would, all that today's run has left proposed."""
    today = env.company._recovery_today()
    runs = env["recovery.run"].search([("date", "=", today), ("state", "in", ("proposed", "approved"))])
    for run in runs:
        run.action_approve()
        if run.to_send_count:
            run.action_send()
    env["recovery.run"]._cron_send()  # a long run leaves in the background
    env.cr.commit()
    env.invalidate_all()
