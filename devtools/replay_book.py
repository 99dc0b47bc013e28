"""Replays a book of invoices in Odoo: one daily run on each of its days, with what was paid by then."""

from __future__ import annotations

import gc
import logging
import resource
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import mean

from devtools import replay_figures, replay_report
from devtools.book_csv import Invoice, expected_counts, span, without_disputes
from devtools.book_loader import LoadedBook, mark_disputed
from devtools.console import Failure
from devtools.french_company import LANGUAGE, make_french
from devtools.recovery_database import recovery_database, send_at_any_hour, send_mail_to
from devtools.report_server import report_server
from devtools.simulated_days import approve_all, escalate, simulated_clock, stopwatch
from devtools.smtp_sink import SmtpSink

PLAIN_DELAYS = (3, 8, 15, 30, 45)
FEW_COLLECTIONS = (100_000, 20, 50)  # Odoo makes many objects at once; looking through them costs a tenth of the time
COMPANY = {"name": "Comptoir du Rejeu SAS", "email": "comptabilite@example.com", "street": "1 rue du Commerce"}


@dataclass
class Times:
    """Real seconds of each replayed day: those of the payments, and those of the run with its mails."""

    payments: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)

    def summary(self) -> str:
        """One line for each."""
        lines = []
        for name, seconds in (("Run of a day", self.runs), ("Payments of a day", self.payments)):
            lines.append(f"{name}: {mean(seconds):.3f} s on average, {max(seconds):.2f} s at most")
        return "\n".join(lines)


class Replay:
    """A book and how it is to be dunned. `grouping` and `quiet_days`: None leaves the procedure as it is."""

    def __init__(self, invoices: list[Invoice], grouping: str | None, quiet_days: int | None, disputes: bool):
        self.invoices = invoices
        self.grouping = grouping
        self.quiet_days = quiet_days
        self.disputes = disputes
        self.times = Times()
        self._started = stopwatch()

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the days late decides, so that the file itself can be counted."""
        return self.grouping == "invoice" and self.quiet_days == 0

    def run(self, database: str) -> None:
        """Load, live through all days, and print the table.

        :raises Failure: the database isn't fit, or the figures are not those of the file
        """
        gc.set_threshold(*FEW_COLLECTIONS)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # the sink tells of each word of SMTP
        with (
            recovery_database(database, LANGUAGE) as env,
            tempfile.TemporaryDirectory(prefix="replay_mails_") as folder,
            SmtpSink(folder) as sink,
        ):
            make_french(env, COMPANY)
            send_mail_to(env, sink.port)
            procedure = self._prepare_procedure(env)
            book = self._load(env)
            with nullcontext() if self.is_plain else report_server(env):  # the plain ladder attaches no invoices
                self._live(env, book)
            self._report(procedure, sink)

    def _prepare_procedure(self, env):
        """The ladder that all customers of the book climb."""
        procedure = env.ref("recovery_dunning.procedure_business")
        if self.is_plain:
            env["recovery.procedure"].search([]).write({"active": False})
            procedure = env["recovery.procedure"].create(plain_ladder())
            send_at_any_hour(env)
        overrides = {"grouping": self.grouping, "quiet_days": self.quiet_days}
        procedure.write({name: value for name, value in overrides.items() if value is not None})
        return procedure

    def _load(self, env) -> LoadedBook:
        book = LoadedBook(self.invoices)
        total = len(self.invoices)
        book.load(env, lambda count: self._say(f"{count} of {total} invoices posted"))
        if self.disputes:
            self._say(f"{mark_disputed(env, book)} disputed invoices are out of scope")
        return book

    def _live(self, env, book: LoadedBook) -> None:
        first, last = span(self.invoices)
        count = (last - first).days + 1
        with simulated_clock(first) as move_to:
            for number in range(count):
                day = first + timedelta(days=number)
                move_to(day)
                self._live_one(env, book, day)
                if day.day == 1 or day == last:
                    sent = env["recovery.notice"].search_count([("state", "=", "sent")])
                    self._say(f"{day}: day {number + 1} of {count}, {sent} notices so far")

    def _live_one(self, env, book: LoadedBook, day: date) -> None:
        """The payments of the morning, then the run; each day leaves nothing in memory."""
        start = stopwatch()
        book.book_payments(env, day)
        env.cr.commit()
        paid = stopwatch()
        escalate(env)
        approve_all(env)
        self.times.payments.append(paid - start)
        self.times.runs.append(stopwatch() - paid)

    def _report(self, procedure, sink: SmtpSink) -> None:
        """Print what went out, then say whether it is right."""
        delivered = replay_report.message_ids(sink.files())
        counts = replay_report.count_levels(procedure.with_context(lang=None), delivered)
        if self.is_plain:
            in_scope = without_disputes(self.invoices) if self.disputes else self.invoices
            for count, expected in zip(counts, expected_counts(in_scope, PLAIN_DELAYS), strict=True):
                count.expected = expected
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\n{replay_report.table(counts)}\n\n{self.times.summary()}")
        print(f"Mails in the sink: {sink.count()}\nPeak memory: {peak:.0f} MB\nTime: {self._seconds():.0f} s")
        self._compare_figures(procedure.env)
        if sentence := replay_report.disagreement(counts) or replay_report.lost_mails(procedure.env, delivered):
            raise Failure(sentence)

    def _compare_figures(self, env) -> None:
        """Hold the key figures of some days against those of the file.

        :raises Failure: one differs by more than 0.01
        """
        if days := replay_figures.days_to_compare(self.invoices):
            wrong = list(replay_figures.disagreements(env, self.invoices, days))
            said = f"{len(wrong)} differ" if wrong else "as computed from the file alone"
            print(f"Key figures, recovery by age and the delay of each customer on {len(days)} days: {said}")
            if wrong:
                raise Failure("Not the figures of the file: " + "; ".join(wrong[:5]) + ".")

    def _seconds(self) -> float:
        return stopwatch() - self._started

    def _say(self, text: str) -> None:
        print(f"[{self._seconds():5.0f}s] {text}", flush=True)


def plain_ladder() -> dict:
    """The values of a procedure in which nothing but the days late decides."""
    levels = [
        {"sequence": delay, "name": f"Reminder at +{delay} days", "delay": delay, "min_gap": 0, "send_email": True}
        for delay in PLAIN_DELAYS
    ]
    return {"name": "Plain replay", "level_ids": [(0, 0, level) for level in levels]}
