"""What reaches somebody: a mail address that a mail system takes, and a number that is a mobile one.

A mail address is what RFC 5321 (4.1.2) and RFC 5322 (3.4.1) call one, in ASCII, at a domain of the public network: the
standard library reads it, `idna` its domain. A number is read as people write it where they live. Overseas France has
country codes of its own, though its people are in France and write their numbers the national way; so has a number that
somebody of Paris keeps from there.

>>> [is_mail_address(text) for text in ("compta@societe.fr", "compta@société.fr", "a@b", "x@y..fr", "compta@", "@x.fr")]
[True, True, False, False, False, False]
>>> [is_mail_address(text) for text in ("a@127.0.0.1", "a b@societe.fr", ".a@b.fr", "a@-b.fr", "é@societe.fr", "")]
[False, False, False, False, False, False]
>>> mobile_number("06 12 34 56 78", phone_regions("FR", "75001")), mobile_number("04 72 10 20 30", ("FR",))
('+33612345678', None)
>>> mobile_number("0692 12 34 56", phone_regions("FR", "97400")), mobile_number("0692 12 34 56", phone_regions("FR"))
('+262692123456', '+262692123456')
"""

import re
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from functools import lru_cache

import idna
import phonenumbers

from .place import OVERSEAS, OVERSEAS_CODES, french_subdivision

# most addresses are so plain that nobody need parse them
PLAIN = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?\.)+[a-z]{2,20}")
LONGEST_LOCAL_PART, LONGEST_ADDRESS = 64, 254  # RFC 5321, 4.5.3.1
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
# overseas departments, whose numbers are dialled from all of France as they are written there
NATIONAL = ("FR", "GP", "GF", "MQ", "RE", "YT")


@lru_cache(maxsize=65536)
def is_mail_address(text: str) -> bool:
    """Whether a mail system takes `text` as the address of a mailbox; whether somebody reads it, only a mail tells."""
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
    """The regions by whose habits a number without a country code may be read, the likeliest first.

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

    >>> mobile_number("+32 470 12 34 56", ("FR",)), mobile_number("à demander", ("FR",)), mobile_number("", ())
    ('+32470123456', None, None)
    """
    for region in regions or (None,):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
