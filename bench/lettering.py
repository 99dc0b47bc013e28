"""Letters, measured: mails that each bring their letter as PDF, ours and the peer's; a batch of letters to print."""

from __future__ import annotations

from bench.mailing import lead_mail, mail_ours, mail_peer, send_ours
from bench.meter import Meter
from bench.proposing import make_peer_proposal, make_proposal
from devtools.recovery_database import send_at_any_hour
from devtools.report_server import report_server

PEER_LETTER = "account_credit_control.credit_control_summary"


def propose_letters_ours(env, mailed: bool) -> None:
    """A proposal that is kept, of letters alone, or of mails that each bring one; they may leave at whatever hour."""
    send_at_any_hour(env)
    channels = {"send_email": mailed, "send_letter": True, "attach_letter": mailed}
    env["recovery.level"].search([("send_email", "=", True)]).write(channels)
    make_proposal(env)


def propose_letters_peer(env, mailed: bool) -> None:
    """A proposal that is kept; the template brings the peer's letter again, as it is installed."""
    templates = env["mail.template"].search([("model", "=", "credit.control.communication")])
    templates.report_template_ids = env.ref(PEER_LETTER)
    make_peer_proposal(env)


def letter_mail_ours(env, port: int) -> dict:
    """Approve and send: each mail with its letter."""
    with report_server(env):
        return mail_ours(env, port)


def letter_mail_peer(env, port: int) -> dict:
    """The same; its letters fetch their styles from the server, which ours need not."""
    with report_server(env):
        return mail_peer(env, port)


def print_ours(env, port: int) -> dict:
    """Approve and send letters alone, then make the file for the printer."""
    lead_mail(env, port)
    run = env["recovery.run"].search([], limit=1)
    with Meter() as meter:
        send_ours(env)
        run.action_print_letters()
        env.cr.commit()
    env.invalidate_all()
    return {**meter.figures, "letters": run.letter_count}
