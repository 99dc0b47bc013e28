"""Work on many records, of which one that fails, or that somebody else has locked, stops no other; and whose turn it is
where two would write the same ones."""

import logging

import psycopg2
from odoo.exceptions import LockError
from odoo.http import request
from odoo.tools import SQL

from .way_in import acting

_logger = logging.getLogger(__name__)
PATIENCE = 2000  # milliseconds for a row that somebody else is writing


def wait_briefly(env):
    """Until the end of the transaction, or of its savepoint if that fails, a locked row is an error, no long wait."""
    env.cr.execute(SQL("SELECT set_config('lock_timeout', %s, TRUE)", str(PATIENCE)))


def take_turn(records):
    """Lock records until the end of the transaction. In a request, who comes second waits until the first is done: Odoo
    repeats it then, on what the first has written.

    :raises LockError: outside a request, where the caller decides what waits
    """
    if not request:
        records.lock_for_update(allow_referencing=True)
        return
    table = SQL.identifier(records._table)
    query = SQL("SELECT FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", table, records.ids)
    records.env.cr.execute(query)


def attempt(env, work):
    """Do `work`, or leave nothing of it; returns the error, or None."""
    try:
        with env.cr.savepoint():
            wait_briefly(env)
            with acting():  # what is done in the background is done by us
                work()
    except MemoryError:
        raise
    except Exception as error:
        env.invalidate_all(flush=False)
        return error
    return None


def each_as_asked(records, asked_by, work):
    """Do what somebody has asked for on each record: `work` is a function of the record and of that user, whom its
    field `asked_by` names. What somebody else is writing waits for the next time.

    Yields (record, user, error or None), each of which is kept before the next is begun.
    """
    for record in records.search([(asked_by, "!=", False)], order="id"):
        if not record.try_lock_for_update():
            continue  # another worker has it
        user = record[asked_by]
        error = attempt(record.env, lambda record=record, user=user: work(record, user))
        if isinstance(error, (psycopg2.OperationalError, LockError)):
            continue
        record[asked_by] = False
        yield record, user, error
        record.env["recovery.run"]._commit_progress(1)


def each_apart(records, work):
    """Do `work` on the records, all at once if that goes well, otherwise on the halves, and so on down to the one that
    fails.

    :param work: a function of some of the records
    :returns: {record: its error} of those on which nothing was done
    """
    if not records:
        return {}
    error = attempt(records.env, lambda: work(records))
    if error is None:
        return {}
    if len(records) > 1:
        half = len(records) // 2
        return {**each_apart(records[:half], work), **each_apart(records[half:], work)}
    _logger.warning("%s %s is left for later", records._name, records.id, exc_info=error)
    return {records: error}
