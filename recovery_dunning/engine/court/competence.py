"""Which court: its kind, by the class of the debtor, what the debt is for, its amount and where he lives.

Traders sue each other before the commercial court (C. com. L721-3), in Alsace and Moselle before the commercial chamber
of the judicial court; in twelve towns it is a court of economic activities until the end of 2028 (law 2023-1059 art.
26). Everybody else is sued before the judicial court, up to 10,000 EUR before its local chamber (COJ L212-8); over
rents of homes and consumer credit before the judge of protection (COJ L213-4-4, L213-4-5). A public body is not.

>>> amount = Decimal(6000)
>>> [court_of("summons", debtor_class, amount)[0] for debtor_class in ("business", "consumer", "public")]
['commerce', 'proximity', 'administrative']
>>> court_of("payment_order", "consumer", amount), court_of("summons", "consumer", amount, matter="housing")
(('tj', 'CPC 1406'), ('jcp', 'COJ L213-4-4'))
>>> [court_of("summons", "business", amount, **its)[0] for its in ({"subdivision": "57"}, {"trader": False})]
['tj_commercial', 'proximity']
>>> [court_of("summons", "business", amount, town="Lyon", day=date(year, 1, 1))[0] for year in (2024, 2026, 2029)]
['commerce', 'tae', 'commerce']
"""

import unicodedata
from datetime import date
from decimal import Decimal

COURTS = ("tj", "proximity", "jcp", "commerce", "tae", "tj_commercial", "administrative")
CIVIL = frozenset({"tj", "proximity", "jcp"})
COMMERCIAL = frozenset({"commerce", "tae", "tj_commercial"})
LOCAL_LIMIT = Decimal(10000)  # EUR, of the local chambers
ALSACE_MOSELLE = ("57", "6AE")  # as the library of holidays calls them
ECONOMIC_TOWNS = frozenset(
    {
        *("avignon", "auxerre", "le havre", "le mans", "limoges", "lyon", "marseille", "nancy", "nanterre", "paris"),
        *("saint-brieuc", "versailles"),
    }
)
ECONOMIC_FROM, ECONOMIC_UNTIL = date(2025, 1, 1), date(2028, 12, 31)
OF_PROTECTION = {"housing": "COJ L213-4-4", "credit": "COJ L213-4-5"}


def court_of(
    kind: str,
    debtor_class: str,
    amount: Decimal,
    matter: str = "goods",
    trader: bool = True,
    subdivision: str = "",
    town: str = "",
    day: date | None = None,
) -> tuple[str, str]:
    """(kind of court, article). `amount` in euro; `trader`: of a business, whether it is one; `subdivision`: of the
    place of the debtor; `town`: of the court, where it is known; `day`: of the request."""
    if debtor_class == "public":
        return "administrative", "CPCE L111-1"
    if matter in OF_PROTECTION and (debtor_class == "consumer" or not trader):
        return "jcp", OF_PROTECTION[matter]
    if debtor_class == "business" and trader:
        return _commercial(subdivision, town, day), "C. com. L721-3"
    if kind == "payment_order":
        return "tj", "CPC 1406"  # its president, whatever the amount
    return ("proximity", "COJ L212-8") if amount <= LOCAL_LIMIT else ("tj", "COJ L212-8")


def _commercial(subdivision: str, town: str, day: date | None) -> str:
    if subdivision in ALSACE_MOSELLE:
        return "tj_commercial"
    if is_economic(town) and (day is None or ECONOMIC_FROM <= day <= ECONOMIC_UNTIL):
        return "tae"
    return "commerce"


def is_economic(town: str) -> bool:
    """Whether the court of this town is one of the twelve.

    >>> [is_economic(town) for town in ("PARIS", "Le  Havre", "St Brieuc", "Saint Brieuc", "Angers", "")]
    [True, True, True, True, False, False]
    """
    plain = unicodedata.normalize("NFKD", town or "").encode("ascii", "ignore").decode().lower()
    words = plain.replace("-", " ").replace(".", "").split()
    words = ["saint" if word == "st" else word for word in words]
    name = "-".join(words) if words[:1] == ["saint"] else " ".join(words)
    return name in ECONOMIC_TOWNS
