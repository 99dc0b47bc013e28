"""The book on which faults fall: a French company, its debtors, and what each kind of work finds prepared."""

from __future__ import annotations

import base64
from datetime import datetime, time, timedelta
from decimal import Decimal

from odoo import Command, fields

from devtools.book_csv import Invoice
from devtools.book_loader import LoadedBook
from devtools.cdar import message, zipped
from devtools.demo_agency import agency_of, place
from devtools.french_company import french_iban, make_french, siren, siret
from devtools.pdf import PAGE
from devtools.recovery_database import send_at_any_hour

DEBTORS, EACH = 24, 2
SOME = 4  # debtors, notices or packages that are kept together: a kill falls between two parts, too
HANDED = 3  # cases: printing takes its time
STEM = 61000000  # of invented registration numbers
OURS = siren("10000000")
LATE = (20, 120)  # days


def make(env) -> None:
    """The company and its debtors, two overdue invoices each; the administrator is manager and accountant."""
    ours = {"name": "Deux Ouvriers", "email": "compta@example.com", "street": "1 rue", "zip": "49000", "city": "Angers"}
    make_french(env, {**ours, "company_registry": siret(OURS)})
    send_at_any_hour(env)
    env["res.partner.bank"].create(
        {
            "acc_number": french_iban("20041", "01005", "05000134026"),
            "partner_id": env.company.partner_id.id,
            "allow_out_payment": True,
        }
    )
    groups = ("recovery_dunning.group_recovery_manager", "account.group_account_manager")
    env.ref("base.user_admin").group_ids = [Command.link(env.ref(group).id) for group in groups]
    env.company.recovery_user_id = env.ref("base.user_admin")
    env["ir.attachment"].search([("url", "=like", "/web/assets/%")]).unlink()
    parameters = env["ir.config_parameter"]
    for name in ("debtors", "notices"):
        parameters.set_param(f"recovery_dunning_queue.{name}", str(SOME))
    parameters.set_param("report.print_delay", "0")
    today = fields.Date.context_today(env.user)
    book = [
        Invoice(
            number=f"{number}-{late}",
            customer=f"D{number:04d}",
            issued=today - timedelta(late + 30),
            due=today - timedelta(late),
            amount=Decimal(100 + number),
            disputed=False,
            settled=today,
        )
        for number in range(DEBTORS)
        for late in LATE
    ]
    LoadedBook(book).load(env)
    for number, debtor in enumerate(debtors(env)):
        debtor.write({"company_registry": siren(str(STEM + number)), "phone": "+33 4 72 00 00 00"})


def debtors(env, count=DEBTORS):
    return env["res.partner"].search([("ref", "=like", "D%")], order="ref", limit=count)


def owed(env, partner):
    """What a debtor owes, the oldest first."""
    its = [("partner_id", "=", partner.id), ("account_type", "=", "asset_receivable"), ("reconciled", "=", False)]
    return env["account.move.line"].search([*its, ("debit", ">", 0)], order="date_maturity, id")


def cases(env, count):
    chosen = debtors(env, count)
    found = env["recovery.case"]._open_for(env.company, chosen, overdue=chosen)
    return env["recovery.case"].union(*(found[debtor.id] for debtor in chosen))


def approve_each(env) -> None:
    """Nothing of the day's run leaves before somebody has approved it."""
    env["recovery.level"].search([]).require_approval = True


def ask_to_propose(env) -> None:
    env["recovery.run"].create({})._ask_to_propose(env.ref("base.user_admin"))


def ask_to_send(env) -> None:
    run = env["recovery.run"].create({})
    run.action_propose()
    run.action_approve()
    run.write({"state": "sending", "asked_by_id": env.ref("base.user_admin").id})


def arrange(env) -> None:
    """Promises, plans and disputes on which judgment falls today; some debtors have paid."""
    approve_each(env)
    today, chosen = env.company._recovery_today(), debtors(env)
    cases(env, DEBTORS)
    for number, debtor in enumerate(chosen):
        lines = owed(env, debtor)
        if number % 4 == 0:
            promise = env["recovery.promise"].create({**env["recovery.promise"]._prepare_for(lines), "date": today})
            promise.date_until = today - timedelta(days=1)
        elif number % 4 == 1:
            plan = env["recovery.plan"]
            half = sum(lines.mapped("amount_residual")) / 2
            payments = [Command.create({"date": today + timedelta(days), "amount": half}) for days in (5, 35)]
            plan = plan.create({**plan._prepare_for(lines), "schedule_ids": payments})
            plan.action_activate()
            env.flush_all()
            env.cr.execute("UPDATE recovery_plan_line SET date = date - 30 WHERE plan_id = %s", [plan.id])
            env.invalidate_all()
        elif number % 4 == 2:
            kind = env.ref("recovery_dunning.dispute_type_quality")
            values = {**env["recovery.dispute"]._prepare_for(lines), "type_id": kind.id, "claim": "Fêlé."}
            env["recovery.dispute"].create(values).sla_date = today - timedelta(days=1)
        else:
            wizard = env["account.payment.register"]
            wizard = wizard.with_context(active_model="account.move", active_ids=lines.move_id.ids)
            wizard.create({})._create_payments()


def post_letters(env) -> None:
    """Registered letters that have left a week ago, each with its number."""
    letters = {"send_email": False, "send_letter": True, "registered": True, "phase": "formal_notice"}
    env["recovery.level"].search([("send_email", "=", True), ("delay", ">", 0)]).write({**letters, "response_days": 8})
    run = env["recovery.run"].create({})
    run.action_propose()
    run.action_approve()
    for notice in run.notice_ids:
        notice._track({"registered_number": f"1A{notice.partner_id.ref}"})
    run.notice_ids._send_or_fail()
    run._settle_state()
    env.flush_all()
    env.cr.execute("UPDATE recovery_notice SET date = date - 7")
    env.invalidate_all()


def carriers_file(env) -> bytes:
    today, events = env.company._recovery_today(), (("Pris en charge", 5), ("Présenté", 3), ("Distribué", 2))
    lines = [f"1A{debtor.ref};{today - timedelta(days)};{event}" for debtor in debtors(env) for event, days in events]
    return "\n".join(["Numéro;Date;Statut", *lines]).encode()


def place_all(env) -> None:
    """Each case is with the agency since ten days; it has sent its file."""
    for debtor in debtors(env):
        place(env, debtor)
    env.flush_all()
    env.cr.execute("UPDATE recovery_placement SET date = date - 10")
    env.invalidate_all()
    day = env.company._recovery_today() - timedelta(days=4)
    lines = [
        f"{placement.case_id.name};{day:%d/%m/%Y};50,00;5,00;1,00;44,00"
        for placement in env["recovery.placement"].search([], order="id")
    ]
    content = "\n".join(["Votre référence;Date;Encaissé;Honoraires HT;TVA;Net reversé", *lines]).encode()
    env["recovery.remittance"].create(
        {"agency_id": agency_of(env).id, "file": base64.b64encode(content), "filename": "reversement.csv"}
    )


def lifecycle_file(env) -> bytes:
    """What platforms tell of every invoice: that it arrived, and what its buyer says."""
    said = ("205", "207", "208", "211", "206", "210")
    at = datetime.combine(env.company._recovery_today() - timedelta(days=3), time(10))
    moves = env["account.move"].search([("move_type", "=", "out_invoice")], order="id")
    told = []
    for number, move in enumerate(moves):
        code = said[number % len(said)]
        amount = move.amount_total / 2 if code in ("206", "211") else None
        told += [message(move, "203", at, OURS), message(move, code, at + timedelta(hours=1), OURS, amount)]
    return zipped(told)


def prepare_handoff(env, count=HANDED):
    """A handoff that is ready, of cases that nothing blocks: their invoices are printed."""
    page = env["ir.actions.report"]._run_wkhtmltopdf([PAGE])
    chosen = cases(env, count)
    moves = owed(env, chosen.partner_id[:1]).move_id.union(*(owed(env, one).move_id for one in chosen.partner_id))
    env["ir.attachment"].create(
        [
            {
                "name": move._get_invoice_report_filename(),
                "raw": page + f"\n%{move.id}".encode(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
        ]
    )
    moves.invalidate_recordset()
    handoff = env["recovery.handoff"]._prepare_with(agency_of(env), chosen, fee_terms="12 %", guarantee="Mutuelle")
    handoff.action_ready()
    return handoff


def hand_over(env) -> None:
    """A handoff whose packages wait."""
    handoff = prepare_handoff(env)
    handoff.action_hand_over()
