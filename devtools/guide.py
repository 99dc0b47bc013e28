"""`./dev guide`: the pictures of the guide from a fresh demonstration, in both languages, then its site, checked."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from devtools import platform, python_env
from devtools.cache import Cache
from devtools.console import Console, Failure
from devtools.demo_server import demonstration, odoo_server
from devtools.system import ensure_browser

DATABASE = "recovery_guide"
CONFIGURATION = platform.REPOSITORY / "mkdocs.yml"


def run(names: Sequence[str], reuse: bool = False, only_site: bool = False) -> int:
    """Take the pictures named, or all of them, and build the site; 1 where a picture failed.

    :param reuse: of the database that the last call left, as it is
    :param only_site: no picture, the site alone
    """
    failed = 0 if only_site else take_pictures(names, reuse)
    console = Console()
    build_site(Cache(), console)
    return failed


def take_pictures(names: Sequence[str], reuse: bool) -> int:
    """From a demonstration of our own, which stays for the next call; 1 where one failed."""
    machine = platform.setup()
    ensure_browser(machine.console)
    folder = machine.cache / "guide"
    folder.mkdir(exist_ok=True)
    if not (reuse and machine.server.exists(DATABASE)):
        with demonstration(machine, DATABASE, folder / "mails"):
            pass
    server = odoo_server(machine, DATABASE, folder / "odoo.log")
    with server as (url, _odoo), machine.console.step("Taking pictures"):
        return machine.run_module("devtools.guide_camera", "--url", url, "--database", DATABASE, *names)


def build_site(cache: Cache, console: Console) -> Path:
    """The folder of the site, built anew.

    :raises Failure: something in it deserves a warning: a link that leads nowhere, a page that no menu names
    """
    console.log_file = cache / "log/guide.log"
    with cache.lock(console):
        python = python_env.ensure("guide", python_env.GUIDE_REQUIREMENTS, cache, console)
    site = cache / "guide/site"
    site.parent.mkdir(exist_ok=True)
    command = [python, "-m", "mkdocs", "build", "--strict", "--clean", "-f", CONFIGURATION, "--site-dir", site]
    environment = {**os.environ, "DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1"}
    failure = "The site of the guide can't be built without a warning."
    with console.step("Building the site"):
        said = console.run(command, failure, env=environment, cwd=platform.REPOSITORY)
    if warnings := re.findall(r"^WARNING.*", said, re.MULTILINE):
        raise Failure("\n".join(warnings))
    console.say(f"The guide is in {site}/index.html")
    return site
