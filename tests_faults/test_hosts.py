"""The night of two hosts: the same as that of one process, also when one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta

import pytest

from devtools import oca_addons, platform
from devtools.balancer import Balancer
from devtools.console import Console
from devtools.network import HOST, free_port
from devtools.smtp_sink import SmtpSink

QUEUE = platform.REPOSITORY / "devtools/requirements-queue.txt"
DEBTORS, SOME = 200, 20  # so many in each job
PATIENCE = 120  # seconds
SCRIPT = """\
import sys
from datetime import date
from decimal import Decimal
from devtools.book_csv import Invoice
from devtools.book_loader import LoadedBook
from devtools.french_company import make_french
from devtools.odoo_env import environment
from devtools.recovery_database import send_at_any_hour, send_mail_to
with environment(sys.argv[1], log_level="error") as env:
"""
BOOK = """\
    make_french(env, {{"name": "Deux Hôtes", "email": "compta@example.com"}})
    send_at_any_hour(env)
    parameters = env["ir.config_parameter"]
    parameters.set_param("recovery_dunning_queue.debtors", "{some}")
    parameters.set_param("recovery_dunning_queue.notices", "{some}")
    parameters.set_param("ir_attachment.location", "db")  # hosts share no disk
    dates = {{"issued": date({issued}), "due": date({due}), "settled": date({settled})}}
    book = [
        Invoice(number=str(n), customer=f"D{{n:04d}}", amount=Decimal(100 + n), disputed=n % 17 == 0, **dates)
        for n in range({debtors})
    ]
    LoadedBook(book).load(env)
"""
# what a night writes, without what tells one night from another: numbers of rows, moments
WRITTEN = {
    "notices": """SELECT p.name, n.state, n.tone, n.amount_residual, n.amount_credit, v.delay, n.date
                    FROM recovery_notice n JOIN res_partner p ON p.id = n.partner_id
                    JOIN recovery_level v ON v.id = n.level_id ORDER BY 1, 2""",
    "lines": """SELECT m.ref, m.name, l.residual, l.days_overdue, v.delay, l.void
                  FROM recovery_notice_line l JOIN account_move_line a ON a.id = l.move_line_id
                  JOIN account_move m ON m.id = a.move_id JOIN recovery_level v ON v.id = l.level_id ORDER BY 2""",
    "exceptions": """SELECT p.name, e.reason, e.residual, e.date_next FROM recovery_exception e
                  LEFT JOIN res_partner p ON p.id = e.partner_id ORDER BY 1, 2""",
    "levels": """SELECT m.name, v.delay, l.recovery_date FROM account_move_line l
                   JOIN account_move m ON m.id = l.move_id JOIN recovery_level v ON v.id = l.recovery_level_id
                  ORDER BY 1""",
    "cases": "SELECT p.name, c.phase FROM recovery_case c JOIN res_partner p ON p.id = c.partner_id ORDER BY 1",
    "events": """SELECT p.name, e.kind, e.channel, e.summary FROM recovery_event e
                   JOIN recovery_case c ON c.id = e.case_id JOIN res_partner p ON p.id = c.partner_id
                  ORDER BY 1, 2, 3, 4""",
    "run": "SELECT state, scheduled, problem FROM recovery_run",
}


class Site:
    """A database with the book, and as many Odoo processes for its jobs as are started."""

    def __init__(self, machine, name, folder):
        self.machine = machine
        self.name = name
        self.folder = folder
        self.hosts = []

    def script(self, work, **values):
        """Do `work` in the database, and keep it."""
        lines = SCRIPT + (work.format(**values) if values else work)
        done = subprocess.run(
            [str(self.machine.python), "-c", lines, self.name],
            env=self.machine.odoo_env,
            cwd=platform.REPOSITORY,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr

    def sql(self, query):
        return self.machine.server.query(query, self.name)

    def written(self):
        return {what: self.sql(query) for what, query in WRITTEN.items()}

    @contextmanager
    def started(self, count):
        """So many hosts, each with files of its own, behind one address; the first looks after the jobs."""
        ports = [free_port() for _ in range(count)]
        with ExitStack() as stack:
            address = stack.enter_context(Balancer(ports)).port
            for number, port in enumerate(ports):
                options = ["-d", self.name, f"--db-filter=^{self.name}$", "--load=base,web,queue_job", "--workers=0"]
                options += ["--max-cron-threads=0", f"--http-interface={HOST}", f"--http-port={port}"]
                options += [f"--data-dir={self.folder / f'host-{number}'}", "--log-level=warn"]
                environment = {
                    **self.machine.odoo_env,
                    "ODOO_QUEUE_JOB_CHANNELS": "root:0" if number else f"root:{2 * count},root.recovery:{2 * count}",
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

    def wait(self, arrived):
        end = time.monotonic() + PATIENCE
        while not arrived():
            assert time.monotonic() < end, self.sql("SELECT method_name, state, exc_info FROM queue_job")
            time.sleep(0.2)

    def finish_jobs(self):
        """Until all jobs are done, and the mails have left that leave after the last of them."""
        self.wait(lambda: self.sql("SELECT COUNT(*) FROM queue_job WHERE state NOT IN ('done', 'cancelled')") == ["0"])
        self.wait(lambda: self.sql("SELECT COUNT(*) FROM mail_mail WHERE state = 'outgoing'") == ["0"])

    def night(self, meanwhile=lambda: None):
        """What the scheduled actions of one night do; `meanwhile` is called while others propose, and while they
        send."""
        for action in ("_cron_escalate", "_cron_send"):
            self.script(f'    env["recovery.run"].{action}()\n')
            meanwhile()
            self.finish_jobs()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The machine with the job queue at hand, and a database with the book."""
    machine = platform.setup(Console())
    oca_addons.bring(machine, "queue", QUEUE)
    name = f"recovery_faults_{os.getpid()}"
    machine.create_database(name, machine.template())
    machine.run_odoo(
        ["-d", name, "-i", f"{platform.ADDON},queue_job", "--stop-after-init", "--no-http", "--log-level=warn"],
        "The job queue couldn't be installed.",
    )
    site, today = Site(machine, name, tmp_path_factory.mktemp("book")), date.today()
    days = {"issued": today - timedelta(40), "due": today - timedelta(10), "settled": today + timedelta(10)}
    dates = {word: f"{day.year}, {day.month}, {day.day}" for word, day in days.items()}
    site.script(BOOK, some=SOME, debtors=DEBTORS, **dates)
    yield site
    machine.drop_database(name)


def test_the_stories_of_spreading(book):
    """In Odoo's own tests, in a copy of the database before anything else is done with it."""
    options = ["-d", book.name, "--test-tags", "/recovery_dunning_queue", "-u", "recovery_dunning_queue"]
    options += ["--stop-after-init", f"--http-interface={HOST}", f"--http-port={free_port()}"]
    log = book.machine.run_odoo(options, "A story of spreading failed.")
    assert " 0 failed, 0 error(s) of 8 tests" in log, log[-3000:]


@pytest.fixture
def copies(book, tmp_path):
    """Makes copies of the book, each with a mail server of its own: (site, sink)."""
    with ExitStack() as stack:

        def copy(word):
            name = f"{book.name}_copy"
            book.machine.drop_database(name)
            book.machine.create_database(name, book.name)
            folder = tmp_path / word
            folder.mkdir()
            sink = stack.enter_context(SmtpSink(folder / "mail"))
            site = Site(book.machine, name, folder)
            site.script(f"    send_mail_to(env, {sink.port})\n")
            return site, sink

        yield copy
        book.machine.drop_database(f"{book.name}_copy")


@pytest.fixture
def alone(copies):
    """What one process without a runner writes and sends in the night."""
    site, sink = copies("alone")
    site.night()
    assert site.sql("SELECT COUNT(*) FROM queue_job") == ["0"]
    return site.written(), mails(sink)


def mails(sink):
    return Counter((message["To"], message["Subject"]) for message in sink.messages())


def test_two_hosts_do_what_one_process_does(copies, alone):
    site, sink = copies("two")
    with site.started(2):
        site.night()
    assert (site.written(), mails(sink)) == alone
    assert sum(alone[1].values()) == len(alone[1]) == DEBTORS
    parts = Counter(site.sql("SELECT method_name FROM queue_job WHERE state = 'done'"))
    assert parts["_propose_part"] == DEBTORS // SOME
    assert parts["_end_spread_proposal"] == parts["_end_sending"] == 1


def test_a_killed_host_loses_nothing(copies, alone):
    """The second host is killed while its jobs are under way, each time: the first takes them up again."""
    site, sink = copies("killed")
    with site.started(2):

        def kill():
            site.wait(lambda: int(site.sql("SELECT COUNT(*) FROM queue_job WHERE state = 'done'")[0]) > 1)
            site.hosts[1].send_signal(signal.SIGKILL)

        site.night(meanwhile=kill)
    assert (site.written(), mails(sink)) == alone
