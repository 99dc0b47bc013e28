"""The add-ons as a user gets them: wheels, installed with pip on a plain server, a database, a reminder that leaves."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest

from devtools import platform, python_env, wheels
from devtools.console import Console
from devtools.smtp_sink import SmtpSink

# A new company's first reminder, as its accountant sends it: none of our tools is at hand here.
FIRST_REMINDER = """
from datetime import timedelta
company, france = env.company, env.ref("base.fr")
company.write({"country_id": france.id, "email": "compta@example.com"})
env["account.chart.template"].try_loading("fr", company, install_demo=False)
days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
company.recovery_window_id = env["recovery.window"].create(
    {"name": "Always", "hour_from": 0, "hour_to": 24, "public_holidays": True, **dict.fromkeys(days, True)})
env["ir.mail_server"].create(
    {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": PORT, "smtp_encryption": "none"})
debtor = env["res.partner"].create(
    {"name": "Dupont SARL", "is_company": True, "email": "dupont@example.com", "country_id": france.id})
today = company._recovery_today()
env["account.move"].create({
    "move_type": "out_invoice",
    "partner_id": debtor.id,
    "invoice_date": today - timedelta(days=30),
    "invoice_date_due": today - timedelta(days=5),
    "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"name": "Chairs", "price_unit": 1000, "tax_ids": []})],
}).action_post()
run = env["recovery.run"].create({"date": today})
run.action_propose()
run.action_approve()
run.action_send()
env.cr.commit()
print("STATES", *run.notice_ids.mapped("state"))
"""


@pytest.fixture(scope="module")
def machine():
    return platform.setup(Console())


@pytest.fixture(scope="module")
def packed(machine, tmp_path_factory):
    """The wheels, by add-on."""
    found = wheels.build(tmp_path_factory.mktemp("wheels"), machine.console, machine.cache, counted=False)
    return dict(zip((*platform.ADDONS, platform.QUEUE), found, strict=True))


def required(wheel: Path) -> set[str]:
    """What pip must bring for it, by the names that pip knows."""
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    asked = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    return {wheels.normal(wheels.NAME.match(line)[0]) for line in asked}


def imported(addon: str) -> set[str]:
    """The modules of others that the add-on imports outside its tests."""
    files = [file for file in (platform.REPOSITORY / addon).rglob("*.py") if "tests" not in file.parts]
    names = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"odoo"}


def test_they_name_what_they_import(packed):
    """Whatever the code imports is asked for, or is among what every server with Odoo has."""
    providers = metadata.packages_distributions()
    for addon, wheel in packed.items():
        asked = required(wheel)
        for module in imported(addon):
            names = {wheels.normal(name).removesuffix("-binary") for name in providers[module]}
            assert names & {*asked, *wheels.ODOO_ASKS_FOR}, f"{addon} imports {module}, which nobody asks for"


def test_they_hold_the_add_on_and_nothing_that_is_built(packed):
    for addon, wheel in packed.items():
        names = ZipFile(wheel).namelist()
        assert f"odoo/addons/{addon}/__manifest__.py" in names
        assert (f"odoo/addons/{addon}/i18n/fr.po" in names) == (addon != platform.QUEUE)  # it says nothing to anybody
        assert not [name for name in names if "__pycache__" in name or name.endswith("pyproject.toml")]


@pytest.fixture(scope="module")
def server(machine, packed, tmp_path_factory):
    """A Python that sees Odoo and what Odoo asks for, into which pip has brought our wheels."""
    folder = tmp_path_factory.mktemp("server")
    plain, tools = folder / "plain", python_env.site_packages(machine.python)
    distributions = wheels.with_what_they_need(wheels.ODOO_ASKS_FOR, tools)
    wheels.lay_out(distributions.values(), plain)
    subprocess.run([machine.python, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    paths = f"{machine.odoo.python_path}\n{plain}\n"
    (python_env.site_packages(python) / "odoo.pth").write_text(paths, encoding="utf-8")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--no-index"]
    others = wheels.fetched(machine, [*distributions])
    command = [*pip, "--find-links", others, *(packed[addon] for addon in platform.ADDONS)]
    result = subprocess.run(command, capture_output=True, text=True, env=environment(machine, python))
    assert result.returncode == 0, result.stdout + result.stderr
    return python


def environment(machine, python: Path) -> dict[str, str]:
    """What is at hand on that server: its programs and its database, and nothing of this repository."""
    ours = ("PYTHONPATH", "PYTHONPYCACHEPREFIX", "ODOO_ADDONS_PATH", "VIRTUAL_ENV")
    known = {name: value for name, value in machine.odoo_env.items() if name not in ours}
    return {**known, "PATH": f"{python.parent}{os.pathsep}{known['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}


def test_a_first_reminder_leaves(machine, server, tmp_path):
    """pip, a database, a company, an invoice, a run: its mail arrives."""
    name = f"recovery_test_wheel_{os.getpid()}"
    options = ["-d", name, "--no-http", "--max-cron-threads=0", "--log-level=warn"]
    odoo, place = [server, "-m", "odoo"], {"env": environment(machine, server), "cwd": tmp_path, "text": True}
    machine.drop_database(name)
    machine.create_database(name, machine.template())
    try:
        with SmtpSink(tmp_path / "mail") as sink:
            install = [*odoo, *options, "-i", "recovery_dunning", "--stop-after-init"]
            result = subprocess.run(install, capture_output=True, check=False, **place)
            assert result.returncode == 0, result.stderr
            assert "WARNING" not in result.stderr, result.stderr
            assert "ERROR" not in result.stderr, result.stderr
            script = FIRST_REMINDER.replace("PORT", str(sink.port))
            shell = [*odoo, "shell", *options]
            result = subprocess.run(shell, input=script, capture_output=True, check=False, **place)
            assert "STATES sent" in result.stdout, result.stdout + result.stderr
            (mail,) = sink.messages()
            assert mail["X-Envelope-To"] == "dupont@example.com"
    finally:
        machine.drop_database(name)
