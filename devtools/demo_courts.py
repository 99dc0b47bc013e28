"""The courts of the demonstration: a case at each stage, and debtors who are insolvent."""

from __future__ import annotations

from datetime import date, timedelta

from devtools.french_company import LANGUAGE
from devtools.simulated_days import simulated_clock

OFFICER, COUNSEL = "Étude Cordier, commissaires de justice", "Maître Hélène Vasseur, avocate"
# name, postcode, town, amount, kind of proceedings, its steps: (stage, days from today, what is entered besides)
CASES = (
    ("Garage de l'Erdre", "44300", "Nantes", 3840.0, "payment_order", ()),
    ("Imprimerie Beaulieu", "49100", "Angers", 5120.0, "payment_order", (("filed", -6, {}),)),
    (
        "Fleurs du Layon",
        "49750",
        "Bellevigne-en-Layon",
        1275.0,
        "payment_order",
        (("filed", -40, {}), ("ordered", -20, {})),
    ),
    (
        *("Traiteur Mazé", "49630", "Mazé-Milon", 6410.0, "payment_order"),
        (("filed", -70, {}), ("ordered", -50, {}), ("served", -20, {"served_in_person": True})),
    ),
    (
        *("Ferronnerie d'Authion", "49250", "Beaufort-en-Anjou", 9900.0, "payment_order"),
        (
            *(("filed", -90, {}), ("ordered", -70, {}), ("served", -50, {"served_in_person": True})),
            *(("opposed", -30, {}), ("heard", 25, {})),
        ),
    ),
    (
        *("Cave de la Maine", "49000", "Angers", 4260.0, "payment_order"),
        (
            *(("filed", -150, {}), ("ordered", -130, {}), ("served", -110, {"served_in_person": True})),
            *(("titled", -30, {}), ("enforced", -5, {"brought": 1500.0})),
        ),
    ),
    ("Menuiserie Tessier", "85000", "La Roche-sur-Yon", 18700.0, "summons", (("served", -25, {}), ("heard", 40, {}))),
)
SMALL = ("Claire Rousselot", "49100", "Angers", 640.0, "small_claims", (("filed", -12, {}),))
INSOLVENT = (
    ("Charpentes du Segréen", "49500", "Segré", 12400.0, "receivership", -30, -18),
    ("Thomas Legendre", "49300", "Cholet", 890.0, "over_indebtedness", -15, None),
)


def make_courts(env, today: date) -> int:
    """Sue, and record insolvencies; returns the number of cases."""
    officer, counsel = (_make(env, name, True, "49100", "Angers") for name in (OFFICER, COUNSEL))
    with simulated_clock(today) as move_to:
        for name, postcode, town, amount, kind, steps in (*CASES, SMALL):
            case = _owe(env, _make(env, name, kind != "small_claims", postcode, town), amount, today)
            _sue(env, case, kind, steps, today, move_to, officer_id=officer.id, counsel_id=counsel.id)
        for name, postcode, town, amount, kind, judged, published in INSOLVENT:
            move_to(today)
            case = _owe(env, _make(env, name, kind != "over_indebtedness", postcode, town), amount, today)
            values = {"kind": kind, "judgment_date": today + timedelta(days=judged), "court": town}
            values["published_on"] = published and today + timedelta(days=published)
            env["recovery.insolvency"]._declare(case, values)
    return len(CASES) + 1 + len(INSOLVENT)


def _make(env, name: str, is_company: bool, postcode: str, town: str):
    values = {"name": name, "is_company": is_company, "street": "4 rue des Ponts-de-Cé", "zip": postcode, "city": town}
    return env["res.partner"].create({**values, "country_id": env.ref("base.fr").id, "lang": LANGUAGE})


def _owe(env, partner, amount: float, today: date):
    """An old invoice, and the case of whoever has not paid it."""
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": today - timedelta(days=230),
            "invoice_date_due": today - timedelta(days=200),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Livraison", "price_unit": amount})],
        }
    )
    move.action_post()
    return env["recovery.case"]._case_of(env.company, partner)


def _sue(env, case, kind, steps, today, move_to, **people) -> None:
    """Each step on its day; a hearing that is to come is entered today."""
    first = min([day for _stage, day, _values in steps], default=-1)
    move_to(today + timedelta(days=min(first, 0)))
    proceeding = env["recovery.proceeding"].create({"case_id": case.id, "kind": kind, "court": "Angers", **people})
    for stage, day, values in steps:
        move_to(today + timedelta(days=min(day, 0)))
        proceeding._advance(stage, today + timedelta(days=day), **values)
