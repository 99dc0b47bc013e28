"""A mail server that goes away, refuses, hangs or puts off: each debtor gets his message once, that day (rule 2).

`RECOVERY_OUTAGES=20` lives through twenty random outages of each kind, each with a run of 200.
"""

from __future__ import annotations

import logging
import os
import random
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from odoo.addons.base.models import ir_mail_server

from devtools import platform
from devtools.book_csv import Invoice
from devtools.book_loader import LoadedBook
from devtools.console import Console
from devtools.french_company import make_french
from devtools.odoo_env import passing_environment
from devtools.recovery_database import send_at_any_hour, send_mail_to
from tests_faults.desk import MORNING, Desk
from tests_faults.outage import Outage

OUTAGES = int(os.environ.get("RECOVERY_OUTAGES", "0"))
DEBTORS = 200 if OUTAGES else 30
SEEDS = range(OUTAGES or 1)
PLACES = DEBTORS // 10
BEFORE_THE_MAIL = ("MAIL", "RCPT", "DATA")  # a server that is gone by then has not got the mail


@pytest.fixture(scope="module")
def desk():
    """A desk with a book of debtors, one overdue invoice each, and a mail server that can be made to fail."""
    machine = platform.setup(Console())
    name = f"recovery_outage_{os.getpid()}"
    machine.install(name, [platform.ADDON])
    outage = Outage().start()
    try:
        with passing_environment(name) as env:
            make_french(env, {"name": "Deux Ouvriers", "email": "compta@example.com"})
            send_at_any_hour(env)
            LoadedBook([invoice(number) for number in range(DEBTORS)]).load(env)
            send_mail_to(env, outage.port)
            env.cr.commit()
            logging.getLogger("odoo").setLevel(logging.CRITICAL)  # Odoo says each failure
            yield Desk(env.registry, outage)
    finally:
        outage.stop()
        machine.drop_database(name)


def invoice(number: int) -> Invoice:
    today = MORNING.date()
    return Invoice(
        number=str(number),
        customer=f"D{number:04d}",
        issued=today - timedelta(days=40),
        due=today - timedelta(days=10),
        amount=Decimal(100),
        disputed=False,
        settled=today + timedelta(days=10),
    )


@pytest.fixture
def day(desk):
    desk.ask_to_send()
    yield desk
    desk.forget()


def assert_each_got_one(day):
    received = Counter(day.outage.recipients())
    assert set(received.values()) == {1}, "nobody got two"
    assert len(received) == DEBTORS, "nobody was forgotten"
    assert day.states() == {"sent": DEBTORS}
    assert day.run_state() == "done"


def places(seed, *answers):
    """Random mails, and what the server says at a random word of each."""
    dice = random.Random(seed)
    return {
        number: (dice.choice(BEFORE_THE_MAIL), dice.choice(answers))
        for number in dice.sample(range(1, DEBTORS), PLACES)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_random_places(day, seed):
    """Each time it is found gone once more before somebody starts it again."""
    day.outage.plan = places(seed, "DIE")
    down = []

    def restart(now):
        if not day.outage.is_up:
            down.append(now)
            if len(down) % 2 == 0:
                day.outage.start()

    day.live(after_each=restart)
    assert len(down) >= 2
    assert_each_got_one(day)


@pytest.mark.parametrize("seed", SEEDS)
def test_puts_off_at_random_places(day, seed):
    day.outage.plan = places(seed, "421 Busy", "451 Greylisted", "450 Try later", "452 Full")
    day.live()
    assert_each_got_one(day)


@pytest.mark.parametrize("seed", SEEDS)
def test_puts_off_whole_mails(day, seed):
    dice = random.Random(seed)
    day.outage.plan = {
        number: ("END", dice.choice(["451 Try later", "421 Closing", "550 Broken", "554 Policy"]))
        for number in dice.sample(range(1, DEBTORS), PLACES)
    }
    day.live()
    assert_each_got_one(day)


@pytest.mark.parametrize("seed", SEEDS)
def test_loses_its_directory_for_a_moment(day, seed):
    """It says 550 to debtors whom it knows again after a while."""
    numbers = random.Random(seed).sample(range(1, DEBTORS), PLACES)
    day.outage.plan = dict.fromkeys(numbers, ("RCPT", "550 5.1.1 Unknown user"))
    day.live()
    assert_each_got_one(day)


def test_hangs(day, monkeypatch):
    monkeypatch.setattr(ir_mail_server, "SMTP_TIMEOUT", 0.3)
    day.outage.plan = {DEBTORS // 3: ("MAIL", "HANG"), DEBTORS // 2: ("RCPT", "HANG"), DEBTORS - 2: ("DATA", "HANG")}
    day.live()
    assert_each_got_one(day)


@pytest.mark.parametrize("answer", ["421 Busy", "554 No service", "DIE"])
def test_refuses_everybody_for_hours(day, answer):
    """The pauses grow, and the run says so meanwhile."""
    day.outage.always = {"CONNECT": answer}
    said = []

    def come_back(now):
        if now < MORNING + timedelta(hours=2):
            said.append(day.do(lambda env: env["recovery.run"].browse(day.run_id).read(["put_off_since", "next_try"])))
            assert not day.outage.kept
        else:
            day.outage.always = {}
            if not day.outage.is_up:
                day.outage.start()

    day.live(after_each=come_back)
    assert_each_got_one(day)
    assert {row["put_off_since"] for (row,) in said} == {MORNING}
    pauses = [later - earlier for earlier, later in zip(day.tries, day.tries[1:], strict=False)]
    assert [pause.seconds // 60 for pause in pauses[:5]] == [5, 10, 20, 30, 30]


def test_refuses_all_recipients_for_a_while(day):
    """A relay that is refused to us says 550 of every debtor: no address is to blame."""
    day.outage.always = {"RCPT": "550 5.7.1 Relaying denied"}

    def come_back(now):
        if now >= MORNING + timedelta(minutes=30):
            day.outage.always = {}

    day.live(after_each=come_back)
    assert_each_got_one(day)


def test_dies_before_it_answers(day):
    """Nobody can know whether it kept the mail: that one is left to a person."""
    day.outage.plan = {DEBTORS // 2: ("END", "DIE")}

    def restart(now):
        if not day.outage.is_up:
            day.outage.start()

    day.live(after_each=restart)
    received = Counter(day.outage.recipients())
    assert set(received.values()) == {1}
    assert (len(received), day.doubtful()) == (DEBTORS - 1, 1)
    assert day.states() == {"sent": DEBTORS}


def test_never_comes_back(day):
    """In the evening the steps are taken back: what did not leave is proposed again tomorrow."""
    day.outage.plan = {DEBTORS // 2: ("MAIL", "DIE")}
    day.live(until=MORNING + timedelta(hours=26))
    received = Counter(day.outage.recipients())
    assert set(received.values()) == {1}
    assert day.states()["sent"] == len(received) == DEBTORS // 2 - 1
    assert not day.states()["waiting"]
    levels = day.do(lambda env: env["account.move.line"].search_count([("recovery_level_id", "!=", False)]))
    assert levels == len(received)


def test_paid_while_it_waited(day):
    """What is paid before the server is back is asked for no more (rule 1)."""
    day.outage.plan = {5: ("MAIL", "DIE")}
    day.live(until=MORNING + timedelta(minutes=1))
    assert day.states()["waiting"]
    paid = day.do(pay_one_that_waits)
    day.outage.start()
    day.live()
    received = Counter(day.outage.recipients())
    assert set(received.values()) == {1}
    assert len(received) == DEBTORS - 1
    assert day.states() == {"sent": DEBTORS - 1, "cancelled": 1}
    assert not any(paid in recipient for recipient in received)


def pay_one_that_waits(env):
    notice = env["recovery.notice"].search([("state", "=", "waiting")], limit=1)
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=notice.line_ids.move_id.ids
    )
    wizard.create({})._create_payments()
    return notice.contact_id.email


def test_a_locked_case_stops_nobody_else(day):
    """Somebody writes a case for a long time: the daily action does all the rest, says so, and comes back."""
    day.live(until=MORNING + timedelta(minutes=1))
    locked, free = day.do(promise_in_vain)
    with day.registry.cursor() as other:
        other.execute("SELECT FROM recovery_case WHERE id = %s FOR UPDATE", [locked])
        day.do(lambda env: env["recovery.run"]._cron_escalate())
        other.rollback()
    assert day.do(states_of_promises) == {locked: "open", free: "broken"}
    told = day.do(lambda env: daily_run(env).left_over)  # in the language of the scheduled action
    assert re.search("within the hour|dans l.heure", told), told
    assert day.do(lambda env: daily_run(env).state) == "done"
    day.do(lambda env: env["recovery.run"]._cron_escalate())
    assert day.do(states_of_promises) == {locked: "broken", free: "broken"}
    assert not day.do(lambda env: daily_run(env).left_over)


def promise_in_vain(env):
    """Two debtors have promised and not paid: (the case of the one, of the other)."""
    today, cases = MORNING.date(), env["recovery.case"].search([], limit=2)
    for case in cases:
        lines = case.notice_ids.line_ids.move_line_id
        promise = env["recovery.promise"].create({**env["recovery.promise"]._prepare_for(lines), "date": today})
        promise.write({"date_until": today - timedelta(days=1)})
    return cases.ids


def states_of_promises(env):
    promises = env["recovery.promise"].search([])
    return {env["recovery.case"].search([("partner_id", "=", p.partner_id.id)]).id: p.state for p in promises}


def daily_run(env):
    return env["recovery.run"].search([("scheduled", "=", True)])


def test_a_real_refusal_is_believed_the_second_time(day):
    """One debtor of many, whom his server does not know: he is written to by post, and mailed no more."""
    day.outage.always = {"RCPT TO:<d0003": "550 5.1.1 Unknown user"}
    day.live(until=MORNING + timedelta(minutes=1))
    asked = day.states()["sent"] + 1  # one of the book has paid in an earlier story
    assert day.states()["waiting"] == 1
    day.live()
    assert day.states() == {"sent": asked}
    assert len(day.outage.kept) == asked - 1
    by_post = day.do(lambda env: env["recovery.run"].browse(day.run_id).notice_ids.filtered("letter_id"))
    assert len(by_post) == 1
    bounced = day.do(lambda env: env["res.partner"].search([("recovery_bounced_email", "!=", False)]).mapped("email"))
    assert bounced == ["d0003@example.com"]
