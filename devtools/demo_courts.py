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
    (
        *("Scierie du Lathan", "49490", "Noyant-Villages", 14300.0, "summons"),
        (
            *(("served", -150, {}), ("filed", -140, {}), ("heard", -90, {})),
            ("decided", -20, {"decision": "granted", "granted_amount": 14300.0, "decision_served_on": -12}),
        ),
    ),
    (
        *("Pépinières de Brissac", "49320", "Brissac-Quincé", 11250.0, "summons"),
        (
            *(("served", -190, {}), ("filed", -180, {}), ("heard", -120, {})),
            ("decided", -70, {"decision": "part", "granted_amount": 8000.0, "decision_served_on": -60}),
            ("appealed", -45, {}),
        ),
    ),
    (
        *("Serrurerie Baugeoise", "49150", "Baugé-en-Anjou", 2310.0, "payment_order"),
        (("filed", -150, {}), ("ordered", -130, {}), ("served", -110, {"served_in_person": True}), ("titled", -20, {})),
    ),
    (
        *("Ambulances du Loir", "49430", "Durtal", 3120.0, "payment_order"),
        (
            *(("filed", -80, {}), ("ordered", -60, {}), ("served", -35, {"served_in_person": True})),
            ("opposed", -8, {}),
        ),
    ),
    # served by nobody: void whatever the regime of its day
    (
        "Atelier du Thouet",
        "49700",
        "Doué-en-Anjou",
        1980.0,
        "payment_order",
        (("filed", -230, {}), ("ordered", -210, {})),
    ),
)
SMALL = (
    ("Claire Rousselot", "49100", "Angers", 640.0, "small_claims", (("filed", -12, {}),)),
    (
        *("Marc Delaunay", "49400", "Saumur", 1120.0, "small_claims"),
        (("filed", -60, {}), ("decided", -40, {"decision": "granted", "granted_amount": 1120.0}), ("titled", -25, {})),
    ),
    (
        *("Sophie Guérin", "49240", "Avrillé", 480.0, "small_claims"),
        (("filed", -50, {}), ("decided", -15, {"decision": "rejected"})),
    ),
)
# name, postcode, town, amount, kind, judgment, publication (days from today), steps of the declaration
INSOLVENT = (
    ("Charpentes du Segréen", "49500", "Segré", 12400.0, "receivership", -30, -18, ()),
    (
        "Minoterie de l'Aubance",
        "49610",
        "Mozé-sur-Louet",
        5200.0,
        "safeguard",
        -80,
        -70,
        (("filed", -50), ("opposed", -9)),
    ),
    (
        "Transports Layonnais",
        "49310",
        "Vihiers",
        7700.0,
        "receivership",
        -140,
        -128,
        (("filed", -100), ("decided", -30)),
    ),
    ("Bâtiment Saumurois", "49400", "Saumur", 9600.0, "liquidation", -70, -60, (("filed", -40),)),
    ("Thomas Legendre", "49300", "Cholet", 890.0, "over_indebtedness", -15, None, ()),
)
LOST = ("Bâtiment Saumurois",)  # written off: a judgment orders liquidation, and VAT comes back
DOUBTFUL = {"Ferronnerie d'Authion": 50.0, "Scierie du Lathan": 25.0, "Transports Layonnais": 80.0}
COSTS = (("Requête au greffe", 33.47, None, True), ("Signification", 78.2, "officer", True))
COMMISSION = "Commission de surendettement de Maine-et-Loire"
ANSWER = "Les livraisons ont été reçues sans réserve : bons de livraison signés, pièces n° 2 et 3."


def make_courts(env, today: date) -> int:
    """Sue, record insolvencies, set aside and write off; returns the number of cases."""
    officer, counsel = (_make(env, name, True, "49100", "Angers") for name in (OFFICER, COUNSEL))
    cases = {}
    with simulated_clock(today) as move_to:
        for name, postcode, town, amount, kind, steps in (*CASES, *SMALL):
            debtor = _make(env, name, kind != "small_claims", postcode, town)
            cases[name] = _owe(env, debtor, amount, today, _first(steps))
            people = {"officer_id": officer.id, "counsel_id": counsel.id}
            _sue(env, cases[name], kind, steps, today, move_to, officer, **people)
        for name, postcode, town, amount, kind, judged, published, steps in INSOLVENT:
            debtor = _make(env, name, kind != "over_indebtedness", postcode, town)
            cases[name] = _owe(env, debtor, amount, today, judged)
            _declare(env, cases[name], kind, judged, published, steps, today, move_to)
        move_to(today)
        env["recovery.proceeding"]._watch(env.company)  # an order that nobody has served is void by now
        for name in LOST:
            _lose(env, cases[name])
        _set_aside(env, {cases[name]: percent for name, percent in DOUBTFUL.items()}, today)
    return len(cases)


def _first(steps) -> int:
    """The day of the first step that has been, from today."""
    return min([day for _stage, day, _values in steps], default=-1)


def _make(env, name: str, is_company: bool, postcode: str, town: str):
    values = {"name": name, "is_company": is_company, "street": "4 rue des Ponts-de-Cé", "zip": postcode, "city": town}
    return env["res.partner"].create({**values, "country_id": env.ref("base.fr").id, "lang": LANGUAGE})


def _owe(env, partner, amount: float, today: date, first: int):
    """An old invoice, due a month before anything happened, and the case of whoever has not paid it."""
    due = today - timedelta(days=max(200, 30 - first))
    taxes = [(6, 0, env.company.account_sale_tax_id.ids)]
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": due - timedelta(days=30),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Livraison", "price_unit": amount, "tax_ids": taxes})],
        }
    )
    move.action_post()
    return env["recovery.case"]._case_of(env.company, partner)


def _sue(env, case, kind, steps, today, move_to, officer, **people) -> None:
    """Each step on its day; a hearing that is to come is entered today."""
    move_to(today + timedelta(days=min(_first(steps), 0)))
    proceeding = env["recovery.proceeding"].create({"case_id": case.id, "kind": kind, "court": "Angers", **people})
    for stage, day, values in steps:
        move_to(today + timedelta(days=min(day, 0)))
        values = {name: today + timedelta(days=its) if name.endswith("_on") else its for name, its in values.items()}
        proceeding._advance(stage, today + timedelta(days=day), **values)
    if kind == "payment_order" and steps:
        for name, amount, payee, recoverable in COSTS[: len(steps) - 1]:
            values = {"name": name, "amount": amount, "recoverable": recoverable, "payee_id": payee and officer.id}
            env["recovery.proceeding.cost"].create({"proceeding_id": proceeding.id, **values})


def _declare(env, case, kind, judged, published, steps, today, move_to) -> None:
    """The judgment, its publication, and what became of our declaration."""
    move_to(today + timedelta(days=published or judged))
    values = {"kind": kind, "judgment_date": today + timedelta(days=judged)}
    values["published_on"] = published and today + timedelta(days=published)
    of_person = kind == "over_indebtedness"
    name = COMMISSION if of_person else f"SELARL Mandat {case.partner_id.city}"
    values["representative_id"] = _make(env, name, True, "49100", "Angers").id
    values["court"] = not of_person and "Angers"
    insolvency = env["recovery.insolvency"]._declare(case, values)
    for stage, day in steps:
        move_to(today + timedelta(days=day))
        values = {"decision": "granted", "granted_amount": insolvency.declared_amount} if stage == "decided" else {}
        insolvency.proceeding_id._advance(stage, today + timedelta(days=day), **values)
        if stage == "opposed":
            insolvency.answer = ANSWER


def _lose(env, case) -> None:
    settlement = env["recovery.settlement"]
    values = settlement._prepare_for(case._open_items().filtered(lambda line: line.amount_residual > 0))
    reason = "Liquidation judiciaire : certificat d'irrécouvrabilité attendu, rien à distribuer"
    settlement.create({**values, "kind": "write_off", "vat_ground": "liquidation", "reason": reason}).action_settle()


def _set_aside(env, percents, today: date) -> None:
    """The closing of last month: what may not come, without its VAT, and on 416 for that day."""
    day = today.replace(day=1) - timedelta(days=1)
    lines = {
        line: percent
        for case, percent in percents.items()
        for line in case._open_items().filtered(lambda one: one.amount_residual > 0)
    }
    doubtful = env["recovery.doubtful"]
    doubtful._set_aside(env.company, lines, day)
    doubtful.search([("line_id", "in", [line.id for line in lines])])._show_as_doubtful(env.company, day)
