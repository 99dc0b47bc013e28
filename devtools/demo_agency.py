"""The two agencies of the demonstration: their terms and proofs, a case that is placed with each, and what they pay
over, so that their results are compared."""

from __future__ import annotations

import base64
from datetime import timedelta

from devtools.french_company import LANGUAGE, siren, siret, vat_number

NAME = "Recouvrement d'Anjou"
OTHER = "Créances Val de Loire"
# from days, percent, flat fee, at least
TERMS = {
    NAME: ((0, 9.0, 0.0, 0.0), (90, 12.0, 0.0, 40.0), (365, 18.0, 30.0, 80.0)),
    OTHER: ((0, 14.0, 0.0, 0.0), (180, 22.0, 0.0, 60.0)),
}
STEMS = {NAME: "44871903", OTHER: "44871904"}  # of invented registration numbers
ADDRESSES = {
    NAME: {
        "street": "8 boulevard du Roi-René",
        "zip": "49100",
        "city": "Angers",
        "email": "gestion@recouvrement-anjou.example",
        "phone": "+33 2 61 91 70 10",
    },
    OTHER: {
        "street": "15 rue Nationale",
        "zip": "37000",
        "city": "Tours",
        "email": "dossiers@creances-val-de-loire.example",
        "phone": "+33 2 61 91 80 20",
    },
}


def agency_of(env, name=NAME):
    """The agency; made when it is asked for first."""
    known = env["res.partner"].search([("name", "=", name), ("is_recovery_agency", "=", True)], limit=1)
    return known or _make_agency(env, name)


def _make_agency(env, name):
    number, today = siren(STEMS[name]), env.company._recovery_today()
    agency = env["res.partner"].create(
        {
            "name": name,
            "is_company": True,
            "is_recovery_agency": True,
            **ADDRESSES[name],
            "country_id": env.ref("base.fr").id,
            "vat": vat_number(number),
            "company_registry": siret(number),
            "lang": LANGUAGE,
            "recovery_mandate_from": today - timedelta(days=200),
            "recovery_fee_tax_id": env.company.account_purchase_tax_id.id,
        }
    )
    terms = ("age_from", "percent", "flat", "minimum")
    env["recovery.agency.term"].create(
        [{"agency_id": agency.id, **dict(zip(terms, values, strict=True))} for values in TERMS[name]]
    )
    proofs = {
        "insurance": {
            "number": "RC 7 204 118",
            "issuer": "Mutuelle des Mauges",
            "date_until": today + timedelta(days=110),
        },
        "declaration": {"issuer": "Procureur de la République, Angers"},
        "account": {"issuer": "Crédit des Mauges"},
    }
    env["recovery.agency.proof"].create(
        [{"agency_id": agency.id, "kind": kind, **values} for kind, values in proofs.items()]
    )
    return agency


def place(env, partner, name=NAME):
    """Hand what the debtor owes over to the agency of that name."""
    company = env.company
    case = env["recovery.case"]._open_for(company, partner, overdue=partner)[partner.id]
    today = company._recovery_today()
    placement = {"case_id": case.id, "date": today, "agency_reference": f"{_initials(name)}-{case.id:05}"}
    handoff = env["recovery.handoff"].create(
        {"agency_id": agency_of(env, name).id, "state": "handed", "date": today, "placement_ids": [(0, 0, placement)]}
    )
    case.phase = "agency"
    return handoff.placement_ids


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("'", " ").split() if word[0].isupper())


def remit(env, partner, share=1 / 3) -> None:
    """The agency has collected a share of it, and pays that over less its fee."""
    placement = env["recovery.placement"].search([("partner_id", "=", partner.id)], limit=1)
    day = env.company._recovery_today() - timedelta(days=4)
    gross = placement.currency_id.round(placement.total * share)
    fee = placement.agency_id._recovery_expected_fee(env.company, gross, placement.age, placement.total)
    vat = placement.currency_id.round(fee * 0.2)
    figures = (f"{amount:.2f}".replace(".", ",") for amount in (gross, fee, vat, gross - fee - vat))
    rows = (
        ("N° dossier", "Débiteur", "Date d'encaissement", "Montant encaissé", "Commission HT", "TVA", "Net reversé"),
        (placement.agency_reference, partner.name, f"{day:%d/%m/%Y}", *figures),
        (
            f"{_initials(placement.agency_id.name)}-99999",
            "Menuiserie Inconnue",
            f"{day:%d/%m/%Y}",
            "120,00",
            "10,80",
            "2,16",
            "107,04",
        ),
    )
    content = "\r\n".join(";".join(row) for row in rows)
    remittance = env["recovery.remittance"].create(
        {
            "agency_id": placement.agency_id.id,
            "reference": f"{_initials(placement.agency_id.name)}-{day:%Y%m}",
            "file": base64.b64encode(content.encode("cp1252")),
            "filename": f"reversement-{day:%Y-%m}.csv",
        }
    )
    remittance.action_read()
    remittance.action_book()
