"""The folder outside the clone that holds whatever was fetched, unpacked or made once, for all clones of this user."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from devtools.console import Console, Failure

VARIABLE = "RECOVERY_CACHE"


def default_folder() -> Path:
    """`RECOVERY_CACHE`; without it the user's cache, or for root the system's, which the database server can reach."""
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/recovery_dunning")
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "recovery_dunning"


def fingerprint(*texts: str) -> str:
    """A short name for a set of inputs: it changes when one of them does."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:10]


class Cache:
    """Named places in the cache folder; a place is either complete or absent, whatever interrupted its making."""

    def __init__(self, folder: Path | None = None):
        self.folder = folder or default_folder()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"can't be made ({error.strerror})"
            raise Failure(f"The cache folder {self.folder} {problem}: set {VARIABLE} to a folder of yours.") from error
        if not os.access(self.folder, os.W_OK):
            raise Failure(f"The cache folder {self.folder} isn't yours to write: set {VARIABLE} to a folder of yours.")

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    @contextmanager
    def lock(self, console: Console):
        """One set-up at a time: a second one waits for the first, then finds everything made."""
        with (self / "setup.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                console.say("Another ./dev is setting up: waiting for it …")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def building(self, name: str):
        """A folder to fill, that takes its name only once filled. What an interruption left behind is thrown away."""
        target, part = self / name, self / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        part.rename(target)


@contextmanager
def writing(path: Path):
    """A file to write that replaces `path` in one move."""
    part = path.with_name(path.name + ".part")
    yield part
    part.replace(path)
