"""What platforms tell of e-invoices, measured: one ZIP of messages about the invoices of a filled book, taken by us, and
opened one by one as other modules do."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

from lxml import etree
from odoo import fields

from bench.meter import Meter
from devtools.french_company import siren

SELLER = siren("10000000")
DAYS_AGO = 2
# of each ten invoices: what their buyers say after the platform has made them available
SAID = ("205", "205", "205", "204", "211", "211", "207", "207", "206", "208")
REASONS = {"206": "QTE_ERR", "207": "PU_ERR", "208": "JUSTIF_ABS"}
FIGURES = {"206": "MNATTC", "211": "MPA"}
SHARE = 0.5  # of the invoice, where a figure is told
EFFECTS = {"206": "dispute_id", "207": "dispute_id", "208": "hold_id", "211": "promise_id"}

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossDomainAcknowledgementAndResponse
  xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
  xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
 <rsm:ExchangedDocument><ram:ID>M{number}</ram:ID>
  <ram:IssuerTradeParty><ram:Name>Acheteur</ram:Name><ram:RoleCode>{role}</ram:RoleCode></ram:IssuerTradeParty>
  <ram:RecipientTradeParty><ram:RoleCode>SE</ram:RoleCode></ram:RecipientTradeParty></rsm:ExchangedDocument>
 <rsm:AcknowledgementDocument>
  <ram:IssueDateTime><udt:DateTimeString format="204">{at}</udt:DateTimeString></ram:IssueDateTime>
  <ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{invoice}</ram:IssuerAssignedID>
   <ram:TypeCode>380</ram:TypeCode>
   <ram:FormattedIssueDateTime><qdt:DateTimeString format="102">{issued}</qdt:DateTimeString></ram:FormattedIssueDateTime>
   <ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>
   <ram:IssuerTradeParty><ram:GlobalID schemeID="0002">{seller}</ram:GlobalID></ram:IssuerTradeParty>{told}
  </ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument>
</rsm:CrossDomainAcknowledgementAndResponse>"""
STATUS = """
   <ram:SpecifiedDocumentStatus><ram:ReasonCode>{reason}</ram:ReasonCode><ram:SequenceNumeric>1</ram:SequenceNumeric>
    {figure}</ram:SpecifiedDocumentStatus>"""
FIGURE = """<ram:SpecifiedDocumentCharacteristic><ram:TypeCode>{kind}</ram:TypeCode>
     <ram:ValueAmount currencyID="EUR">{amount:.2f}</ram:ValueAmount></ram:SpecifiedDocumentCharacteristic>"""


def take_messages(env, messages: int, said: str = "") -> dict:
    """One ZIP comes in, and what follows is done; then all is rolled back. `said`: the one thing that all buyers say,
    where it is not the mixture."""
    codes = (said,) if said else SAID
    archive = _zip(_messages(env, messages, codes))
    with Meter() as meter:
        rows = env["recovery.lifecycle"]._import_files([("all.zip", archive)], env.company)
        env.cr.flush()  # the cases are ranked too
    figures = {**meter.figures, "taken": len(rows.filtered("move_id"))}
    figures["expected_effects"] = sum(codes[number % len(codes)] in EFFECTS for number in range(messages // 2))
    figures["effects"] = sum(bool(row[EFFECTS[row.code]]) for row in rows if row.code in EFFECTS)
    env.cr.rollback()
    return figures


def open_each(env, messages: int) -> dict:
    """The same, as modules do that look at one message at a time: find the invoice, keep the file, write a line in its
    chatter. No dispute, hold or promise follows. Rolled back."""
    archive = _zip(_messages(env, messages, SAID))
    taken = 0
    with Meter() as meter, zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            taken += bool(_open_one(env, name, opened.read(name)))
        env.flush_all()
    env.cr.rollback()
    return {**meter.figures, "taken": taken, "expected_effects": 0, "effects": 0}


def _open_one(env, name, content):
    """The invoice to which one message was attached."""
    root = etree.fromstring(content)
    number, code = (root.findtext(f".//{{*}}{tag}") for tag in ("IssuerAssignedID", "ProcessConditionCode"))
    move = env["account.move"].search([("name", "=", number), ("move_type", "=", "out_invoice")], limit=1)
    kept = env["ir.attachment"].create({"name": name, "raw": content, "res_model": move._name, "res_id": move.id})
    move.message_post(body=f"{code}", attachment_ids=kept.ids)
    return move


def _messages(env, count, codes):
    """Two messages about each of the first invoices: that it was made available, then what its buyer says."""
    env.company.company_registry = SELLER
    its = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("amount_residual", ">", 0)]
    moves = env["account.move"].search([*its, ("company_id", "=", env.company.id)], order="id", limit=count // 2)
    day = fields.Datetime.now() - timedelta(days=DAYS_AGO)
    made = []
    for number, move in enumerate(moves):
        made.append(_message(move, 2 * number, "203", day))
        made.append(_message(move, 2 * number + 1, codes[number % len(codes)], day + timedelta(hours=1)))
    env.flush_all()
    env.invalidate_all()
    return made


def _message(move, number, code, at):
    figure = FIGURES.get(code)
    told = FIGURE.format(kind=figure, amount=move.amount_total * SHARE) if figure else ""
    reason = REASONS.get(code, "")
    return MESSAGE.format(
        number=number,
        role="WK" if code == "203" else "BY",
        at=f"{at:%Y%m%d%H%M%S}",
        invoice=move.name,
        issued=f"{move.invoice_date:%Y%m%d}",
        code=code,
        seller=SELLER,
        told=STATUS.format(reason=reason, figure=told) if reason or told else "",
    ).encode()


def _zip(messages):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for number, message in enumerate(messages):
            made.writestr(f"{number:06}.xml", message)
    return buffer.getvalue()
