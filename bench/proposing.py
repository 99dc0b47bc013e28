"""Proposing, measured: ours, the peer's, and the SQL floor, which is what the database alone needs for our rows."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from statistics import median

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools.translate import get_translation

from bench.invoices import leave_checks_out
from bench.meter import Meter
from devtools.console import Failure

OUR_TABLES = ("recovery_notice", "recovery_notice_line", "recovery_exception")
FLOOR_REPEATS = 5
BEFORE_ALL_DUES = date(2001, 1, 1)


def propose_ours(env, keep: bool = False) -> dict:
    """Make a run and propose, down to the database."""
    return _measured(env, make_proposal, _proposed, keep)


def propose_peer(env, keep: bool = False) -> dict:
    """Make a run of the peer and compute its lines, down to the database."""
    return _measured(env, make_peer_proposal, _proposed_by_peer, keep)


def make_proposal(env, day: date | None = None):
    """A run of that day, or of today, proposed in one transaction, as the daily one is; at a screen a large book is
    proposed in the background."""
    run = env["recovery.run"].create({"date": day} if day else {})
    run._lock_proposals()
    run._propose()
    return run


def make_peer_proposal(env, day: date | None = None):
    """A run of that day, or of today, computed."""
    run = env["credit.control.run"].create({"date": day or fields.Date.context_today(env.user)})
    run.generate_credit_lines()
    return run


def _proposed(run) -> int:
    """How many instalments stand on the notices of a run; the planner, who has seen none of them yet, is kept from
    going through all lines for each notice."""
    run.env.cr.execute("SET LOCAL enable_nestloop = off")
    return run.env["recovery.notice.line"].search_count([("notice_id.run_id", "=", run.id)])


def _proposed_by_peer(run) -> int:
    """How many instalments have a line in a run of the peer."""
    return run.env["credit.control.line"].search_count([("run_id", "=", run.id)])


def warm_up(env, propose) -> None:
    """What a server does once after its start, and a connection once after its opening, whoever asks first, belongs to
    nobody's proposal: the triggers of computed fields, the file of translations, what PostgreSQL knows of the tables.
    On both sides a proposal of a day on which nothing was due is made first, and rolled back; the peer refuses it where
    a younger run is kept."""
    env["res.partner"].create({"name": "Warm-up"})
    get_translation("recovery_dunning", env.lang or "en_US", "Warm-up", ())
    with suppress(UserError):
        propose(env, BEFORE_ALL_DUES)
    env.cr.rollback()


def propose_thrice(env, old: int = 0) -> dict:
    """Three proposals on one connection, each rolled back, and nothing cleaned up in between: what a run that was taken
    back leaves in the tables slows no other.

    :param old: so many notices of earlier days, which have been sent long ago, stand in the table, unknown to the
        statistics that the planner has
    """
    warm_up(env, make_proposal)
    if old:
        keep_old_notices(env, old)
    seconds, proposed = [], []
    for _ in range(3):
        with Meter() as meter:
            run = make_proposal(env)
            env.cr.flush()
        seconds.append(meter.figures["seconds"])
        proposed.append(_proposed(run))
        env.cr.rollback()
    first, *later = seconds
    return {"seconds": first, "worst": max(later), "proposed": min(proposed), "most": max(proposed)}


def keep_old_notices(env, count: int) -> None:
    """Notices that were sent to the debtors of the book, with a line each for an instalment that is gone."""
    run = make_proposal(env, BEFORE_ALL_DUES)
    run.state = "done"
    level = env["recovery.procedure"]._for_company(env.company).level_ids[:1]
    env.flush_all()
    leave_checks_out(env.cr)
    env.cr.execute(
        """WITH debtor AS (
               SELECT recovery_debtor_id AS id, row_number() OVER () AS place
                 FROM (SELECT DISTINCT recovery_debtor_id FROM res_partner WHERE customer_rank > 0) its),
           n AS (
               INSERT INTO recovery_notice
                      (run_id, company_id, partner_id, contact_id, level_id, date, currency_id, state)
               SELECT %s, %s, p.id, p.id, %s, %s, %s, 'sent'
                 FROM generate_series(1, %s) AS g(number)
                 JOIN debtor p ON p.place = g.number %% (SELECT count(*) FROM debtor) + 1
            RETURNING id, level_id, date)
           INSERT INTO recovery_notice_line (notice_id, level_id, date_maturity, void)
           SELECT id, level_id, date, FALSE FROM n""",
        [run.id, env.company.id, level.id, BEFORE_ALL_DUES, env.company.currency_id.id, count],
    )
    env.cr.commit()


def _measured(env, propose, proposed, keep: bool) -> dict:
    warm_up(env, propose)
    written_before = rows_written(env)
    with Meter() as meter:
        run = propose(env)
        env.cr.flush()
    figures = {**meter.figures, "written": rows_written(env) - written_before, "proposed": proposed(run)}
    if keep:
        env.cr.commit()
    else:
        env.cr.rollback()
    return figures


def rows_written(env) -> int:
    """Rows that this session has inserted, changed or deleted, in any table."""
    env.cr.execute("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
    return int(env.cr.fetchone()[0] or 0)


def floor(env) -> dict:
    """Seconds that `INSERT … SELECT` of the rows of one proposal takes into copies of our tables with their indexes;
    and with their foreign keys too."""
    run = make_proposal(env)
    env.cr.flush()
    for table in OUR_TABLES:
        env.cr.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
    rows = sum(env[table.replace("_", ".")].search_count([]) for table in OUR_TABLES)
    result = {"proposed": _proposed(run), "seconds": _copy_seconds(env, rows)}
    for table in OUR_TABLES:
        env.cr.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        for (definition,) in env.cr.fetchall():
            env.cr.execute(f"ALTER TABLE bench_{table} ADD {definition}")
    result["with_keys"] = _copy_seconds(env, rows)
    env.cr.rollback()
    return result


def _copy_seconds(env, rows: int) -> float:
    """The median of some copies, each taken back.

    :raises Failure: one hasn't as many rows as the proposal
    """
    times = []
    for _ in range(FLOOR_REPEATS):
        env.cr.execute("SAVEPOINT bench_copy")
        copied, started = 0, time.perf_counter()
        for table in OUR_TABLES:
            env.cr.execute(f"INSERT INTO bench_{table} SELECT * FROM {table}")
            copied += env.cr.rowcount
        times.append(time.perf_counter() - started)
        if copied != rows:
            raise Failure(f"Of {rows} rows of the proposal, {copied} were copied for the floor.")
        env.cr.execute("ROLLBACK TO SAVEPOINT bench_copy")
    return median(times)
