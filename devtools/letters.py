"""`./dev letters DIR`: every letter for every class of debtor in French and English, as PDF files to look at.

They are letters of real runs in a fresh database, of the firm of the demonstration and of debtors invented here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path

CLASSES = ("business", "consumer", "public")
LANGUAGES = ("fr_FR", "en_US")
LATE = 50  # days
# kind of letter: (phase, tone, day of the level, day on which the invoice falls due, counted from today)
KINDS = {
    "coming_dues": ("preventive", "1", -5, 3),
    "reminder_1": ("amicable", "1", 3, -4),
    "reminder_2": ("amicable", "2", 15, -16),
    "last_reminder": ("amicable", "3", 30, -31),
    "formal_notice": ("formal_notice", "4", 45, -LATE),
}
CASE_KINDS = ("attestation", "agency", "receipt", "declaration", "discharge")  # in the order in which they are true
NAMES = {
    "business": ("Menuiserie Dubois SARL", "12 rue des Lilas", "69003", "Lyon"),
    "consumer": ("Madame Hélène Lefèvre", "3 allée des Tilleuls, bâtiment B", "35000", "Rennes"),
    "public": ("Commune de Saint-Aubin", "Place de la Mairie", "49100", "Angers"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    from devtools.demo_company import make_company  # Odoo is needed from here on
    from devtools.odoo_env import environment
    from devtools.report_server import report_server

    options.folder.mkdir(parents=True, exist_ok=True)
    with environment(options.database) as env:
        make_company(env)
        env.company.write(
            {
                "recovery_legal_form": "SAS",
                "recovery_share_capital": 40000,
                "recovery_register_city": "Angers",
            }
        )
        with report_server(env):
            count = write_letters(env, options.folder)
    print(f"{count} letters in {options.folder}")
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="letters", allow_abbrev=False)
    parser.add_argument("--database", required=True)
    parser.add_argument("folder", type=Path, metavar="DIR")
    return parser


def write_letters(env, folder: Path) -> int:
    """One run sends them all; returns how many files were written."""
    env["res.lang"]._activate_lang("en_US")
    env["recovery.procedure"].search([]).active = False
    today = env.company._recovery_today()
    names = {}
    for kind, debtor_class in product(KINDS, CLASSES):
        procedure = env["recovery.procedure"].create(_procedure(kind, debtor_class))
        for language in LANGUAGES:
            debtor = env["res.partner"].create(_debtor(env, debtor_class, language))
            due = today + timedelta(days=KINDS[kind][3])
            env["account.move"].create(_invoice(debtor, procedure, due)).action_post()
            names[debtor] = f"{kind}-{debtor_class}-{language[:2]}.pdf"
    run = env["recovery.run"].create({"company_id": env.company.id, "date": today})
    run.action_propose()
    run.notice_ids.filtered("registered").registered_number = "1A12345678901"
    run.action_approve()
    run.action_send()
    for notice in run.notice_ids:
        (folder / names[notice.partner_id]).write_bytes(notice.letter_id.raw)
    formal = run.notice_ids.filtered("registered")
    files = [_write_case_letter(notice, kind, folder) for kind in CASE_KINDS for notice in formal]
    return len(run.notice_ids) + len(files)


def _write_case_letter(notice, kind: str, folder: Path) -> Path:
    """A letter that no level sends, made possible first: paid, insolvent, with an agency."""
    env, case = notice.env, notice.case_id
    values = {"case_id": case.id, "kind": kind}
    if kind in ("receipt", "discharge"):
        values["payment_id"] = _pay(notice, part=0.5 if kind == "receipt" else 1.0).id
    elif kind == "agency":
        agency = {**_debtor(env, "business", "fr_FR"), "name": "Recouvrement de l'Ouest SAS"}
        values["agency_id"] = env["res.partner"].create(agency).id
    elif kind == "declaration":
        case.write({"insolvency": "liquidation", "insolvency_date": notice.date})
        values["recipient_id"] = case.partner_id.id
    env["recovery.letter.wizard"].create(values).action_print()
    letter = env["recovery.event"].search([("case_id", "=", case.id), ("channel", "=", "letter")], limit=1)
    path = folder / f"{kind}-{notice.debtor_class}-{notice.partner_id.lang[:2]}.pdf"
    path.write_bytes(letter.attachment_ids.raw)
    return path


def _pay(notice, part: float):
    invoice = notice.line_ids.move_id
    wizard = notice.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    return wizard.create({"amount": notice.currency_id.round(invoice.amount_residual * part)})._create_payments()


def _procedure(kind: str, debtor_class: str) -> dict:
    phase, tone, delay, _due = KINDS[kind]
    formal = phase == "formal_notice"
    claims = debtor_class != "consumer" and tone in ("3", "4")
    level = {
        "name": kind,
        "phase": phase,
        "tone": tone,
        "delay": delay,
        "send_email": False,
        "send_letter": True,
        "registered": formal,
        "attach_invoices": tone == "2",
        "claim_interest": claims,
        "claim_indemnity": claims,
        "response_days": (8 if debtor_class == "business" else 15) if tone in ("3", "4") else 0,
    }
    return {"name": f"{kind} {debtor_class}", "debtor_class": debtor_class, "level_ids": [(0, 0, level)]}


def _debtor(env, debtor_class: str, language: str) -> dict:
    name, street, postcode, city = NAMES[debtor_class]
    return {
        "name": name,
        "is_company": debtor_class != "consumer",
        "recovery_class": debtor_class,
        "street": street,
        "zip": postcode,
        "city": city,
        "country_id": env.ref("base.fr").id,
        "lang": language,
    }


def _invoice(debtor, procedure, due) -> dict:
    lines = [(0, 0, {"name": "Bureau droit en chêne massif", "quantity": 2, "price_unit": 890.0, "tax_ids": False})]
    return {
        "move_type": "out_invoice",
        "partner_id": debtor.id,
        "invoice_date": due - timedelta(days=30),
        "invoice_date_due": due,
        "recovery_procedure_id": procedure.id,
        "invoice_line_ids": lines,
    }


if __name__ == "__main__":
    raise SystemExit(main())
