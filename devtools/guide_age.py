"""Whether a screen has changed since its picture for the guide was taken: the views that it shows, and their words."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from functools import cache

from devtools.guide_pictures import FOLDER, LANGUAGES, PICTURES, Picture
from devtools.platform import ADDON, ADDONS, REPOSITORY

RECORD = FOLDER / "pictures.json"


@cache
def definitions() -> dict[str, tuple[str, str]]:
    """{XML id: (its definition, the view that it changes)} of all views and templates of our add-ons, those of the
    browser by their own names."""
    found = {}
    for addon in ADDONS:
        for file in sorted((REPOSITORY / addon).glob("[vrd]*/**/*.xml")):
            for element in ElementTree.parse(file).getroot().iter():
                if element.tag in ("record", "template") and element.get("id"):
                    parent = element.get("inherit_id") or next(
                        (field.get("ref", "") for field in element.findall("field[@name='inherit_id']")), ""
                    )
                    found[_full(element.get("id"), addon)] = (_text(element), _full(parent, addon) if parent else "")
        for element, _file in _browser_templates(addon):
            found[element.get("t-name")] = (_text(element), element.get("t-inherit", ""))
    return found


def _text(element: ElementTree.Element) -> str:
    return ElementTree.canonicalize(ElementTree.tostring(element, "unicode"), strip_text=True)


def _browser_templates(addon: str) -> Iterable[tuple[ElementTree.Element, str]]:
    """(template that has a name, its file as translations call it)."""
    for file in sorted((REPOSITORY / addon).glob("static/src/**/*.xml")):
        for element in ElementTree.parse(file).getroot().iterfind("t[@t-name]"):
            yield element, f"addons/{file.relative_to(REPOSITORY).as_posix()}"


@cache
def _french() -> dict[str, list[str]]:
    """{XML id of a view: what it says in French}; of a template of the browser, what its file says."""
    import polib  # not there yet where `./dev` itself runs

    said: dict[str, list[str]] = {}
    for addon in ADDONS:
        templates: dict[str, list[str]] = {}
        for element, file in _browser_templates(addon):
            templates.setdefault(f"code:{file}", []).append(element.get("t-name", ""))
        for entry in polib.pofile(str(REPOSITORY / addon / "i18n/fr.po")):
            for occurrence, _line in entry.occurrences:
                if occurrence.startswith("model_terms:ir.ui.view,arch_db:"):
                    said.setdefault(occurrence.rpartition(":")[2], []).append(f"{entry.msgid}={entry.msgstr}")
                for name in templates.get(occurrence, ()):
                    said.setdefault(name, []).append(f"{entry.msgid}={entry.msgstr}")
    return said


def _full(xml_id: str, addon: str = ADDON) -> str:
    return xml_id if "." in xml_id else f"{addon}.{xml_id}"


def shown(picture: Picture) -> list[str]:
    """The XML ids of all that the picture shows: its views, and what changes them here."""
    known = definitions()
    views = [_full(view) for view in picture.views]
    for view in views:  # grows while it is read
        views += [name for name, (_text, parent) in known.items() if parent == view and name not in views]
    return views


def code_hash(picture: Picture, language: str) -> str:
    """Changes as soon as a view that the picture shows does, or its words in this language."""
    known = definitions()
    parts = []
    for view in shown(picture):
        parts += [view, known.get(view, ("", ""))[0]]
        if language == "fr":
            parts += sorted(_french().get(view, ()))
    parts += [repr(picture.size), repr(picture.clicks)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def recorded() -> dict[str, str]:
    """{language/name: hash of the code when it was taken}."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def record(pictures: Iterable[tuple[Picture, str]]) -> None:
    """Note that these have just been taken, and forget those that are no more."""
    known = {f"{language}/{picture.name}" for picture in PICTURES for language in LANGUAGES}
    taken = {f"{language}/{picture.name}": code_hash(picture, language) for picture, language in pictures}
    kept = {name: value for name, value in (recorded() | taken).items() if name in known}
    RECORD.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def outdated() -> list[str]:
    """The pictures, as language/name, that are missing or older than the code they show."""
    known = recorded()
    return [
        f"{language}/{picture.name}"
        for picture in PICTURES
        for language in LANGUAGES
        if not picture.file(language).exists()
        or known.get(f"{language}/{picture.name}") != code_hash(picture, language)
    ]
