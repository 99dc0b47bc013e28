"""What platforms tell of e-invoices, measured: one ZIP of messages about the invoices of a filled book, taken by us,
and opened one by one as other modules do."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

from lxml import etree
from odoo import fields

from bench.meter import Meter
from devtools.cdar import message, zipped
from devtools.french_company import siren

SELLER = siren("10000000")
DAYS_AGO = 2
# of each ten invoices: what their buyers say after the platform has made them available
SAID = ("205", "205", "205", "204", "211", "211", "207", "207", "206", "208")
TOLD, SHARE = ("206", "211"), 0.5  # those that tell a figure, and how much of the invoice it is
EFFECTS = {"206": "dispute_id", "207": "dispute_id", "208": "hold_id", "211": "promise_id"}


def take_messages(env, messages: int, said: str = "") -> dict:
    """One ZIP comes in, and what follows is done; then all is rolled back. `said`: the one thing that all buyers say,
    where it is not the mixture."""
    codes = (said,) if said else SAID
    archive = zipped(_messages(env, messages, codes))
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
    archive = zipped(_messages(env, messages, SAID))
    taken = 0
    with Meter() as meter, zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            taken += bool(_open_one(env, name, opened.read(name)))
        env.cr.flush()
    env.cr.rollback()
    return {**meter.figures, "taken": taken, "expected_effects": 0, "effects": 0}


def _open_one(env, name, content):
    """The invoice to which one message was attached."""
    root = etree.fromstring(content)
    number, code = (root.findtext(f".//{{*}}{tag}") for tag in ("IssuerAssignedID", "ProcessConditionCode"))
    move = env["account.move"].search([("name", "=", number), ("move_type", "=", "out_invoice")], limit=1)
    kept = env["ir.attachment"].create({"name": name, "raw": content, "res_model": move._name, "res_id": move.id})
    move.message_post(body=code, attachment_ids=kept.ids)
    return move


def _messages(env, count, codes):
    """Two messages about each of the first invoices: that it was made available, then what its buyer says."""
    env.company.company_registry = SELLER
    its = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("amount_residual", ">", 0)]
    moves = env["account.move"].search([*its, ("company_id", "=", env.company.id)], order="id", limit=count // 2)
    day = fields.Datetime.now() - timedelta(days=DAYS_AGO)
    made = []
    for number, move in enumerate(moves):
        code = codes[number % len(codes)]
        made.append(message(move, "203", day, SELLER))
        amount = move.amount_total * SHARE if code in TOLD else None
        made.append(message(move, code, day + timedelta(hours=1), SELLER, amount))
    env.flush_all()
    env.invalidate_all()
    return made
