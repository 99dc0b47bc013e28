"""`./dev neighbours`: our add-ons beside those of OCA, in databases of their own: the stories of what they bring into a
firm, and a debtor's whole life with some forty of them around."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from devtools import oca_addons, platform
from devtools.cache import fingerprint
from devtools.tally import LOG_LINE

REQUIREMENTS = Path(__file__).with_name("requirements-neighbours.txt")
PREFIX = "recovery_neighbours"

# The two families of payment orders exclude each other: each has a database. The second brings the state "in payment"
# itself, and shows bank lines as they are where no `account_reconcile_oca` looks for their partners.
TOGETHER = (
    "account_statement_import_camt",
    "account_financial_risk",
    "account_payment_return",
    "mail_tracking",
    "partner_mobile",
    "partner_contact_address_default",
)
FAMILIES = {
    "orders": ("account_payment_order", "account_in_payment", "account_reconcile_oca", *TOGETHER),
    "batches": ("account_payment_batch_oca", *TOGETHER),
}
NOT_DAILY = ("account_in_payment", "account_payment_batch_oca")  # the first changes every payment, as the stories show
ORDERS = ("ours first", "they first")

# The book as it must stay whatever is installed or taken away: columns of Odoo's own.
LEDGER = {
    "account_move": "id, name, state, payment_state, date, invoice_date_due, partner_id, amount_total, amount_residual",
    "account_move_line": "id, move_id, account_id, partner_id, name, date, date_maturity, debit, credit,"
    " amount_currency, amount_residual, amount_residual_currency, currency_id, parent_state, reconciled, no_followup",
    "account_partial_reconcile": "id, debit_move_id, credit_move_id, amount",
    "account_payment": "id, move_id, partner_id, state, amount, date",
}


def run(stories: list[str], quick: bool, reuse: bool) -> int:
    """The stories (all, or those named), then unless `quick` or stories are named the whole life; 1 if anything fails.

    :param reuse: keep the databases of the stories, and update our add-ons in those that are kept: quicker to repeat
    """
    neighbourhood = Neighbourhood(platform.setup())
    failed = [family for family in FAMILIES if not neighbourhood.tell(family, stories, reuse)]
    if not (quick or stories):
        failed += [order for order in ORDERS if not neighbourhood.live(order)]
    print(f"Not well: {', '.join(failed)}." if failed else "All well beside the neighbours.", flush=True)
    return 1 if failed else 0


class Neighbourhood:
    """The platform with the neighbours' add-ons on its paths."""

    def __init__(self, machine: platform.Platform):
        self.machine = machine
        self.pins = REQUIREMENTS.read_text(encoding="utf-8")
        self.addons = oca_addons.bring(machine, "neighbours", REQUIREMENTS)

    # -- the stories

    def tell(self, family: str, stories: list[str], reuse: bool) -> bool:
        """The stories with one family of payment orders; whether all of them end well."""
        database = f"{PREFIX}_{family}_{fingerprint(*FAMILIES[family], self.pins)}"
        known = reuse and self.machine.server.exists(database)
        if known:
            self.machine.run_odoo(_options(database, "-u", platform.ADDONS), "Odoo couldn't update our add-ons.")
        else:
            self._make(database, [*FAMILIES[family]], platform.ADDONS)
        self.machine.console.say(f"Stories beside {FAMILIES[family][0]}")
        try:
            return not self.machine.run_module("tests_neighbours", "--database", database, "--family", family, *stories)
        finally:
            if not reuse:
                self.machine.drop_database(database)

    # -- the whole life

    def live(self, order: str) -> bool:
        """A debtor's whole life beside all of them, installed in this order, until ours are taken away; whether nothing
        complained and the ledger stayed as it was."""
        database, console = f"{PREFIX}_{order.replace(' ', '_')}", self.machine.console
        others = daily(self.pins)
        first, second = (platform.ADDONS, others) if order == "ours first" else (others, platform.ADDONS)
        console.say(f"A whole life beside {len(others)} add-ons, {order}")
        complaints = self._make(database, first, ())
        try:
            complaints += self._step(database, "open the books")
            books = self.ledger(database)
            complaints += self._install(database, second)
            complaints += self._differences(books, database, f"the installation of {second[0]}")
            complaints += self._step(database, "live")
            books = self.ledger(database)
            complaints += self._step(database, "leave")
            complaints += self._differences(books, database, "the removal of ours")
        finally:
            self.machine.drop_database(database)
        for complaint in dict.fromkeys(complaints):
            print(f"FAIL {order} | {complaint}", flush=True)
        if not complaints:
            print(f"ok   {order} | no error, the ledger unchanged", flush=True)
        return not complaints

    def ledger(self, database: str) -> dict[str, str]:
        """A fingerprint of the rows of each table of the ledger."""
        return {
            table: self.machine.server.query(
                f"SELECT count(*) || ' ' || md5(COALESCE(string_agg(ROW({columns})::text, ';' ORDER BY id), ''))"
                f" FROM {table}",
                database,
            )[0]
            for table, columns in LEDGER.items()
        }

    def _differences(self, before: dict[str, str], database: str, event: str) -> list[str]:
        after = self.ledger(database)
        return [f"{event} changed {table}" for table in LEDGER if after[table] != before[table]]

    def _step(self, database: str, step: str) -> list[str]:
        """One part of the life in a process of its own; its complaints."""
        with self.machine.console.step(f"  {step}"):
            output, code = self._capture("tests_neighbours.life", "--database", database, step)
        last = output.strip().rpartition("\n")[2]
        return complaints_in(output) or ([f"{step}: {last}"] if code else [])

    # -- databases and programs

    def _make(self, database: str, first, second) -> list[str]:
        """A database with the first add-ons, made from a template where they are the neighbours', then the second; the
        complaints of the log."""
        theirs = set(first).isdisjoint(platform.ADDONS)
        modules = [*platform.COMPANY_MODULES, *(first if theirs else ())]
        template = self.machine.template(modules, self.pins if theirs else "")
        self.machine.drop_database(database)
        self.machine.create_database(database, template)
        return self._install(database, [*(() if theirs else first), *second])

    def _install(self, database: str, modules) -> list[str]:
        if not modules:
            return []
        with self.machine.console.step(f"  installing {modules[0]} and {len(modules) - 1} more in {database}"):
            failure = f"Odoo couldn't install {', '.join(modules)} beside the others."
            return complaints_in(self.machine.run_odoo(_options(database, "-i", modules), failure))

    def _capture(self, module: str, *arguments) -> tuple[str, int]:
        """Run a program of ours quietly: what it said, which goes to the log too, and its exit code."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        process = self.machine.start([self.machine.python, "-m", module, *arguments], **pipes)
        output, _ = process.communicate()
        with (self.machine.cache / "log/neighbours.log").open("a", encoding="utf-8") as log:
            log.write(f"$ {module} {' '.join(arguments)}\n{output}\n")
        return output, process.returncode


def _options(database: str, option: str, modules) -> list[str]:
    return ["-d", database, option, ",".join(modules), "--stop-after-init", "--no-http", "--max-cron-threads=0"]


def daily(pins: str) -> list[str]:
    """The add-ons of daily use among the pins, in the order in which they are written down.

    >>> daily("# Daily\\nodoo-addon-web-notify==19.0.1.0.1\\n# What these stand on.\\nodoo-addon-date-range==19.0.1")
    ['web_notify']
    """
    chosen = pins.partition("# What these stand on")[0]
    names = [name.replace("-", "_") for name in re.findall(r"^odoo-addon-([a-z0-9-]+)==", chosen, re.MULTILINE)]
    return [name for name in names if name not in NOT_DAILY]


def complaints_in(output: str) -> list[str]:
    """The errors of a log of Odoo, and what our own programs print as FAIL; the last line of a traceback beside its
    first.

    >>> complaints_in("2026-03-02 08:00:00,000 1 ERROR db odoo.sql_db: bad query")
    ['odoo.sql_db: bad query']
    >>> complaints_in("FAIL live: no mail\\nok")
    ['live: no mail']
    """
    found = []
    for line in output.splitlines():
        parts = LOG_LINE.match(line)
        if parts and parts["level"] in ("ERROR", "CRITICAL"):
            found.append(f"{parts['logger']}: {parts['text']}")
        elif line.startswith("FAIL "):
            found.append(line.removeprefix("FAIL "))
    return found
