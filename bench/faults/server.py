"""A PostgreSQL of its own for each lane, in a temporary folder: it may be struck without harm to others."""

from __future__ import annotations

from pathlib import Path

from devtools.cache import Cache
from devtools.console import Console
from devtools.postgres import SETTINGS, EmbeddedServer


class StruckServer(EmbeddedServer):
    """It keeps what was committed when it dies, as a server in earnest does."""

    settings = {**SETTINGS, "synchronous_commit": "on", "max_connections": "50", "shared_buffers": "128MB"}

    def restart_at_once(self) -> None:
        """It is gone in the middle of whatever it does, and comes back."""
        self._pg_ctl(["-D", self.data, "-m", "immediate", "-w", "stop"], "The server cannot be struck.")
        self.start()


def server_in(folder: Path | str, programs: Path | str, console: Console | None = None) -> StruckServer:
    """The server whose data are, or will be, in this folder."""
    return StruckServer(Path(programs), Cache(Path(folder)), console or Silent())


class Silent(Console):
    """Says nothing: what a lane prints is read by the program that started it."""

    def say(self, text: str) -> None:
        pass
