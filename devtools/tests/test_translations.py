"""Terms that move keep their French; new ones are listed."""

from __future__ import annotations

import polib

from devtools import translations


def terms(**translated):
    file = polib.POFile()
    file.extend(polib.POEntry(msgid=english, msgstr=french) for english, french in translated.items())
    return file


def test_french_stays_with_its_english_and_goes_with_it():
    merged = translations.merge(
        terms(Notice="", Run="", Plan=""), terms(Notice="Relance", Gone="Parti"), {"Run": "Campagne"}
    )
    assert {entry.msgid: entry.msgstr for entry in merged} == {"Notice": "Relance", "Run": "Campagne", "Plan": ""}


def test_what_has_no_french_is_listed(tmp_path):
    missing = translations.write_terms(tmp_path / "i18n", "addon", str(terms(Notice="", Run="")), {"Run": "Campagne"})
    assert missing == {"Notice": ""}
    assert [entry.msgstr for entry in polib.pofile(str(tmp_path / "i18n/fr.po"))] == ["", "Campagne"]
