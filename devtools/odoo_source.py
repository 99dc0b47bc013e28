"""Odoo 19 itself: the user's own where ODOO_HOME names one, otherwise Debian's packages unpacked into the cache."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from devtools.cache import Cache, fingerprint
from devtools.console import Console, Failure
from devtools.debian import Fetcher

VARIABLE = "ODOO_HOME"

# Debian takes out of `odoo-19` what it ships elsewhere and leaves relative links: these packages fill them.
# The font of `sid` no longer has the web font files, hence an older suite for that one.
PACKAGES = {
    "odoo-19": "sid",
    "libjs-jquery": "sid",
    "libjs-jquery-form": "sid",
    "libjs-underscore": "sid",
    "fonts-montserrat": "sid",
    "fonts-roboto-unhinted": "sid",
    "fonts-inconsolata": "sid",
    "fonts-ocr-b": "sid",
    "fonts-font-awesome": "bookworm",
}
PYTHON_FOLDER = Path("usr/lib/python3/dist-packages")

# Debian strips this file too (it blurs the background of a video call), and without it every page logs an error.
BLUR_FILE = PYTHON_FOLDER / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
BLUR_STAND_IN = """\
/* Stands in for a library that Debian leaves out: video calls work, without a blurred background. */
window.SelfieSegmentation = class SelfieSegmentation {
    setOptions() {}
    onResults() {}
    async send() {}
    reset() {}
    close() {}
};
"""


@dataclass(frozen=True)
class OdooSource:
    """Where Python finds the package `odoo`, and where Odoo finds its add-ons."""

    python_path: Path
    addons_paths: tuple[Path, ...]
    version: str


def locate(cache: Cache, console: Console) -> OdooSource:
    """The user's own Odoo, or ours, fetched and unpacked on the first call."""
    if os.environ.get(VARIABLE):
        return inspect(Path(os.environ[VARIABLE]).expanduser().absolute())
    root = cache / f"odoo-{fingerprint(repr(PACKAGES), BLUR_STAND_IN)}"
    if not root.exists():
        _unpack(root.name, cache, console)
    return inspect(root)


def inspect(home: Path) -> OdooSource:
    """Read a folder as an Odoo 19: a checkout, a Debian root, or a folder that holds the package `odoo`."""
    for python_path in (home, home / PYTHON_FOLDER):
        release = python_path / "odoo/release.py"
        if not release.exists():
            continue
        version = _version(release)
        if not version.startswith("19."):
            raise Failure(f"{VARIABLE} is {home}, which is Odoo {version}: this add-on needs Odoo 19.")
        # Debian also leaves a folder `addons` with nothing but Python files in it: it is none.
        folders = (python_path / "addons", python_path / "odoo/addons")
        addons = tuple(folder for folder in folders if (folder / "account/security").is_dir())
        if not addons:
            raise Failure(f"The Odoo in {home} has no add-on `account`: set {VARIABLE} to a whole Odoo 19.")
        return OdooSource(python_path, addons, version)
    raise Failure(f"There is no Odoo in {home}: set {VARIABLE} to a folder that holds Odoo 19's package `odoo`.")


def _version(release: Path) -> str:
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text(encoding="utf-8"), re.MULTILINE)
    return ".".join(found.groups()) if found else "unknown"


def _unpack(name: str, cache: Cache, console: Console) -> None:
    fetcher = Fetcher(cache / "debian", sorted(set(PACKAGES.values())), console)
    with console.step("Downloading Odoo 19 (about 125 MB)"):
        debs = fetcher.fetch(PACKAGES)
    with console.step("Unpacking Odoo 19 (1.2 GB)"), cache.building(name) as root:
        for deb in debs:
            console.run(["dpkg-deb", "-x", deb, root], f"{deb} can't be unpacked: is the disk full?")
        blur = root / BLUR_FILE
        if not blur.exists():
            blur.unlink(missing_ok=True)  # a link to nowhere
            blur.parent.mkdir(parents=True, exist_ok=True)
            blur.write_text(BLUR_STAND_IN, encoding="utf-8")
