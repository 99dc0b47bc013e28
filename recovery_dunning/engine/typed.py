"""Amounts as people type them, by the signs of their language: read strictly, or not at all."""

import re

SPACES = re.compile(r"[\u00a0\u202f]")
SIGN = r"(?:€|EUR)"


def read_amount(text: str, point: str = ",", thousands: str = " ", digits: int = 2) -> float | None:
    """The amount that somebody typed; None if it is none, or could be another one.

    :param point: the decimal sign of his language; a point is taken too, unless it stands between his thousands
    :param thousands: what stands between thousands in it; a space always may
    :param digits: how many decimals the currency has

    >>> read_amount("1 234,56 €"), read_amount("1234.5"), read_amount("1e9"), read_amount("")
    (1234.56, 1234.5, None, None)
    >>> read_amount("12€34"), read_amount("1 2 3"), read_amount("1.234"), read_amount("-5")
    (None, None, None, None)
    >>> read_amount("1,234.50", ".", ","), read_amount("1,234", ".", ","), read_amount("1.234,5", ",", ".")
    (1234.5, 1234.0, 1234.5)

    What stands between his thousands is a decimal sign where it can be nothing else: in front of two digits.

    >>> read_amount("12,34", ".", ","), read_amount("1234.50", ",", "."), read_amount("1,234,50", ".", ",")
    (12.34, 1234.5, None)
    """
    thousands = SPACES.sub(" ", thousands or " ")
    between = "".join({" ", thousands} - {point})
    points = "".join({point, "."} - {thousands})
    whole = rf"\d{{1,12}}|\d{{1,3}}(?P<sep>[{re.escape(between)}])\d{{3}}(?:(?P=sep)\d{{3}}){{0,2}}"
    decimals = rf"(?:[{re.escape(points)}](?P<decimals>[0-9]{{1,{digits}}}))?" if digits else "(?P<decimals>)"
    if digits == 2 and thousands in (",", "."):  # in front of three it would be a thousand
        text = re.sub(rf"^(\D*\d+){re.escape(thousands)}(?=\d\d(\D|$))", r"\1" + point, (text or "").strip())
    found = re.fullmatch(
        rf"(?:{SIGN} ?)?(?P<whole>{whole}){decimals}(?: ?{SIGN})?", SPACES.sub(" ", text or "").strip(), re.A
    )
    if not found:
        return None
    return float(f"{re.sub(r'[^0-9]', '', found['whole'])}.{found['decimals'] or 0}")
