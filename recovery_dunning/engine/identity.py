"""The French registration number of a debtor: SIREN (9 digits) or SIRET (14), and whether it fits his VAT number; the
IBAN of an account.

>>> siren("732 829 320 00074"), siren("732829320")
('732829320', '732829320')
>>> fault("73282932000075"), fault("73282932"), fault("732 829 320 00074", vat="FR44732829320")
(<Fault.CHECK_DIGIT: 'check_digit'>, <Fault.LENGTH: 'length'>, None)
>>> fault("732 829 320 00074", vat="FR83404833048")
<Fault.OTHER_VAT: 'other_vat'>
"""

from enum import Enum

from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

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
    """Whether a number is an IBAN: as long as those of its country, with the right check digits (ISO 13616). Which banks
    there are is not asked: the lists of them are never complete.

    >>> is_iban("FR76 2004 1010 0505 0001 3402 606"), is_iban("FR76 2004 1010 0505 0001 3402 607"), is_iban("FR76 1234")
    (True, False, False)
    """
    return bool(iban.is_valid(number, check_country=False))


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
