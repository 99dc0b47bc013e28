"""The guide as it is read: built without a warning, and whatever its pages link to or show is there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from devtools import guide, guide_pictures
from devtools.cache import Cache
from devtools.console import Console


@pytest.fixture(scope="module")
def pages() -> dict[Path, html.HtmlElement]:
    """{file: what is in it} of the whole site."""
    site = guide.build_site(Cache(), Console())
    return {file.resolve(): html.parse(str(file)).getroot() for file in site.rglob("*.html") if file.name != "404.html"}


def test_each_page_of_the_guide_is_on_the_site(pages):
    for language in guide_pictures.LANGUAGES:
        written = {file.stem for file in (guide_pictures.DOCS / language).glob("*.md")} - {"index"}
        assert written == {file.parent.name for file in pages if file.parent.parent.name == language}


def test_what_a_page_links_to_or_shows_is_there(pages):
    lost = []
    for file, page in pages.items():
        for _element, _attribute, link, _place in page.iterlinks():
            to = urlsplit(link)
            if to.scheme or to.netloc:
                continue
            target = (file.parent / unquote(to.path)).resolve() if to.path else file
            target = target / "index.html" if target.is_dir() else target
            anchors = pages[target].xpath("//@id | //@name") if to.fragment and target in pages else [to.fragment]
            if not target.is_file() or unquote(to.fragment) not in [*anchors, ""]:
                lost.append((file.parent.name, link))
    assert lost == []
