"""Late interest on random debts: what holds whatever the debtor, the country, the payments and the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.imputation import ORDERS, impute
from engine.interest import (
    DEBTOR_CLASSES,
    ECB_MRO,
    ELSEWHERE,
    EUROPE,
    FRANCE,
    LEGAL_PRO,
    Debt,
    Movement,
    RateTable,
    fixed_indemnity,
    late_interest,
)

DAY = timedelta(days=1)
# (ECB, legal rate) of (year, half), percent
LAW = {
    (2023, 1): ("2.50", "2.06"),
    (2023, 2): ("4.00", "4.22"),
    (2024, 1): ("4.50", "5.07"),
    (2024, 2): ("4.25", "4.92"),
    (2025, 1): ("3.15", "3.71"),
    (2025, 2): ("2.15", "2.76"),
    (2026, 1): ("2.15", "2.62"),
    (2026, 2): ("2.40", "2.75"),
}


def table(law):
    rows = [(date(year, 6 * half - 5, 1), *map(Decimal, rates)) for (year, half), rates in law.items()]
    ecb = [(ECB_MRO, semester, rate) for semester, rate, _ in rows]
    return RateTable(ecb + [(LEGAL_PRO, semester, legal) for semester, _, legal in rows])


RATES = table(LAW)
FLAT = table(dict.fromkeys(LAW, ("2.15", "2.62")))  # one rate for ever: what is frozen and what is not is the same

CENTS = st.integers(-50_000, 80_000).map(lambda cents: Decimal(cents) / 100)
POSITIVE = st.integers(0, 300_000).map(lambda cents: Decimal(cents) / 100)
PERCENT = st.integers(0, 2000).map(lambda hundredths: Decimal(hundredths) / 100)
FLOORS = st.sampled_from([3 * Decimal(legal) for _, legal in LAW.values()])
UNITS = st.sampled_from([Decimal("0.01"), Decimal("0.01"), Decimal(1), Decimal("0.001"), Decimal("0.05")])
DUE_DATES = st.dates(date(2023, 1, 1), date(2026, 9, 30)) | st.builds(
    lambda border, days: border + timedelta(days=days),
    st.sampled_from([date(2023, 12, 31), date(2024, 2, 28), date(2024, 6, 30), date(2025, 6, 30), date(2025, 12, 31)]),
    st.integers(-5, 2),
)


@st.composite
def debts(draw, classes=DEBTOR_CLASSES):
    """Debts due from 2023 to 2026, with payments, credit notes and returned payments; days and sums often meet."""
    due, amount = draw(DUE_DATES), Decimal(draw(st.integers(1, 200_000))) / 100

    def around(before, after):
        return (st.integers(-1, 6) | st.integers(-before, after)).map(lambda days: due + timedelta(days=days))

    moves = st.builds(Movement, around(20, 400), st.sampled_from([amount, -amount]) | CENTS)
    return Debt(
        amount,
        due,
        debtor_class=draw(st.sampled_from(classes)),
        regime=draw(st.sampled_from([FRANCE, FRANCE, EUROPE, ELSEWHERE])),
        movements=tuple(draw(st.lists(moves, max_size=5))),
        contract_rate=draw(st.none() | PERCENT | FLOORS),
        formal_notice_on=draw(st.none() | around(20, 200)),
        stopped_on=draw(st.none() | st.none() | around(20, 500)),
        rounding=draw(UNITS),
    )


@st.composite
def debts_and_days(draw, classes=DEBTOR_CLASSES):
    debt = draw(debts(classes))
    days = draw(st.integers(-1, 10) | st.integers(-5, 700))
    return debt, min(date(2026, 12, 31), debt.due + timedelta(days=days))


def days_from(first, last):
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def balance(debt, day):
    """What is owed when `day` begins."""
    return debt.amount - sum(movement.amount for movement in debt.movements if movement.date < day)


def yearly_percent(debt, day, began):
    """The law once more, as plainly as it can be put: percent on `day` for what began to run on `began`."""
    ecb, legal = map(Fraction, LAW[day.year, 1 if day.month < 7 else 2])
    contract = None if debt.contract_rate is None else Fraction(debt.contract_rate)
    if debt.debtor_class == "consumer":
        if debt.regime is not FRANCE or not debt.formal_notice_on or day <= debt.formal_notice_on:
            return None
        return legal
    if debt.regime is ELSEWHERE:
        return contract
    if debt.debtor_class == "public":
        if debt.regime is FRANCE:
            ecb = Fraction(LAW[began.year, 1 if began.month < 7 else 2][0])
        return max(contract or 0, ecb + 8)
    if debt.regime is EUROPE:
        return ecb + 8 if contract is None else contract
    return ecb + 10 if contract is None else max(contract, 3 * legal)


def day_by_day(debt, as_of):
    """The oracle: interest of each day, unrounded, as {day: (base, percent)}."""
    found, began = {}, None
    for day in days_from(debt.due + DAY, as_of):
        if debt.stopped_on and day >= debt.stopped_on:
            break
        base = balance(debt, day)
        percent = yearly_percent(debt, day, began or day) if base > 0 else None
        if percent is not None:
            began = began or day
            found[day] = Fraction(base), percent
    return found


@settings(max_examples=300)
@given(debts_and_days())
def test_the_total_is_what_is_found_day_by_day(debt_and_day):
    debt, as_of = debt_and_day
    account = late_interest(debt, RATES, as_of)
    oracle = sum(base * percent for base, percent in day_by_day(debt, as_of).values()) / 36500
    assert abs(Fraction(account.total) - oracle) <= Fraction(debt.rounding) / 2 * len(account.segments)


@given(debts_and_days())
def test_each_day_of_a_segment_has_its_base_and_rate_and_no_other_day_bears_interest(debt_and_day):
    debt, as_of = debt_and_day
    found = {}
    for segment in late_interest(debt, RATES, as_of).segments:
        assert segment.days == (segment.date_to - segment.date_from).days + 1 > 0
        found |= dict.fromkeys(days_from(segment.date_from, segment.date_to), (segment.base, segment.rate))
    assert found == day_by_day(debt, as_of)


@given(debts_and_days())
def test_segments_follow_each_other_and_each_has_a_reason_to_begin(debt_and_day):
    debt, as_of = debt_and_day
    account = late_interest(debt, RATES, as_of)
    for one, other in zip(account.segments, account.segments[1:], strict=False):
        assert one.date_to < other.date_from
        if one.date_to + DAY < other.date_from:  # nothing was owed between them
            assert all(balance(debt, day) <= 0 for day in days_from(one.date_to + DAY, other.date_from - DAY))
        elif one.base == other.base:  # the rate was looked at anew
            assert (other.date_from.month, other.date_from.day) in {(1, 1), (7, 1)}
            assert not debt.rule.frozen
            assert one.kind != "contract" or debt.rule.floor
    assert account.total == sum(segment.amount for segment in account.segments)


@given(debts_and_days())
def test_each_amount_is_rounded_once_half_up_and_never_negative(debt_and_day):
    debt, as_of = debt_and_day
    for segment in late_interest(debt, RATES, as_of).segments:
        exact = Fraction(segment.base) * Fraction(segment.rate) * segment.days / 36500
        assert segment.base > 0
        assert segment.amount >= 0
        assert segment.amount % debt.rounding == 0
        assert -Fraction(debt.rounding) / 2 < Fraction(segment.amount) - exact <= Fraction(debt.rounding) / 2


@given(debts_and_days())
def test_interest_stops_in_time(debt_and_day):
    """Neither before the due date, nor after full payment, nor from an insolvency judgment on, nor after today."""
    debt, as_of = debt_and_day
    for segment in late_interest(debt, RATES, as_of).segments:
        assert debt.due < segment.date_from <= segment.date_to <= as_of
        assert balance(debt, segment.date_to) > 0
        assert not debt.stopped_on or segment.date_to < debt.stopped_on


@given(debts_and_days(classes=["consumer"]), st.none() | PERCENT)
def test_a_consumer_owes_no_indemnity_and_no_interest_before_the_notice(debt_and_day, contract_rate):
    debt, as_of = debt_and_day
    account = late_interest(debt, RATES, as_of)
    assert fixed_indemnity([debt, debt], as_of) == 0
    assert all(segment.kind == "legal" for segment in account.segments)
    assert all(debt.formal_notice_on < segment.date_from for segment in account.segments)
    assert late_interest(replace(debt, formal_notice_on=None), RATES, as_of).segments == ()
    assert late_interest(replace(debt, contract_rate=contract_rate), RATES, as_of) == account


@given(debts_and_days(), st.integers(1, 400))
def test_a_period_may_be_reckoned_in_two(debt_and_day, days):
    """Up to some day, and from it as if the debt were due then: no more than a unit for each segment apart."""
    debt, as_of = debt_and_day
    middle = debt.due + timedelta(days=days)
    assume(middle < as_of)
    rates = FLAT if debt.rule.frozen else RATES
    whole = late_interest(debt, rates, as_of)
    parts = late_interest(debt, rates, middle).total + late_interest(replace(debt, due=middle), rates, as_of).total
    assert abs(whole.total - parts) <= debt.rounding * len(whole.segments)


@given(debts_and_days(), CENTS, st.randoms(use_true_random=False))
def test_a_payment_may_be_made_in_two_parts_and_told_in_any_order(debt_and_day, part, random):
    debt, as_of = debt_and_day
    assume(debt.movements)
    first, *others = debt.movements
    halves = [Movement(first.date, part), Movement(first.date, first.amount - part), *others]
    random.shuffle(halves)
    split = late_interest(replace(debt, movements=tuple(halves)), RATES, as_of)
    assert split == late_interest(debt, RATES, as_of)


@given(debts_and_days(), st.integers(0, 60))
def test_waiting_and_paying_later_never_costs_less(debt_and_day, days):
    debt, as_of = debt_and_day
    later = min(date(2026, 12, 31), as_of + timedelta(days=days))
    assume(as_of <= later)
    assert late_interest(debt, RATES, as_of).total <= late_interest(debt, RATES, later).total
    assert fixed_indemnity([debt], as_of) <= fixed_indemnity([debt], later)


@given(debts_and_days(classes=["business", "public"]), st.lists(st.integers(0, 60), max_size=4))
def test_an_invoice_paid_late_bears_one_indemnity_however_it_is_cut(debt_and_day, shifts):
    """It is due once some instalment was owed on a day after its due date, and no judgment came before that day."""
    debt, as_of = debt_and_day
    instalments = [debt, *(replace(debt, due=debt.due + timedelta(days=shift)) for shift in shifts)]
    late = any(
        balance(one, day) > 0
        for one in instalments
        for day in days_from(one.due + DAY, min(as_of, debt.stopped_on or as_of))
    )
    assert fixed_indemnity(instalments, as_of) == (40 if late and debt.regime is not ELSEWHERE else 0)


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.sampled_from(sorted(ORDERS)))
def test_imputation_splits_a_payment_exactly(payment, principal, interest, costs, order):
    parts = impute(payment, principal, interest, costs, order)
    owed = {"principal": principal, "interest": interest, "costs": costs}
    assert parts.principal + parts.interest + parts.costs + parts.excess == payment
    assert parts.excess == max(0, payment - sum(owed.values()))
    before_is_paid = True
    for name in ORDERS[order]:
        assert 0 <= getattr(parts, name) <= owed[name]
        assert before_is_paid or not getattr(parts, name)
        before_is_paid = getattr(parts, name) == owed[name]
