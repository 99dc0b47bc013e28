"""An amount in words, in the language and the currency of the debtor.

A promise is proved by its amount in words and figures, and the words prevail (C. civ. 1376): they must be right in
singular and plural, and to the cent. The currency is named in French and English where the trade has a usual word
for it, otherwise by its ISO code. A language that `num2words` does not speak is answered in English.

>>> in_words(Decimal("1234.50"), "EUR", "fr_FR")
'mille deux cent trente-quatre euros et cinquante centimes'
>>> in_words(Decimal("2000000"), "EUR", "fr")
"deux millions d'euros"
>>> in_words(Decimal("1.01"), "USD", "en_US")
'one dollar and one cent'
>>> in_words(Decimal("12.30"), "PLN", "fr")
'douze PLN et 30/100'
>>> in_words(Decimal("-1"), "EUR", "fr")
Traceback (most recent call last):
    ...
ValueError: an amount in words is not negative: -1
"""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

# by language and currency: one, several, one hundredth, several hundredths
NAMES = {
    "fr": {
        "EUR": ("euro", "euros", "centime", "centimes"),
        "USD": ("dollar américain", "dollars américains", "cent", "cents"),
        "CHF": ("franc suisse", "francs suisses", "centime", "centimes"),
        "GBP": ("livre sterling", "livres sterling", "penny", "pence"),
        "CAD": ("dollar canadien", "dollars canadiens", "cent", "cents"),
        "XPF": ("franc Pacifique", "francs Pacifique", "centime", "centimes"),
    },
    "en": {
        "EUR": ("euro", "euros", "cent", "cents"),
        "USD": ("dollar", "dollars", "cent", "cents"),
        "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
        "GBP": ("pound", "pounds", "penny", "pence"),
        "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
        "XPF": ("Pacific franc", "Pacific francs", "centime", "centimes"),
    },
}
FEMININE = {"GBP"}  # une livre, vingt et une livres
AND = {"fr": " et ", "en": " and "}
ROUND_MILLIONS = ("million", "millions", "milliard", "milliards")  # of which French says « de »


def in_words(amount: Decimal, currency: str, language: str) -> str:
    """`amount`, rounded to hundredths, in the words of `language` (an ISO code, with or without a country).

    :param currency: its ISO code
    :raises ValueError: the amount is negative
    """
    if amount < 0:
        raise ValueError(f"an amount in words is not negative: {amount}")
    hundredths = int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    units, cents = divmod(hundredths, 100)
    language = _spoken(language)
    names = NAMES.get(language, {}).get(currency)
    if not names:
        fraction = f"{AND.get(language, ' + ')}{cents:02}/100" if cents else ""
        return f"{_cardinal(units, language)} {currency}{fraction}"
    parts = []
    if units or not cents:
        parts.append(_units(units, language, currency, names))
    if cents:
        parts.append(f"{_cardinal(cents, language)} {names[2] if cents == 1 else names[3]}")
    return AND[language].join(parts)


def _units(units: int, language: str, currency: str, names: tuple[str, ...]) -> str:
    """
    >>> _units(21, "fr", "GBP", NAMES["fr"]["GBP"])
    'vingt et une livres sterling'
    >>> _units(0, "fr", "EUR", NAMES["fr"]["EUR"])
    'zéro euro'
    """
    number = _cardinal(units, language)
    if language == "fr":
        name = names[0] if units < 2 else names[1]  # French counts from two on as several
        if currency in FEMININE and number.endswith("un"):
            number += "e"
        if number.endswith(ROUND_MILLIONS):
            return f"{number} d'{name}" if name[0] in "aeiouh" else f"{number} de {name}"
        return f"{number} {name}"
    return f"{number} {names[0] if units == 1 else names[1]}"


def _spoken(language: str) -> str:
    """The ISO code of the language, or English where nobody counts in it."""
    code = (language or "en").replace("-", "_").split("_")[0].lower()
    try:
        num2words(1, lang=code)
    except NotImplementedError:
        return "en"
    return code


def _cardinal(number: int, language: str) -> str:
    return num2words(number, lang=language)
