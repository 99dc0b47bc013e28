"""Sending, measured: from a proposal until the SMTP server has every mail, ours and the peer's."""

from __future__ import annotations

from bench.meter import Meter
from bench.proposing import make_peer_proposal, make_proposal, warm_up
from devtools.recovery_database import send_mail_to


def mail_ours(env, port: int) -> dict:
    """Approve and send the last run, as its buttons and the scheduled action do."""
    warm_up(env, make_proposal)
    lead_mail(env, port)
    with Meter() as meter:
        send_ours(env)
    return {**meter.figures, "sent": _sent(env)}


def send_ours(env) -> None:
    """Press the buttons; a long run leaves in the background, which we don't wait for but do ourselves."""
    run = env["recovery.run"].search([], limit=1)
    run.action_approve()
    run.action_send()
    env.cr.commit()
    env["recovery.run"]._cron_send()
    env.cr.commit()


def mail_peer(env, port: int) -> dict:
    """“Set to ready all” and “Run channel action” of the peer's last run."""
    warm_up(env, make_peer_proposal)
    lead_mail(env, port)
    run = env["credit.control.run"].search([], limit=1, order="id DESC")
    with Meter() as meter:
        run.set_to_ready_lines()
        run.run_channel_action()
        env.cr.commit()  # Odoo sends what was posted once it is committed
    return {**meter.figures, "sent": _sent(env)}


def lead_mail(env, port: int) -> None:
    """Let every mail leave through the SMTP server at this port."""
    send_mail_to(env, port)
    env.cr.commit()


def _sent(env) -> int:
    env.invalidate_all()
    return env["mail.mail"].search_count([("state", "=", "sent")])
