"""The channels between creditor and debtor: what each is called, and what must be known of a contact to use it. How
long an SMS is, and how to write it so that one message takes it. What a mail server answers, and when a mail that it
did not take is tried again: soon at first, then less often, on the same day. Which text is a mail address, and which a
mobile number.

A message takes 160 characters as long as all of them are in the alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1); those of
its extension, such as the euro sign, count twice. A single character outside of it, a no-break space or an ê, and the
message is sent as UCS-2, which takes 70 (characters beyond the basic plane count twice). Of a mail server's replies
(RFC 5321, 4.2.1) the 400s refuse for now, the 500s for good.

>>> [code for code, channel in CHANNELS.items() if channel.needs == "phone"]
['phone', 'sms']
>>> sms_length("Merci de régler 120 €")
Length(units=22, limit=160)
>>> sms_length("Merci d’avance")
Length(units=14, limit=70)
>>> sms_plain("Œuvre d’art – 1 234,50 € à régler, garçon… fête")
"OEuvre d'art - 1 234,50 € à régler, garcon... fete"
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from functools import lru_cache
from typing import NamedTuple

import idna
import phonenumbers

from .place import OVERSEAS, OVERSEAS_CODES, french_subdivision

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


# ---- the answers of a mail server

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=30)  # a server that comes back in the evening still gets its mails
CLOSING = 421  # "Service not available, closing transmission channel": said of the connection, not of a mail


def pauses(tries: int) -> list[timedelta]:
    """The pauses that may follow now, the longest first: the shorter ones are for the end of the day.

    :param tries: how often the server has been tried in vain before

    >>> [pause.seconds // 60 for pause in pauses(0)]
    [5]
    >>> [pause.seconds // 60 for pause in pauses(1)]
    [10, 5]
    >>> [pauses(tries)[0].seconds // 60 for tries in range(6)]
    [5, 10, 20, 30, 30, 30]
    """
    growing = [min(FIRST_PAUSE * 2**number, LONGEST_PAUSE) for number in range(min(tries, 10) + 1)]
    return sorted(set(growing), reverse=True)


def is_passing(code: int) -> bool:
    """Whether a reply refuses for now only.

    >>> [is_passing(code) for code in (250, 421, 451, 550)]
    [False, True, True, False]
    """
    return 400 <= code < 500


def is_believed(waited: timedelta, alone: bool) -> bool:
    """Whether a refusal for good is one. A server that has lost its directory refuses everybody for a while: a refusal
    counts once it has been repeated after a pause, and while the server takes the mails of others.

    :param waited: the time since it was first refused
    :param alone: whether it is the only mail that was refused, or others were taken beside it

    >>> is_believed(timedelta(0), True), is_believed(FIRST_PAUSE, True), is_believed(FIRST_PAUSE, False)
    (False, True, False)
    """
    return alone and waited >= FIRST_PAUSE


# ---- whom they reach

# most addresses are so plain that nobody need parse them
PLAIN = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?\.)+[a-z]{2,20}")
LONGEST_LOCAL_PART, LONGEST_ADDRESS = 64, 254  # RFC 5321, 4.5.3.1
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
# overseas departments, whose numbers are dialled from all of France as they are written there
NATIONAL = ("FR", "GP", "GF", "MQ", "RE", "YT")


@lru_cache(maxsize=65536)
def is_mail_address(text: str) -> bool:
    """Whether a mail system takes `text` as the address of a mailbox: RFC 5321 (4.1.2) and RFC 5322 (3.4.1), in ASCII,
    at a domain of the public network. Whether somebody reads it, only a mail tells.

    >>> [is_mail_address(text) for text in ("compta@societe.fr", "compta@société.fr", "a@b", "x@y..fr", "compta@")]
    [True, True, False, False, False]
    """
    local_part, at, _domain = text.rpartition("@")
    if not at or len(local_part) > LONGEST_LOCAL_PART or len(text) > LONGEST_ADDRESS:
        return False
    if len(text) <= LONGEST_LOCAL_PART and "--" not in text and PLAIN.fullmatch(text):
        return True
    try:
        address = Address(addr_spec=text)
        labels = idna.encode(address.domain, uts46=True).decode().split(".")
    except (MessageError, ValueError, IndexError):  # what the library says of what it cannot read
        return False
    # nobody has a mailbox at a name without a dot, at a number, or under a top-level domain of one letter
    return address.username == local_part and len(labels) > 1 and len(labels[-1]) > 1 and not labels[-1].isdigit()


@lru_cache(maxsize=2048)
def phone_regions(country: str | None, zip_code: str | None = None, home: str | None = None) -> tuple[str, ...]:
    """The regions by whose habits a number without a country code may be read, the likeliest first. Overseas France
    has country codes of its own, though its people are in France and write their numbers the national way.

    :param country: the ISO code of where its owner is; `home`, where the creditor is, if it is not known

    >>> phone_regions("FR", "98800")[:2], phone_regions("BE"), phone_regions(None, "98800", "FR")[0]
    (('NC', 'FR'), ('BE',), 'NC')
    """
    country = country or home
    overseas = OVERSEAS_CODES.get(french_subdivision(zip_code)) if country == "FR" else None
    national = NATIONAL if country == "FR" or country in OVERSEAS else ()
    return tuple(dict.fromkeys(filter(None, (overseas, country, *national))))


@lru_cache(maxsize=65536)
def mobile_number(text: str, regions: Sequence[str]) -> str | None:
    """`text` in its international form if it is a valid mobile number in one of `regions`, the first that fits.

    >>> mobile_number("0692 12 34 56", phone_regions("FR", "97400")), mobile_number("04 72 10 20 30", ("FR",))
    ('+262692123456', None)
    >>> mobile_number("+32 470 12 34 56", ("FR",)), mobile_number("à demander", ("FR",)), mobile_number("", ())
    ('+32470123456', None, None)
    """
    for region in regions or (None,):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE:
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None
