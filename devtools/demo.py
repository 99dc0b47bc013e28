"""Fills a fresh database with a French firm and its book of debts, lives through the past weeks, and escalates today.

    python -m devtools.demo --database DB --smtp-port P [--mail-folder F]

An SMTP server must listen on port P of this machine. `./dev demo` does all of this, and serves Odoo afterwards.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date

from devtools.console import Console, Failure, complain
from devtools.demo_company import make_company, make_second_collector
from devtools.demo_courts import make_courts
from devtools.demo_handoff import prepare_handoff
from devtools.demo_ledger import DemoLedger
from devtools.demo_lifecycle import tell_lifecycle
from devtools.demo_sales import LOGIN, make_sales
from devtools.french_company import LANGUAGE
from devtools.recovery_database import recovery_database, send_mail_to
from devtools.report_server import report_server
from devtools.simulated_days import approve_all, escalate, simulated_clock

FIRST_DAY = -78  # counted from today
LAST_APPROVAL = -4  # what came up since then still waits for a manager
APPROVAL_WEEKDAYS = (0, 3)  # Mondays and Thursdays
WEEKEND = (5, 6)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 when the demonstration is ready, 1 where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m devtools.demo", description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True, metavar="DB")
    parser.add_argument("--smtp-port", required=True, type=int, metavar="P")
    parser.add_argument("--mail-folder", metavar="F", help="where the SMTP server keeps the mails, to be printed")
    options = parser.parse_args(arguments)
    try:
        make_demo(options.database, options.smtp_port, options.mail_folder)
    except Failure as error:
        complain(str(error))
        return 1
    return 0


def make_demo(database: str, smtp_port: int, mail_folder: str | None) -> None:
    """Make everything, and print what today's run did."""
    console = Console()
    with recovery_database(database, LANGUAGE) as env:
        send_mail_to(env, smtp_port)
        with console.step("Making the company"):
            make_company(env)
            ledger = DemoLedger(env, env.company._recovery_today(), make_second_collector(env))
        with console.step("Writing the book"):
            console.say(f"  {ledger.load()} invoices")
            env.cr.commit()
        with report_server(env):
            with console.step("Printing invoices"):
                console.say(f"  {ledger.print_late_invoices()} invoices")
                env.cr.commit()
            with console.step("Living through the past weeks"):
                live_through_the_past(env, ledger)
            with console.step("Today's run"):
                ledger.live(0)
                escalate(env)
            with console.step("Preparing a handoff"):
                console.say(f"  {prepare_handoff(env).case_count} cases")
                env.cr.commit()
            with console.step("Going to court"):
                console.say(f"  {make_courts(env, ledger.today)} cases")
                env.cr.commit()
        with console.step("Hearing what the platforms say"):
            console.say(f"  {len(tell_lifecycle(env))} messages")
            env.cr.commit()
        if "sale.order" in env:
            with console.step("Selling"):
                console.say(f"  {make_sales(env, ledger.today)} orders and quotations")
                env.cr.commit()
        with console.step("Measuring the nights"):
            env["recovery.kpi"]._cron_measure()
            env.cr.commit()
        print_result(env(context={}), mail_folder)


def live_through_the_past(env, ledger: DemoLedger) -> None:
    """A run on each working day; on some of them the manager approves what had been waiting."""
    manager = env(user=env.ref("base.user_admin").id)
    with simulated_clock(ledger.date(FIRST_DAY)) as move_to:
        for day in range(FIRST_DAY, 0):
            today = ledger.date(day)
            if today.weekday() in WEEKEND:
                continue
            move_to(today)
            ledger.live(day)
            escalate(env)
            if today.weekday() in APPROVAL_WEEKDAYS and day <= LAST_APPROVAL:
                approve_all(manager)


def print_result(env, mail_folder: str | None) -> None:
    """What today's run sent, what waits, what was left out and why."""
    run = env["recovery.run"].search([("date", "=", env.company._recovery_today())], limit=1)
    notices = run.notice_ids
    _print_counts(f"Sent on {_written(run.date)}", _by_level(notices, "sent"))
    _print_counts("Waiting for approval", _by_level(notices, "proposed"))
    if run.waits_until:
        _print_counts("Waiting for the sending window", _by_level(notices, "approved"))
    reasons = dict(env["recovery.exception"]._fields["reason"]._description_selection(env))
    _print_counts("Left out", Counter(reasons[exception.reason] for exception in run.exception_ids))
    cases = env["recovery.case"].search_count([("phase", "!=", "closed")])
    mails = env["mail.mail"].search_count([("state", "=", "sent")])
    print(f"\n{cases} open cases, {mails} mails since the first run{f' in {mail_folder}' if mail_folder else ''}.")
    rep = f", or as the sales rep {LOGIN}, password {LOGIN}" if "sale.order" in env else ""
    print(f"Log in as admin, password admin{rep}.", flush=True)


def _by_level(notices, state: str) -> Counter[str]:
    in_state = notices.filtered(lambda notice: notice.state == state).sorted(lambda notice: notice.level_id.delay)
    return Counter(notice.level_id.name for notice in in_state)


def _print_counts(title: str, counts: Counter[str]) -> None:
    print(f"\n{title}: {counts.total() or 'nothing'}")
    for name, count in counts.items():
        print(f"  {count:>4}  {name}")


def _written(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


if __name__ == "__main__":
    raise SystemExit(main())
