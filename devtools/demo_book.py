"""The debtors of the demonstration: who they are and how they pay. All of them are invented.

Days are counted from today, so that the book never ages. Nothing here needs Odoo.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

DEBTORS_FILE = Path(__file__).with_name("demo_debtors.csv")
SEED = 2049
# (French name, English name, price without tax)
PRODUCTS = (
    ("Bureau droit en chêne massif, 160 × 80 cm", "Solid oak desk, 160 × 80 cm", 890.0),
    ("Bibliothèque sur mesure, hêtre huilé", "Made-to-measure bookcase, oiled beech", 2480.0),
    ("Table de réunion, douze places", "Meeting table for twelve", 3150.0),
    ("Comptoir d'accueil, placage noyer", "Reception counter, walnut veneer", 4200.0),
    ("Banquette de salle, le mètre", "Dining bench, per metre", 415.0),
    ("Étagères modulables, lot de quatre", "Modular shelves, set of four", 340.0),
    ("Chaise d'atelier, assise cuir", "Workshop chair, leather seat", 265.0),
    ("Restauration de parquet, le m²", "Parquet restoration, per m²", 78.0),
    ("Porte intérieure en frêne", "Interior door in ash", 740.0),
    ("Dressing sur mesure", "Made-to-measure wardrobe", 1980.0),
    ("Plan de travail en chêne lamellé", "Laminated oak worktop", 560.0),
    ("Pose et réglage, la journée", "Fitting and adjustment, per day", 620.0),
)
SMALL_ITEM = ("Huile d'entretien, 250 ml", "Care oil, 250 ml", 8.0)

# how a debtor pays: (due day, day of the payment or None), both counted from today
HABITS = {
    "new": ((4, None), (24, None)),
    "prompt": ((-71, -74), (-43, -43), (-15, -16), (12, None)),
    "forgetful": ((-66, -53), (-38, -26), (-9, None), (15, None)),
    "late": ((-75, -58), (-41, -22), (-18, None), (-4, None), (9, None)),
    "slow": ((-68, -37), (-34, None), (-20, None), (-5, None), (4, None)),
    "bad": ((-52, None), (-33, None), (-19, None), (-3, None)),
    "worst": ((-81, None), (-49, None)),
    "busy": ((-64, -60), (-36, None), (-29, None), (-24, None), (-17, None), (-12, None), (-6, None), (-1, None)),
    "twice": ((-58, -50), (-5, None), (-3, None)),
    "single": ((-26, None),),
    "dollar": ((-37, None), (-11, None), (19, None)),
}


@dataclass(frozen=True, slots=True)
class Debtor:
    """One debtor. `story` names what is special about him, for `devtools.demo_ledger` to enact."""

    name: str
    kind: str
    street: str
    zip: str
    city: str
    country: str
    email: str
    habit: str
    story: str
    lang: str
    currency: str


@dataclass(frozen=True, slots=True)
class Sale:
    """One invoice of the book. `lines`: which product, how many."""

    debtor: Debtor
    due: int
    settled: int | None
    lines: tuple[tuple[int, int], ...]


@cache
def debtors() -> tuple[Debtor, ...]:
    """All debtors, in the order of the file beside this module."""
    with DEBTORS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Debtor(**row) for row in csv.DictReader(file))


def sales() -> list[Sale]:
    """All invoices that follow from the habits, always the same ones."""
    random = Random(SEED)
    return [
        Sale(debtor, due + _jitter(random, due), settled, _lines(random, debtor.kind))
        for debtor in debtors()
        for due, settled in HABITS[debtor.habit]
    ]


def _jitter(random: Random, due: int) -> int:
    """Invoices long past fall due on any day; near today the habits mean the day they say."""
    return random.choice((-1, 0, 1)) if due < -25 else 0


def _lines(random: Random, kind: str) -> tuple[tuple[int, int], ...]:
    """One to three products; people buy less than firms."""
    picked = random.sample(range(len(PRODUCTS)), random.choice((1, 1, 2) if kind == "consumer" else (1, 2, 2, 3)))
    return tuple((index, random.choice((1, 1, 2) if PRODUCTS[index][2] > 500 else (1, 2, 4, 6))) for index in picked)
