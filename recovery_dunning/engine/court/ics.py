"""Days as a calendar file (RFC 5545), which every calendar takes: an entry of a whole day each, with a reminder a week
before.

>>> entry = Entry("serve-7", date(2026, 12, 1), "Serve by: Dubois; Lyon", "CPC 1411")
>>> text = calendar_file([entry], datetime(2026, 9, 1))
>>> [line for line in text.splitlines() if line[:7] in ("DTSTART", "DTEND;V", "SUMMARY")]
['DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261202', 'SUMMARY:Serve by: Dubois\\\\; Lyon']
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST = 75  # bytes of a line, after which it is folded
REMIND = "-P7D"
MAKER = "-//recovery_dunning//FR"


@dataclass(frozen=True, slots=True)
class Entry:
    """A day to keep. `key`: the same each time the file is made, so that a calendar replaces the entry of before."""

    key: str
    day: date
    what: str
    why: str = ""


def calendar_file(entries: Iterable[Entry], made_at: datetime) -> str:
    """The file; `made_at`: now, in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}"]
    for entry in entries:
        what = escaped(entry.what)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@recovery_dunning",
            f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{what}",
            f"DESCRIPTION:{escaped(entry.why)}",
            "TRANSP:TRANSPARENT",
            *("BEGIN:VALARM", f"TRIGGER:{REMIND}", "ACTION:DISPLAY", f"DESCRIPTION:{what}", "END:VALARM"),
            "END:VEVENT",
        ]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    r"""As a text stands in the file.

    >>> escaped("a, b; c\nd \\ e")
    'a\\, b\\; c\\nd \\\\ e'
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A long line in several, none longer than 75 bytes, cut between characters.

    >>> parts = folded("SUMMARY:" + "é" * 80).split("\\r\\n")
    >>> [len(part.encode()) <= 75 for part in parts]
    [True, True, True]
    >>> "".join(part.lstrip(" ") for part in parts) == "SUMMARY:" + "é" * 80
    True
    """
    parts, left = [], line
    while len(left.encode()) > LONGEST:
        cut = left.encode()[:LONGEST].decode(errors="ignore")
        parts.append(cut)
        left = " " + left[len(cut) :]
    return "\r\n".join([*parts, left])
