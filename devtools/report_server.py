"""Lets Odoo print PDFs from a script: the printing program fetches styles and images from an Odoo that serves them."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from devtools.console import Failure
from devtools.network import HOST, free_port

START_SECONDS = 120


@contextmanager
def report_server(env):
    """Serve the database of `env`, for prints only, until the block ends. It commits what `env` has done so far."""
    port = free_port()
    env["ir.config_parameter"].set_param("report.url", f"http://{HOST}:{port}")
    env.cr.commit()
    options = ["-d", env.cr.dbname, "--max-cron-threads=0", "--workers=0", "--log-level=critical"]
    options += [f"--http-interface={HOST}", f"--http-port={port}"]
    command = [sys.executable, "-m", "odoo", *options]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://{HOST}:{port}/web/health", server)
        yield
    finally:
        server.terminate()
        server.wait()
        env["ir.config_parameter"].search([("key", "=", "report.url")]).unlink()


def _wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except OSError:
            time.sleep(0.3)
    raise Failure("Odoo doesn't serve the styles of the printed invoices.")
