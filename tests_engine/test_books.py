"""Losses, their VAT, and what is set aside: by amounts of any kind."""

import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine import books
from engine.books import Ground, Tax, allowance, vat_due_again, vat_of_loss

CENT = Decimal("0.01")
amounts = st.decimals("0.01", "999999.99", places=2)
shares = st.decimals("0.01", "1.00", places=2)


def test_examples():
    assert doctest.testmod(books).failed == 0


@given(
    net=amounts, rates=st.lists(st.sampled_from([20, 10, 5.5, 2.1]), min_size=1, max_size=4, unique=True), share=shares
)
def test_the_vat_of_a_part_is_its_share_to_the_cent(net, rates, share):
    taxes = [Tax(rate, (net * Decimal(str(rate)) / 100).quantize(CENT)) for rate in rates]
    total = net + sum(tax.amount for tax in taxes)
    lost = max((total * share).quantize(CENT), CENT)
    found = vat_of_loss(lost, total, taxes, Ground.PURSUITS)
    for tax in taxes:
        assert abs(found.get(tax.key, Decimal(0)) - tax.amount * lost / total) <= CENT / 2
    assert sum(found.values()) <= lost + CENT * len(taxes)
    whole = vat_of_loss(total, total, taxes, Ground.LIQUIDATION)
    assert whole == {tax.key: tax.amount for tax in taxes if tax.amount}


@given(lost=amounts, vat=amounts, share=shares)
def test_vat_is_due_again_on_what_comes_and_no_more(lost, vat, share):
    vat = min(vat, lost)
    received = max((lost * share).quantize(CENT), CENT)
    again = vat_due_again(received, lost, {"tax": vat})["tax"]
    assert abs(again - vat * received / lost) <= CENT / 2
    assert vat_due_again(lost, lost, {"tax": vat}) == {"tax": vat}


def test_only_a_ground_gives_back_what_was_paid():
    paid, waiting = Tax("paid", Decimal(20)), Tax("waiting", Decimal(20), waiting=True)
    for ground in Ground:
        found = vat_of_loss(Decimal(120), Decimal(140), [paid, waiting], ground)
        assert set(found) == ({"waiting"} if ground is Ground.NONE else {"paid", "waiting"})


@given(open_amount=amounts, untaxed=amounts, vat=amounts, percent=st.floats(0, 100))
def test_an_allowance_is_no_more_than_what_is_open_without_vat(open_amount, untaxed, vat, percent):
    found = allowance(open_amount, untaxed, untaxed + vat, percent)
    assert 0 <= found <= open_amount * untaxed / (untaxed + vat) + CENT
