"""Long work ranks the cases that it stirs once, at its end."""

from contextlib import contextmanager
from contextvars import ContextVar

# the (company id, debtor id) that wait for the end of the work; None where none is under way
waiting = ContextVar("recovery_rank_waiting", default=None)


@contextmanager
def ranked_once(env):
    """What is stirred in here is ranked at its end: each savepoint in between would rank it by itself."""
    if waiting.get() is not None:
        yield
        return
    pairs = set()
    token = waiting.set(pairs)
    try:
        yield
    finally:
        waiting.reset(token)
    env["recovery.case"]._stir(pairs)
