"""Fetches Debian packages without root and without adding a source to the machine: apt works on a state of its own."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from devtools.console import Console, Failure

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
INSTEAD = "set ODOO_HOME to an Odoo 19 of yours"


class Fetcher:
    """Downloads packages of given suites from the mirror that the machine already uses; apt checks their signatures."""

    def __init__(self, folder: Path, suites: list[str], console: Console):
        self.folder = folder
        self.suites = suites
        self.console = console
        self.sources = folder / "sources.list"

    def fetch(self, packages: dict[str, str]) -> list[Path]:
        """The files of these packages (name -> suite), downloaded where they aren't there yet."""
        if not shutil.which("apt-get"):
            raise Failure(f"Odoo 19 is fetched as a Debian package, and this system has no apt: {INSTEAD}.")
        for sub_folder in ("lists/partial", "cache/archives/partial", "debs"):
            (self.folder / sub_folder).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        self._read_package_lists()
        debs = self.folder / "debs"
        self.console.run(
            ["apt-get", *self._options(), "download", *(f"{name}/{suite}" for name, suite in packages.items())],
            f"Debian's packages of Odoo 19 couldn't be downloaded: check the network, or {INSTEAD}.",
            cwd=debs,
        )
        return [self._newest(debs, name) for name in packages]

    def _read_package_lists(self) -> None:
        """Try the machine's mirrors in turn: the first one that serves all our suites is kept."""
        for mirror in self._mirrors():
            self.sources.write_text("".join(f"deb {self._signed_by()}{mirror} {suite} main\n" for suite in self.suites))
            try:
                self.console.run(["apt-get", *self._options(), "update"], "This mirror lacks a suite.")
                return
            except Failure:
                continue
        suites = " and ".join(self.suites)
        raise Failure(f"None of this machine's apt sources serves Debian's {suites}: check the network, or {INSTEAD}.")

    def _mirrors(self) -> list[str]:
        """Roots of the archives in the machine's own configuration, those that look like a whole Debian first."""
        uris = self.console.run(
            ["apt-get", "update", "--print-uris", "-o", f"Dir::State::Lists={self.folder / 'lists'}"],
            f"apt can't tell which mirror this machine uses: mend its sources, or {INSTEAD}.",
        )
        roots = dict.fromkeys(re.findall(r"^'([^']+?)/*/dists/", uris, re.MULTILINE))
        return sorted(roots, key=lambda root: (not root.endswith("/debian"), "security" in root))

    def _signed_by(self) -> str:
        return f"[signed-by={KEYRING}] " if KEYRING.exists() else ""

    def _options(self) -> list[str]:
        settings = {
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::sourcelist": self.sources,
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferences": "-",
            "Dir::Etc::preferencesparts": "-",
            "APT::Update::Error-Mode": "any",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if os.geteuid() == 0:  # else apt drops to a user who may not write into our folder, and warns
            settings["APT::Sandbox::User"] = "root"
        return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]

    @staticmethod
    def _newest(debs: Path, name: str) -> Path:
        return max(debs.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
