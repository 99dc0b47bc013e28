"""Terms that move keep their French; new ones are listed."""

from __future__ import annotations

import ast
import re

import polib
import pytest

from devtools import translations
from devtools.platform import ADDON, ADDONS, DEBTOR_LANGUAGES, QUEUE, REPOSITORY

FOLDER = REPOSITORY / ADDON / "i18n"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}")


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


BODY = polib.POEntry(
    msgid="<div><p>Dear <t t-out='name' />,</p><p t-if='a'>You owe <b t-out='b' />.</p><p><t t-out='c' /></p></div>",
    occurrences=[("model:mail.template,body_html:recovery_dunning.mail_template_x", "")],
)


def test_a_mail_is_put_together_from_its_paragraphs():
    words = {"Dear {0},": "Guten Tag {0},", "You owe {0}.": "{0} sind offen."}
    said = translations.body(BODY.msgid, words)
    assert said == (
        "<div><p>Guten Tag <t t-out='name' />,</p><p t-if='a'><b t-out='b' /> sind offen.</p>"
        "<p><t t-out='c' /></p></div>"
    )
    assert translations.paragraphs(BODY.msgid, said) == words, "and read back from what was put together"
    assert not translations.body(BODY.msgid, {"Dear {0},": "Guten Tag {0},"}), "a mail in two languages is none"


def test_what_a_debtor_never_sees_is_left_out(tmp_path):
    template = polib.POFile()
    template.append(BODY)
    template.append(polib.POEntry(msgid="Run", occurrences=[("model:ir.model,name:recovery_dunning.model_run", "")]))
    missing = translations.write_terms(tmp_path / "i18n", "addon", str(template), {"You owe {0}.": "x {0}"}, "de")
    assert missing == {"Dear {0},": ""}
    assert len(polib.pofile(str(tmp_path / "i18n/de.po"))) == 1
    assert not (tmp_path / "i18n/addon.pot").exists()


@pytest.mark.parametrize("language", DEBTOR_LANGUAGES)
def test_a_debtor_abroad_reads_his_language(language):
    """Nearly all that he sees: a changed sentence may wait for its translation (`./dev translate LANGUAGE`)."""
    seen = translations.seen_by_debtors(polib.pofile(str(FOLDER / f"{ADDON}.pot")))
    said = {entry.msgid: entry.msgstr for entry in polib.pofile(str(FOLDER / f"{language}.po")) if entry.msgstr}
    there = [entry.msgid for entry in seen if entry.msgid in said]
    assert len(there) > 200
    assert len(there) >= 0.97 * len(seen)


@pytest.mark.parametrize("language", DEBTOR_LANGUAGES)
def test_nothing_that_is_put_in_gets_lost(language):
    """Amounts, dates and links stand in each translation as in the English, tags too."""
    for entry in polib.pofile(str(FOLDER / f"{language}.po")):
        for pattern in (PLACEHOLDER, translations.TAGS):
            parts = [sorted("".join(pattern.findall(text))) for text in (entry.msgid, entry.msgstr or entry.msgid)]
            assert parts[0] == parts[1], entry.msgid
        assert not re.findall(r"\{\d\}", entry.msgstr.replace("{{", "").replace("}}", "")), entry.msgid


def hidden_terms(code: str) -> list[int]:
    """The lines of this code where a term stands within an f-string: Odoo finds none there, and it stays English."""
    strings = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)]
    calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) == "_"]


def test_no_term_hides_within_a_string():
    assert hidden_terms("""name = f"{self.env._('Letters')}-{self.date}.pdf" """) == [1]
    hidden = {
        str(file): lines
        for addon in (*ADDONS, QUEUE)
        for file in (REPOSITORY / addon).rglob("*.py")
        if (lines := hidden_terms(file.read_text(encoding="utf-8")))
    }
    assert hidden == {}
