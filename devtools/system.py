"""What comes from the system: packages installed as root or with sudo, otherwise named in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from devtools.console import Console, Failure

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")  # those that Odoo looks for


def ensure_browser(console: Console) -> None:
    """A Chromium on the PATH, which Odoo's browser tours drive."""
    if not find_browser():
        install_packages(["chromium"], "the tests drive a browser", console)
    if not find_browser():
        raise Failure("The tests drive a browser: install Chromium so that `chromium` is on the PATH.")


def find_browser() -> str | None:
    """The path of a browser that Odoo would find, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install_packages(packages: Sequence[str], reason: str, console: Console) -> None:
    """Install packages of the system where the rights are there, else say which ones are missing and why."""
    names = ", ".join(packages)
    as_root = _root_prefix()
    if not shutil.which("apt-get") or as_root is None:
        raise Failure(f"The system lacks {names} ({reason}): install it, and start again.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"The system's {names} couldn't be installed ({reason}): install it by hand, and start again."
    with console.step(f"Installing {names} on this system"):
        console.run([*as_root, "apt-get", "update"], failure, env=environment)
        command = [*as_root, "apt-get", "install", "-y", "--no-install-recommends", *packages]
        console.run(command, failure, env=environment)


def _root_prefix() -> list[str] | None:
    """What makes root run a command: nothing for root, sudo where it asks nothing, None if neither works."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None
