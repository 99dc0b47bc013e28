"""The channels between creditor and debtor: what each is called, and what must be known of a contact to use it. How
long an SMS is, and how to write it so that one message takes it.

A message takes 160 characters as long as all of them are in the alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1); those of
its extension, such as the euro sign, count twice. A single character outside of it, a no-break space or an ê, and the
message is sent as UCS-2, which takes 70 (characters beyond the basic plane count twice).

>>> [code for code, channel in CHANNELS.items() if channel.needs == "phone"]
['phone', 'sms']
>>> sms_length("Merci de régler 120 €")
Length(units=22, limit=160)
>>> sms_length("Merci d’avance")
Length(units=14, limit=70)
>>> sms_plain("Œuvre d’art – 1 234,50 € à régler, garçon… fête")
"OEuvre d'art - 1 234,50 € à régler, garcon... fete"
"""

import unicodedata
from typing import NamedTuple

REGISTERED, LETTER, EMAIL, SMS = "registered", "letter", "email", "sms"
PHONE, VISIT, PORTAL, OTHER = "phone", "meeting", "portal", "other"


class Channel(NamedTuple):
    """`label`: on a screen. `needs`: what must be known of a contact, as `facts.Contact` calls it; empty for nothing.
    `exported`: its name in the files for agencies."""

    label: str
    needs: str = ""
    exported: str = ""


CHANNELS = {
    EMAIL: Channel("Mail", "mail", "e-mail"),
    PHONE: Channel("Telephone", "phone"),
    SMS: Channel("SMS", "phone", "SMS"),
    LETTER: Channel("Letter", "post", "letter"),
    REGISTERED: Channel("Registered letter", "post", "registered letter"),
    VISIT: Channel("Visit", "post"),
    PORTAL: Channel("Debtor's page"),
    OTHER: Channel("Other"),
}
RECORDED = [(code, channel.label) for code, channel in CHANNELS.items() if code != REGISTERED]  # it is a letter
BY_PEOPLE = [choice for choice in RECORDED if choice[0] != PORTAL]  # the page writes down by itself
SPOKEN = (PHONE, VISIT)
IN_WRITING = (PORTAL, EMAIL, SMS, LETTER)
MESSAGES = (REGISTERED, LETTER, EMAIL, SMS)  # those of a notice, the weightiest first

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


def sms_length(text: str) -> Length:
    """The length of `text` as the network counts it.

    >>> sms_length("[120]").units, sms_length("жук").limit, sms_length("x" * 161).fits
    (7, 70, False)
    """
    if all(character in ALPHABET or character in EXTENSION for character in text):
        return Length(len(text) + sum(character in EXTENSION for character in text), GSM_LIMIT)
    return Length(len(text.encode("utf-16-be")) // 2, UCS2_LIMIT)


def sms_plain(text: str) -> str:
    """`text` with each character outside of the alphabet written with one of it that reads the same, where there is
    one: accents fall, quotes and dashes become those of a typewriter. Other scripts stay as they are.

    >>> sms_plain("Çà et là, l'été"), sms_plain("ÊÎ"), sms_plain("Київ")
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
