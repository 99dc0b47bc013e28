"""Add-ons of OCA that are tried beside ours, fetched into a folder of their own; nothing of them is kept here."""

from __future__ import annotations

from pathlib import Path

from devtools import platform
from devtools.cache import fingerprint


def bring(machine: platform.Platform, name: str, requirements: Path) -> Path:
    """Put the add-ons that `requirements` pins on the paths of this machine, fetched on the first call; their folder.

    :raises Failure: they can't be fetched
    """
    pins = requirements.read_text(encoding="utf-8")
    folder = _fetch(machine, f"{name}-{fingerprint(pins)}", requirements, f"the add-ons of the {name}")
    environment, addons = machine.odoo_env, folder / "odoo/addons"
    machine.odoo_env = {
        **environment,
        "ODOO_ADDONS_PATH": f"{machine.addons_path},{addons}",
        "PYTHONPATH": f"{environment['PYTHONPATH']}:{folder}",
    }
    return addons


def _fetch(machine: platform.Platform, name: str, requirements: Path, what: str) -> Path:
    cache, console = machine.cache, machine.console
    if not (cache / name).exists():
        failure = f"{what.capitalize()} couldn't be fetched: check the network and pip's settings."
        pip = [machine.python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        with console.step(f"Fetching {what}"), cache.building(name) as folder:
            # what they require of each other is pinned too, and Odoo itself is on no registry
            console.run([*pip, "--no-deps", "--target", folder, "-r", requirements], failure)
    return cache / name
