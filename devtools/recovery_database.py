"""Opens a database with the add-on for our tools, and leads its mail to the sink."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager

import psycopg2

from devtools.console import Failure
from devtools.network import HOST
from devtools.odoo_env import environment


@contextmanager
def recovery_database(database: str, lang: str):
    """An environment of the database in this language.

    :raises Failure: it isn't there, or lacks the add-on
    """
    with ExitStack() as stack:
        try:
            env = stack.enter_context(environment(database, lang=lang))
        except psycopg2.OperationalError:
            raise Failure(f"The database {database} can't be opened: is it there, and does PostgreSQL run?") from None
        if "recovery.run" not in env:
            raise Failure(f"The database {database} has no add-on recovery_dunning: install it there first.")
        yield env


def send_mail_to(env, port: int) -> None:
    """Let every mail leave through the SMTP server at this port of this machine, and through no other.

    :raises Failure: none answers there
    """
    try:
        socket.create_connection((HOST, port), timeout=10).close()
    except (OSError, OverflowError):
        raise Failure(f"No SMTP server answers on port {port} of this machine: start one there first.") from None
    env["ir.mail_server"].search([]).write({"active": False})
    env["ir.mail_server"].create(
        {"name": "Mail sink", "smtp_host": HOST, "smtp_port": port, "smtp_encryption": "none", "sequence": 1}
    )


def send_at_any_hour(env) -> None:
    """Let messages leave by themselves at any hour of any day, public holidays too."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    env.company.recovery_window_id = env["recovery.window"].create(
        {"name": "At any hour", "hour_from": 0, "hour_to": 24, "public_holidays": True, **dict.fromkeys(days, True)}
    )
