"""Work that is spread over the runners of the job queue, and what comes when all of it is done.

Each part is a job: it is done in one transaction together with the word that it is done, so that a part whose process
is killed leaves nothing, and is taken up again whole. Without a runner nothing is spread: one process does it all.
"""

from odoo import modules
from odoo.addons.queue_job.delay import group
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.tools import SQL

CHANNEL = "root.recovery"
WAITING = "wait_dependencies"
ALIVE = (WAITING, "pending", "enqueued", "started")


def has_runner(env):
    """Whether a runner looks after the jobs of this database: it holds a lock as long as it lives. In a test there is
    none, unless the test says so."""
    if modules.module.current_test:
        return bool(env.context.get("recovery_fans_out"))
    query = SQL(
        """SELECT TRUE FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) | objid::bigint = %s
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
        PG_ADVISORY_LOCK_ID,
    )
    return bool(env.execute_query(query))


def wake_last(record, name):
    """Have the last job of the work `name` on this record done, where the process of the last part died before it could
    say that all are done. It goes on waiting where a part has failed."""
    if not has_parts(record, name):
        _jobs(record, name).filtered(lambda job: job.state == WAITING)._change_job_state("pending")


def is_spread(record, name):
    """Whether the work `name` on this record goes on by itself: parts of it are still to be done, or its last job."""
    return has_parts(record, name) or any(job.state != WAITING for job in _jobs(record, name))


def has_parts(record, name):
    """Whether parts of the work `name` on this record are still to be done."""
    return any(job.identity_key != _key(record, name, "end") for job in _jobs(record, name))


def call_off(record, name):
    """What is left of the work `name` on this record is not done any more."""
    _jobs(record, name)._change_job_state("cancelled")


def size(env, name, default):
    """How many go into one job: the system parameter `recovery_dunning_queue.NAME`, or `default`."""
    value = env["ir.config_parameter"].sudo().get_param(f"recovery_dunning_queue.{name}", "")
    return int(value) if value.isdigit() and int(value) else default


def spread(record, name, method, parts, end):
    """Have `method` of this record called with each of `parts`, by whatever process is free, then its method `end`.

    What is left of an earlier try, of which a part has failed, gives way.

    :param parts: values that JSON holds
    """
    call_off(record, name)
    jobs = [getattr(_delayed(record, name, number), method)(part) for number, part in enumerate(parts, start=1)]
    group(*jobs).on_done(getattr(_delayed(record, name, "end"), end)()).delay()


def _delayed(record, name, part):
    description = f"{record.display_name}: {name} {part}"
    return record.delayable(channel=CHANNEL, identity_key=_key(record, name, part), description=description)


def _jobs(record, name):
    Job = record.env["queue.job"].sudo()  # whoever asks for the work, its jobs are looked after by us
    return Job.search([("identity_key", "=like", _key(record, name, "%")), ("state", "in", ALIVE)])


def _key(record, name, part):
    return f"{record._name}:{record.id}:{name}:{part}"
