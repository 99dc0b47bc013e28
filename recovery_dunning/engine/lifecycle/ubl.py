"""What comes as a UBL ApplicationResponse: Vertex's VRBL, which carries the numbers of the French norm, and the Invoice
Response of Peppol, which has its own few words."""

from collections.abc import Iterator
from dataclasses import replace

from .codes import PEPPOL, code_of
from .parts import Element, all_of, amount, code, first, local, moment, text
from .values import Figure, Reason, Status

PREFIX = "VRBL:FR:"
# Vertex's own names of three reasons
RENAMED = {"NON_TRANSMITTED": "NON_TRANSMISE", "ROUTING_ERR": "ROUTAGE_ERR", "OTHER": "AUTRE"}


def statuses(root: Element) -> Iterator[Status]:
    """Yield each status: one for each response of the message."""
    sender = first(root, "SenderParty")
    said = Status(
        code="",
        at=moment(code(root, "IssueDate") + code(root, "IssueTime")),
        number="",
        message_id=code(root, "ID"),
        speaker=_party_id(sender),
        speaker_name="" if sender is None else code(sender, "PartyName", "Name"),
    )
    for answer in all_of(root, "DocumentResponse"):
        response = first(answer, "Response")
        response = answer if response is None else response
        for reference in all_of(answer, "DocumentReference"):
            yield _status(root, response, reference, said)


def _status(root: Element, response: Element, reference: Element, said: Status) -> Status:
    written = code(response, "ResponseCode").upper()
    issued = moment(code(reference, "IssueDate"))
    return replace(
        said,
        code=PEPPOL.get(written) or code_of(written.removeprefix(PREFIX), ""),
        label=text(response, "Description"),
        at=moment(code(response, "EffectiveDate") + code(response, "EffectiveTime")) or said.at,
        number=code(reference, "ID"),
        issued=issued and issued.date(),
        document_type=code(reference, "DocumentTypeCode"),
        reasons=_reasons(root, response),
    )


def _reasons(root: Element, response: Element) -> tuple[Reason, ...]:
    action, figures = _extended(root), _figures(root)
    found = []
    for status in all_of(response, "Status"):
        given = code(status, "StatusReasonCode").upper().removeprefix(PREFIX)
        listed = first(status, "StatusReasonCode")
        words = text(status, "StatusReason")
        if listed is not None and (listed.get("listID") or "").startswith("OPStatusAction"):
            action = given or action
        else:
            found.append((RENAMED.get(given, given), words))
    if not found and not action and not figures:
        return ()
    found = found or [("", "")]
    return tuple(
        Reason(reason, words, action if not place else "", "", figures if not place else ())
        for place, (reason, words) in enumerate(found)
    )


def _extended(root: Element) -> str:
    """The action asked for: it stands in an extension."""
    for element in root.iter():
        if local(element) == "RequestedActionCode":
            return text(element, longest=20).upper().removeprefix(PREFIX)
    return ""


def _figures(root: Element) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    for element in root.iter():
        if local(element) != "ReportedAmount" or len(figures) >= 50:
            continue
        value = first(element, "Amount")
        value = element if value is None else value
        kind = code(element, "TypeCode") or code(element, "AmountTypeCode") or element.get("type") or ""
        currency = (value.get("currencyID") or "")[:3].upper()
        figures.append(Figure(kind.upper().removeprefix(PREFIX), amount(text(value)), currency))
    return tuple(figures)


def _party_id(party: Element | None) -> str:
    if party is None:
        return ""
    return code(party, "PartyIdentification", "ID") or code(party, "EndpointID")
