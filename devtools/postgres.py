"""The database server: the one that PGHOST names, or an embedded one that all clones share; and its databases."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from devtools.cache import Cache, fingerprint
from devtools.console import Console, Failure

ROLE = "recovery"  # Odoo refuses to work as `postgres`
SYSTEM_USER = "recovery_postgres"  # PostgreSQL refuses to work as root
VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")

# The server holds nothing but demo and test databases, which can be made again: speed before safety.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
}
OTHERS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


class Server:
    """A running PostgreSQL: `environment` says how to reach it. Subclasses know how it comes to run."""

    environment: dict[str, str]

    def __init__(self, programs: Path, console: Console):
        self.programs = programs
        self.console = console

    def start(self) -> None:
        """Promise that the server answers, and that its role may create databases."""
        self.query("SELECT 1")

    def stop(self) -> bool:
        """Stop the server if it is ours; tell whether it was running."""
        return False

    @contextmanager
    def started_with(self, **_settings: str):
        """With other settings for the block, where the server is ours: a user's own keeps what he gave it."""
        yield

    def query(self, sql: str, database: str = "postgres") -> list[str]:
        """The rows of one statement, as text."""
        command = [self.programs / "psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
        environment = {**os.environ, **self.environment}
        result = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if result.returncode:
            complaint = result.stderr.strip().partition("\n")[0].removeprefix("psql: error: ")
            raise Failure(f"PostgreSQL at {self.environment.get('PGHOST')} says: {complaint}")
        return result.stdout.splitlines()

    # -- databases

    def exists(self, name: str) -> bool:
        """Whether there is a database of this name."""
        return bool(self.query(f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"))

    def create(self, name: str, template: str | None = None) -> None:
        """A new database: a copy of `template`, or an empty one as Odoo wants it."""
        if template:
            self.query(f"CREATE DATABASE {identifier(name)} TEMPLATE {identifier(template)}")
        else:
            self.query(f"CREATE DATABASE {identifier(name)} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
            for extension in ("unaccent", "pg_trgm"):
                self.query(f"CREATE EXTENSION IF NOT EXISTS {extension}", name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it; no error if it isn't there."""
        self.query(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")

    def rename(self, name: str, new_name: str) -> None:
        """Give a database its final name."""
        self.query(f"ALTER DATABASE {identifier(name)} RENAME TO {identifier(new_name)}")


class OwnServer(Server):
    """The server of the user, as the PG* variables name it."""

    def __init__(self, programs: Path, console: Console):
        super().__init__(programs, console)
        self.environment = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}


class EmbeddedServer(Server):
    """A server from a Python package, on a Unix socket that only its owner reaches. It stays up between commands."""

    settings = SETTINGS

    def __init__(self, programs: Path, cache: Cache, console: Console):
        super().__init__(programs, console)
        self.data = cache / "postgres"
        self.log_file = self.data / "server.log"
        self.user = SYSTEM_USER if os.geteuid() == 0 else None
        self.environment = {"PGHOST": str(self._socket_folder()), "PGPORT": "5432", "PGUSER": ROLE}

    def start(self) -> None:
        if self.running():
            return
        if self.user:
            self._ensure_system_user()
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        with self.console.step("Starting PostgreSQL"):
            self._make_socket_folder()
            options = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
            options += f" -c unix_socket_directories='{self.environment['PGHOST']}'"
            arguments = ["-D", self.data, "-l", self.log_file, "-w", "-t", "60", "-o", options, "start"]
            self._pg_ctl(
                arguments,
                f"The embedded PostgreSQL doesn't start: {self.log_file} says why; without {self.data} it begins anew.",
            )

    def stop(self) -> bool:
        if not self.running():
            return False
        self._pg_ctl(["-D", self.data, "-m", "fast", "-w", "stop"], "The embedded PostgreSQL doesn't stop.")
        return True

    @contextmanager
    def started_with(self, **settings: str):
        """Started anew with other settings for the block, then once more as it was.

        :raises Failure: somebody is at work in it
        """
        if self.query(OTHERS):
            raise Failure("Other programs use the PostgreSQL that is to be started anew: end them, then try again.")
        usual = self.settings
        try:
            self._start_anew({**usual, **settings})
            yield
        finally:
            self._start_anew(usual)

    def _start_anew(self, settings: dict[str, str]) -> None:
        self.stop()
        self.settings = settings
        self.start()

    def running(self) -> bool:
        """Whether the server answers."""
        if not self.data.exists():
            return False
        command = [self.programs / "pg_isready", "-q", "-h", self.environment["PGHOST"], "-p", "5432"]
        return subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0

    def _make_data(self) -> None:
        """Initialise the data folder, in a folder that takes its name when it is whole."""
        part = self.data.with_name("postgres.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        if self.user:
            shutil.chown(part, self.user)
            self._require_reach(part)
        with self.console.step("Making a PostgreSQL cluster"):
            locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
            command = [self.programs / "initdb", "-D", part, "-U", ROLE, "--auth=trust", "--no-sync", *locale]
            self.console.run(command, "The embedded PostgreSQL can't make its data folder.", **self._as_user())
        part.rename(self.data)

    def _pg_ctl(self, arguments: list, failure: str) -> None:
        """Run pg_ctl without a pipe: the server that it leaves behind would keep the pipe open."""
        with tempfile.TemporaryFile("w+") as output:
            command = [str(part) for part in [self.programs / "pg_ctl", *arguments]]
            options = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output, "start_new_session": True}
            result = subprocess.run(command, **options, **self._as_user())
        if result.returncode:
            raise Failure(failure)

    def _as_user(self) -> dict:
        """Options for `subprocess` that start a program as the server's own user, where we are root."""
        if not self.user:
            return {}
        group = pwd.getpwnam(self.user).pw_gid
        return {"user": self.user, "group": group, "extra_groups": [], "cwd": "/"}

    def _ensure_system_user(self) -> None:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
            failure = f"PostgreSQL can't run as root, nor can its user {SYSTEM_USER} be made"
            self.console.run(command, f"{failure}: set PGHOST to a server of yours.")

    def _require_reach(self, folder: Path) -> None:
        """The server's user must be able to read its programs and to walk to its data."""
        for path in (folder, self.programs / "initdb"):
            if subprocess.run(["test", "-x", path], **self._as_user()).returncode:
                raise Failure(
                    f"PostgreSQL runs as {SYSTEM_USER}, who can't reach {path}: "
                    "set RECOVERY_CACHE to a folder that others may enter, such as one in /var/cache."
                )

    def _socket_folder(self) -> Path:
        """Inside the data folder, unless the path is longer than a socket's may be (107 bytes)."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432.lock")) <= 107:
            return self.data
        return Path(tempfile.gettempdir()) / f"recovery-{os.geteuid()}-{fingerprint(str(self.data))}"

    def _make_socket_folder(self) -> None:
        folder = Path(self.environment["PGHOST"])
        if folder != self.data:
            folder.mkdir(mode=0o700, exist_ok=True)
            owners = {os.geteuid(), pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()}
            if folder.stat().st_uid not in owners:
                raise Failure(f"{folder} belongs to somebody else: set RECOVERY_CACHE to a shorter path.")
            if self.user:
                shutil.chown(folder, self.user)


def connect(programs: Path, cache: Cache, console: Console) -> Server:
    """The user's server where PGHOST is set, else the embedded one."""
    if os.environ.get("PGHOST"):
        return OwnServer(programs, console)
    return EmbeddedServer(programs, cache, console)


def identifier(name: str) -> str:
    """A name, quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, quoted for SQL."""
    return "'" + text.replace("'", "''") + "'"
