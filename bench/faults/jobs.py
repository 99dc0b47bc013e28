"""The runner of the job queue and its processes, as far as faults need them: jobs are handed out one by one, those of a
dead process are found dead, as the runner of OCA finds them."""

from __future__ import annotations

from contextlib import contextmanager

import psycopg2
from odoo import SUPERUSER_ID, api

NEXT = """
UPDATE queue_job SET state = 'enqueued', date_enqueued = now() AT TIME ZONE 'utc'
 WHERE uuid = (SELECT uuid FROM queue_job WHERE state = 'pending' ORDER BY priority, date_created, id
                  FOR UPDATE SKIP LOCKED LIMIT 1)
RETURNING uuid"""
TIME_PASSES = """UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute'
                  WHERE state IN ('enqueued', 'started')"""
LEFT = "SELECT COUNT(*) FROM queue_job WHERE state IN ('pending', 'wait_dependencies')"


@contextmanager
def runner(database: str):
    """A runner looks after the jobs of this database: it holds its lock."""
    from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    with connection.cursor() as cr:
        cr.execute("SELECT pg_advisory_lock(%s)", [PG_ADVISORY_LOCK_ID])
    try:
        yield connection
    finally:
        connection.close()


def find_dead(connection) -> None:
    """A minute later, the runner puts the jobs of dead processes back."""
    from odoo.addons.queue_job.jobrunner.runner import Database

    with connection.cursor() as cr:
        cr.execute(TIME_PASSES)
        cr.execute(Database._query_requeue_dead_jobs(None))


def work_off(env) -> None:
    """What a process does: job after job, each as the runner asks for it, until none is left that may be done."""
    from odoo.addons.queue_job.controllers.main import RunJobController

    env.cr.commit()
    while uuid := _next(env):
        with env.registry.cursor() as cr:
            own = api.Environment(cr, SUPERUSER_ID, {})
            job = RunJobController._acquire_job(own, uuid)
            if job:
                RunJobController._runjob(own, job)


def _next(env):
    with env.registry.cursor() as cr:
        cr.execute(NEXT)
        found = cr.fetchone()
    return found and found[0]
