"""wkhtmltopdf with patched Qt, which prints headers and footers; Debian's own build doesn't."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools.cache import Cache, writing
from devtools.console import Console, Failure
from devtools.system import install_packages

WHEEL_PROGRAM = "wkhtmltopdf-pack"
LIBRARIES = ("libfontconfig1", "libfreetype6", "libxrender1", "libxext6", "fonts-dejavu-core")
# Odoo has it wait a second for the scripts of a page, and one more for its foot. No paper of ours has a script that
# takes time, and a tester would wait for a quarter of an hour in all.
PRINT_AT_ONCE = """\
INSERT INTO ir_config_parameter (key, value) VALUES ('report.print_delay', '0')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
PAGE = "<html><meta charset='utf-8'><body>Échéance dépassée, à régler — 1 234,56 €</body></html>"


def ensure(environment_folder: Path, cache: Cache, console: Console) -> Path:
    """A folder for the PATH that holds a working `wkhtmltopdf`, as far as this machine can have one."""
    folder = cache / "bin"
    program = folder / "wkhtmltopdf"
    bundled = environment_folder / "bin" / WHEEL_PROGRAM
    folder.mkdir(exist_ok=True)
    if bundled.exists() and not program.exists():
        with writing(program) as part:
            shutil.copy2(bundled, part)
        if not prints(program):
            _ensure_libraries(console)
    elif not bundled.exists() and not shutil.which("wkhtmltopdf"):
        console.say("There is no wkhtmltopdf for this machine: letters and invoices won't be printed as PDF.")
    elif not bundled.exists():
        console.say("The system's wkhtmltopdf prints the PDFs: without patched Qt it leaves out headers and footers.")
    return folder


def _ensure_libraries(console: Console) -> None:
    """The few libraries that the program shares with the system. Odoo runs without them, so a lack is only said."""
    try:
        install_packages(LIBRARIES, "wkhtmltopdf prints with them", console)
    except Failure as error:
        console.say(f"No PDF will be made. {error}")


def prints(program: Path) -> bool:
    """Whether the program turns a small page with French letters into a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(PAGE, encoding="utf-8")
        subprocess.run([program, "--quiet", page, pdf], capture_output=True, stdin=subprocess.DEVNULL)
        return pdf.exists() and pdf.read_bytes().startswith(b"%PDF")
