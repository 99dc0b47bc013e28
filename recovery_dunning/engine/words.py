"""An amount in words, in the language and the currency of the debtor.

A promise is proved by its amount in words and figures, and the words prevail (C. civ. 1376): they must be right in
singular and plural, and to the cent, or to the thousandth where the currency has them. Belgians and Swiss count in
French words of their own. The currency is named where the trade has a usual word for it, otherwise by its ISO code. Of
the languages that `num2words` counts in, those of `NAMES` were tried, and mended where it errs before thousands and
before a noun; any other is answered in English, as the letter around it is.

>>> in_words(Decimal("1234.50"), "EUR", "fr_FR")
'mille deux cent trente-quatre euros et cinquante centimes'
>>> in_words(Decimal("2000000"), "EUR", "fr")
"deux millions d'euros"
>>> in_words(Decimal("1.01"), "USD", "en_US")
'one dollar and one cent'
>>> in_words(Decimal("12.30"), "PLN", "fr")
'douze PLN et 30/100'
>>> in_words(Decimal(1171), "EUR", "fr_FR", country="BE"), in_words(Decimal("90.005"), "TND", "fr_CH", decimals=3)
('mille cent septante et un euros', 'nonante dinars tunisiens et cinq millimes')
>>> in_words(Decimal("101021"), "EUR", "de"), in_words(Decimal("21021"), "EUR", "es")
('einhunderteintausendeinundzwanzig Euro', 'veintiún mil veintiún euros')
>>> in_words(Decimal("-1"), "EUR", "fr")
Traceback (most recent call last):
    ...
ValueError: an amount in words is not negative: -1
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

# by language and currency: one, several, one of its parts, several of them
NAMES = {
    "fr": {
        "EUR": ("euro", "euros", "centime", "centimes"),
        "USD": ("dollar américain", "dollars américains", "cent", "cents"),
        "CHF": ("franc suisse", "francs suisses", "centime", "centimes"),
        "GBP": ("livre sterling", "livres sterling", "penny", "pence"),
        "CAD": ("dollar canadien", "dollars canadiens", "cent", "cents"),
        "XPF": ("franc Pacifique", "francs Pacifique", "centime", "centimes"),
        "TND": ("dinar tunisien", "dinars tunisiens", "millime", "millimes"),
    },
    "en": {
        "EUR": ("euro", "euros", "cent", "cents"),
        "USD": ("dollar", "dollars", "cent", "cents"),
        "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
        "GBP": ("pound", "pounds", "penny", "pence"),
        "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
        "XPF": ("Pacific franc", "Pacific francs", "centime", "centimes"),
        "TND": ("Tunisian dinar", "Tunisian dinars", "millime", "millimes"),
    },
    "de": {
        "EUR": ("Euro", "Euro", "Cent", "Cent"),
        "USD": ("US-Dollar", "US-Dollar", "Cent", "Cent"),
        "CHF": ("Schweizer Franken", "Schweizer Franken", "Rappen", "Rappen"),
    },
    "es": {
        "EUR": ("euro", "euros", "céntimo", "céntimos"),
        "USD": ("dólar estadounidense", "dólares estadounidenses", "centavo", "centavos"),
        "CHF": ("franco suizo", "francos suizos", "céntimo", "céntimos"),
    },
    "it": {
        "EUR": ("euro", "euro", "centesimo", "centesimi"),
        "USD": ("dollaro statunitense", "dollari statunitensi", "centesimo", "centesimi"),
        "CHF": ("franco svizzero", "franchi svizzeri", "centesimo", "centesimi"),
    },
    "nl": {
        "EUR": ("euro", "euro", "cent", "cent"),
        "USD": ("Amerikaanse dollar", "Amerikaanse dollar", "cent", "cent"),
        "CHF": ("Zwitserse frank", "Zwitserse frank", "rappen", "rappen"),
    },
}
PARTS = {"TND": 3}  # decimals of the part that has a name; 2 for the others
COUNTED_APART = {"BE": "fr_BE", "CH": "fr_CH"}  # septante, nonante
FEMININE = {"GBP"}  # une livre, vingt et une livres
AND = {"fr": " et ", "en": " and ", "de": " und ", "es": " con ", "it": " e ", "nl": " en "}
ROUND_MILLIONS = ("million", "millions", "milliard", "milliards")  # of which French says « de »
OF_MILLIONS = {"es": ("millón", "millones"), "it": ("milione", "milioni", "miliardo", "miliardi")}  # they say it too


def in_words(amount: Decimal, currency: str, language: str, country: str | None = "", decimals: int = 2) -> str:
    """`amount`, rounded to the `decimals` of the currency, in the words of `language` (an ISO code, with or without a
    country).

    :param currency: its ISO code
    :param country: that of the reader, who counts as one does there; that of the language where none is known
    :raises ValueError: the amount is negative
    """
    if amount < 0:
        raise ValueError(f"an amount in words is not negative: {amount}")
    scale = 10**decimals
    units, rest = divmod(int((amount * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP)), scale)
    spoken = _spoken(language)
    counted = _counted(spoken, country or (language or "").replace("-", "_").partition("_")[2].upper())
    names = NAMES.get(spoken, {}).get(currency)
    if not names or (rest and decimals != PARTS.get(currency, 2)):
        whole = _units(units, counted, currency, names) if names else f"{_cardinal(units, counted)} {currency}"
        return f"{whole}{AND.get(spoken, ' + ')}{rest:0{decimals}}/{scale}" if rest else whole
    parts = []
    if units or not rest:
        parts.append(_units(units, counted, currency, names))
    if rest:
        parts.append(f"{_cardinal(rest, counted)} {names[2] if rest == 1 else names[3]}")
    return AND[spoken].join(parts)


def _units(units: int, language: str, currency: str, names: tuple[str, ...]) -> str:
    """
    >>> _units(21, "fr", "GBP", NAMES["fr"]["GBP"])
    'vingt et une livres sterling'
    >>> _units(0, "fr", "EUR", NAMES["fr"]["EUR"])
    'zéro euro'
    """
    number = _cardinal(units, language)
    if language.startswith("fr"):
        name = names[0] if units < 2 else names[1]  # French counts from two on as several
        if currency in FEMININE and number.endswith("un"):
            number += "e"
        if number.endswith(ROUND_MILLIONS):
            return f"{number} d'{name}" if name[0] in "aeiouh" else f"{number} de {name}"
        return f"{number} {name}"
    of = " di" if language == "it" else " de"
    round_millions = number.endswith(OF_MILLIONS.get(language, ()))
    return f"{number}{of if round_millions else ''} {names[0] if units == 1 else names[1]}"


def _spoken(language: str) -> str:
    """The ISO code of the language, or English where nobody has tried to count in it."""
    code = (language or "en").replace("-", "_").split("_")[0].lower()
    return code if code in NAMES else "en"


def _counted(language: str, country: str) -> str:
    """How `num2words` calls the way in which one counts in a language in a country.

    >>> _counted("fr", "CH"), _counted("fr", "LU"), _counted("en", "BE")
    ('fr_CH', 'fr', 'en')
    """
    return COUNTED_APART.get(country, language) if language == "fr" else language


def _cardinal(number: int, language: str) -> str:
    """A number in words, as it stands before a noun.

    >>> [_cardinal(number, "fr_BE") for number in (80, 81, 91, 80_000, 80_000_000)]
    ['quatre-vingts', 'quatre-vingt-un', 'nonante et un', 'quatre-vingt mille', 'quatre-vingts millions']
    """
    words = str(num2words(number, lang=language))
    if language == "fr_BE":  # where the library writes eighties that nobody does
        words = words.replace("quatre-vingt et un", "quatre-vingt-un")
        return re.sub(r"quatre-vingt(?=$| mill(?:ion|iard))", "quatre-vingts", words)
    if language == "de":
        return "ein" if number == 1 else words.replace("einstausend", "eintausend")
    if language == "es":  # un, veintiún before mil, millones and what is counted
        return re.sub(r"\b(veinti|)uno(?= mil\b| millones\b|$)", lambda found: "veintiún" if found[1] else "un", words)
    if language == "it":
        return "un" if number == 1 else words
    if language == "nl":  # the accent is for one alone
        return re.sub(r"(?<=\w)één|één(?=\w)", "een", words)
    return words
