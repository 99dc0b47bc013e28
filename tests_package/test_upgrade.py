"""A database of the first version (commit e9337f5, 19.0.1.0.0), with one record of each of its models: an update keeps
all of it, brings back nothing that was deleted, and complains of nothing; and the add-ons leave without a complaint.

`first_version/database.sql.xz` is its dump, less what Odoo makes anew: pictures, compiled pages, the list of add-ons
that are not installed. Its user has deleted a reason for holds and a type of disputes, changed the words of a mail and
of another type, has a formal notice by registered letter, a promise, plans, disputes, a case with an agency …
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import psycopg2
import pytest

from devtools import platform
from devtools.console import Console
from devtools.odoo_env import passing_environment
from devtools.tally import LOG_LINE

DUMP = Path(__file__).with_name("first_version") / "database.sql.xz"
# Tables of Odoo that our records stand in or on.
THEIRS = (
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_payment",
    "ir_attachment",
    "ir_cron",
    "ir_sequence",
    "mail_activity",
    "mail_activity_type",
    "mail_mail",
    "mail_message",
    "mail_template",
    "res_company",
    "res_partner",
    "sale_order",
    "sms_template",
)
NOT_CONTENT = {"write_date", "write_uid"}
# What the update means to change: (table, column) of Odoo's own notes, and of our migrations.
MEANT = {
    ("recovery_level", "letter_without_mail"),  # whom no mail reaches gets the reminders of the shipped ladders by post
}
DELETED = {"hold_reason_other", "dispute_type_not_received"}
LEAVE = """
from devtools.odoo_env import environment
import sys
with environment(sys.argv[1], log_level="info") as env:
    names = ["recovery_dunning_sale", "recovery_dunning"]
    env["ir.module.module"].search([("name", "in", names)]).button_immediate_uninstall()
"""


class Contents:
    """The rows of each table, by id; where a table has none, the rows themselves."""

    def __init__(self, machine, database: str):
        with psycopg2.connect(dbname=database, **connection(machine)) as connected, connected.cursor() as cr:
            cr.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND (table_name LIKE 'recovery\\_%%' OR table_name = ANY(%s))"
                "   AND table_name NOT LIKE '%%wizard%%' ORDER BY 1, 2",
                [list(THEIRS)],
            )
            self.columns = {}
            for table, column in cr.fetchall():
                self.columns.setdefault(table, []).append(column)
            self.rows = {}
            for table, columns in self.columns.items():
                cr.execute(f'SELECT row_to_json(t) FROM "{table}" t')
                rows = [self._said(row) for (row,) in cr.fetchall()]
                self.rows[table] = (
                    {row["id"]: row for row in rows}
                    if "id" in columns
                    else {json.dumps(row, sort_keys=True): row for row in rows}
                )
        connected.close()

    @staticmethod
    def _said(row: dict) -> dict:
        """A row, of translated texts the original."""
        return {name: value.get("en_US", value) if isinstance(value, dict) else value for name, value in row.items()}

    def lost_in(self, later: Contents) -> list[str]:
        """What is no longer as it was."""
        lost = [f"{table} is gone" for table in self.rows if table not in later.rows]
        for table in self.rows.keys() & later.rows.keys():
            kept = [name for name in self.columns[table] if name not in NOT_CONTENT]
            lost += [f"{table}.{name} is gone" for name in kept if name not in later.columns[table]]
            kept = [name for name in kept if name in later.columns[table] and (table, name) not in MEANT]
            for key, row in self.rows[table].items():
                now = later.rows[table].get(key)
                if now is None:
                    lost.append(f"{table} {key} is gone")
                else:
                    lost += [
                        f"{table} {key}: {name} was {row[name]!r}, is {now[name]!r}"
                        for name in kept
                        if row[name] != now[name]
                    ]
        return lost


def connection(machine) -> dict[str, str]:
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    return {names[name]: value for name, value in machine.server.environment.items() if name in names}


def complaints(log: str) -> list[str]:
    found = (LOG_LINE.match(line) for line in log.splitlines())
    return [match.string for match in found if match and match["level"] in ("WARNING", "ERROR", "CRITICAL")]


@pytest.fixture(scope="module")
def machine():
    return platform.setup(Console())


@pytest.fixture(scope="module")
def database(machine):
    name = f"recovery_test_upgrade_{os.getpid()}"
    machine.drop_database(name)
    machine.server.create(name)
    psql = [machine.server.programs / "psql", "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", "-d", name]
    environment = {**os.environ, **machine.server.environment}
    with lzma.open(DUMP) as dump:
        subprocess.run(psql, input=dump.read(), env=environment, check=True, stdout=subprocess.DEVNULL)
    yield name
    machine.drop_database(name)


@pytest.fixture(scope="module")
def updated(machine, database):
    """The contents before and after, and what Odoo said meanwhile."""
    before = Contents(machine, database)
    options = ["-d", database, "-u", ",".join(platform.ADDONS), "--stop-after-init", "--no-http"]
    log = machine.run_odoo([*options, "--max-cron-threads=0"], "Odoo couldn't update the first version.")
    return before, Contents(machine, database), log


def test_the_book_holds_one_of_each(updated):
    """Every model of the first version that keeps anything has a record, or is one of these."""
    before, _after, _log = updated
    unused = {"recovery_forecast", "recovery_go_live", "recovery_setup", "recovery_notice_preview"}  # dialogs
    empty = {table for table, rows in before.rows.items() if table.startswith("recovery_") and not rows}
    empty = {table for table in empty if not table.endswith("_rel") and "id" in before.columns[table]}
    assert not [table for table in empty if not table.startswith(tuple(unused))], empty


def test_nothing_is_lost(updated):
    before, after, _log = updated
    assert not before.lost_in(after)


def test_nothing_is_complained_of(updated):
    assert not complaints(updated[2])


def test_what_was_deleted_stays_deleted(database, updated):
    """The other defaults are there, those too that are new."""
    names = {
        record.get("id")
        for file in (platform.REPOSITORY / platform.ADDON / "data").glob("*.xml")
        for record in ElementTree.parse(file).iter("record")
        if record.get("model", "").startswith("recovery.")
    }
    with passing_environment(database) as env:
        there = {name for name in names if env.ref(f"{platform.ADDON}.{name}", raise_if_not_found=False)}
    assert names - there == DELETED


def test_the_record_proves_itself(database, updated):
    """Each case's chain reads right, and the books are where they were."""
    with passing_environment(database) as env:
        cases = env["recovery.case"].search([])
        assert len(cases) > 5
        assert {case.chain_state for case in cases} == {"intact"}


def test_they_leave_without_a_complaint(machine, database, updated):
    ledger = {table: rows for table, rows in updated[1].rows.items() if table.startswith("account_")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    process = machine.start([machine.python, "-c", LEAVE, database], **pipes)
    log, _ = process.communicate()
    assert process.returncode == 0, log[-3000:]
    assert not complaints(log)
    after = Contents(machine, database)
    assert not [table for table in after.rows if table.startswith("recovery_")]
    for table, rows in ledger.items():
        columns = [name for name in after.columns[table] if name not in NOT_CONTENT]
        for key, row in rows.items():
            assert {name: row[name] for name in columns} == {name: after.rows[table][key][name] for name in columns}
