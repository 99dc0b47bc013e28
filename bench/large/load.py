"""A whole day of a large book, piece by piece: each piece is done, kept, and watched in the database."""

from __future__ import annotations

from odoo.tools import split_every

from bench.large.statements import server_seconds, watched
from bench.mailing import lead_mail
from bench.meter import Meter
from bench.proposing import make_proposal
from devtools.recovery_database import send_at_any_hour

CASES_AT_ONCE = 1_000


def piece(env, name: str, **options) -> dict:
    """Do one of `pieces.PIECES`; its figures, the slowest statement and the ten heaviest."""
    with watched(env) as found:
        before = server_seconds(env)
        with Meter() as meter:
            done = globals()[f"_{name}"](env, **options)
            env.cr.commit()
        in_server = server_seconds(env) - before
    return {
        **meter.figures,
        "server": in_server,
        "done": done,
        "slowest": found.slowest(),
        "statements": found.heaviest(),
    }


def _propose(env) -> int:
    run = make_proposal(env)
    return env["recovery.notice.line"].search_count([("notice_id.run_id", "=", run.id)])


def _open_cases(env) -> int:
    """As many as there are debtors on notices."""
    theirs = env["recovery.notice"]._read_group([("state", "=", "proposed")], ["partner_id"], [])
    debtor_ids = [debtor.id for (debtor,) in theirs]
    for ids in split_every(CASES_AT_ONCE, debtor_ids):
        debtors = env["res.partner"].browse(ids)
        env["recovery.case"]._open_for(env.company, debtors, overdue=debtors)
        env.cr.commit()
        env.invalidate_all()
    return len(debtor_ids)


def _send(env, notices: int, port: int) -> int:
    """The first notices of the run; the others wait for their approval."""
    send_at_any_hour(env)
    lead_mail(env, port)
    run = env["recovery.run"].search([("state", "=", "proposed")], limit=1)
    env["recovery.notice"].search([("run_id", "=", run.id)], limit=notices, order="id")._approve()
    run.action_send()
    env.cr.commit()
    env["recovery.run"]._cron_send()
    env.invalidate_all()
    return env["recovery.notice"].search_count([("run_id", "=", run.id), ("state", "=", "sent")])


def _steps(env) -> int:
    from odoo.addons.recovery_dunning.models.run.daily import STEPS

    for model, step in STEPS:
        getattr(env[model], step)(env.company)
        env.cr.commit()
        env.invalidate_all()
    return env["recovery.case"].search_count([("phase", "!=", "closed")])


def _rank(env) -> int:
    env["recovery.case"]._cron_rank()
    return env["recovery.case"].search_count([("priority", ">", 0)])


def _forecast(env) -> int:
    env["recovery.expectation"]._expect(env.company)
    return env["recovery.expectation"].search_count([])


def _night(env) -> int:
    env["recovery.kpi"]._cron_measure()
    return env["recovery.expectation"].search_count([])


def _board(env) -> int:
    shown = env(user=env.ref("base.user_admin"), su=False)["recovery.board"].board()
    return len(shown["figures"]["rows"])
