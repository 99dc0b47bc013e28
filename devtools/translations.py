"""`./dev translate`: the terms of the add-ons, read from a fresh database, into their `.pot` and the `.po` files.

French has all of them. Those of `DEBTOR_LANGUAGES` have what a debtor abroad sees: letters, mails, messages and
his page, not the back office; the text of a mail is put together from its paragraphs, which mails share. A translation
stays with its English sentence; sentences that are gone go from the files too. What a language lacks is left empty, and
listed as JSON, which comes back filled in as FILE.json.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import polib

from devtools.platform import DEBTOR_LANGUAGES, REPOSITORY

LANGUAGE = "fr"

BODY = "model:mail.template,body_html:"
SEEN = re.compile(
    r"model:mail\.template,(?:subject|body_html):(?!.*(?:agency|handoff|visit_digest))"
    r"|model:sms\.template,body:"
    r"|model:recovery\.dispute\.type,name:"
    r"|model(?:_terms)?:recovery\.profile,letter_text:"
    r"|model_terms:ir\.ui\.view,arch_db:recovery_dunning\."
    r"(?:letter_\w+|instalment_table\w*|mail_layout|page|page_\w+|portal_my_home_recovery"
    r"|case_letter_\w+|figures_owed|counted_table|plan_agreement|plan_signatures|report_plan_default_document"
    r"|waiver_terms|report_waiver_document)$"
    r"|code:addons/recovery_dunning/(?:controllers/portal|models/notice/res_company)"
)
# What only a French court, its representative or a debtor under French law reads: the end of the amicable phase, the
# declaration of a claim, the articles of an agreement.
AT_HOME = re.compile(
    r"Declaration of claim|End of the amicable phase|The claim is |What the debtor contests|amicably, and that"
    r"|by the judgment of|.*\bjudgment or later|.*day of the judgment|We (?:attest|declare)|I certify"
    r"|Supporting documents"
    r"|The record of these steps|The formal notice dates|, admitted on|, to fall due on"
    r"|\) of principal remain unpaid at"
    r"|(?:\(?articles? L\. (?:6|7)|.*\bart\. (?:1\d{3}|L\d)|.*article L\. 624)"
)
# What a form of his page is answered where it can't be taken.
SEEN_OF_PAGE = re.compile(r"code:addons/recovery_dunning/models/page/(?:case_page|payment|proof_of_payment)\.py")
FOR_COLLECTORS = {
    "Dispute",
    "He asks for time: %s",
    "Paid online: %(amount)s for %(invoices)s",
    "Proof of payment",
    "Proof of payment accepted",
    "Proof of payment handed in: %s",
    "Proof of payment refused",
    "Proof of payment to check: %s",
    "Reference %s",
    "Tell the debtor",
    "The debtor asks for a payment plan",
}
PARAGRAPH = re.compile(r"(<(p|li)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
TAGS = re.compile(r"(?:<[^>]+>)+")
WORD = re.compile(r"[A-Za-z]{2}")


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    from odoo.tools.translate import trans_export  # Odoo is needed from here on

    from devtools.odoo_env import environment

    new = json.loads(options.translations.read_text()) if options.translations else {}
    languages = {language: known_of(options.addons, language) for language in (LANGUAGE, *DEBTOR_LANGUAGES)}
    languages[options.language] |= new
    missing = {language: {} for language in languages}
    with environment(options.database) as env:
        for addon in options.addons:
            buffer = io.BytesIO()
            trans_export(False, [addon], buffer, "po", env)
            for language, known in languages.items():
                missing[language] |= write_terms(
                    REPOSITORY / addon / "i18n", addon, buffer.getvalue().decode(), known, language
                )
    print(json.dumps(missing[options.language], ensure_ascii=False, indent=1))
    for language, lacking in missing.items():
        if lacking and language != options.language:
            print(f"{language} lacks {len(lacking)} sentences: ./dev translate {language}", file=sys.stderr)
    return 1 if missing[options.language] else 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="translate", allow_abbrev=False)
    parser.add_argument("--database", required=True)
    parser.add_argument("--language", default=LANGUAGE, choices=(LANGUAGE, *DEBTOR_LANGUAGES))
    parser.add_argument("--translations", type=Path, metavar="FILE.json")
    parser.add_argument("addons", nargs="+")
    return parser


def known_of(addons: Sequence[str], language: str = LANGUAGE) -> dict[str, str]:
    """{English: in that language} of all that they say, paragraphs of mails too; the first has the last word."""
    files = [REPOSITORY / addon / "i18n" / f"{language}.po" for addon in reversed(addons)]
    entries = [entry for file in files if file.exists() for entry in polib.pofile(str(file)) if entry.msgstr]
    known = {}
    if language in DEBTOR_LANGUAGES:
        for entry in entries:
            if is_body(entry):
                known |= paragraphs(entry.msgid, entry.msgstr)
    return known | {entry.msgid: entry.msgstr for entry in entries}


def write_terms(
    folder: Path, addon: str, exported: str, new: Mapping[str, str], language: str = LANGUAGE
) -> dict[str, str]:
    """Write the template and the file of a language of an add-on; {English sentence: ""} of what it lacks."""
    template, target = polib.pofile(exported), folder / f"{language}.po"
    if language in DEBTOR_LANGUAGES:
        template = seen_by_debtors(template)
        if not template:
            return {}
    folder.mkdir(exist_ok=True)
    if language == LANGUAGE:
        (folder / f"{addon}.pot").write_text(exported)
    known = polib.pofile(str(target)) if target.exists() else polib.POFile()
    merged = merge(template, known, new, language)
    merged.save(str(target))
    lacking = {}
    for entry in merged:
        if not entry.msgstr and language in DEBTOR_LANGUAGES and is_body(entry):
            lacking |= {text: "" for text in paragraphs(entry.msgid) if not new.get(text)}
        elif not entry.msgstr:
            lacking[entry.msgid] = ""
    return lacking


def merge(
    template: polib.POFile, known: polib.POFile, new: Mapping[str, str], language: str = LANGUAGE
) -> polib.POFile:
    """The terms of `template` with what was translated before, or anew."""
    translations = {entry.msgid: entry.msgstr for entry in known if entry.msgstr} | dict(new)
    merged = polib.POFile(wrapwidth=78)
    merged.header = known.header or template.header
    merged.metadata = {**template.metadata, **known.metadata, "Language": language}
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        if name in template.metadata:
            merged.metadata[name] = template.metadata[name]
    for entry in template:
        said = translations.get(entry.msgid, "")
        if language in DEBTOR_LANGUAGES and is_body(entry):
            said = body(entry.msgid, translations)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=said,
                occurrences=entry.occurrences,
                comment=entry.comment,
                tcomment=entry.tcomment,
                flags=entry.flags,
            )
        )
    return merged


# -- what a debtor abroad sees


def seen_by_debtors(template: polib.POFile) -> polib.POFile:
    """The terms of letters, mails, messages and the debtor's page alone."""
    seen = polib.POFile(wrapwidth=78)
    seen.header, seen.metadata = template.header, template.metadata
    seen.extend(entry for entry in template if is_seen(entry))
    return seen


def is_seen(entry: polib.POEntry) -> bool:
    places = [place for place, _line in entry.occurrences]
    if any(map(SEEN_OF_PAGE.match, places)) and entry.msgid not in FOR_COLLECTORS:
        return True
    return any(map(SEEN.match, places)) and not AT_HOME.match(entry.msgid)


def is_body(entry: polib.POEntry) -> bool:
    return any(place.startswith(BODY) for place, _line in entry.occurrences)


def worded(inner: str, marks: Sequence[str] | None = None) -> tuple[str, list[str]]:
    """A paragraph with {0}, {1} … in place of its tags, and the tags.

    >>> worded("We miss <strong t-out='a' /> of <t t-out='b' />.")
    ('We miss {0} of {1}.', ["<strong t-out='a' />", "<t t-out='b' />"])
    """
    tags = list(marks or TAGS.findall(inner))
    text, left = inner, list(enumerate(tags))
    for number, tag in left:
        text = text.replace(tag, f"{{{number}}}", 1)
    return text.strip(), tags


def paragraphs(english: str, said: str = "") -> dict[str, str]:
    """{paragraph of a mail: as `said` has it}, tags numbered."""
    there = PARAGRAPH.findall(english)
    others = PARAGRAPH.findall(said) if said else []
    found = {}
    for number, (_open, _tag, inner, _close) in enumerate(there):
        text, tags = worded(inner)
        if WORD.search(text):
            found[text] = worded(others[number][2], tags)[0] if number < len(others) else ""
    return found


def body(english: str, translations: Mapping[str, str]) -> str:
    """The text of a mail in a language; empty where a paragraph of it is missing."""
    lacking = False

    def translated(match: re.Match) -> str:
        nonlocal lacking
        text, tags = worded(match[3])
        if not WORD.search(text):
            return match[0]
        said = translations.get(text, "")
        lacking |= not said
        for number, tag in enumerate(tags):
            said = said.replace(f"{{{number}}}", tag)
        return f"{match[1]}{said}{match[4]}"

    said = PARAGRAPH.sub(translated, english)
    return "" if lacking else said


if __name__ == "__main__":
    raise SystemExit(main())
