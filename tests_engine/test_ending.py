"""What became of a debt: every cent ends once, and nothing is kept beyond the money that came."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.ending import (
    GIVEN_UP,
    REDUCING,
    Book,
    Credit,
    Ending,
    Entry,
    Match,
    Part,
    Promised,
    Side,
    since,
    total,
    verdict,
)

DAY = date(2026, 3, 2)
CENT = Decimal("0.01")


def euros(amount):
    return Decimal(str(amount)).quantize(CENT)


def side(number, amount, ending=Ending.MONEY, partner=None, followed=False):
    return Side(number, ending, euros(amount), partner, followed)


def entry(number, credits, sides=(), whole=None, day=DAY):
    return Entry(number, day, f"E{number}", tuple(credits), tuple(sides), whole)


def credit(number, amount, partner=None):
    return Credit(number, euros(amount), partner)


def match(number, debit, credit_id, amount, foreign=None):
    return Match(number, debit, credit_id, euros(amount), euros(amount if foreign is None else foreign))


def ends(book, debit):
    return [(part.ending, part.amount) for part in book.parts(debit)]


def part(ending, amount, days=0, number=1):
    return Part(ending, euros(amount), euros(amount), DAY + timedelta(days=days), match_id=number)


# ---- what an entry tells -------------------------------------------------------------------------------------------


def test_what_the_first_takes_of_the_money_the_second_does_not():
    paid = entry(1, [credit(10, 1000)], [side(12, 700, Ending.WRITTEN_OFF), side(11, 300)])
    book = Book([paid], [match(2, 6, 10, 600), match(1, 5, 10, 400)])
    assert ends(book, 5) == [(Ending.MONEY, 300), (Ending.WRITTEN_OFF, 100)]
    assert ends(book, 6) == [(Ending.WRITTEN_OFF, 600)]


def test_each_debtor_takes_what_is_his_own_of_an_entry_of_many():
    many = entry(
        1,
        [credit(10, 100, partner=1), credit(11, 100, partner=2)],
        [side(20, 100, Ending.DOUBTFUL, partner=2), side(21, 100, Ending.WRITTEN_OFF, partner=1)],
    )
    book = Book([many], [match(1, 5, 10, 100), match(2, 6, 11, 100)])
    assert (ends(book, 5), ends(book, 6)) == ([(Ending.WRITTEN_OFF, 100)], [(Ending.DOUBTFUL, 100)])


def test_a_doubtful_debt_that_is_paid_is_paid_and_its_rest_is_doubtful():
    moved = entry(1, [credit(10, 100)], [side(20, 100, Ending.DOUBTFUL, followed=True)])
    paid = entry(2, [credit(30, 40)], [side(31, 40)], day=DAY + timedelta(days=9))
    lost = entry(3, [credit(40, 10)], [side(41, 10, Ending.WRITTEN_OFF)])
    book = Book([moved, paid, lost], [match(1, 5, 10, 100), match(2, 20, 30, 40), match(3, 20, 40, 10)])
    assert ends(book, 5) == [(Ending.MONEY, 40), (Ending.WRITTEN_OFF, 10), (Ending.DOUBTFUL, 50)]
    assert book.parts(5)[0].day == DAY + timedelta(days=9)
    assert book.parts(5)[2].item_id == 20


def test_money_of_somebody_else_that_is_moved_here_is_money():
    theirs = entry(1, [credit(30, 80)], [side(31, 80)])
    moved = entry(2, [credit(10, 80)], [side(20, 80, Ending.MOVED, followed=True)])
    book = Book([theirs, moved], [match(1, 20, 30, 80), match(2, 5, 10, 80)])
    assert ends(book, 5) == [(Ending.MONEY, 80)]


def test_debts_that_are_moved_in_a_circle_end_somewhere():
    there = entry(1, [credit(10, 50)], [side(20, 50, Ending.MOVED, followed=True)])
    back = entry(2, [credit(30, 50)], [side(5, 50, Ending.MOVED, followed=True)])
    book = Book([there, back], [match(1, 5, 10, 50), match(2, 20, 30, 50)])
    assert total(book.parts(5), Ending.MOVED) == 50


def test_a_credit_note_is_credited_whatever_stands_on_its_other_side():
    note = entry(1, [credit(10, 100)], whole=Ending.CREDITED)
    assert ends(Book([note], [match(1, 5, 10, 60)]), 5) == [(Ending.CREDITED, 60)]


def test_in_another_currency_the_parts_add_up_to_the_match():
    paid = entry(1, [credit(10, "80.00")], [side(11, "78.41"), side(12, "1.59", Ending.DISCOUNT)])
    book = Book([paid], [match(1, 5, 10, "80.00", foreign="100.01")])
    assert ends(book, 5) == [(Ending.MONEY, Decimal("98.02")), (Ending.DISCOUNT, Decimal("1.99"))]
    yen = Book([paid], [Match(1, 5, 10, euros(80), Decimal(13000))])
    assert [part.amount for part in yen.parts(5, Decimal(1))] == [12742, 258]


def test_the_rate_of_exchange_is_no_money():
    gain = entry(1, [credit(10, 5)], whole=Ending.EXCHANGE)
    (one,) = Book([gain], [match(1, 5, 10, 5, foreign=0)]).parts(5)
    assert (one.ending, one.company, one.amount) == (Ending.EXCHANGE, 5, 0)


def test_a_match_that_the_rate_of_exchange_has_emptied_still_ends():
    """What is worth nothing here any more, and 12 dollars there, ends as its entry does."""
    sides = [side(11, 100, Ending.WRITTEN_OFF)]
    for known, ending in (([], Ending.MOVED), ([entry(1, [credit(10, 100)], sides)], Ending.WRITTEN_OFF)):
        (one,) = Book(known, [match(1, 5, 10, 0, foreign=12)]).parts(5)
        assert (one.ending, one.company, one.amount) == (ending, 0, 12)


def test_a_receipt_is_written_for_the_money_of_a_payment_and_no_more():
    paid = entry(1, [credit(10, 100)], [side(11, 60), side(12, 40, Ending.DISCOUNT)])
    assert Book([paid], []).money_of(10) == 60
    assert Book([paid], [match(1, 5, 10, 30)]).money_of(10) == 60  # matched or not
    assert Book([entry(1, [credit(10, 100)], whole=Ending.CREDITED)], []).money_of(10) == 0


def test_more_than_an_entry_has_is_nobodys_money():
    short = entry(1, [credit(10, 100)], [side(11, 60)])
    assert ends(Book([short], [match(1, 5, 10, 100)]), 5) == [(Ending.MONEY, 60), (Ending.MOVED, 40)]


# ---- what it means for a promise ------------------------------------------------------------------------------------

SAID = Promised(euros(100), euros(100), DAY)


def said(parts, days=0, promised=SAID, coming=0):
    return verdict(promised, parts, DAY + timedelta(days=days), euros(coming))


def test_by_money_alone():
    assert said([part(Ending.MONEY, 100)]) == "kept"
    for ending in GIVEN_UP | REDUCING:
        assert said([part(ending, 100)], days=3) == "dropped"
        assert said([part(Ending.MONEY, 1), part(ending, 99)], days=3) == ("kept" if ending in REDUCING else "dropped")


def test_given_up_after_its_day_it_stays_broken_but_what_is_not_owed_does_not():
    assert said([part(Ending.WRITTEN_OFF, 100, days=2)], days=3) == "broken"
    assert said([part(Ending.CANCELLED, 100, days=2)], days=3) == "dropped"


def test_too_late_is_too_late_and_a_part_is_a_part():
    assert said([part(Ending.MONEY, 100, days=1)], days=3) == "broken"
    assert said([part(Ending.MONEY, 40)], days=3) == "partial"
    assert said([], days=0) == "open"


def test_not_broken_while_the_money_may_be_there_or_the_invoice_is_in_draft():
    assert said([], days=3, coming=100) == "open"
    assert said([part(Ending.MONEY, 30)], days=3, coming=70) == "open"
    assert said([], days=3, coming=60) == "partial"
    assert said([part(Ending.DRAFT, 100)], days=3) == "open"


def test_a_promise_of_a_part_is_not_touched_by_a_credit_on_the_rest():
    half = Promised(euros(50), euros(100), DAY)
    assert said([part(Ending.CREDITED, 50)], days=3, promised=half) == "broken"
    assert said([part(Ending.CREDITED, 80), part(Ending.MONEY, 20)], days=3, promised=half) == "kept"


# ---- random ledgers ------------------------------------------------------------------------------------------------

CENTS = st.integers(1, 100_000).map(lambda cents: euros(cents) / 100)
KINDS = st.sampled_from([*Ending])


@st.composite
def ledgers(draw):
    """(book, {debit: (original, what is matched of it)}, the money that came in): debts, entries with one to three
    kinds on their other side, some of them moving the debt on, and matches of parts."""
    debits = {number: draw(CENTS) for number in range(1, draw(st.integers(1, 4)) + 1)}
    open_ = dict(debits)
    entries, matches, money, number = [], [], Decimal(0), 100
    for _ in range(draw(st.integers(1, 6))):
        number += 10
        sides = []
        for place in range(draw(st.integers(1, 3))):
            ending = draw(KINDS)
            followed = ending in (Ending.DOUBTFUL, Ending.MOVED)
            one = side(number + place, draw(CENTS), ending, draw(st.sampled_from([None, 1, 2])), followed)
            sides.append(one)
            if ending is Ending.MONEY:
                money += one.amount
        amount = sum(one.amount for one in sides)
        entries.append(entry(number, [credit(number + 9, amount, draw(st.sampled_from([None, 1, 2])))], sides))
        left = amount
        for debit in draw(st.permutations([*open_])):
            taken = min(left, open_[debit], draw(CENTS))
            if taken > 0:
                matches.append(match(len(matches) + 1, debit, number + 9, taken))
                open_[debit] -= taken
                left -= taken
        open_.update((one.id, one.amount) for one in sides if one.followed)
    return Book(entries, matches), debits, open_, money


@given(ledgers())
def test_every_cent_ends_once_and_money_is_what_came_in(ledger):
    book, debits, open_, money = ledger
    endings = {debit: book.parts(debit) for debit in debits}
    for debit, parts in endings.items():
        assert all(part.amount > 0 for part in parts)
        assert total(parts, *Ending) + open_[debit] == debits[debit]
    assert sum(total(parts, Ending.MONEY) for parts in endings.values()) <= money


PARTS = st.lists(
    st.builds(
        lambda ending, amount, days, number: part(ending, amount, days, number),
        KINDS.filter(lambda ending: ending is not Ending.EXCHANGE),
        CENTS,
        st.integers(-9, 9),
        st.integers(1, 99),
    ),
    max_size=6,
)


@given(PARTS, CENTS, CENTS, CENTS, st.integers(-3, 9))
def test_nothing_is_kept_beyond_the_money_that_came(parts, amount, more, coming, days):
    open_then = max(amount + more, total(parts, *Ending))
    promised = Promised(amount, open_then, DAY)
    found = verdict(promised, parts, DAY + timedelta(days=days), coming)
    in_time = total(parts, Ending.MONEY, until=DAY)
    owed = min(amount, open_then - total(parts, *REDUCING))
    if found == "kept":
        assert in_time >= owed > 0
    if found in ("broken", "partial"):
        assert days > 0 and in_time + coming < owed
        assert (found == "partial") == (in_time + coming > 0)
    if found == "dropped":
        assert in_time < owed or owed <= 0


@given(PARTS, CENTS)
def test_what_was_settled_before_is_not_counted_again(parts, before):
    new = since(parts, before)
    assert total(new, *Ending) == max(total(parts, *Ending) - before, 0)
