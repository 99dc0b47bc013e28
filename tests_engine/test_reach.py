"""What a mail system takes as an address, and which numbers are mobile ones, wherever in France somebody lives."""

import doctest

import pytest

from engine import channels as reach

LOCAL_LONGEST = "a" * 64


def test_examples():
    assert doctest.testmod(reach).failed == 0


@pytest.mark.parametrize(
    "text",
    [
        *("compta@societe.fr", "Compta.Fournisseurs+2026@societe-mere.co.uk", "o'neil@societe.fr", "a@b.museum"),
        *("compta@société.fr", "compta@xn--socit-esab.fr", f"{LOCAL_LONGEST}@societe.fr", "1@2.fr"),
    ],
)
def test_addresses(text):
    assert reach.is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("compta@", "@societe.fr", "compta", "", "NE PAS ECRIRE @", "compta@societe", "compta@localhost"),
        *("x@y..z", "x..y@societe.fr", ".x@societe.fr", "x.@societe.fr", "x y@societe.fr", "x@soc iete.fr"),
        *("x@-societe.fr", "x@societe-.fr", "x@societe.fr.", "x@.fr", "x@societe.f", "x@10.0.0.1", "x@[10.0.0.1]"),
        *("x@societe,fr", "x@y@societe.fr", "x@soc_iete.fr", "compta@societe.fr compta@autre.fr", "é@societe.fr"),
        *(f"a{LOCAL_LONGEST}@societe.fr", f"x@{'b' * 64}.fr", "x@societe.fr\nBcc: y@autre.fr", "a(c)@societe.fr"),
    ],
)
def test_no_addresses(text):
    assert not reach.is_mail_address(text)


@pytest.mark.parametrize(
    ("written", "zip_code", "number"),
    [
        ("0692 12 34 56", "97400", "+262692123456"),
        ("0693 12 34 56", "97410", "+262693123456"),
        ("0639 01 23 45", "97600", "+262639012345"),
        ("0690 30 12 34", "97110", "+590690301234"),
        ("0690 50 12 34", "97133", "+590690501234"),
        ("0690 50 12 34", "97150", "+590690501234"),
        ("0694 20 12 34", "97300", "+594694201234"),
        ("0696 20 12 34", "97200", "+596696201234"),
        ("55 12 34", "97500", "+508551234"),
        ("82 12 34", "98600", "+681821234"),
        ("87 12 34 56", "98700", "+68987123456"),
        ("75 12 34", "98800", "+687751234"),
        ("+262 692 12 34 56", "75001", "+262692123456"),
        ("00 262 692 12 34 56", "75001", "+262692123456"),
        ("06 12 34 56 78", "97400", "+33612345678"),  # somebody of Paris who moved
        ("0692 12 34 56", "75001", "+262692123456"),  # and the other way
    ],
)
def test_mobile_numbers_of_france(written, zip_code, number):
    assert reach.mobile_number(written, reach.phone_regions("FR", zip_code)) == number


@pytest.mark.parametrize("written", ["0262 41 23 45", "04 72 10 20 30", "06 12", "55 12 34", "voir M. Dupont", "15"])
def test_no_mobile_numbers(written):
    assert reach.mobile_number(written, reach.phone_regions("FR", "97400")) is None


def test_regions():
    assert reach.phone_regions("RE")[:2] == ("RE", "FR")
    assert reach.phone_regions("BE", "97400", "FR") == ("BE",)
    assert reach.phone_regions(None, "97400", "FR")[:2] == ("RE", "FR")
    assert reach.phone_regions(None, "97400", "DE") == ("DE",)
    assert reach.phone_regions(None) == ()
    assert reach.mobile_number("0470 12 34 56", reach.phone_regions("BE")) == "+32470123456"
