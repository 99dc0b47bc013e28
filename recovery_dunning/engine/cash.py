"""How much of a debt may be paid in cash to a creditor in France (CMF L112-6, D112-3).

Whoever has his tax domicile in France, or acts for his business, pays 1 000 EUR in cash at most; a private person who
has it elsewhere, 15 000 EUR. The debt counts, not the single payment: it is not cut into pieces that each stay below.
Both who pays and who takes it are liable for the fine (CMF L112-7).
"""

from decimal import Decimal

HOME, ABROAD = Decimal(1000), Decimal(15000)  # EUR
FRENCH = ("FR", "GP", "GF", "MQ", "RE", "YT")


def ceiling(creditor_country: str, debtor_class: str, debtor_country: str = "") -> Decimal | None:
    """In EUR; None where the creditor is not in France, whose own law this module does not know. A debtor without a
    country is one of France.

    >>> ceiling("FR", "business", "DE"), ceiling("FR", "consumer"), ceiling("FR", "consumer", "CH")
    (Decimal('1000'), Decimal('1000'), Decimal('15000'))
    >>> ceiling("DE", "business") is None
    True
    """
    if creditor_country not in FRENCH:
        return None
    return ABROAD if debtor_class == "consumer" and debtor_country and debtor_country not in FRENCH else HOME
