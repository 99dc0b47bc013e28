"""The small parts of a message, read leniently: an element by its name in any namespace, a text, a date, an amount.

>>> moment("20250730100000"), moment("20250730")
(datetime.datetime(2025, 7, 30, 10, 0), datetime.datetime(2025, 7, 30, 12, 0))
>>> moment("2025-07-30T10:00:00Z"), moment("soon")
(datetime.datetime(2025, 7, 30, 10, 0), None)
>>> amount("12000"), amount("-1 000,50"), amount("NaN"), amount("")
(Decimal('12000'), Decimal('-1000.50'), None, None)
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from .values import NOON

LONGEST_TEXT, LONGEST_CODE = 2000, 120
AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,8})?")


class Element(Protocol):
    """What is asked of an element of a message; `tag` is no text where it is a comment."""

    tag: object

    def get(self, key: str) -> str | None: ...

    def iter(self) -> Iterator["Element"]: ...

    def itertext(self) -> Iterator[str]: ...

    def __iter__(self) -> Iterator["Element"]: ...


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_of(element: Element, *path: str) -> list[Element]:
    """The elements at the end of a path of names, each step into children."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def first(element: Element, *path: str) -> Element | None:
    return next(iter(all_of(element, *path)), None)


def text(element: Element, *path: str, longest: int = LONGEST_TEXT) -> str:
    """The text at the end of a path, without the blanks around it; empty where there is none."""
    found = first(element, *path)
    return " ".join("".join(found.itertext()).split())[:longest] if found is not None else ""


def code(element: Element, *path: str) -> str:
    return text(element, *path, longest=LONGEST_CODE)


def moment(written: str) -> datetime | None:
    """A time as people write it: formats 102, 203 and 204 of the norm, or ISO 8601; noon where the day alone is told.
    A zone is left out: it is the time of the place where it was written."""
    digits = re.sub(r"[-:T ]", "", written.strip())
    match = re.match(r"(\d{14}|\d{12}|\d{8})(?!\d)", digits)
    if not match:
        return None
    digits = match.group(1)
    try:
        if len(digits) == 8:
            return datetime.combine(datetime.strptime(digits, "%Y%m%d"), NOON)
        return datetime.strptime(digits, "%Y%m%d%H%M%S" if len(digits) == 14 else "%Y%m%d%H%M")
    except ValueError:
        return None


def amount(written: str) -> Decimal | None:
    """An amount, with its sign; None of what is none."""
    plain = re.sub(r"\s", "", written).replace(",", ".")
    return Decimal(plain) if AMOUNT.fullmatch(plain) else None
