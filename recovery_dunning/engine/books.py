"""A loss and its VAT: what is lost net, what VAT comes back, and what the duplicate of the invoice says.

VAT comes back once the debt is lost for good: after pursuits that failed and are proven, or from the judgment that
orders liquidation; mere lateness is not enough (CGI 272-1; BOI-TVA-DED-40-10-20). Where it falls due on collection it
was never due of what was not paid: there is nothing to recover, and what was waiting is taken off.

>>> wording("1 000,00 €", "200,00 €")[:64]
'Facture demeurée impayée pour la somme de 1 000,00 € (prix net) '
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TypeVar

Key = TypeVar("Key")


class Ground(str, Enum):
    """Why VAT that was paid comes back; `NONE`: it does not."""

    NONE = "none"
    LIQUIDATION = "liquidation"
    PURSUITS = "pursuits"


@dataclass(frozen=True, slots=True)
class Tax:
    """The VAT of an invoice at one rate: its amount, in the invoice's currency; `waiting`: it falls due on
    collection."""

    key: object
    amount: Decimal
    waiting: bool = False


def vat_of_loss(
    lost: Decimal, total: Decimal, taxes: Iterable[Tax], ground: Ground, cent: Decimal = Decimal("0.01")
) -> dict[object, Decimal]:
    """{key: the VAT within `lost`, a part of an invoice of `total`} of the taxes that the loss takes off: all that are
    waiting; those that were due where the ground gives them back.

    >>> tax = Tax(1, Decimal(200))
    >>> vat_of_loss(Decimal(600), Decimal(1200), [tax], Ground.LIQUIDATION)
    {1: Decimal('100.00')}
    >>> vat_of_loss(Decimal(600), Decimal(1200), [tax], Ground.NONE)
    {}
    >>> vat_of_loss(Decimal(600), Decimal(1200), [Tax(1, Decimal(200), waiting=True)], Ground.NONE)
    {1: Decimal('100.00')}
    """
    found = {}
    for tax in taxes:
        share = (tax.amount * lost / total / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent if total else Decimal(0)
        if share and (tax.waiting or ground is not Ground.NONE):
            found[tax.key] = share
    return found


def vat_due_again(
    received: Decimal, lost: Decimal, taxes: Mapping[Key, Decimal], cent: Decimal = Decimal("0.01")
) -> dict[Key, Decimal]:
    """{key: the VAT within money that comes after all} where the loss of `lost` took off `taxes`, {key: amount}.

    >>> vat_due_again(Decimal(240), Decimal(1200), {1: Decimal(200)})
    {1: Decimal('40.00')}
    """
    return {
        key: (amount * received / lost / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent
        for key, amount in taxes.items()
    }


def allowance(
    open_amount: Decimal, untaxed: Decimal, total: Decimal, percent: float, cent: Decimal = Decimal("0.01")
) -> Decimal:
    """What is set aside for a doubtful debt: a percentage of what is open of it, without its VAT.

    >>> allowance(Decimal(600), Decimal(1000), Decimal(1200), 50)
    Decimal('250.00')
    """
    net = open_amount * untaxed / total if total else open_amount
    return (net * Decimal(str(percent)) / 100 / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent


def percent_by_age(days: int, bands: Iterable[tuple[int, float]]) -> float:
    """The percentage of the oldest band that a debt has reached; `bands`: (days late, percent).

    >>> [percent_by_age(days, [(90, 25), (365, 100)]) for days in (89, 90, 364, 400)]
    [0, 25, 25, 100]
    """
    return max(((late, percent) for late, percent in bands if days >= late), default=(0, 0))[1]


def wording(net: str, vat: str) -> str:
    """What the duplicate must say; `net`, `vat`: the amounts as they are written. The words are the law's, and stay in
    French."""
    return (
        f"Facture demeurée impayée pour la somme de {net} (prix net) et pour la somme de {vat} (TVA correspondante) "
        "qui ne peut faire l'objet d'une déduction (article 272 du CGI)"
    )
