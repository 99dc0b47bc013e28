"""The guide: both languages say the same, its words are those of the screens, its pictures are of today's code."""

from __future__ import annotations

import re

import polib
import pytest

from devtools import guide_age, guide_pictures
from devtools.platform import ADDON, ADDONS, REPOSITORY

LABEL = re.compile(r"\*\*(.+?)\*\*")
OTHER = re.compile(r"\.\./(img|en|fr)/")  # a picture, the same page in the other language
LINK = re.compile(r"\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]+\]\(\.\./img/(\w+)/([\w-]+)\.png\)")
PAGES = sorted(path.name for path in (guide_pictures.DOCS / "en").glob("*.md"))
MOST_BYTES = 4_000_000


def text(language: str, page: str) -> str:
    return (guide_pictures.DOCS / language / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def labels() -> dict[str, set[str]]:
    """{English label of a screen: its French}."""
    said: dict[str, set[str]] = {}
    for addon in ADDONS:
        for entry in polib.pofile(str(REPOSITORY / addon / "i18n/fr.po")):
            said.setdefault(entry.msgid, set()).add(entry.msgstr)
    return said


def test_the_guide_has_about_fifteen_pages_in_each_language():
    assert len(PAGES) >= 15
    assert sorted(path.name for path in (guide_pictures.DOCS / "fr").glob("*.md")) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_what_is_in_bold_is_written_so_on_the_screens(page, labels):
    english, french = (LABEL.findall(text(language, page)) for language in ("en", "fr"))
    assert [label for label in english if label not in labels] == []
    of_the_screens = set().union(*labels.values())
    assert [label for label in french if label not in of_the_screens] == []
    without_french = [label for label in set(english) if not labels[label] & set(french)]
    assert without_french == [], "these are only in the English page"
    named = set().union(*(labels[label] for label in english)) if english else set()
    assert [label for label in set(french) if label not in named] == [], "these are only in the French page"


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_shape(page):
    shapes = []
    for language in ("en", "fr"):
        lines = text(language, page).splitlines()
        shapes.append(
            {
                "headings": [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")],
                "rows": sum(line.startswith("|") for line in lines),
                "steps": sum(bool(re.match(r"\s*(\d+\.|-) ", line)) for line in lines),
                "pictures": [name for _language, name in PICTURE.findall(text(language, page))],
                "links": sorted(link for link in LINK.findall(text(language, page)) if not OTHER.match(link)),
            }
        )
        other = "fr" if language == "en" else "en"
        assert f"](../{other}/{page})" in text(language, page), "whoever reads the other language gets there"
        assert {found for found, _name in PICTURE.findall(text(language, page))} <= {language}
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", guide_pictures.LANGUAGES)
def test_links_lead_somewhere(language):
    for page in PAGES:
        folder = guide_pictures.DOCS / language
        links = [link.partition("#")[0] for link in LINK.findall(text(language, page))]
        assert [link for link in links if not (folder / link).exists()] == [], page


def test_every_page_is_in_the_menu_of_the_site():
    menu = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    missing = [f"{language}/{page}" for language in guide_pictures.LANGUAGES for page in PAGES]
    assert [path for path in missing if f"- {path}\n" not in menu] == []


def test_the_pages_show_the_pictures_that_are_taken():
    shown = {name for page in PAGES for _language, name in PICTURE.findall(text("en", page))}
    assert shown <= {picture.name for picture in guide_pictures.PICTURES}


def test_no_picture_is_older_than_the_code_that_it_shows():
    assert guide_age.outdated() == [], "take them anew: ./dev guide"


def test_each_picture_names_views_that_are_there():
    known = guide_age.definitions()
    assert [
        (picture.name, view)
        for picture in guide_pictures.PICTURES
        for view in guide_age.shown(picture)
        if view not in known
    ] == []


def test_a_picture_grows_old_with_its_view(monkeypatch):
    picture = next(picture for picture in guide_pictures.PICTURES if picture.name == "run")
    before = guide_age.code_hash(picture, "en")
    assert guide_age.code_hash(picture, "fr") != before, "the French words count"
    changed = dict(guide_age.definitions())
    view = "recovery_dunning.recovery_run_view_form"
    changed[view] = (changed[view][0].replace("Propose", "Suggest"), changed[view][1])
    monkeypatch.setattr(guide_age, "definitions", lambda: changed)
    assert guide_age.code_hash(picture, "en") != before


def test_the_description_of_the_app_shows_pictures_of_the_guide():
    page = (guide_pictures.DESCRIPTION / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'src="([\w-]+)\.png"', page)) == set(guide_pictures.DESCRIBED)
    for name in guide_pictures.DESCRIBED:
        of_the_guide = (guide_pictures.FOLDER / "en" / f"{name}.png").read_bytes()
        assert (guide_pictures.DESCRIPTION / f"{name}.png").read_bytes() == of_the_guide, name
    assert page.count("<h3>") == 2 * page.count('lang="fr">\n            <h3>'), "each part is in both languages"


def test_the_screens_link_to_pages_that_are_there():
    website = re.search(r'"website": "([^"]+)"', (REPOSITORY / ADDON / "__manifest__.py").read_text("utf-8"))[1]
    folders = [REPOSITORY / ADDON / folder for folder in ("views", "static/description")]
    texts = [file.read_text(encoding="utf-8") for folder in folders for file in folder.rglob("*.*ml")]
    links = [link for said in texts for link in re.findall(rf'"{website}/blob/main/([^"]+)"', said)]
    assert len(links) > 15
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


def test_pictures_are_small():
    files = list(guide_pictures.FOLDER.rglob("*.png"))
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_the_versions_of_the_neighbours_are_those_tried():
    tried = re.findall(
        r"^odoo-addon-([\w-]+)==([\d.]+)$",
        (REPOSITORY / "devtools/requirements-neighbours.txt").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(tried) > 40
    for language in guide_pictures.LANGUAGES:
        rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|$", text(language, "neighbours.md"), re.MULTILINE)
        assert sorted(rows) == sorted((name.replace("-", "_"), version) for name, version in tried)
