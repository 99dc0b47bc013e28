"""What a carrier and an agency send, made for a filled book, and taken as the product takes it."""

from __future__ import annotations

import base64
from datetime import timedelta

from odoo import Command, fields

from bench import filling, invoices
from bench.meter import Meter
from devtools.recovery_database import send_at_any_hour

DAYS_AGO = 10  # that letters were posted, and cases placed
EVENTS = (("Pris en charge", 9), ("Avisé", 7), ("Présenté", 6), ("Distribué", 5))
SOME = 1000  # placements made together


def make_book(env, debtors: int) -> None:
    """Debtors with one invoice, a case and a registered letter each."""
    filling.prepare_ours(env)
    send_at_any_hour(env)
    invoices.fill(env, debtors, 1, fields.Date.context_today(env.user))
    letters = {"send_email": False, "send_letter": True, "registered": True, "phase": "formal_notice"}
    env["recovery.level"].search([("delay", ">", 0)]).write({**letters, "response_days": 8})
    env["recovery.run"].create({})._propose()  # here, whatever the size of the book
    partners = env["recovery.notice"].search([]).partner_id
    env["recovery.case"]._open_for(env.company, partners, overdue=partners)
    env.flush_all()
    env.cr.execute(
        """UPDATE recovery_notice n
              SET state = 'sent', case_id = c.id, registered_number = '1A' || n.id, date = n.date - %s
             FROM recovery_case c WHERE c.partner_id = n.partner_id""",
        [DAYS_AGO],
    )


def track(env, lines: int) -> dict:
    """A carrier's file: four events of each letter of ours, the rest about letters of others. Rolled back."""
    today = env.company._recovery_today()
    env.cr.execute("SELECT registered_number FROM recovery_notice WHERE state = 'sent' ORDER BY id")
    ours = [number for (number,) in env.cr.fetchall()]
    told = [f"{number};{today - timedelta(days)};{event}" for event, days in EVENTS for number in ours][:lines]
    told += [f"9Z{number};{today};Distribué" for number in range(lines - len(told))]
    content = "\n".join(["Numéro;Date;Statut", *told]).encode()
    wizard = env["recovery.tracking.wizard"].create({"file": base64.b64encode(content)})
    with Meter() as meter:
        wizard._take_in(wizard._rows())
        env.flush_all()
    figures = {**meter.figures, "taken": wizard.taken, "expected": min(len(ours) * len(EVENTS), lines)}
    env.cr.rollback()
    return figures


def place_cases(env, count: int) -> None:
    """So many of the cases are with an agency."""
    agency = env["res.partner"].create(
        {
            "name": "Agence des essais",
            "is_company": True,
            "is_recovery_agency": True,
            "recovery_fee_tax_id": env.company.account_purchase_tax_id.id,
        }
    )
    cases = env["recovery.case"].search([], order="id", limit=count)
    today = env.company._recovery_today()
    day = today - timedelta(days=DAYS_AGO)
    for start in range(0, count, SOME):
        placements = [Command.create({"case_id": case.id, "date": day}) for case in cases[start : start + SOME]]
        values = {"agency_id": agency.id, "state": "handed", "date": day, "placement_ids": placements}
        env["recovery.handoff"].create(values)
        env.flush_all()


def take_remittance(env, lines: int) -> dict:
    """An agency's file, some payments of each case: read, then booked. Rolled back."""
    day = env.company._recovery_today() - timedelta(days=3)
    placements = env["recovery.placement"].search([], order="id")
    each = -(-lines // len(placements))
    row = "{};{:%d/%m/%Y};2,00;0,20;0,04;1,76;R{}"
    told = [
        row.format(placement.case_id.name, day, f"{placement.id}-{number}")
        for placement in placements
        for number in range(each)
    ]
    head = "Votre référence;Date;Encaissé;Honoraires HT;TVA;Net reversé;Référence paiement"
    content = "\n".join([head, *told[:lines]]).encode()
    remittance = env["recovery.remittance"].create(
        {"agency_id": placements.agency_id.id, "file": base64.b64encode(content), "filename": "reversement.csv"}
    )
    env.flush_all()
    env.invalidate_all()
    with Meter() as reading:
        remittance._read(*remittance._opened())
        env.flush_all()
    ready = remittance.ready_count
    env.invalidate_all()
    with Meter() as booking:
        remittance._book()
        env.flush_all()
    figures = {"taken": ready, "expected": lines, "booked": remittance.booked_count}
    figures |= {"reading": reading.figures, "booking": booking.figures}
    env.cr.rollback()
    return figures
