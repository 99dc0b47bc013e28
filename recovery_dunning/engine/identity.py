"""The French registration number of a debtor: SIREN (9 digits) or SIRET (14), and whether it fits his VAT number; the
IBAN of an account.

>>> siren("732 829 320 00074"), siren("732829320")
('732829320', '732829320')
>>> fault("73282932000075"), fault("73282932"), fault("732 829 320 00074", vat="FR44732829320")
(<Fault.CHECK_DIGIT: 'check_digit'>, <Fault.LENGTH: 'length'>, None)
>>> fault("732 829 320 00074", vat="FR83404833048")
<Fault.OTHER_VAT: 'other_vat'>
"""

import re
from enum import Enum

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number
from stdnum.iso7064 import mod_97_10

IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
LENGTHS = {9: siren_number, 14: siret_number}


class Fault(str, Enum):
    """What is wrong with a registration number."""

    LENGTH = "length"
    CHECK_DIGIT = "check_digit"
    OTHER_VAT = "other_vat"


def compact(number: str) -> str:
    """The digits of a number as it was typed.

    >>> compact("732.829.320 - 00074")
    '73282932000074'
    """
    return "".join(character for character in number or "" if character.isalnum())


def is_iban(number: str) -> bool:
    """Whether a number is an IBAN whose check digits are right (ISO 13616), of 27 characters where it is French. Inside
    of Odoo 19 `stdnum.iban` does not find its lists, and it refuses Belgian banks that it does not know.

    >>> is_iban("FR76 2004 1010 0505 0001 3402 606"), is_iban("FR76 2004 1010 0505 0001 3402 607"), is_iban("FR76 1234")
    (True, False, False)
    """
    account = compact(number).upper()
    shape = IBAN.fullmatch(account) and (len(account) == 27 or not account.startswith("FR"))
    return bool(shape) and mod_97_10.is_valid(account[4:] + account[:4])


def siren(number: str) -> str | None:
    """The SIREN of a valid SIREN or SIRET, None of anything else."""
    return compact(number)[:9] if fault(number) is None else None


def fault(number: str, vat: str | None = None) -> Fault | None:
    """What is wrong with a SIREN or SIRET, None if it is right. A French VAT number ends with the SIREN: one that names
    another company is a fault too."""
    digits = compact(number)
    if len(digits) not in LENGTHS:
        return Fault.LENGTH
    if not digits[:9].strip("0"):  # its check digit is right, and nobody has it
        return Fault.CHECK_DIGIT
    try:
        LENGTHS[len(digits)].validate(digits)
    except ValidationError:
        return Fault.CHECK_DIGIT
    vat = compact(vat or "").upper()
    if vat.startswith("FR") and len(vat) == 13 and vat[4:] != digits[:9]:
        return Fault.OTHER_VAT
    return None
