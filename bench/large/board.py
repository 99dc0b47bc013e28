"""The board of a large book, measured: the night before it, its opening, and the aged balance of days past."""

from __future__ import annotations

from datetime import timedelta

from odoo import fields

from bench.meter import Meter

PAST = (0, 1, 7, 30, 60, 90, 180, 365, 730)  # days ago
AMOUNTS = ("not_due", "days_30", "days_60", "days_90", "older", "total")


def night(env) -> dict:
    """The nightly job: the first one, which looks back a year too, or one that follows another. It commits."""
    measured = env["recovery.kpi"].search_count([])
    with Meter() as meter:
        env["recovery.kpi"]._cron_measure()
    env.cr.commit()
    env.invalidate_all()
    new = env["recovery.kpi"].search_count([]) - measured
    return {**meter.figures, "days": new, "expected": env["recovery.expectation"].search_count([])}


def forget_last_night(env) -> None:
    """As if the last night had not been yet."""
    last = env["recovery.kpi"].search([], limit=1, order="date DESC")
    last.unlink()


def board(env) -> dict:
    """The board of a manager, whole, as a process shows it that has just begun; then the same once more."""
    env = env(user=env.ref("base.user_admin"), su=False)
    with Meter() as first:
        shown = env["recovery.board"].board()
    env.invalidate_all()
    with Meter() as again:
        env["recovery.board"].board()
    return {**first.figures, "again": again.figures["seconds"], "figures": len(shown["figures"]["rows"])}


def aged(env) -> dict:
    """Seconds of the aged balance of each of some days: of the board's section, and of all debtors one by one."""
    env = env(user=env.ref("base.user_admin"), su=False)
    today = fields.Date.context_today(env.user)
    taken, sums = {}, [f"{name}:sum" for name in AMOUNTS]
    for ago in PAST:
        day = fields.Date.to_string(today - timedelta(days=ago))
        env.invalidate_all()
        with Meter() as section:
            env["recovery.board"].board({"day": day}, ["aged"])
        with Meter() as debtors:
            rows = env["recovery.aged"].with_context(recovery_day=day)._read_group([], ["partner_id"], sums)
        taken[str(ago)] = {
            "board": section.figures["seconds"],
            "debtors": debtors.figures["seconds"],
            "rows": len(rows),
        }
    return taken
