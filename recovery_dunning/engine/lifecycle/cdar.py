"""The message of the norm: CDAR, in the version D22B (UN/CEFACT), as XP Z12-012 uses it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from .codes import code_of
from .parts import Element, all_of, amount, code, first, moment, text
from .values import Figure, Piece, Reason, Status

PORTAL = "DFH"  # the role of the tax portal
PAYEES = ("DL", "PE")  # a factor, a payee
MOST_REASONS, MOST_FIGURES, MOST_PIECES = 50, 200, 10


def statuses(root: Element) -> Iterator[Status]:
    """Yield each status: one for each invoice of the message."""
    message = first(root, "ExchangedDocument")
    message = root if message is None else message
    recipients = {code(party, "RoleCode") for party in all_of(message, "RecipientTradeParty")}
    said = Status(
        code="",
        at=_time(message, "IssueDateTime"),
        number="",
        message_id=code(message, "ID"),
        role=code(message, "IssuerTradeParty", "RoleCode").upper(),
        speaker=code(message, "IssuerTradeParty", "GlobalID") or code(message, "IssuerTradeParty", "ID"),
        speaker_name=code(message, "IssuerTradeParty", "Name"),
        to_portal=recipients == {PORTAL},
    )
    for document in all_of(root, "AcknowledgementDocument"):
        set_at = _time(document, "IssueDateTime") or said.at
        for reference in all_of(document, "ReferenceReferencedDocument"):
            yield _status(reference, replace(said, at=set_at))


def _status(reference: Element, said: Status) -> Status:
    issued = _time(reference, "FormattedIssueDateTime")
    label = code(reference, "ProcessCondition")
    return replace(
        said,
        code=code_of(code(reference, "ProcessConditionCode"), label),
        label=label,
        number=code(reference, "IssuerAssignedID"),
        issued=issued and issued.date(),
        document_type=code(reference, "TypeCode"),
        seller=code(reference, "IssuerTradeParty", "GlobalID") or code(reference, "IssuerTradeParty", "ID"),
        payee=_payee(reference),
        reasons=tuple(map(_reason, all_of(reference, "SpecifiedDocumentStatus")[:MOST_REASONS])),
        pieces=tuple(filter(None, map(_piece, all_of(reference, "AttachmentBinaryObject")[:MOST_PIECES]))),
    )


def _payee(reference: Element) -> str:
    """Name and number of whoever is to be paid from now on, where the status names him."""
    parties = all_of(reference, "RecipientTradeParty")
    named = [party for party in parties if code(party, "RoleCode").upper() in PAYEES]
    said = (code(named[0], "Name"), code(named[0], "GlobalID") or code(named[0], "ID")) if named else ()
    return " – ".join(filter(None, said))


def _reason(status: Element) -> Reason:
    notes = (text(note, "Content") or text(note) for note in all_of(status, "IncludedNote"))
    characteristics = all_of(status, "SpecifiedDocumentCharacteristic")[:MOST_FIGURES]
    return Reason(
        code=code(status, "ReasonCode").upper(),
        text=text(status, "Reason"),
        action=code(status, "RequestedActionCode").upper(),
        note="\n".join(filter(None, notes)),
        figures=tuple(map(_figure, characteristics)),
    )


def _figure(characteristic: Element) -> Figure:
    value = first(characteristic, "ValueAmount")
    of_day = _time(characteristic, "ValueDateTime")
    return Figure(
        kind=code(characteristic, "TypeCode").upper(),
        amount=None if value is None else amount(text(value)),
        currency="" if value is None else (value.get("currencyID") or "")[:3].upper(),
        percent=amount(code(characteristic, "ValuePercent")),
        day=of_day and of_day.date(),
        text=text(characteristic, "Value") or text(characteristic, "Name"),
    )


def _piece(binary: Element) -> Piece | None:
    try:
        content = base64.b64decode("".join(binary.itertext()), validate=False)
    except (binascii.Error, ValueError):
        return None
    name = (binary.get("filename") or "document").replace("/", "-")[:120]
    return Piece(name, (binary.get("mimeCode") or "application/octet-stream")[:100], content) if content else None


def _time(element: Element, name: str) -> datetime | None:
    """The time of `name`, in whatever it is wrapped."""
    return moment(text(element, name))
