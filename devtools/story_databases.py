"""The databases in which Odoo's stories are told: made for one run and dropped after it, or one that is kept."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path

from devtools import platform

KEPT = "recovery_dev"
# Odoo's provider for trials comes along: with it the tests pay on the debtor's page. So does its stock: the visit card
# tells what was delivered.
STOCK = "sale_stock"
MODULES = (*platform.COMPANY_MODULES, STOCK)
INSTALL = ("-i", ",".join([*platform.ADDONS, platform.PAYMENT, STOCK]))
UPDATE = ("-u", ",".join(platform.ADDONS), "-i", f"{platform.PAYMENT},{STOCK}")
# What tests call their databases ends with the number of their process, or with that and a word.
OF_A_PROCESS = re.compile(r"recovery_(?:test(?:_\w+)?|faults|double|book)_(\d+)(?:_copy)?")


def names_of_run(count: int) -> list[str]:
    """Names for as many databases of this process."""
    return [f"recovery_test_{number}_{os.getpid()}" for number in range(1, count + 1)]


@contextmanager
def dropped_in_the_end(machine: platform.Platform, names: list[str]):
    """Whatever databases of these names the block makes, nothing is left of them. What killed runs left is dropped."""
    _drop_orphans(machine)
    try:
        yield
    finally:
        for name in names:
            machine.drop_database(name)


def kept_database(machine: platform.Platform) -> tuple[str, tuple[str, ...]]:
    """The database that stays from run to run, and the options that bring the add-ons into it or up to date."""
    template = machine.template(MODULES)
    known = machine.server.exists(KEPT)
    if not known:
        machine.create_database(KEPT, template)
    machine.print_at_once(KEPT)
    return KEPT, UPDATE if known and _has_addons(machine) else INSTALL


def _has_addons(machine: platform.Platform) -> bool:
    """Whether all of them are in the kept database; one that lacks the younger add-ons gets them."""
    names = ", ".join(f"'{addon}'" for addon in platform.ADDONS)
    sql = f"SELECT name FROM ir_module_module WHERE name IN ({names}) AND state IN ('installed', 'to upgrade')"
    return len(machine.server.query(sql, KEPT)) == len(platform.ADDONS)


def _drop_orphans(machine: platform.Platform) -> None:
    """Test databases that a killed run left behind. Other runs on this machine may be under way: theirs stay."""
    if os.environ.get("PGHOST"):
        return  # a server that other machines may use: their process numbers mean nothing here
    for name in machine.server.query("SELECT datname FROM pg_database WHERE datname LIKE 'recovery\\_%'"):
        number = process_of(name)
        if number and not Path("/proc", number).exists():
            machine.drop_database(name)


def process_of(database: str) -> str | None:
    """The number of the process that made a test database, from its name; None for a database of another kind."""
    match = OF_A_PROCESS.fullmatch(database)
    return match and match[1]
