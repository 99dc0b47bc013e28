"""How a debtor stands and what to ask him for: the order of the rules, and what holds for any amounts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.credit_status import LIGHTS, CreditStatus, Question, Words, question

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)
OWES = {"overdue": Decimal(100)}
ALL = {"promised": Decimal(100)}
cents = st.integers(0, 10_000_00).map(lambda number: Decimal(number) / 100)


@pytest.mark.parametrize(
    ("facts", "light", "sales"),
    [
        ({}, "ok", "none"),
        (OWES, "watch", "none"),
        ({**OWES, "policies": {"none"}}, "late", "none"),
        ({**OWES, "policies": {"none", "warn"}}, "late", "warn"),
        ({"policies": {"block"}}, "ok", "none"),  # reminded, and covered by a credit since
        ({**OWES, "policies": {"none"}, "phase": "formal_notice"}, "formal", "warn"),
        ({"phase": "formal_notice"}, "ok", "none"),
        ({**OWES, "policies": {"block", "none"}, "phase": "formal_notice"}, "stop", "block"),
        ({"phase": "agency"}, "stop", "block"),
        ({"phase": "legal"}, "stop", "block"),
        ({"insolvent": True}, "stop", "block"),
    ],
)
def test_light(facts, light, sales):
    standing = CreditStatus(**facts)
    assert (standing.light, standing.sales) == (light, sales)
    assert standing.light in LIGHTS


@pytest.mark.parametrize(
    ("facts", "words", "expected"),
    [
        ({}, {}, Question.NOTHING),
        (OWES, {}, Question.ASK_WHETHER_ARRIVED),
        ({**OWES, "policies": {"none"}}, {}, Question.ASK_FOR_A_DAY),
        ({**OWES, "phase": "formal_notice"}, {}, Question.PAY_TODAY),
        ({**OWES, "policies": {"block"}}, {}, Question.PAY_BEFORE_ORDER),
        ({**OWES, "policies": {"block"}}, {"promised_for": TOMORROW, **ALL}, Question.THANK),
        (OWES, {"promised_for": TODAY, **ALL}, Question.TRANSFER_LEFT),
        (OWES, {"promised_for": TODAY, "broke_promise": True}, Question.TRANSFER_LEFT),
        (OWES, {"broke_promise": True}, Question.PAY_NOW),
        (OWES, {"promised_for": TODAY, "promised": Decimal(10)}, Question.TRANSFER_LEFT),
        (OWES, {"promised_for": TOMORROW, "promised": Decimal(99)}, Question.ASK_FOR_THE_REST),
        (OWES, {"planned": Decimal(60), "broke_promise": True}, Question.ASK_FOR_THE_REST),
        (OWES, {"planned": Decimal(100), "broke_promise": True}, Question.NEXT_PAYMENT),
        (OWES, {"disputed": Decimal(100), "promised_for": TOMORROW, **ALL}, Question.LISTEN),
        (OWES, {"disputed": Decimal(40)}, Question.ASK_FOR_THE_REST),
        (OWES, {"disputed": Decimal(40), "promised_for": TOMORROW, "promised": Decimal(60)}, Question.THANK),
        ({**OWES, "insolvent": True}, {"promised_for": TOMORROW, **ALL}, Question.STAY_AWAY),
        ({**OWES, "phase": "agency"}, {"promised_for": TOMORROW, **ALL}, Question.SEND_TO_AGENCY),
        ({"phase": "legal"}, {}, Question.SEND_TO_COURT),
        ({"insolvent": True, "phase": "agency"}, {}, Question.STAY_AWAY),
    ],
)
def test_question(facts, words, expected):
    assert question(CreditStatus(**facts), Words(**words), TODAY) is expected


@settings(deadline=None)  # a busy machine is no error
@given(st.lists(cents, min_size=4, max_size=4), cents)
def test_ages_add_up_to_what_is_overdue(ages, credits):
    """Credits go on the oldest first, and none of it is lost."""
    standing = CreditStatus(overdue=max(sum(ages) - credits, Decimal(0)), ages=ages, credits=credits)
    assert sum(standing.net_ages) == standing.overdue
    assert all(0 <= net <= gross for net, gross in zip(standing.net_ages, ages, strict=True))
    touched = [net < gross for net, gross in zip(standing.net_ages, ages, strict=True)]
    for younger, is_touched in enumerate(touched[:-1]):
        if is_touched:
            assert not any(standing.net_ages[younger + 1 :])


def test_days_late():
    assert CreditStatus(oldest_due=TODAY - timedelta(days=9)).days_late(TODAY) == 9
    assert CreditStatus().days_late(TODAY) == 0
