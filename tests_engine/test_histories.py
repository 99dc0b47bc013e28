"""A debtor's history in any order: invoices, payments, holds, promises, plans, disputes and runs, day after day.

A machine of hypothesis picks what happens next; the rules that never break are looked at each time a run has been made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from engine.cover import Money, Source
from engine.ladder import Debtor, Instalment, Level, Procedure, propose

START = date(2026, 3, 2)
CENT = Decimal("0.01")
STEPS = (
    Level(id=1, delay=-5, phase="preventive"),
    Level(id=2, delay=3),
    Level(id=3, delay=8, min_gap=2, speaks=False),
    Level(id=4, delay=15, min_gap=5, tone=2),
    Level(id=5, delay=30, min_gap=8, tone=3),
    Level(id=6, delay=45, min_gap=8, phase="formal_notice", tone=4),
)
amounts = st.integers(1, 100_000).map(lambda cents: cents * CENT)


class History(RuleBasedStateMachine):
    """The book of one debtor. What a run sends is taken at once; everything else may happen before or after it."""

    instalments = Bundle("instalments")

    def __init__(self):
        super().__init__()
        self.today = START
        self.book: dict[int, Instalment] = {}
        self.credit = Decimal(0)
        self.taken: dict[int, list[Level]] = {}
        self.last_contact: date | None = None
        self.procedure = Procedure(1, STEPS)

    @initialize(grouping=st.sampled_from(["customer", "level", "invoice"]), quiet_days=st.integers(0, 4))
    def choose_procedure(self, grouping, quiet_days):
        self.procedure = Procedure(1, STEPS, grouping=grouping, quiet_days=quiet_days)

    # ---- what happens ------------------------------------------------------------------------------------------------

    @rule(target=instalments, due_in=st.integers(-60, 20), amount=amounts, count=st.integers(1, 3))
    def invoice(self, due_in, amount, count):
        """In so many instalments, ten days apart."""
        move_id, made = len(self.book) + 1, []
        for part in range(count):
            number = len(self.book) + 1
            due = self.today + timedelta(days=due_in + 10 * part)
            self.book[number] = Instalment(number, move_id, 1, due, amount, amount, self.procedure)
            self.taken[number] = []
            made.append(number)
        return multiple(*made)

    @rule(number=instalments, share=st.integers(1, 100))
    def pay(self, number, share):
        """All or a part of what is open."""
        instalment = self.book[number]
        left = (instalment.residual * (100 - share) / 100).quantize(CENT)
        self._change(number, residual=left, residual_company=left)

    @rule(amount=amounts)
    def pay_on_account(self, amount):
        self.credit += amount

    @rule(number=instalments, days=st.integers(0, 20))
    def hold(self, number, days):
        self._change(number, held=True, held_until=self.today + timedelta(days=days))

    @rule(number=instalments, days=st.integers(0, 20))
    def promise(self, number, days):
        self._change(number, promised_until=self.today + timedelta(days=days))

    @rule(number=instalments, planned=st.booleans())
    def agree_or_break_a_plan(self, number, planned):
        self._change(number, planned=planned)

    @rule(number=instalments, share=st.sampled_from([0, 0, 30, 100]))
    def dispute(self, number, share):
        self._change(number, disputed=self.book[number].residual * share / 100)

    @rule(number=consumes(instalments))
    def write_off(self, number):
        """It leaves the book for good."""
        self._change(number, residual=Decimal(0), residual_company=Decimal(0))

    @rule(days=st.integers(1, 15))
    def days_pass(self, days):
        """Nobody runs anything meanwhile. Holds and promises end by themselves."""
        self.today += timedelta(days=days)
        for number, instalment in self.book.items():
            if instalment.held and instalment.held_until < self.today:
                resumed_on = instalment.held_until + timedelta(days=1)
                self._change(number, held=False, held_until=None, resumed_on=resumed_on)
            if instalment.promised_until and instalment.promised_until < self.today:
                self._change(number, promised_until=None)

    @rule()
    def run(self):
        """Propose and send: each instalment that moves takes its step today."""
        debtor = self._debtor()
        proposal = propose(debtor, self.today)
        moves = [move for message in proposal.messages for move in message.moves]
        self._check_the_whole(debtor, moves, proposal.refusals)
        for move in moves:
            self._check_rule_1(move)
            self._check_rules_2_and_5(move)
            self.taken[move.instalment.id].append(move.level)
            self._change(move.instalment.id, reached=move.level, reached_on=self.today)
        if any(message.level.speaks for message in proposal.messages):
            self.last_contact = self.today

    # ---- what holds --------------------------------------------------------------------------------------------------

    def _check_the_whole(self, debtor, moves, refusals):
        """Rule 3."""
        numbers = [move.instalment.id for move in moves] + [refusal.instalment.id for refusal in refusals]
        assert sorted(numbers) == sorted(instalment.id for instalment in debtor.instalments)

    def _check_rule_1(self, move):
        """Against what the history did, not against what the engine was told."""
        now = self.book[move.instalment.id]
        assert now.residual > 0
        assert not now.held
        assert now.promised_until is None
        assert not now.planned
        assert now.disputed < now.residual
        assert 0 < move.asked <= now.residual - now.disputed

    def _check_rules_2_and_5(self, move):
        before = self.taken[move.instalment.id]
        assert move.level not in before
        assert all(level.intensity < move.level.intensity for level in before)

    @invariant()
    def nothing_asked_exceeds_what_is_open(self):
        proposal = propose(self._debtor(), self.today)
        asked = sum(move.asked for message in proposal.messages for move in message.moves)
        open_ = sum(i.residual for i in self.book.values())
        assert asked <= max(open_ - self.credit, 0)

    def _debtor(self):
        return Debtor(
            1,
            tuple(instalment for instalment in self.book.values() if instalment.residual > 0),
            contact_id=1,
            money=(Money(Source.CREDIT, self.credit, 1),),
            last_contact=self.last_contact,
        )

    def _change(self, number, **values):
        self.book[number] = replace(self.book[number], **values)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
