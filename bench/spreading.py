"""`./dev bench --hosts`: the same night by one Odoo process and by two, their jobs handed out by the job queue."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from devtools import platform
from devtools.demo_server import terminated
from devtools.hosts import Site, site_of

DEBTORS, EACH = 5_000, 4
TURNS = 3
BAR = 1.7  # times as fast with two processes
NAME = "bench_hosts"
WORK = {"Proposing": "_propose_part", "Sending": "_send_part"}
BOOK = f"""\
    from odoo import fields
    from bench import filling, invoices
    from devtools.recovery_database import send_at_any_hour
    filling.prepare_company(env)
    filling.prepare_ours(env)
    send_at_any_hour(env)
    invoices.fill(env, {DEBTORS}, {EACH}, fields.Date.context_today(env.user))
    parameters = env["ir.config_parameter"]
    parameters.set_param("recovery_dunning_queue.debtors", "250")
    parameters.set_param("ir_attachment.location", "db")
"""


def run() -> int:
    """Measure and print: seconds from the first job's start to the last one's end, one process and two in turn."""
    machine = platform.setup()
    with tempfile.TemporaryDirectory(prefix="bench_hosts_") as folder:
        machine.drop_database(NAME)
        site = site_of(machine, NAME, Path(folder))
        try:
            site.script(BOOK)
            taken = {count: {work: [] for work in WORK} for count in (1, 2)}
            for turn in range(TURNS):
                for count in (1, 2):
                    machine.console.say(f"{count} of 2 processes, turn {turn + 1} of {TURNS}")
                    for work, seconds in _night(site, count, Path(folder) / f"{turn}-{count}").items():
                        taken[count][work].append(seconds)
        finally:
            machine.drop_database(NAME)
    for work in WORK:
        one, two = (statistics.median(taken[count][work]) for count in (1, 2))
        verdict = "met" if one / two >= BAR else "not met"
        print(f"{work:10} one {one:6.1f} s, two {two:6.1f} s: {one / two:.2f} times as fast (bar {BAR}: {verdict})")
    return 0


def _night(book: Site, count: int, folder: Path) -> dict[str, float]:
    """The seconds of each kind of work in a copy of the book, by so many processes of one job at a time."""
    name = f"{NAME}_copy"
    book.machine.drop_database(name)
    book.machine.create_database(name, book.name)
    folder.mkdir()
    site = Site(book.machine, name, folder)
    try:
        with _mail_server(site, folder / "mail") as port, site.started(count, each=1):
            site.send_mail_to(port)
            site.live_the_night()
        return {work: _seconds(site, method) for work, method in WORK.items()}
    finally:
        book.machine.drop_database(name)


@contextmanager
def _mail_server(site: Site, folder: Path):
    """The port of a mail server with a process of its own."""
    command = [site.machine.python, "-m", "bench.mail_server", folder]
    with terminated(site.machine.start(command, stdout=subprocess.PIPE, text=True)) as process:
        yield int(process.stdout.readline())


def _seconds(site: Site, method: str) -> float:
    query = f"""SELECT EXTRACT(EPOCH FROM MAX(date_done) - MIN(date_started)) FROM queue_job
                 WHERE method_name = '{method}' AND state = 'done'"""
    return float(site.sql(query)[0])
