"""Which process tells which stories: all know the same list, and each class is told by whoever takes it first.

The list and what became of it are files of one folder, so that a process that dies loses nothing but its own class.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path


class SharedStories:
    """The folder. Names are those of test classes, with their modules."""

    def __init__(self, folder: Path):
        self.folder = folder

    # -- by those who tell

    def plan(self, names: Iterable[str]) -> None:
        """These are to be told, too. Each process finds the same, and says so."""
        for name in names:
            (self.folder / f"{name}.planned").touch()

    def share(self, classes: dict[str, list], order: Iterable[str]) -> Iterator:
        """The tests of the classes that nobody else has taken, class by class; what took how long is noted."""
        for name in order:
            if self._take(name):
                begun = _now()
                yield from classes[name]
                (self.folder / f"{name}.told").write_text(f"{_now() - begun:.2f}", encoding="ascii")

    def _take(self, name: str) -> bool:
        try:
            os.close(os.open(self.folder / f"{name}.taken", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            return False
        return True

    # -- by the one who waits

    def planned(self) -> set[str]:
        """All that are to be told, as far as anybody has said so."""
        return {file.stem for file in self.folder.glob("*.planned")}

    def left(self) -> bool:
        """Whether somebody must still be sent: nobody has said yet what there is, or not all of it is taken."""
        planned = self.planned()
        return not planned or any(not (self.folder / f"{name}.taken").exists() for name in planned)

    def seconds(self) -> dict[str, float]:
        """How long each class took that was told to its end."""
        return {file.stem: float(file.read_text(encoding="ascii")) for file in self.folder.glob("*.told")}

    def untold(self) -> list[str]:
        """The classes that were to be told and weren't, or not to their end."""
        return sorted(self.planned() - self.seconds().keys())


def _now() -> float:
    """Seconds of a clock that goes on while a story holds the time of day."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def heaviest_first(estimates: dict[str, float], remembered: dict[str, float]) -> list[str]:
    """The names in the order in which they are best begun: what takes long must not begin last.

    :param estimates: seconds by name, of all
    :param remembered: seconds that some of them took the last time
    """
    return sorted(estimates, key=lambda name: (-remembered.get(name, estimates[name]), name))


def remembered_times(file: Path) -> dict[str, float]:
    """Seconds by class, of earlier runs; nothing where there was none, or where the file isn't ours to read."""
    try:
        return {str(name): float(seconds) for name, seconds in json.loads(file.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def remember_times(file: Path, seconds: dict[str, float]) -> None:
    """Keep the times of this run, and of what it left out those of earlier ones."""
    times = {**remembered_times(file), **seconds}
    part = file.with_name(f"{file.name}.{os.getpid()}.part")  # other runs on this machine may remember theirs
    part.write_text(json.dumps(times, indent=0, sort_keys=True), encoding="utf-8")
    part.replace(file)
