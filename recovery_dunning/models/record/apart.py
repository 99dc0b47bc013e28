"""Work on many records, of which one that fails, or that somebody else has locked, stops no other."""

import logging

from odoo.tools import SQL

from .way_in import acting

_logger = logging.getLogger(__name__)
PATIENCE = 2000  # milliseconds for a row that somebody else is writing


def wait_briefly(env):
    """Until the end of the transaction, or of its savepoint if that fails, a locked row is an error, no long wait."""
    env.cr.execute(SQL("SELECT set_config('lock_timeout', %s, TRUE)", str(PATIENCE)))


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
