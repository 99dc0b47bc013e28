"""`./dev test --changed`: from the files that differ to the tests of their rooms.

Files differ from where this branch left the one that it follows (`git merge-base HEAD @{upstream}`); those that are not
committed, or that git doesn't know yet, count too. Where nothing differs, it is the last commit that is tested.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from devtools import imports
from devtools.console import Failure
from devtools.platform import ADDON, ADDONS, REPOSITORY
from devtools.testing import BY_FILE, Choice, everything

ROOMED = ("models", "wizard", "views", "report", "tests")  # folders of the add-on that have the same rooms
NO_TEST_READS = (".png", ".gitignore", "LICENSE")
TOLD_APART = "tests_neighbours"  # by `./dev neighbours`
GUIDE = "devtools/tests/test_guide.py"  # its words are those of the screens, its pictures are of them
DOCUMENTS = ("devtools/tests/test_docs.py", GUIDE)
ORDER_OF_THE_HOUSE = ("devtools/tests/test_rooms.py", "devtools/tests/test_stories.py")  # they read every file of ours
ENGINE_TESTS = ("tests_engine", "devtools/tests/test_engine_doctests.py")


def changed_files(repository: Path = REPOSITORY) -> list[str]:
    """The files that differ, by old and by new names, relative to the repository."""
    base = _git(repository, "merge-base", "HEAD", "@{upstream}") or _git(repository, "rev-parse", "HEAD")
    if not base:
        raise Failure("What changed is asked of git, and git knows of no commit here: run ./dev test.")
    files = _differing(repository, base[0])
    if not files and (before := _git(repository, "rev-parse", "--verify", "HEAD~")):
        files = _differing(repository, before[0])
    return files


def _differing(repository: Path, commit: str) -> list[str]:
    known = _git(repository, "diff", "--name-only", "--no-renames", commit)
    return sorted({*known, *_git(repository, "ls-files", "--others", "--exclude-standard")})


def _git(repository: Path, *arguments: str) -> list[str]:
    """The lines that git prints; none where it has no answer."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        result = subprocess.run(command, cwd=repository, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise Failure("What changed is asked of git: install it, or run ./dev test.") from error
    return result.stdout.splitlines() if result.returncode == 0 else []


def select(files: list[str], repository: Path = REPOSITORY) -> Selection:
    """What these changed files ask for."""
    selection = Selection(repository)
    for file in files:
        selection.reasons[file] = selection.take(PurePosixPath(file)) or "nothing"
        if file.endswith(".py"):
            selection.check(*ORDER_OF_THE_HOUSE)
    return selection


@dataclass
class Selection:
    """What is to be tested on account of some files, and why."""

    repository: Path
    pytest: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)  # files with stories, or an add-on for all of its
    bench: bool = False
    reasons: dict[str, str] = field(default_factory=dict)  # what is run, by changed file

    def take(self, path: PurePosixPath) -> str:
        """Add what a changed file asks for; what that is, in words."""
        top = path.parts[0]
        if path.name.endswith(NO_TEST_READS):
            return ""
        if path.suffix == ".md" or top in ("docs", "mkdocs.yml"):
            return self.check(*DOCUMENTS)
        if top == TOLD_APART:
            return "nothing: ./dev neighbours does"
        if top == ADDON and len(path.parts) > 2:
            return self._take_of_addon(path, *path.parts[1:3])
        if top in ADDONS:
            return self._tell(ADDONS if top == ADDON else {top}, "all stories")
        if top in ("devtools", "bench"):
            self.bench |= top == "bench"
            return self.check(f"{top}/tests", *self._standing_on(path))
        if top == "tests_engine":
            return self.check(top)
        if top in BY_FILE and path.name.startswith("test_"):
            return self.check(str(path))
        self.bench = True  # `dev`, `pyproject.toml`, and whatever comes
        return f"{self._tell(ADDONS, 'all stories')}, {self.check(*everything(self.repository).pytest)}"

    def _take_of_addon(self, path: PurePosixPath, folder: str, name: str) -> str:
        if folder in ("views", "i18n"):
            self.check(GUIDE)
        if folder == "engine":
            rooms = {file.parent.name for file in self._using("engine", path.stem, ROOMED)}
            stories = self._tell(ADDONS, "all stories") if path.stem == "__init__" else self._tell_rooms(rooms)
            return ", ".join(filter(None, (self.check(*ENGINE_TESTS), stories)))
        if (folder, name) == ("tests", "stories") and path.stem != "__init__":  # the set-ups that tests share
            return self._tell(self._set_up_by(path.stem), "the stories set up by it")
        if folder in ROOMED and len(path.parts) > 3:
            return self._tell_rooms({name})
        if folder == "i18n":
            return self._tell({f"{ADDON}/tests/whole/test_translations.py"}, "the translations")
        if folder == "static":
            files = imports.browser_stories(self.repository / ADDON / "tests")
            return self._tell(self._relative(files), "the stories in a browser")
        # what all rooms share: rights, data, controllers, the words of the stories
        return self._tell(ADDONS, "all stories")

    def _tell_rooms(self, rooms: set[str]) -> str:
        """The stories of these rooms. Where one of them has none, they are told elsewhere: all."""
        tests = self.repository / ADDON / "tests"
        found = {room: self._relative((tests / room).glob("test_*.py")) for room in rooms}
        if not all(found.values()):
            return self._tell(ADDONS, "all stories")
        return self._tell(set().union(*found.values()), ", ".join(sorted(rooms)))

    def _tell(self, stories, words: str) -> str:
        self.stories.update(stories)
        return words

    def check(self, *paths: str) -> str:
        """Add what of these is there to what pytest runs."""
        there = [path for path in paths if (self.repository / path).exists()]
        self.pytest.update(there)
        return ", ".join(there)

    def _set_up_by(self, module: str) -> set[str]:
        """The files with stories that a shared set-up sets up, and the other add-ons that borrow it."""
        modules = imports.modules_on(module, self.repository / ADDON / "tests/stories")
        files = (file for file in self._using("tests/stories", module, ["tests"]) if file.parent.name != "stories")
        borrowers = {
            addon
            for addon in ADDONS[1:]
            if any(imports.uses(file, "stories", modules) for file in (self.repository / addon / "tests").glob("*.py"))
        }
        return self._relative(files) | borrowers

    def _using(self, package: str, module: str, folders) -> list[Path]:
        """The files of rooms that use this module of a package of the add-on, or one of it that stands on it."""
        addon = self.repository / ADDON
        modules = imports.modules_on(module, addon / package)
        files = (file for folder in folders for file in (addon / folder).glob("*/*.py"))
        return [file for file in files if imports.uses(file, PurePosixPath(package).name, modules)]

    def _standing_on(self, path: PurePosixPath) -> list[str]:
        """The tests with databases of their own that use a tool."""
        tests = (test for folder in BY_FILE for test in sorted((self.repository / folder).glob("test_*.py")))
        standing = (test for test in tests if self.repository / path in imports.files_behind(test, self.repository))
        return [str(test.relative_to(self.repository)) for test in standing]

    def _relative(self, files) -> set[str]:
        return {str(file.relative_to(self.repository)) for file in files}

    def lines(self) -> list[str]:
        """What is run, and on account of which files, for the user to read."""
        files: dict[str, list[str]] = {}
        for file, words in self.reasons.items():
            files.setdefault(words, []).append(file)
        more = {words: f" and {len(of) - 1} more" if len(of) > 1 else "" for words, of in files.items()}
        lines = [f"{of[0]}{more[words]}: {words}" for words, of in files.items()] or ["Nothing differs."]
        together = [*self.choice().pytest, *self._outermost(self.stories), *["bench --smoke"] * self.bench]
        return [*lines, f"In all: {', '.join(together)}"] if together else lines

    def choice(self) -> Choice:
        """What to run, the long first; a path within one that runs anyway is left out."""
        pytest = self._outermost(self.pytest)
        order = dict.fromkeys((*everything(self.repository).pytest, *pytest))
        stories = self._outermost(self.stories)
        return Choice(tuple(p for p in order if p in pytest), ",".join(f"/{path}" for path in stories), self.bench)

    @staticmethod
    def _outermost(paths: set[str]) -> list[str]:
        return sorted(path for path in paths if not paths & set(map(str, PurePosixPath(path).parents)))
