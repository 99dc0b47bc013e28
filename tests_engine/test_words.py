"""Amounts in words, as a French and an English reader expect them."""

import re
from decimal import Decimal

import pytest

from engine.words import in_words

FRENCH = {
    "0": "zéro euro",
    "0.01": "un centime",
    "1": "un euro",
    "1.01": "un euro et un centime",
    "21": "vingt et un euros",
    "71": "soixante et onze euros",
    "80": "quatre-vingts euros",
    "81": "quatre-vingt-un euros",
    "99.99": "quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes",
    "200": "deux cents euros",
    "1000": "mille euros",
    "1001.50": "mille un euros et cinquante centimes",
    "80000": "quatre-vingt mille euros",
    "1000000": "un million d'euros",
    "2000000": "deux millions d'euros",
    "2000001": "deux millions un euros",
}
ENGLISH = {
    "0.01": "one cent",
    "1": "one euro",
    "21": "twenty-one euros",
    "71": "seventy-one euros",
    "80": "eighty euros",
    "81": "eighty-one euros",
    "99.99": "ninety-nine euros and ninety-nine cents",
    "1000": "one thousand euros",
    "1001.50": "one thousand and one euros and fifty cents",
    "2000000": "two million euros",
}
OTHER_CURRENCIES = [
    ("1", "USD", "fr_FR", "un dollar américain"),
    ("21.50", "USD", "fr_FR", "vingt et un dollars américains et cinquante cents"),
    ("1", "CHF", "fr_CH", "un franc suisse"),
    ("2000000", "CHF", "fr_FR", "deux millions de francs suisses"),
    ("80.05", "CHF", "en_GB", "eighty Swiss francs and five centimes"),
    ("1.01", "USD", "en_US", "one dollar and one cent"),
    ("12.30", "PLN", "en_US", "twelve PLN and 30/100"),
    ("3", "EUR", "xx_XX", "three euros"),
    ("72", "EUR", "fr_BE", "septante-deux euros"),
    ("98", "CHF", "fr_CH", "nonante-huit francs suisses"),
    ("1.50", "TND", "fr_FR", "un dinar tunisien et 50/100"),
]
ELSEWHERE = [
    ("71", "EUR", "BE", 2, "septante et un euros"),
    ("80", "EUR", "BE", 2, "quatre-vingts euros"),
    ("81.91", "EUR", "BE", 2, "quatre-vingt-un euros et nonante et un centimes"),
    ("95.70", "CHF", "CH", 2, "nonante-cinq francs suisses et septante centimes"),
    ("71", "EUR", "LU", 2, "soixante et onze euros"),
    ("2000000", "CHF", "CH", 2, "deux millions de francs suisses"),
    ("21", "GBP", "BE", 2, "vingt et une livres sterling"),
    ("12.005", "TND", "TN", 3, "douze dinars tunisiens et cinq millimes"),
    ("0.001", "TND", "TN", 3, "un millime"),
    ("12.3456", "TND", "TN", 3, "douze dinars tunisiens et trois cent quarante-six millimes"),
    ("12.345", "KWD", "KW", 3, "douze KWD et 345/1000"),
    ("1200.4", "XPF", "PF", 0, "mille deux cents francs Pacifique"),
    ("1200", "JPY", "JP", 0, "mille deux cents JPY"),
]
ABROAD = [
    ("1", "de_DE", "ein Euro"),
    ("0.01", "de_DE", "ein Cent"),
    ("1234.50", "de_AT", "eintausendzweihundertvierunddreißig Euro und fünfzig Cent"),
    ("201000", "de_DE", "zweihunderteintausend Euro"),
    ("1000000", "de_DE", "eine Million Euro"),
    ("1", "es_ES", "un euro"),
    ("21.21", "es_ES", "veintiún euros con veintiún céntimos"),
    ("31", "es_ES", "treinta y un euros"),
    ("101000", "es_ES", "ciento un mil euros"),
    ("21000000", "es_ES", "veintiún millones de euros"),
    ("1100", "es_ES", "mil cien euros"),
    ("1", "it_IT", "un euro"),
    ("21.01", "it_IT", "ventuno euro e un centesimo"),
    ("2000000", "it_IT", "due milioni di euro"),
    ("1", "nl_NL", "één euro"),
    ("101.50", "nl_BE", "honderdeen euro en vijftig cent"),
    ("101021", "nl_NL", "honderdeenduizendeenentwintig euro"),
    ("3", "pl_PL", "three euros"),  # nobody has tried it, and the letter is in English
]


@pytest.mark.parametrize(("amount", "language", "words"), ABROAD)
def test_debtors_abroad(amount, language, words):
    assert in_words(Decimal(amount), "EUR", language) == words


@pytest.mark.parametrize(("amount", "words"), FRENCH.items())
def test_french(amount, words):
    assert in_words(Decimal(amount), "EUR", "fr_FR") == words


@pytest.mark.parametrize(("amount", "words"), ENGLISH.items())
def test_english(amount, words):
    assert in_words(Decimal(amount), "EUR", "en_US") == words


@pytest.mark.parametrize(("amount", "currency", "language", "words"), OTHER_CURRENCIES)
def test_other_currencies_and_languages(amount, currency, language, words):
    assert in_words(Decimal(amount), currency, language) == words


@pytest.mark.parametrize(("amount", "currency", "country", "decimals", "words"), ELSEWHERE)
def test_where_the_reader_lives_and_to_the_decimals_of_the_currency(amount, currency, country, decimals, words):
    assert in_words(Decimal(amount), currency, "fr_FR", country, decimals) == words


def test_eighties_nowhere_end_in_and_one():
    for number in range(1000):
        words = in_words(Decimal(number), "EUR", "fr", "BE")
        assert "quatre-vingt et" not in words
        assert not re.search(
            r"soixante(-dix| et onze|-(dou|trei|quator|quin|sei)ze)|quatre-vingt-(dix|onze|.*ze)\b", words
        )


def test_rounds_to_the_cent():
    assert in_words(Decimal("0.995"), "EUR", "fr") == "un euro"


def test_a_negative_amount_has_no_words():
    with pytest.raises(ValueError, match="not negative"):
        in_words(Decimal("-0.5"), "EUR", "fr")
