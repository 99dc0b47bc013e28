"""`./dev letters DIR`: every letter for every class of debtor in French and English, as PDF files to look at.

They are letters of real runs in a fresh database, of the firm of the demonstration and of debtors invented here.
"""

from __future__ import annotations

import argparse
import base64
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
        (folder / names[notice.partner_id]).write_bytes(base64.b64decode(notice.letter_id.datas))
    return len(run.notice_ids)


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
