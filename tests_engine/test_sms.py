"""How long an SMS is: the alphabet of GSM, its extension, and everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.channels import ALPHABET, EXTENSION, sms_length, sms_plain

GSM_TEXT = st.text(alphabet=sorted(ALPHABET | EXTENSION))


@pytest.mark.parametrize(
    ("text", "units", "limit"),
    [
        ("", 0, 160),
        ("x" * 160, 160, 160),
        ("é" * 160, 160, 160),
        ("€" * 80, 160, 160),
        ("ê", 1, 70),
        ("ç", 1, 70),
        ("1\u202f234,50\u00a0€", 10, 70),
        ("😀", 2, 70),
    ],
)
def test_as_the_network_counts(text, units, limit):
    assert sms_length(text) == (units, limit)


def test_the_alphabet_has_128_places():
    assert len(ALPHABET) == 127  # and the escape to the extension
    assert not ALPHABET & EXTENSION


def test_a_french_text_becomes_one_message_of_160():
    text = "Ateliers Œuvrard : 12\u202f345,67\u00a0€ échus, reçus « tôt ». Merci d’appeler – 02 61 91 45 20"
    assert sms_length(text).limit == 70
    assert sms_length(sms_plain(text)).limit == 160
    assert sms_plain(text) == 'Ateliers OEuvrard : 12 345,67 € échus, recus " tot ". Merci d\'appeler - 02 61 91 45 20'


@given(GSM_TEXT)
def test_what_is_plain_stays(text):
    assert sms_plain(text) == text
    assert sms_length(text).limit == 160


@given(st.text())
def test_writing_it_plainly_twice_changes_nothing(text):
    assert sms_plain(sms_plain(text)) == sms_plain(text)
