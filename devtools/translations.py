"""`./dev translate`: the terms of the add-ons, read from a fresh database, into their `.pot` and `fr.po`.

A translation stays with its English sentence; sentences that are gone go from the French file too. What has no French
yet is left empty, and listed as JSON, which comes back filled in as FILE.json.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polib

from devtools.platform import REPOSITORY

LANGUAGE = "fr"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    from odoo.tools.translate import trans_export  # Odoo is needed from here on

    from devtools.odoo_env import environment

    new, missing = french_of(options.addons), {}  # what one of them says in French, the others say too
    if options.translations:
        new |= json.loads(options.translations.read_text())
    with environment(options.database) as env:
        for addon in options.addons:
            buffer = io.BytesIO()
            trans_export(False, [addon], buffer, "po", env)
            missing |= write_terms(REPOSITORY / addon / "i18n", addon, buffer.getvalue().decode(), new)
    print(json.dumps(missing, ensure_ascii=False, indent=1))
    return 1 if missing else 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="translate", allow_abbrev=False)
    parser.add_argument("--database", required=True)
    parser.add_argument("--translations", type=Path, metavar="FILE.json")
    parser.add_argument("addons", nargs="+")
    return parser


def french_of(addons: Sequence[str]) -> dict[str, str]:
    """{English: French} of all that these add-ons have; the first of them has the last word."""
    files = [REPOSITORY / addon / "i18n" / f"{LANGUAGE}.po" for addon in reversed(addons)]
    entries = [entry for file in files if file.exists() for entry in polib.pofile(str(file))]
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr}


def write_terms(folder: Path, addon: str, exported: str, new: Mapping[str, str]) -> dict[str, str]:
    """Write the template and the French file of an add-on; {English sentence: ""} of those without French."""
    folder.mkdir(exist_ok=True)
    (folder / f"{addon}.pot").write_text(exported)
    target = folder / f"{LANGUAGE}.po"
    merged = merge(polib.pofile(exported), polib.pofile(str(target)) if target.exists() else polib.POFile(), new)
    merged.save(str(target))
    return {entry.msgid: "" for entry in merged if not entry.msgstr}


def merge(template: polib.POFile, known: polib.POFile, new: Mapping[str, str]) -> polib.POFile:
    """The terms of `template` with what was translated before, or anew."""
    translations = {entry.msgid: entry.msgstr for entry in known if entry.msgstr} | dict(new)
    merged = polib.POFile(wrapwidth=78)
    merged.header = known.header or template.header
    merged.metadata = {**template.metadata, **known.metadata, "Language": LANGUAGE}
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        if name in template.metadata:
            merged.metadata[name] = template.metadata[name]
    for entry in template:
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=translations.get(entry.msgid, ""),
                occurrences=entry.occurrences,
                comment=entry.comment,
                tcomment=entry.tcomment,
                flags=entry.flags,
            )
        )
    return merged


if __name__ == "__main__":
    raise SystemExit(main())
