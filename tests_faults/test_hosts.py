"""The night of two hosts: the same as that of one process, also when one of them is killed in the middle."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from devtools import platform
from devtools.console import Console
from devtools.hosts import AT_ONCE, NIGHT, Site, site_of
from devtools.network import HOST, free_port
from devtools.smtp_sink import SmtpSink

DEBTORS, SOME = 200, 20  # so many in each job
BOOK = """\
    from datetime import date
    from decimal import Decimal
    from devtools.book_csv import Invoice
    from devtools.book_loader import LoadedBook
    from devtools.french_company import make_french
    from devtools.recovery_database import send_at_any_hour
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


def written(site):
    return {what: site.sql(query) for what, query in WRITTEN.items()}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The machine with the job queue at hand, and a database with the book."""
    site = site_of(platform.setup(Console()), f"recovery_faults_{os.getpid()}", tmp_path_factory.mktemp("book"))
    today = date.today()
    days = {"issued": today - timedelta(40), "due": today - timedelta(10), "settled": today + timedelta(10)}
    dates = {word: f"{day.year}, {day.month}, {day.day}" for word, day in days.items()}
    site.script(BOOK.format(some=SOME, debtors=DEBTORS, **dates))
    yield site
    site.machine.drop_database(site.name)


def test_the_stories_of_spreading(book):
    """In Odoo's own tests, which leave nothing in the database."""
    options = ["-d", book.name, "--test-tags", "/recovery_dunning_queue", "-u", "recovery_dunning_queue"]
    options += ["--stop-after-init", f"--http-interface={HOST}", f"--http-port={free_port()}"]
    log = book.machine.run_odoo(options, "A story of spreading failed.")
    assert " 0 failed, 0 error(s) of 11 tests" in log, log[-3000:]


@pytest.fixture(scope="module")
def copies(book, tmp_path_factory):
    """Makes copies of the book, each with a mail server of its own: (site, sink)."""
    with ExitStack() as stack:

        def copy(word):
            name = f"{book.name}_copy"
            book.machine.drop_database(name)
            book.machine.create_database(name, book.name)
            folder = tmp_path_factory.mktemp(word)
            sink = stack.enter_context(SmtpSink(folder / "mail"))
            site = Site(book.machine, name, folder)
            site.send_mail_to(sink.port)
            return site, sink

        yield copy
        book.machine.drop_database(f"{book.name}_copy")


@pytest.fixture(scope="module")
def alone(copies):
    """What one process without a runner writes and sends in the night."""
    site, sink = copies("alone")
    site.live_the_night()
    assert site.sql("SELECT COUNT(*) FROM queue_job") == ["0"]
    return written(site), mails(sink)


def mails(sink):
    return Counter((message["To"], message["Subject"]) for message in sink.messages())


def test_two_hosts_do_what_one_process_does(copies, alone):
    site, sink = copies("two")
    with site.started(2):
        site.live_the_night()
    assert (written(site), mails(sink)) == alone
    assert sum(alone[1].values()) == len(alone[1]) == DEBTORS
    parts = Counter(site.sql("SELECT method_name FROM queue_job WHERE state = 'done'"))
    assert parts["_propose_part"] == DEBTORS // SOME
    assert parts["_end_spread_proposal"] == parts["_end_sending"] == 1


def test_a_killed_host_loses_nothing(copies, alone):
    """One of two hosts is killed while it proposes, and one while it sends: the other takes their jobs up again, and
    the scheduled action what was left in the outbox."""
    site, sink = copies("killed")
    for action, method in zip(NIGHT, ("_propose_part", "_send_part"), strict=True):
        with site.started(2):
            site.act(action)
            site.wait(lambda method=method: site.count("queue_job", f"method_name = '{method}' AND state = 'done'") > 1)
            site.hosts[1].kill()
            site.finish_jobs()
            site.act("_cron_send")  # comes by within the hour
            site.empty_outbox()
    assert written(site) == alone[0]
    arrived, told = mails(sink), site.count("mail_mail", "failure_type = 'unknown'")
    assert set(arrived.values()) == {1} and not arrived - alone[1]
    assert (alone[1] - arrived).total() <= told <= AT_ONCE  # nobody can know of those on the wire: a person is told
