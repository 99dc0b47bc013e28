"""Two workers at once, and a worker that is killed: no debtor gets a message twice, none is forgotten (rule 2)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from devtools import platform
from devtools.book_csv import Invoice
from devtools.book_loader import LoadedBook
from devtools.console import Console
from devtools.french_company import make_french
from devtools.odoo_env import passing_environment
from devtools.recovery_database import send_at_any_hour, send_mail_to
from devtools.smtp_sink import SmtpSink

DEBTORS = 200
PATIENCE = 120  # seconds
WORKER = """\
import sys
from devtools.odoo_env import environment
with environment(sys.argv[1], log_level="critical") as env:
    print("ready", flush=True)
    sys.stdin.readline()
    {work}
"""


@pytest.fixture(scope="module")
def installed():
    """A database with the add-on, one mild level and a book of debtors with one overdue invoice each."""
    machine = platform.setup(Console())
    name = f"recovery_faults_{os.getpid()}"
    machine.install(name, [platform.ADDON])
    today = date.today()
    invoices = [
        Invoice(
            number=str(number),
            customer=f"D{number:04d}",
            issued=today - timedelta(days=40),
            due=today - timedelta(days=10),
            amount=Decimal(100),
            disputed=False,
            settled=today + timedelta(days=10),
        )
        for number in range(DEBTORS)
    ]
    with passing_environment(name) as env:
        make_french(env, {"name": "Deux Ouvriers", "email": "compta@example.com"})
        send_at_any_hour(env)
        LoadedBook(invoices).load(env)
    yield machine, name
    machine.drop_database(name)


@pytest.fixture
def book(installed, tmp_path):
    """A copy of that database whose mail goes to a sink."""
    machine, template = installed
    name = f"{template}_copy"
    machine.drop_database(name)
    machine.create_database(name, template)
    with SmtpSink(tmp_path / "mail") as sink:
        with passing_environment(name) as env:
            send_mail_to(env, sink.port)
        yield name, sink
    machine.drop_database(name)


def start(database: str, work: str) -> subprocess.Popen:
    """A worker with the database open, waiting for `go`."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(work=work), database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


def go(*workers: subprocess.Popen) -> None:
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()


def finish(*workers: subprocess.Popen) -> list[str]:
    """Wait for the workers; what each wrote as its error."""
    return [worker.communicate(timeout=PATIENCE)[1] for worker in workers]


def ask_to_send(database: str) -> None:
    """A run of all debtors, approved and on its way."""
    with passing_environment(database) as env:
        run = env["recovery.run"].create({})
        run.action_propose()
        run.action_approve()
        run.state = "sending"


def messages_by_debtor(sink: SmtpSink) -> Counter:
    return Counter(message["To"] for message in sink.messages())


def levels(database: str) -> Counter:
    """How many instalments are at each level's number of days."""
    with passing_environment(database) as env:
        lines = env["account.move.line"].search([("account_type", "=", "asset_receivable"), ("debit", ">", 0)])
        return Counter(line.recovery_level_id.delay for line in lines)


def test_two_workers_escalate_at_the_same_time(book):
    database, sink = book
    work = 'env["recovery.run"]._cron_escalate()'
    workers = [start(database, work), start(database, work)]
    go(*workers)
    finish(*workers)
    finish_later = start(database, work)  # what a conflict made one of them leave
    go(finish_later)
    assert finish(finish_later) == [""]
    received = messages_by_debtor(sink)
    assert len(received) == DEBTORS
    assert set(received.values()) == {1}
    assert levels(database) == {3: DEBTORS}


def test_two_workers_send_the_same_run(book):
    database, sink = book
    ask_to_send(database)
    workers = [start(database, 'env["recovery.run"]._cron_send()') for _ in range(2)]
    go(*workers)
    finish(*workers)
    last = start(database, 'env["recovery.run"]._cron_send()')
    go(last)
    assert finish(last) == [""]
    received = messages_by_debtor(sink)
    assert len(received) == DEBTORS
    assert set(received.values()) == {1}


def test_a_killed_worker_loses_nothing_and_repeats_nothing(book):
    database, sink = book
    ask_to_send(database)
    worker = start(database, 'env["recovery.run"]._cron_send()')
    go(worker)
    deadline = time.monotonic() + PATIENCE
    while sink.count() < DEBTORS // 4 and time.monotonic() < deadline:
        time.sleep(0.005)
    worker.kill()
    finish(worker)
    assert DEBTORS // 4 <= sink.count() < DEBTORS, "the worker was killed in the middle"
    restarted = start(database, 'env["recovery.run"]._cron_send(); env["mail.mail"].process_email_queue()')
    go(restarted)
    assert finish(restarted) == [""]
    received = messages_by_debtor(sink)
    assert set(received.values()) == {1}, "no message left twice"
    with passing_environment(database) as env:
        sent = env["recovery.notice"].search([("state", "=", "sent")])
        assert len(sent) == DEBTORS
        doubtful = len(sent.filtered("is_doubtful"))
    assert doubtful <= 1, "only the mail that was leaving when the worker died is left to a person"
    assert len(received) + doubtful >= DEBTORS, "no message was forgotten"
