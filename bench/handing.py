"""Handing over, measured: the checks of many cases, then their packages, made some at a time in the background."""

from __future__ import annotations

import resource

from bench.meter import Meter
from devtools.french_company import siren
from devtools.report_server import report_server

STEM = 61000000  # of invented registration numbers


def hand_over(env, cases: int) -> dict:
    """Check, place and pack this many cases of a filled book, and keep the work. Each has the prints of its invoices
    already; what is printed for the packages is."""
    chosen = _complete(env, cases)
    with report_server(env):
        _print(env, chosen)
        with Meter() as checking:
            handoff = env["recovery.handoff"]._prepare_with(_agency(env), chosen)
        handoff.write({"fee_terms": "12 %", "guarantee": "Mutuelle des essais, police 1"})
        handoff.action_ready()
        handoff.action_hand_over()
        handoff._hand_over_what_was_asked()  # many are handed over in the background, which is not what is measured
        handoff.placement_ids.write({"package_state": "waiting"})
        env.cr.commit()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with Meter() as packing:
            env["recovery.handoff"]._cron_package()
    states = handoff.placement_ids.mapped("package_state")
    return {
        "cases": cases,
        "done": states.count("done"),
        "check_seconds": checking.figures["seconds"],
        "check_queries": checking.figures["queries"],
        "seconds": packing.figures["seconds"] / cases,
        "cpu": packing.figures["cpu"] / cases,
        "queries": packing.figures["queries"] / cases,
        "memory_before": before,
        "memory": packing.figures["memory"],
    }


def _complete(env, count: int):
    """Cases of debtors with everything that an agency wants to know of them."""
    lines = env["account.move.line"].search(
        [("account_type", "=", "asset_receivable"), ("reconciled", "=", False), ("parent_state", "=", "posted")],
        order="partner_id, id",
    )
    debtors = lines.partner_id.commercial_partner_id[:count]
    for number, debtor in enumerate(debtors):
        debtor.write(
            {
                "company_registry": siren(str(STEM + number)),
                "street": f"{number + 1} rue des Essais",
                "zip": "69000",
                "city": "Lyon",
                "phone": "+33 4 72 00 00 00",
            }
        )
    cases = env["recovery.case"]._open_for(env.company, debtors, overdue=debtors)
    return env["recovery.case"].union(*cases.values())


def _print(env, cases) -> None:
    """One invoice is printed; all others have that print."""
    dossier = env["recovery.placement.file"]
    moves = dossier._due_lines(cases, env.company._recovery_today()).move_id
    dossier._print_invoices(moves[:1])
    content = moves[:1].invoice_pdf_report_id.raw
    env["ir.attachment"].create(
        [
            {
                "name": move._get_invoice_report_filename(),
                "raw": content + f"\n%{move.id}".encode(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves[1:]
        ]
    )
    env.invalidate_all()


def _agency(env):
    values = {"name": "Agence des essais", "is_company": True, "is_recovery_agency": True}
    return env["res.partner"].create({**values, "street": "1 rue", "zip": "69000", "city": "Lyon"})
