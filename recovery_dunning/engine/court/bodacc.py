"""What a public announcement of the BODACC says of an insolvency, from its open data as a user pastes it.

The data set “annonces-commerciales” gives one JSON object for each announcement; some of its fields hold JSON again, as
a text: `jugement` (famille, nature, date, complementJugement) and `listepersonnes`. It comes alone, in a list, under
`results` (version 2) or under `records` with `fields` (version 1). Whatever is missing or unreadable is left empty.

>>> judgment = {"nature": "Jugement d'ouverture de liquidation judiciaire", "date": "2026-02-25"}
>>> text = json.dumps({"dateparution": "2026-03-10", "registre": ["732 829 320"], "jugement": json.dumps(judgment)})
>>> found = read(text)[0]
>>> found.kind, found.judgment_date, found.published_on, found.siren
('liquidation', datetime.date(2026, 2, 25), datetime.date(2026, 3, 10), '732829320')
>>> read("no announcement at all")
Traceback (most recent call last):
engine.court.bodacc.Unreadable: no_json
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

LONGEST = 2_000_000  # characters: an announcement has some thousand
MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
            *("septembre", "octobre", "novembre", "decembre"),
        ),
        1,
    )
}
# the first that fits; a conversion says what it becomes last
KINDS = (
    ("liquidation", r"liquidation"),
    ("receivership", r"redressement"),
    ("safeguard", r"sauvegarde"),
)
ENDED = re.compile(r"cloture|infirm|retractation|fin de la procedure|annul")
REPRESENTATIVE = re.compile(
    r"(?:mandataire judiciaire|liquidateur(?: judiciaire)?)\s*:?\s*(.{3,160}?)"
    r"(?=[.;]\s|\.$|;$|$|administrateur|,\s*avec)",
    re.IGNORECASE | re.DOTALL,
)


class Unreadable(ValueError):
    """What was pasted is no announcement: `too_long`, `no_json`, `empty`."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one announcement says. `kind`: `safeguard`, `receivership` or `liquidation`, '' where it is none of them;
    `opens`: whether the judgment opens proceedings, or turns them into others; `siren`: nine digits, or ''."""

    number: str = ""
    published_on: date | None = None
    judgment_date: date | None = None
    kind: str = ""
    opens: bool = False
    nature: str = ""
    court: str = ""
    siren: str = ""
    name: str = ""
    representative: str = ""
    text: str = ""


def read(text: str) -> list[Announcement]:
    """The announcements in a pasted text, as they stand there. Raises `Unreadable`."""
    if len(text) > LONGEST:
        raise Unreadable("too_long")
    try:
        content = json.loads(text.strip().lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise Unreadable("no_json") from None
    rows = [row for row in _rows(content) if isinstance(row, dict)]
    found = [announcement for announcement in map(_announcement, rows) if announcement != Announcement()]
    if not found:
        raise Unreadable("empty")
    return found


def _rows(content: object) -> list[object]:
    """The objects of announcements, wherever they are kept."""
    if isinstance(content, list):
        return [row.get("fields", row) if isinstance(row, dict) else row for row in content]
    if not isinstance(content, dict):
        return []
    for name in ("results", "records", "data"):
        if isinstance(content.get(name), list):
            return _rows(content[name])
    return [content["fields"] if isinstance(content.get("fields"), dict) else content]


def _announcement(row: dict[str, object]) -> Announcement:
    judgment = _part(row.get("jugement"))
    nature, more = _word(judgment.get("nature")), _word(judgment.get("complementJugement"))
    family = _word(judgment.get("famille"))
    plain = _plain(f"{nature} {family}")
    kind = _kind(plain) or _kind(_plain(more))
    representative = REPRESENTATIVE.search(more)
    return Announcement(
        number=_word(row.get("id")) or _word(row.get("numeroannonce")),
        published_on=read_day(row.get("dateparution")),
        judgment_date=read_day(judgment.get("date")),
        kind=kind,
        opens=bool(kind) and not ENDED.search(plain),
        nature=nature,
        court=_word(row.get("tribunal")),
        siren=_siren(row),
        name=_word(row.get("commercant")) or _named(_part(row.get("listepersonnes"))),
        representative=" ".join(representative[1].split()).strip(" ,.;:") if representative else "",
        text=more,
    )


def _kind(plain: str) -> str:
    return next((kind for kind, pattern in KINDS if re.search(pattern, plain)), "")


def read_day(value: object) -> date | None:
    """A day as announcements write it; None where it is none.

    >>> [read_day(text) for text in ("2026-02-25", "25/02/2026", "le 1er mars 2026", "2026-02-30", None)]
    [datetime.date(2026, 2, 25), datetime.date(2026, 2, 25), datetime.date(2026, 3, 1), None, None]
    """
    text = _plain(_word(value))
    if found := re.search(r"(\d{4})-(\d{2})-(\d{2})", text):
        parts = [int(part) for part in found.groups()]
    elif found := re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        parts = [int(part) for part in reversed(found.groups())]
    elif (found := re.search(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", text)) and found[2] in MONTHS:
        parts = [int(found[3]), MONTHS[found[2]], int(found[1])]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def _siren(row: dict[str, object]) -> str:
    register = row.get("registre")
    texts = register if isinstance(register, list) else [register]
    person = _part(row.get("listepersonnes"))
    texts = [*texts, json.dumps(person, ensure_ascii=False) if person else ""]
    for text in texts:
        if found := re.search(r"(?<!\d)(\d{3})[ \u00a0.]?(\d{3})[ \u00a0.]?(\d{3})(?!\d)", _word(text)):
            return "".join(found.groups())
    return ""


def _named(people: dict[str, object]) -> str:
    person = people.get("personne", people)
    person = person[0] if isinstance(person, list) and person else person
    if not isinstance(person, dict):
        return ""
    name = _word(person.get("denomination"))
    return name or " ".join(filter(None, (_word(person.get("prenom")), _word(person.get("nom")))))


def _part(value: object) -> dict[str, object]:
    """An object, as it is or written as a text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
