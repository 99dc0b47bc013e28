"""Reads a message of the life cycle: a CDAR (UN/CEFACT D22B), Vertex's VRBL or a Peppol Invoice Response (UBL).

It reads leniently what people send (a BOM, comments, elements that are missing, unknown codes, dates in two formats,
several invoices in one message), and never what a file may be made for: entities, a document type, a huge tree.

>>> read(b"<note/>")
Traceback (most recent call last):
...
engine.lifecycle.values.Unreadable: other_xml
"""

import re
from typing import cast

from lxml import etree

from . import cdar, parts, ubl
from .values import Problem, Status, Unreadable

LARGEST = 20 * 1024 * 1024  # bytes of a message: one with its piece; a plain one has ten thousand
MOST_STATUSES = 5000  # invoices in one message
ROOTS = {"CrossDomainAcknowledgementAndResponse": cdar.statuses, "ApplicationResponse": ubl.statuses}
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read(content: bytes) -> tuple[Status, ...]:
    """The statuses that a file says.

    :raises Unreadable: it says none, or is not to be opened
    """
    if len(content) > LARGEST:
        raise Unreadable(Problem.TOO_LARGE)
    if DECLARES.search(content.replace(b"\0", b"")):  # in UTF-16 too
        raise Unreadable(Problem.ENTITY)
    root = _tree(content)
    statuses = ROOTS.get(parts.local(root))
    if statuses is None:
        raise Unreadable(Problem.OTHER_XML)
    found = tuple(status for status, _number in zip(statuses(root), range(MOST_STATUSES + 1), strict=False))
    if not found:
        raise Unreadable(Problem.NO_INVOICE)
    if len(found) > MOST_STATUSES:
        raise Unreadable(Problem.TOO_LARGE)
    return found


def _tree(content: bytes) -> parts.Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.lstrip(), parser)  # some write a line before the declaration
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(Problem.NOT_XML) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(Problem.ENTITY)
    return cast(parts.Element, root)
