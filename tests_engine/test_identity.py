"""SIREN and SIRET: what is right, what is wrong, and what a slip of the finger makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identity import Fault, compact, fault, is_iban, siren


@pytest.mark.parametrize(
    ("number", "vat", "expected"),
    [
        ("732829320", None, None),
        ("732 829 320 00074", "FR 44 732 829 320", None),
        ("732829321", None, Fault.CHECK_DIGIT),
        ("73282932000073", None, Fault.CHECK_DIGIT),
        ("000000000", None, Fault.CHECK_DIGIT),
        ("000 000 000 00000", None, Fault.CHECK_DIGIT),
        ("00000000000000", "FR00000000000", Fault.CHECK_DIGIT),
        ("RCS Lyon B 732829320", None, Fault.LENGTH),
        ("", None, Fault.LENGTH),
        ("35600000000048", None, None),  # La Poste: its head office is an ordinary SIRET
        ("35600000049837", None, None),  # La Poste: its other places follow a rule of their own
        ("732829320", "DE136695976", None),  # a foreign VAT number says nothing
        ("732829320", "FR83404833048", Fault.OTHER_VAT),
    ],
)
def test_by_hand(number, vat, expected):
    assert fault(number, vat) == expected


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_found(place, shift):
    right = "732829320"
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert fault(wrong) is Fault.CHECK_DIGIT
    assert siren(wrong) is None


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text):
    assert fault(text) in (None, *Fault)
    assert siren(text) is None or len(compact(text)) in (9, 14)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", True),
        ("fr7630006000011234567890189", True),
        ("DE89370400440532013000", True),
        ("BE68 5390 0754 7034", True),  # of a bank that lists of banks have left out
        ("FR76 3000 6000 0112 3456 7890 188", False),
        ("FR76 3000 6000 0112 3456 7890", False),
        ("FR76 1234 5678", False),
        ("30006 00001 12345678901 89", False),  # the account as French banks wrote it before
        ("", False),
    ],
)
def test_iban(number, right):
    assert is_iban(number) == right
