"""Writes a status that the seller owes, or would do well to tell: 212 of a collection, 209 with its piece; as a CDAR in
the version D22B, with all that the official checks ask for (a sequence in each reason, an amount for each VAT rate).

>>> us, buyer = Party("100000009", "VENDEUR"), Party("200000008", "ACHETEUR")
>>> collected = Figure("MEN", Decimal("120.00"), "EUR", Decimal(20))
>>> sent = Outgoing("212", "M1", datetime(2026, 9, 3, 10), "F1", date(2026, 9, 1), us, buyer, (collected,))
>>> cdar(sent).count(b"<ram:ProcessConditionCode>212<"), cdar(sent).count(b">120.00<")
(1, 1)
"""

import base64
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from .codes import CODES
from .values import Figure, Piece

NAMES = {
    "rsm": "CrossDomainAcknowledgementAndResponse",
    "ram": "ReusableAggregateBusinessInformationEntity",
    "qdt": "QualifiedDataType",
    "udt": "UnqualifiedDataType",
}
NAMESPACES = {prefix: f"urn:un:unece:uncefact:data:standard:{name}:100" for prefix, name in NAMES.items()}
GUIDELINE = "urn.cpro.gouv.fr:1p0:CDV:invoice"
TWINS = {"209": "37", "212": "47"}  # MDT-88
CENT = Decimal("0.01")
DATE, TIME = "102", "204"
FORMATS = {DATE: "%Y%m%d", TIME: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class Party:
    """The SIREN and the name of the seller or the buyer."""

    siren: str
    name: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A status that we tell the buyer. `message_id`: new for each message; `figures`: of a 212, VAT included, negative
    where a collection is undone; `pieces`: of a 209."""

    code: str
    message_id: str
    at: datetime
    number: str
    issued: date
    seller: Party
    buyer: Party
    figures: tuple[Figure, ...] = ()
    pieces: tuple[Piece, ...] = ()
    document_type: str = "380"


def cdar(status: Outgoing) -> bytes:
    """The message as a file.

    :raises ValueError: a status that no seller sends, or a collection without its amounts
    """
    if status.code not in TWINS:
        raise ValueError(f"a seller does not send {status.code}")
    if status.code == "212" and (not status.figures or any(figure.amount is None for figure in status.figures)):
        raise ValueError("a collection is told with its amounts")
    root = etree.Element(_name("rsm", NAMES["rsm"]), nsmap=NAMESPACES)
    _context(root)
    _message(root, status)
    _acknowledgement(root, status)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def shares(amount: Decimal, gross: dict[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    """A collection by VAT rate, as the portal wants it, by the share of each rate in the invoice; what rounding leaves
    goes to the largest.

    >>> shares(Decimal("100.00"), {Decimal(20): Decimal(200), Decimal(10): Decimal(100)})
    {Decimal('20'): Decimal('66.67'), Decimal('10'): Decimal('33.33')}
    """
    whole = sum(gross.values())
    told = {rate: (amount * its / whole).quantize(CENT) for rate, its in gross.items()}
    largest = max(gross, key=lambda rate: abs(gross[rate]))
    told[largest] += amount - sum(told.values())
    return {rate: its for rate, its in told.items() if its}


def _context(root: etree._Element) -> None:
    context = _add(root, "rsm:ExchangedDocumentContext")
    _add(_add(context, "ram:BusinessProcessSpecifiedDocumentContextParameter"), "ram:ID", "REGULATED")
    _add(_add(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", GUIDELINE)


def _message(root: etree._Element, status: Outgoing) -> None:
    message = _add(root, "rsm:ExchangedDocument")
    _add(message, "ram:ID", status.message_id)
    _moment(_add(message, "ram:IssueDateTime"), "udt", TIME, status.at)
    _add(_add(message, "ram:SenderTradeParty"), "ram:RoleCode", "WK")
    _party(_add(message, "ram:IssuerTradeParty"), status.seller, "SE")
    _party(_add(message, "ram:RecipientTradeParty"), status.buyer, "BY")


def _acknowledgement(root: etree._Element, status: Outgoing) -> None:
    document = _add(root, "rsm:AcknowledgementDocument")
    _add(_add(document, "ram:MultipleReferencesIndicator"), "udt:Indicator", "false")
    _add(document, "ram:TypeCode", "23")
    _moment(_add(document, "ram:IssueDateTime"), "udt", TIME, status.at)
    invoice = _add(document, "ram:ReferenceReferencedDocument")
    _add(invoice, "ram:IssuerAssignedID", status.number)
    _add(invoice, "ram:StatusCode", TWINS[status.code])
    _add(invoice, "ram:TypeCode", status.document_type)
    for piece in status.pieces:
        content = base64.b64encode(piece.content).decode()
        _add(invoice, "ram:AttachmentBinaryObject", content, mimeCode=piece.mimetype, filename=piece.name)
    _moment(_add(invoice, "ram:FormattedIssueDateTime"), "qdt", DATE, status.issued)
    _add(invoice, "ram:ProcessConditionCode", status.code)
    _add(invoice, "ram:ProcessCondition", CODES[status.code].french)
    _add(_add(invoice, "ram:IssuerTradeParty"), "ram:GlobalID", status.seller.siren, schemeID="0002")
    if status.figures:
        told = _add(invoice, "ram:SpecifiedDocumentStatus")
        _add(told, "ram:SequenceNumeric", "1")
        for figure in status.figures:
            _figure(told, figure)


def _figure(told: etree._Element, figure: Figure) -> None:
    characteristic = _add(told, "ram:SpecifiedDocumentCharacteristic")
    _add(characteristic, "ram:TypeCode", figure.kind)
    amount = (figure.amount or Decimal(0)).quantize(CENT)
    _add(characteristic, "ram:ValueAmount", str(amount), currencyID=figure.currency)
    if figure.day:
        _moment(_add(characteristic, "ram:ValueDateTime"), "udt", DATE, figure.day)
    if figure.percent is not None:
        _add(characteristic, "ram:ValuePercent", str(figure.percent.quantize(CENT)))


def _party(element: etree._Element, party: Party, role: str) -> None:
    _add(element, "ram:GlobalID", party.siren, schemeID="0002")
    _add(element, "ram:Name", party.name)
    _add(element, "ram:RoleCode", role)


def _moment(element: etree._Element, prefix: str, written_as: str, moment: date) -> None:
    _add(element, f"{prefix}:DateTimeString", moment.strftime(FORMATS[written_as]), format=written_as)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    prefix, _colon, local = name.partition(":")
    element = etree.SubElement(parent, _name(prefix, local), attributes)
    element.text = text
    return element


def _name(prefix: str, local: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{local}"
