"""`./dev wheel [DIR]`: each add-on as a wheel, as OCA packs its own; and a plain server's Python to try them in."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from devtools import python_env
from devtools.cache import Cache, fingerprint
from devtools.console import Console
from devtools.platform import ADDONS, QUEUE, REPOSITORY, Platform

REQUIREMENTS = Path(__file__).with_name("requirements-wheel.txt")
FOLDER = REPOSITORY / "dist"
# What Debian's package of Odoo 19 depends on, and Odoo's own list of requirements asks for, by the names that pip uses.
# Neither asks for `holidays` or `phonenumbers`.
ODOO_ASKS_FOR = (
    "asn1crypto",
    "babel",
    "cbor2",
    "chardet",
    "cryptography",
    "docutils",
    "freezegun",
    "geoip2",
    "gevent",
    "greenlet",
    "idna",
    "jinja2",
    "libsass",
    "lxml",
    "lxml-html-clean",
    "markupsafe",
    "num2words",
    "ofxparse",
    "openpyxl",
    "passlib",
    "pillow",
    "polib",
    "psutil",
    "psycopg2",
    "pyopenssl",
    "pypdf2",
    "pyserial",
    "python-dateutil",
    "python-magic",
    "python-stdnum",
    "pytz",
    "pyusb",
    "qrcode",
    "reportlab",
    "requests",
    "rjsmin",
    "urllib3",
    "vobject",
    "werkzeug",
    "xlrd",
    "xlsxwriter",
    "xlwt",
    "zeep",
)
BUILT, SOURCE = "psycopg2-binary", "psycopg2"  # one package, built in two ways: servers have the second
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def build(folder: Path, console: Console, cache: Cache, counted: bool = True) -> list[Path]:
    """A wheel of each add-on in this folder, from what git knows of it; those of the same version are replaced.

    :param counted: whether the version ends with the number of commits since it was written down, as OCA counts them;
        counting takes a while
    """
    with cache.lock(console):
        python = python_env.ensure("wheel", REQUIREMENTS, cache, console)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **({} if counted else {"WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"})}
    addons = (*ADDONS, QUEUE)
    for addon in addons:
        pip = [python, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
        command = [*pip, "--wheel-dir", folder, REPOSITORY / addon]
        console.run(command, f"{addon} can't be packed: is git there?", env=environment)
    return [max(folder.glob(f"odoo_addon_{addon}-*.whl"), key=lambda file: file.stat().st_mtime) for addon in addons]


def normal(name: str) -> str:
    """The name of a distribution as it is compared.

    >>> normal("Python_Dateutil")
    'python-dateutil'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def with_what_they_need(names: Iterable[str], site_packages: Path) -> dict[str, metadata.Distribution]:
    """These distributions, and all that they stand on, as far as this environment has them."""
    known = {normal(found.metadata["Name"]): found for found in metadata.distributions(path=[str(site_packages)])}
    if BUILT in known:
        known[SOURCE] = known[BUILT]
    found, waiting = {}, [*names]
    while waiting:
        name = normal(waiting.pop())
        if name in found or name not in known:
            continue
        found[name] = known[name]
        waiting += [NAME.match(line)[0] for line in known[name].requires or () if "extra ==" not in line]
    return found


def lay_out(distributions: Iterable[metadata.Distribution], folder: Path) -> None:
    """A folder in which Python finds these distributions and no other: links to where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for distribution in distributions:
        for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
            link = folder / top
            if not link.exists():
                link.symlink_to(distribution.locate_file(top))
        if normal(distribution.metadata["Name"]) == BUILT:
            known_as = folder / f"{SOURCE}-{distribution.version}.dist-info"
            known_as.mkdir()
            text = f"Metadata-Version: 2.1\nName: {SOURCE}\nVersion: {distribution.version}\n"
            (known_as / "METADATA").write_text(text, encoding="utf-8")


def fetched(machine: Platform, known: Iterable[str]) -> Path:
    """A folder with the wheels of what our add-ons ask for beyond these distributions, fetched on the first call."""
    asked = {name for addon in ADDONS for name in asked_for(addon)} - set(known)
    lines = python_env.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if (match := NAME.match(line)) and normal(match[0]) in asked]
    name = f"wheels-{fingerprint(*pins)}"
    pip = [machine.python, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps", "--only-binary=:all:"]
    with machine.cache.lock(machine.console):
        if not (machine.cache / name).exists():
            with machine.cache.building(name) as folder:
                machine.console.run([*pip, "--dest", folder, *pins], f"pip can't fetch {', '.join(sorted(asked))}.")
    return machine.cache / name


def asked_for(addon: str) -> list[str]:
    """What an add-on asks for of Python, by its manifest."""
    manifest = ast.literal_eval((REPOSITORY / addon / "__manifest__.py").read_text(encoding="utf-8"))
    return [normal(name) for name in manifest.get("external_dependencies", {}).get("python", [])]
