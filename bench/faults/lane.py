"""A lane of faults: `python -m bench.faults.lane DATABASE OPTIONS`, with Odoo at hand. It reads the name of a work from
each line of its input; what came of that is lines of JSON, and an empty line."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from email import message_from_string

from freezegun import freeze_time
from odoo.tools import config

from bench.faults import book, jobs, state
from bench.faults.server import server_in
from bench.faults.stage import Stage
from bench.faults.works import WORKS
from devtools.recovery_database import send_mail_to
from tests_faults.desk import MORNING
from tests_faults.outage import Outage

DRAWS = 5  # moments drawn until one falls on the work itself
TRIES = 5  # of the scheduled action, after a mail that was cut
FAULTS = {"server": "PostgreSQL restarted", "disk": "disk full", "mail": "SMTP cut"}
KINDS = ("lost", "doubled", "half done")


def main(database: str, options: str) -> None:
    options = json.loads(options)
    config.parse_config(["-d", database, "--max-cron-threads=0", "--no-http", "--log-level=warn"], setup_logging=True)
    _keep_parts_small()
    lane = Lane(Stage(database), options)
    by_name = {work.name: work for work in WORKS}
    for line in sys.stdin:
        lane.try_work(by_name[line.strip()])
        print(flush=True)


def _keep_parts_small() -> None:
    """A kill falls between two parts, too, of a book of two dozen debtors."""
    from odoo.addons.recovery_dunning.models.handoff import package
    from odoo.addons.recovery_dunning.models.open_items import reader
    from odoo.addons.recovery_dunning.models.run import sending

    reader.CHUNK = sending.SEND_BATCH = book.SOME
    package.PACKED_TOGETHER = 2


class Lane:
    """Tries works one after the other; `options`: seed, kills, faults (of each other kind), base, folder, disk."""

    def __init__(self, stage: Stage, options: dict):
        self.stage = stage
        self.options = options
        self.outage = Outage().start()
        self.complaints: list[str] = []
        self.stage.fresh(options["base"])
        self.stage.load()

    def try_work(self, work) -> None:
        self.dice = random.Random(f"{self.options['seed']} {work.name}")
        self.stage.fresh(self.options["base"])
        self.stage.registry.clear_all_caches()  # what is known of the work before
        self.stage.prepare(work.prepare)
        self.stage.prepare(lambda env: send_mail_to(env, self.outage.port))
        self.template = f"{self.stage.name}_prepared"
        self.stage.keep(self.template)
        for spread in (False, True) if work.spreads else (False,):
            self._begin()
            before, seconds = self._found(), self._undisturbed(work, spread)
            expected = self._found()
            if before == expected:
                raise RuntimeError(f"{work.name} does nothing: there is nothing to be struck.")
            if not spread:
                self.expected, self.seconds, self.room = expected, seconds, self._room_taken()
            kills = [self._kill(work, spread, seconds) for _ in range(self.options["kills"])]
            self._tell(work, "killed" + ", with the queue" * spread, kills)
        for fault in work.faults:
            if fault != "disk" or self.options["disk"]:
                strike = {"server": self._restart_server, "disk": self._fill_disk, "mail": self._cut_mail}[fault]
                self._tell(work, FAULTS[fault], [strike(work) for _ in range(self.options["faults"])])

    def _begin(self) -> None:
        self.stage.fresh(self.template)
        self.outage.begin()

    # ---- the work ---------------------------------------------------------------------------------------------------

    def _undisturbed(self, work, spread) -> float:
        """How long it takes, in seconds."""
        began = time.monotonic()
        if spread:
            with jobs.runner(self.stage.name):
                self.stage.do(lambda env: _spread(work, env))
        else:
            self.stage.do(work.do)
        seconds = time.monotonic() - began
        self.stage.do(_send_what_waits)
        return seconds

    def _again(self, work) -> None:
        """As the product takes it up: the scheduled action comes again, or the user presses the button again where his
        screen shows that nothing was done. Mails that wait leave with Odoo's own scheduled action."""

        def go_on(env):
            if not work.is_done(env):
                work.do(env)

        self.stage.do(go_on)
        self.stage.do(_send_what_waits)

    # ---- faults -----------------------------------------------------------------------------------------------------

    def _kill(self, work, spread, seconds) -> dict:
        for _draw in range(DRAWS):
            moment = self.dice.uniform(0, seconds)
            self._begin()
            if self._strike(work, spread, moment):
                break
        return self._judge(f"after {moment:.3f} s of {seconds:.3f}")

    def _strike(self, work, spread, moment) -> bool:
        if not spread:
            hit = self.stage.start(work.do).strike(moment)
            self._attempt(lambda: self._again(work))
            return hit
        with jobs.runner(self.stage.name) as connection:
            first = self.stage.start(lambda env: _spread(work, env))
            hit = first.strike(moment)
            self._attempt(lambda: self.stage.do(jobs.work_off))  # the other process goes on
            jobs.find_dead(connection)
            self._attempt(lambda: self.stage.do(lambda env: _spread(work, env)))
            self._attempt(lambda: self._again(work))
            jobs.find_dead(connection)  # also those whose end the server had not noticed
            self._attempt(lambda: self.stage.do(jobs.work_off))
        return hit

    def _restart_server(self, work) -> dict:
        moment = self.dice.uniform(0, self.seconds)
        self._begin()
        worker = self.stage.start(work.do)
        time.sleep(moment)
        server_in(self.options["folder"], self.options["programs"]).restart_at_once()
        self._attempt(worker.result, expected=True)
        self._attempt(lambda: self._again(work))
        return self._judge(f"after {moment:.3f} s of {self.seconds:.3f}")

    def _fill_disk(self, work) -> dict:
        left = self.dice.randrange(max(self.room, 1))
        self._begin()
        filler = os.path.join(config["data_dir"], "filler")
        with open(filler, "wb") as file:
            file.write(b"\0" * max(_free(config["data_dir"]) - left, 0))
        self._attempt(lambda: self.stage.do(work.do), expected=True)
        os.unlink(filler)
        self._attempt(lambda: self._again(work))
        said = {"notes": self.stage.do(state.said)}
        if work.spreads:  # what could not be made says so, and somebody presses the button
            self._attempt(lambda: self.stage.do(_pack_again))
        return self._judge(f"with {left} bytes left of {self.room}", said)

    def _cut_mail(self, work) -> dict:
        """The mail server goes away in the middle of a mail, or puts it off; it is back before the next half hour."""
        number, word = self.dice.randint(1, book.DEBTORS), self.dice.choice(("MAIL", "RCPT", "DATA", "END"))
        answer = self.dice.choice(("DIE", "421 Closing", "451 Try later"))
        self._begin()
        self.outage.plan = {number: (word, answer)}
        for tries in range(TRIES):
            moment = MORNING + timedelta(minutes=31 * tries)
            self._attempt(lambda moment=moment: self.stage.do(lambda env: _at(moment, work, env)))
            if not self.outage.is_up:
                self.outage.start()
        self._attempt(lambda: self.stage.do(_send_what_waits))
        said = {"events": self.stage.do(state.waited)}
        return self._judge(f"{answer} at {word} of mail {number}", said)

    def _attempt(self, step, expected=False) -> None:
        try:
            step()
        except RuntimeError as error:
            if not expected:
                self.complaints.append(str(error).strip())

    # ---- what came of it --------------------------------------------------------------------------------------------

    def _found(self) -> dict:
        self.complaints = []
        found, doubtful = self.stage.do(lambda env: (state.written(env), _doubtful(env)))
        messages = [message_from_string(text) for text in self.outage.kept]
        return {**found, "mails": Counter(f"{message['To']}|{message['Subject']}" for message in messages)}, doubtful

    def _judge(self, where: str, said: dict[str, Counter] | None = None) -> dict:
        """`said`: rows that rightly tell of the fault."""
        complaints, self.complaints = self.complaints, []
        found, doubtful = self._found()
        for what, rows in (said or {}).items():
            found[what] -= rows
        told = state.compare(self.expected[0], self._as_if_arrived(found, doubtful))
        told["half done"] += complaints + self.stage.do(state.broken)
        return {"where": where, "doubtful": len(doubtful), **{kind: told[kind] for kind in KINDS if told[kind]}}

    def _as_if_arrived(self, found: dict, doubtful: list[str]) -> dict:
        """What was found, with the mails of which nobody knows; one that did arrive is there already."""
        mails = Counter(found["mails"])
        for mail in self.expected[0]["mails"] - mails:
            if any(address in mail for address in doubtful):
                mails[mail] += 1
        return {**found, "mails": mails}

    def _room_taken(self) -> int:
        """Bytes that the work has written among the files."""
        sizes = {}
        for name in (self.template, self.stage.name):
            files = self.stage.files(name)
            sizes[name] = sum(path.stat().st_blocks * 512 for path in files.rglob("*") if path.is_file())
        return sizes[self.stage.name] - sizes[self.template]

    def _tell(self, work, fault, stories) -> None:
        print(json.dumps({"work": work.name, "fault": fault, "stories": stories}), flush=True)


def _at(moment, work, env) -> None:
    with freeze_time(moment):
        work.do(env)
        env.cr.commit()


def _spread(work, env) -> None:
    work.do(env)
    jobs.work_off(env)


def _send_what_waits(env) -> None:
    env["mail.mail"].process_email_queue()


def _doubtful(env) -> list[str]:
    """To whom the mails are of which nobody knows whether they arrived: the product says so, and leaves them to a
    person."""
    mails = env["mail.mail"].search([("state", "=", "exception"), ("failure_type", "=", "unknown")])
    return [mail.email_to or ", ".join(mail.recipient_ids.mapped("email")) for mail in mails]


def _pack_again(env) -> None:
    env["recovery.handoff"].search([("placement_ids.package_state", "=", "failed")]).action_pack_again()
    env["recovery.handoff"]._cron_package()


def _free(folder: str) -> int:
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize


if __name__ == "__main__":
    main(*sys.argv[1:])
