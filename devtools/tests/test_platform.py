"""The platform: keys of what is kept, and the server and Odoo that these very tests were started with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from devtools import odoo_source, pdf, platform, postgres
from devtools.cache import Cache
from devtools.console import Console, Failure
from devtools.network import free_port
from devtools.platform import ADDON, COMPANY_MODULES, TEMPLATE_MODULES, smaller_template, template_name
from devtools.python_env import REQUIREMENTS, python_key


def test_another_template_for_other_pins_another_odoo_or_other_modules():
    names = {
        template_name(TEMPLATE_MODULES, "19.0", "lxml==1"),
        template_name(TEMPLATE_MODULES, "19.0", "lxml==2"),
        template_name(TEMPLATE_MODULES, "19.1", "lxml==1"),
        template_name((*TEMPLATE_MODULES, "sale"), "19.0", "lxml==1"),
    }
    assert len(names) == 4
    assert all(len(name) <= 63 - len("_part") for name in names), "PostgreSQL cuts longer names"


def test_a_template_is_made_from_the_largest_that_it_holds():
    assert smaller_template((*COMPANY_MODULES, "sale_stock")) == COMPANY_MODULES
    assert smaller_template(COMPANY_MODULES) == TEMPLATE_MODULES
    assert smaller_template(TEMPLATE_MODULES) == ()
    assert smaller_template(("account",)) == ()


def test_another_environment_for_other_pins(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("lxml==1\n")
    key = python_key(requirements)
    assert key == python_key(requirements)
    requirements.write_text("lxml==2\n")
    assert key != python_key(requirements)


def test_a_port_in_use_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert port < free_port(port, tries=50) < port + 50


def test_names_are_quoted_for_sql():
    assert postgres.identifier('a"b') == '"a""b"'
    assert postgres.literal("l'an") == "'l''an'"


def test_a_long_cache_path_still_gets_a_socket(tmp_path, monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    server = postgres.connect(tmp_path, Cache(tmp_path / ("long" * 30)), Console())
    assert len(server.environment["PGHOST"]) < 90


@pytest.fixture
def server():
    """The server that `./dev test` started."""
    programs = shutil.which("psql")
    if not (programs and os.environ.get("PGHOST")):
        pytest.skip("no database server: run me with ./dev test")
    return postgres.OwnServer(postgres.Path(programs).parent, Console())


def test_a_database_is_made_copied_renamed_and_dropped(server):
    name = f"recovery_unit_{os.getpid()}"
    try:
        server.create(name)
        assert server.query("SELECT unaccent('échéance')", name) == ["echeance"]
        server.query("CREATE TABLE kept (id int)", name)
        server.create(f"{name}_copy", name)
        server.rename(f"{name}_copy", f"{name}_new")
        assert server.query("SELECT count(*) FROM kept", f"{name}_new") == ["0"]
        assert not server.exists(f"{name}_copy")
    finally:
        for suffix in ("", "_copy", "_new"):
            server.drop(name + suffix)
    assert not server.exists(name)


def test_an_error_of_the_server_is_a_sentence(server):
    with pytest.raises(Failure, match='relation "nothing" does not exist'):
        server.query("SELECT * FROM nothing")


@pytest.fixture
def own_server(server, monkeypatch):
    """An embedded server with data of its own."""
    monkeypatch.delenv("PGHOST")
    with tempfile.TemporaryDirectory(prefix="recovery_unit_") as folder:
        Path(folder).chmod(0o755)  # the server's own user passes through
        own = postgres.EmbeddedServer(server.programs, Cache(Path(folder)), Console(Path(folder) / "setup.log"))
        own.start()
        try:
            yield own
        finally:
            own.stop()


def test_a_server_is_started_with_other_settings_and_then_as_it_was(own_server):
    with pytest.raises(KeyError), own_server.started_with(shared_buffers="64MB"):
        assert own_server.query("SHOW shared_buffers") == ["64MB"]
        raise KeyError
    assert own_server.query("SHOW shared_buffers") == ["256MB"]


def test_a_server_in_which_somebody_is_at_work_is_not_started_anew(own_server):
    psql = [own_server.programs / "psql", "-d", "postgres", "-qAtc", "SELECT pg_sleep(600)"]
    with subprocess.Popen(psql, env={**os.environ, **own_server.environment}) as other:
        try:
            while not own_server.query(postgres.OTHERS):
                assert other.poll() is None
            with (
                pytest.raises(Failure, match="Other programs use the PostgreSQL"),
                own_server.started_with(shared_buffers="64MB"),
            ):
                pass
        finally:
            other.terminate()
    assert own_server.query("SHOW shared_buffers") == ["256MB"]


@pytest.fixture
def lazy_machine(server, tmp_path):
    """A machine with an Odoo that ends well and has installed nothing, and the template of that Odoo's version."""
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/__main__.py").touch()
    odoo = odoo_source.OdooSource(tmp_path, (), f"19.unit.{os.getpid()}")
    console = Console(tmp_path / "log/setup.log")
    machine = platform.Platform(Cache(tmp_path / "cache"), console, Path(sys.executable), odoo, server.programs, server)
    template = template_name(TEMPLATE_MODULES, odoo.version, REQUIREMENTS.read_text(encoding="utf-8"))
    server.create(template)
    server.query("CREATE TABLE ir_module_module (name varchar, state varchar)", template)
    server.query(
        "INSERT INTO ir_module_module VALUES ('account', 'installed'), ('sms', 'to install'), ('sale', 'uninstalled')",
        template,
    )
    try:
        yield machine, template
    finally:
        server.drop(template)


def test_what_odoo_left_out_is_named(lazy_machine):
    machine, template = lazy_machine
    machine.require_installed(template, ["account"])
    with pytest.raises(Failure, match=f"Odoo left {ADDON}, sms, sale out of {template}: .* own add-ons folder"):
        machine.require_installed(template, ["account", ADDON, "sms", "sale"])


def test_nothing_is_left_of_a_database_without_its_add_ons(lazy_machine):
    machine, _template = lazy_machine
    name = f"recovery_unit_{os.getpid()}"
    with pytest.raises(Failure, match=f"Odoo left {ADDON} out of {name}"):
        machine.install(name, ["account", ADDON])
    assert not machine.server.exists(name)


def test_nothing_is_left_of_a_template_that_failed(lazy_machine):
    machine, _template = lazy_machine
    modules = ("account", "sale")
    with pytest.raises(Failure, match="ir_module_module"):
        machine.template(modules)
    name = template_name(modules, machine.odoo.version, REQUIREMENTS.read_text(encoding="utf-8"))
    assert not machine.server.exists(name)
    assert not machine.server.exists(f"{name}_part")


def test_a_tool_that_sets_the_machine_up_once_more_finds_the_same_odoo(lazy_machine, tmp_path):
    machine, _template = lazy_machine
    assert machine.odoo_env["ODOO_HOME"] == str(tmp_path)


def test_wkhtmltopdf_prints_a_page():
    program = shutil.which("wkhtmltopdf")
    if not program:
        pytest.skip("no wkhtmltopdf on this machine")
    assert pdf.prints(program)


def test_a_program_that_fails_leaves_its_words_in_the_log(tmp_path):
    console = Console(tmp_path / "log/setup.log")
    with pytest.raises(Failure, match=r"It fails\. Its output is in .*setup\.log"):
        console.run(["sh", "-c", "echo the reason; exit 3"], "It fails.")
    assert "the reason" in console.log_file.read_text()
    with pytest.raises(Failure, match=r"It fails\. \(nowhere: No such file"):
        console.run(["nowhere"], "It fails.", env={**os.environ, "PATH": str(tmp_path)})
