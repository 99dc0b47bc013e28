"""Where our time goes: the functions that cost most, with and without those they call."""

from __future__ import annotations

import cProfile
import io
import pstats

from bench.mailing import lead_mail, send_ours
from bench.proposing import make_proposal

LINES = 15


def profile_proposal(env) -> dict:
    """Of a proposal, rolled back."""
    text = _profiled(lambda: (make_proposal(env), env.cr.flush()))
    env.cr.rollback()
    return {"text": text}


def profile_sending(env, port: int) -> dict:
    """Of a proposal's mails, sent."""
    make_proposal(env)
    lead_mail(env, port)
    return {"text": _profiled(lambda: send_ours(env))}


def _profiled(work) -> str:
    profiler = cProfile.Profile()
    profiler.runcall(work)
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text).strip_dirs()
    for order in ("cumulative", "tottime"):
        stats.sort_stats(order).print_stats(LINES)
    return text.getvalue()
