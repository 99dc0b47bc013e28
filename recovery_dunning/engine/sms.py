"""How long an SMS is, and how to write it so that one message takes it.

A message takes 160 characters as long as all of them are in the alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1); those of
its extension, such as the euro sign, count twice. A single character outside of it, a no-break space or an ê, and the
message is sent as UCS-2, which takes 70 (characters beyond the basic plane count twice).

>>> measure("Merci de régler 120 €")
Length(units=22, limit=160)
>>> measure("Merci d’avance")
Length(units=14, limit=70)
>>> plain("Œuvre d’art – 1 234,50 € à régler, garçon… fête")
"OEuvre d'art - 1 234,50 € à régler, garcon... fete"
"""

import unicodedata
from typing import NamedTuple

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
GSM_LIMIT, UCS2_LIMIT = 160, 70
# what a keyboard or a formatter writes instead of a character of the alphabet
REPLACED = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "),
    **{"…": "...", "•": "-", "·": ".", "Œ": "OE", "œ": "oe", "×": "x", "°": "o", "\u200b": ""},
}


class Length(NamedTuple):
    """What a text takes of one message, and what one message takes, both in the units of its encoding."""

    units: int
    limit: int

    @property
    def fits(self) -> bool:
        return self.units <= self.limit


def measure(text: str) -> Length:
    """The length of `text` as the network counts it.

    >>> measure("[120]").units, measure("жук").limit, measure("x" * 161).fits
    (7, 70, False)
    """
    if all(character in ALPHABET or character in EXTENSION for character in text):
        return Length(len(text) + sum(character in EXTENSION for character in text), GSM_LIMIT)
    return Length(len(text.encode("utf-16-be")) // 2, UCS2_LIMIT)


def plain(text: str) -> str:
    """`text` with each character outside of the alphabet written with one of it that reads the same, where there is
    one: accents fall, quotes and dashes become those of a typewriter. Other scripts stay as they are.

    >>> plain("Çà et là, l'été"), plain("ÊÎ"), plain("Київ")
    ("Çà et là, l'été", 'EI', 'Київ')
    """
    return "".join(map(_plain_character, unicodedata.normalize("NFC", text)))


def _plain_character(character: str) -> str:
    if character in ALPHABET or character in EXTENSION:
        return character
    if character in REPLACED:
        return REPLACED[character]
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base in ALPHABET else character
