"""Messages of the life cycle of e-invoices (CDAR, D22B), as a buyer's platform makes them, for books of our own."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

REASONS = {"206": "QTE_ERR", "207": "PU_ERR", "208": "JUSTIF_ABS", "210": "CMD_ERR", "213": "REJ_ADR"}
FIGURES = {"206": "MNATTC", "207": "MNATTC", "211": "MPA"}
PLATFORM, BUYER, SELLER = "WK", "BY", "SE"
ROLES = {"203": PLATFORM, "213": PLATFORM, "200": PLATFORM, "220": SELLER, "225": SELLER}

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse
  xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
  xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
 <rsm:ExchangedDocument><ram:ID>{key}</ram:ID>
  <ram:IssuerTradeParty><ram:Name>{who}</ram:Name><ram:RoleCode>{role}</ram:RoleCode></ram:IssuerTradeParty>
  <ram:RecipientTradeParty><ram:RoleCode>SE</ram:RoleCode></ram:RecipientTradeParty></rsm:ExchangedDocument>
 <rsm:AcknowledgementDocument>
  <ram:IssueDateTime><udt:DateTimeString format="204">{at}</udt:DateTimeString></ram:IssueDateTime>
  <ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{invoice}</ram:IssuerAssignedID>
   <ram:TypeCode>380</ram:TypeCode>
   <ram:FormattedIssueDateTime>
    <qdt:DateTimeString format="102">{issued}</qdt:DateTimeString></ram:FormattedIssueDateTime>
   <ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
   <ram:IssuerTradeParty><ram:GlobalID schemeID="0002">{seller}</ram:GlobalID></ram:IssuerTradeParty>{told}
  </ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"""
STATUS = """
   <ram:SpecifiedDocumentStatus><ram:ReasonCode>{reason}</ram:ReasonCode><ram:SequenceNumeric>1</ram:SequenceNumeric>
    {figure}</ram:SpecifiedDocumentStatus>"""
FIGURE = """<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>{kind}</ram:TypeCode>
     <ram:ValueAmount currencyID="EUR">{amount:.2f}</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>"""


def message(move, code: str, at: datetime, seller: str, amount: float | None = None, number: str = "") -> bytes:
    """What a platform says of an invoice, with the usual reason; `amount`: contested or sent, VAT included; `number`:
    instead of the invoice's own."""
    reason, figure = REASONS.get(code, ""), ""
    if amount is not None:
        figure = FIGURE.format(kind=FIGURES[code], amount=amount)
    role = ROLES.get(code, BUYER)
    return MESSAGE.format(
        key=f"{code}-{number or move.name}",
        who="Acheteur" if role == BUYER else "Plateforme",
        role=role,
        at=f"{at:%Y%m%d%H%M%S}",
        invoice=number or move.name,
        issued=f"{move.invoice_date:%Y%m%d}",
        code=code,
        seller=seller,
        told=STATUS.format(reason=reason, figure=figure) if reason or figure else "",
    ).encode()


def zipped(messages: list[bytes]) -> bytes:
    """All of them in one ZIP, as platforms hand them out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for number, content in enumerate(messages):
            made.writestr(f"{number:06}.xml", content)
    return buffer.getvalue()
