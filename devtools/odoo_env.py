"""Opens a database from a script of ours. Runs inside the Python that `./dev` made, with the variables `./dev` sets.

with environment("recovery_demo") as env:
    env["res.partner"].create({"name": "Dupont SARL"})
"""

from __future__ import annotations

import logging
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config


@contextmanager
def environment(database: str, log_level: str = "warn", **context):
    """An Odoo environment of the superuser: committed at the end, rolled back if the block raises. No cron, no HTTP.

    Where Odoo is, which database server and which add-ons come from the variables that `./dev` sets.
    `context` goes to the environment's context (`lang="fr_FR"`).
    """
    options = ["-d", database, "--max-cron-threads=0", "--no-http", f"--log-level={log_level}"]
    config.parse_config(options, setup_logging=True)
    logging.captureWarnings(True)
    registry = Registry(database)
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        yield env(context={**env["res.users"].context_get(), **context})


@contextmanager
def passing_environment(database: str):
    """An environment of the database, committed at the end; nothing of it stays open afterwards: it can be dropped."""
    try:
        with environment(database, log_level="error") as env:
            yield env
    finally:
        close_db(database)
