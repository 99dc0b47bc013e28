"""Odoo processes that work on one database as hosts do: each with files of its own, behind a load balancer, their jobs
handed out by the job queue of OCA."""

from __future__ import annotations

import subprocess
import textwrap
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools import oca_addons, platform
from devtools.balancer import Balancer
from devtools.console import Failure
from devtools.network import HOST, free_port

REQUIREMENTS = platform.REPOSITORY / "devtools/requirements-queue.txt"
MODULES = (platform.ADDON, "queue_job", platform.QUEUE)
NIGHT = ("_cron_escalate", "_cron_send")  # the scheduled actions of one night
AT_ONCE = 2  # jobs of each process
PATIENCE = 120  # seconds
OPEN = """\
import sys
from devtools.odoo_env import environment
with environment(sys.argv[1], log_level="error") as env:
"""


def site_of(machine: platform.Platform, name: str, folder: Path) -> Site:
    """A new database with the add-ons and the job queue."""
    oca_addons.bring(machine, "queue", REQUIREMENTS)
    machine.create_database(name, machine.template())
    options = ["-d", name, "-i", ",".join(MODULES), "--stop-after-init", "--no-http", "--log-level=warn"]
    machine.run_odoo(options, "The job queue couldn't be installed.")
    return Site(machine, name, folder)


class Site:
    """A database with the book, and as many Odoo processes for its jobs as are started."""

    def __init__(self, machine: platform.Platform, name: str, folder: Path):
        self.machine = machine
        self.name = name
        self.folder = folder
        self.hosts = []

    def script(self, work: str) -> None:
        """Do these lines of Python with `env` at hand, and keep what they did."""
        lines = f"{OPEN}{textwrap.indent(textwrap.dedent(work), '    ')}"
        done = subprocess.run(
            [str(self.machine.python), "-c", lines, self.name],
            env=self.machine.odoo_env,
            cwd=platform.REPOSITORY,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise Failure(f"A script in {self.name} failed:\n{done.stderr}")

    def sql(self, query: str) -> list[str]:
        """The rows of one statement, as text."""
        return self.machine.server.query(query, self.name)

    @contextmanager
    def started(self, count: int, each: int = AT_ONCE):
        """So many hosts, each with files of its own and so many jobs at a time, behind one address; the first looks
        after the jobs."""
        self.hosts = []
        ports = [free_port() for _ in range(count)]
        with ExitStack() as stack:
            address = stack.enter_context(Balancer(ports)).port
            for number, port in enumerate(ports):
                options = ["-d", self.name, f"--db-filter=^{self.name}$", "--load=base,web,queue_job", "--workers=0"]
                options += ["--max-cron-threads=0", "--db_maxconn=32"]
                options += [f"--http-interface={HOST}", f"--http-port={port}"]
                options += [f"--data-dir={self.folder / f'host-{number}'}", "--log-level=warn"]
                capacity = each * count
                environment = {
                    **self.machine.odoo_env,
                    "ODOO_QUEUE_JOB_CHANNELS": "root:0" if number else f"root:{capacity},root.recovery:{capacity}",
                    "ODOO_QUEUE_JOB_HOST": HOST,
                    "ODOO_QUEUE_JOB_PORT": str(address),
                }
                log = stack.enter_context((self.folder / f"host-{number}.log").open("w", encoding="utf-8"))
                command = self.machine.odoo_command(options)
                host = self.machine.start(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
                stack.callback(host.wait, PATIENCE)
                stack.callback(host.kill)
                self.hosts.append(host)
            self.wait(lambda: self.sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"))
            yield

    def wait(self, arrived: Callable[[], object]) -> None:
        """:raises Failure: it doesn't come about in two minutes"""
        end = time.monotonic() + PATIENCE
        while not arrived():
            if time.monotonic() > end:
                jobs = self.sql("SELECT method_name, state, exc_info FROM queue_job WHERE state != 'done'")
                mails = self.count("mail_mail", "state = 'outgoing'")
                raise Failure("\n".join([f"{self.name} comes to no end: {mails} mails wait, and these jobs:", *jobs]))
            time.sleep(0.2)

    def send_mail_to(self, port: int) -> None:
        """Its mails go to the server at this port."""
        self.script(f"from devtools.recovery_database import send_mail_to\nsend_mail_to(env, {port})")

    def live_the_night(self) -> None:
        """What the scheduled actions of one night do, and the jobs that follow from each."""
        for action in NIGHT:
            self.act(action)
            self.finish_jobs()
            self.empty_outbox()

    def act(self, action: str) -> None:
        """What one scheduled action does by itself."""
        self.script(f'env["recovery.run"].{action}()')

    def finish_jobs(self) -> None:
        """Until all jobs are done."""
        self.wait(lambda: self.count("queue_job", "state NOT IN ('done', 'cancelled')") == 0)

    def empty_outbox(self) -> None:
        """Until the mails have left that leave after the last of the jobs."""
        self.wait(lambda: self.count("mail_mail", "state = 'outgoing'") == 0)

    def count(self, table: str, condition: str) -> int:
        """How many rows there are of this kind."""
        return int(self.sql(f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0])
