"""The sales side of the demonstration: a rep with her customers, some orders and some quotations."""

from __future__ import annotations

from datetime import date, timedelta

from devtools.demo_company import DOMAIN
from devtools.french_company import LANGUAGE, TIME_ZONE

LOGIN = "nadia"
GROUPS = ("recovery_dunning.group_recovery_viewer", "sales_team.group_sale_salesman")
# (customer, product and quantity, days ago of a confirmed order or None for a quotation)
ORDERS = (
    ("Brasserie du Vieux Port", "Banquette de salle, le mètre", 6, 40),
    ("Clinique Saint-Aubin", "Comptoir d'accueil, placage noyer", 1, 55),
    ("Menuiserie Vasseur et Fils", "Plan de travail en chêne lamellé", 4, 30),
    ("Restaurant L'Écluse", "Chaise d'atelier, assise cuir", 12, None),
    ("Corvin Immobilier", "Table de réunion, douze places", 1, None),
    ("Hôtel des Ormeaux", "Porte intérieure en frêne", 8, None),
)


def make_sales(env, today: date) -> int:
    """Make the rep, give her the firms of the book and these orders; how many there are."""
    rep = _make_rep(env)
    customers = env["res.partner"].search([("customer_rank", ">", 0), ("is_company", "=", True)])
    customers.filtered(lambda customer: not customer.recovery_class).user_id = rep
    for number, customer in enumerate(customers.sorted("id")):
        # within the numbers that the French regulator keeps for fiction
        customer.phone = f"+33 2 61 91 {number // 100:02} {number % 100:02}"
    for name, product, quantity, days_ago in ORDERS:
        _make_order(env, name, product, quantity, today - timedelta(days=days_ago or 1), confirmed=bool(days_ago))
    return len(ORDERS)


def _make_rep(env):
    values = {
        "name": "Nadia Ferrand",
        "login": LOGIN,
        "password": LOGIN,
        "email": f"nadia.ferrand@{DOMAIN}",
        "lang": LANGUAGE,
        "tz": TIME_ZONE,
        "odoobot_state": "disabled",  # no chat in front of the list on a telephone
        "group_ids": [(4, env.ref(group).id) for group in GROUPS],
    }
    return env["res.users"].with_context(no_reset_password=True).create(values)


def _make_order(env, name: str, product: str, quantity: int, day: date, confirmed: bool) -> None:
    customer = env["res.partner"].search([("name", "=", name)], limit=1)
    item = env["product.product"].search([("name", "=", product)], limit=1)
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "user_id": customer.user_id.id,
            "date_order": day,
            "order_line": [(0, 0, {"product_id": item.id, "product_uom_qty": quantity})],
        }
    )
    if confirmed:
        order.with_context(mail_notrack=True).action_confirm()
        order.date_order = day
        order.order_line.qty_delivered = quantity - 1 if quantity > 1 else quantity
