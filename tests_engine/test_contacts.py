"""Whom a step is addressed to: who is named for its tone, if a channel of the step reaches him."""

from dataclasses import replace
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


PARIS, LYON = Contact(21, mail=True), Contact(22, mail=True, post=True)
ON_PAPER = Contact(23, post=True)
LADDER = Procedure(1, (level(1), level(3)), max_contacts_week=1)


def debt(number, *addresses, procedure=LADDER):
    due = DAY - timedelta(days=9)
    return Instalment(number, number, 1, due, Decimal(10), Decimal(10), procedure, addresses=addresses)


def test_the_address_of_the_invoice_comes_first():
    debtor = Debtor(9, (), contact_id=8, postal_id=7, people=(PAYABLES,))
    assert debtor.contact_for(level(1), debt(1, PARIS, LYON)) == 21
    assert debtor.contact_for(level(1), debt(1)) == 1
    assert debtor.contact_for(level(1, by_post=True), debt(1, ON_PAPER)) == 1, "a mail before a letter"
    assert Debtor(9, (), postal_id=7).contact_for(level(1, by_post=True), debt(1, ON_PAPER)) == 23
    assert Debtor(9, (), postal_id=7).contact_for(level(1), debt(1, ON_PAPER)) is None


def test_each_address_gets_its_own_and_all_are_one_contact():
    debts = (debt(1, PARIS), debt(2, LYON), debt(3), debt(4, PARIS), debt(5, Contact(24)))
    proposal = propose(Debtor(9, debts, contact_id=8), DAY)
    assert not proposal.refusals
    sent = {message.contact_id: [move.instalment.id for move in message.moves] for message in proposal.messages}
    assert sent == {21: [1, 4], 22: [2], 8: [3, 5]}
    assert sum(not message.apart for message in proposal.messages) == 1


def test_a_second_message_to_the_same_person_is_a_second_contact():
    euros = debt(1, PARIS)
    dollars = replace(debt(2, PARIS), currency_id=2)
    proposal = propose(Debtor(9, (euros, dollars), contact_id=8), DAY)
    assert len(proposal.messages) == 1
    assert [refusal.reason for refusal in proposal.refusals] == [Reason.BUDGET]


def test_nobody_writes_to_a_debtor_who_is_archived():
    task = level(1, by_mail=False, speaks=False)
    for procedure in (LADDER, Procedure(2, (task,))):
        debtor = Debtor(9, (debt(1, PARIS, procedure=procedure),), contact_id=8, archived=True)
        assert [refusal.reason for refusal in propose(debtor, DAY).refusals] == [Reason.NO_CONTACT]
