"""What keeps a case from an agency, and what only weakens it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.handoff.readiness import Facts, findings, is_ready, registration_of

TODAY = date(2026, 3, 2)
SOUND = Facts(
    debtor_class="business",
    country="FR",
    registration="732829320",
    has_address=True,
    reachable=True,
    principal=Decimal(6000),
    has_contract=True,
    formal_notice_on=date(2026, 2, 1),
    formal_notice_proved=True,
    limitation_on=date(2030, 1, 1),
)


def found(**changes):
    return {finding.code: finding.severity for finding in findings(replace(SOUND, **changes), TODAY)}


def test_a_sound_case():
    assert found() == {}
    assert is_ready(findings(SOUND, TODAY))


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"registration": ""}, "registration_missing", "block"),
        ({"registration": "732829321"}, "registration_wrong", "block"),
        ({"has_address": False}, "address", "block"),
        ({"insolvency": "liquidation"}, "insolvency", "block"),
        ({"phase": "agency"}, "phase", "block"),
        ({"principal": Decimal(0)}, "nothing_due", "block"),
        ({"unmatched": Decimal(10)}, "unmatched", "block"),
        ({"difference": Decimal("0.01")}, "difference", "block"),
        ({"rate_missing": "The rate of 2027-S1"}, "rate", "block"),
        ({"without_due_date": ((1, "FAC/1"),)}, "due_date", "block"),
        ({"without_document": ((1, "FAC/1"),)}, "document", "block"),
        ({"disputed": Decimal(5)}, "disputed", "warn"),
        ({"not_due": Decimal(5)}, "not_due", "warn"),
        ({"in_plan": Decimal(5)}, "in_plan", "warn"),
        ({"promised_until": date(2026, 3, 9)}, "promised", "warn"),
        ({"has_contract": False}, "contract", "warn"),
        ({"formal_notice_on": None}, "formal_notice", "warn"),
        ({"formal_notice_proved": False}, "formal_notice_proof", "warn"),
        ({"formal_notice_on": date(2025, 12, 1)}, "formal_notice_old", "warn"),
        ({"answer_until": date(2026, 3, 9)}, "answer_time", "warn"),
        ({"limitation_on": date(2026, 5, 1)}, "limitation", "warn"),
        ({"limitation_on": date(2026, 3, 1)}, "time_barred", "warn"),
        ({"country": "BE", "registration": "BE0403170701"}, "abroad", "warn"),
        ({"country": "BE", "registration": ""}, "registration_abroad", "warn"),
        ({"reachable": False}, "unreachable", "warn"),
        ({"currencies": 2}, "currencies", "warn"),
        ({"limitation_on": None}, "limitation", None),
        ({"answer_waits": True}, "answer_waits", "warn"),
        ({"private_contacts": ("Jean",)}, "private_contacts", "warn"),
        ({"principal": Decimal(4000)}, "small_claims", "offer"),
    ],
)
def test_each_check(changes, code, severity):
    assert found(**changes).get(code) == severity


def test_edges():
    assert "formal_notice_old" not in found(formal_notice_on=date(2025, 12, 2))  # three months ago to the day
    assert "limitation" not in found(limitation_on=date(2026, 5, 2))  # 61 days
    assert "small_claims" in found(principal=Decimal(4990), interest=Decimal(10))
    assert "small_claims" not in found(principal=Decimal(4990), interest=Decimal("10.01"))
    assert "time_barred" not in found(limitation_on=TODAY)  # the last day


def test_a_consumer():
    consumer = {"debtor_class": "consumer", "registration": ""}
    assert found(**consumer) == {}
    assert found(**consumer, limitation_on=date(2026, 3, 1)) == {"time_barred": "block"}


def test_only_claims_are_left():
    assert "nothing_due" not in found(principal=Decimal(0), interest=Decimal(12))


@pytest.mark.parametrize("text", ["732 829 320", "732829320", "732 829 320 00074"])
def test_registration(text):
    assert registration_of(text) == "732829320"


@pytest.mark.parametrize("text", ["", "12", "73282932000075", "732829321", "ABC"])
def test_no_registration(text):
    assert registration_of(text, "BE0403170701") == ""
