"""Whom a step is addressed to: who is named for its tone, if a channel of the step reaches him."""

from datetime import date, timedelta
from decimal import Decimal

from engine.facts import Contact
from engine.ladder import Debtor, Instalment, Level, Procedure, Reason, propose

DAY = date(2026, 3, 2)
PAYABLES = Contact(1, tone=1, mail=True)
DIRECTOR = Contact(2, tone=3, mail=True, post=True)
BOSS = Contact(3, tone=4, post=True)
PEOPLE = (BOSS, DIRECTOR, PAYABLES)


def level(tone, **channels):
    return Level(id=1, delay=3, tone=tone, **channels)


def test_the_firmest_who_is_named_for_the_tone_and_reached():
    debtor = Debtor(9, (), contact_id=8, postal_id=7, people=PEOPLE)
    assert [debtor.contact_for(level(tone)) for tone in (1, 2, 3, 4)] == [1, 1, 2, 2]
    assert debtor.contact_for(level(4, by_post=True)) == 3
    assert debtor.contact_for(level(1, by_mail=False, by_post=True)) == 7


def test_without_anybody_named():
    assert Debtor(9, (), contact_id=8, postal_id=7).contact_for(level(1, by_post=True)) == 8
    assert Debtor(9, (), postal_id=7).contact_for(level(1, by_post=True)) == 7
    assert Debtor(9, (), phone_id=6).contact_for(level(1, by_mail=False, by_phone=True)) == 6
    assert Debtor(9, (), postal_id=7, phone_id=6).contact_for(level(1)) is None


def test_a_letter_leaves_where_a_mail_cannot():
    for channels, reason in (({}, Reason.NO_CONTACT), ({"by_post": True}, None)):
        procedure = Procedure(1, (level(1, **channels),))
        debt = Instalment(1, 1, 1, DAY - timedelta(days=9), Decimal(10), Decimal(10), procedure)
        proposal = propose(Debtor(9, (debt,), postal_id=7), DAY)
        assert [refusal.reason for refusal in proposal.refusals] == ([reason] if reason else [])
