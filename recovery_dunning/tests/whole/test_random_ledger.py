"""Random ledgers with money from every side at once: what is asked, covered, disputed and held of an instalment is the
whole of it, to the cent, and money counts once."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from ...engine import facts, ladder
from ..stories.cover import CoverStory

LEFT_ALONE = set(facts.USES_NO_CREDIT)
COVERED = set(facts.REASON_OF.values())
CENTS = st.integers(1, 30_000).map(lambda cents: cents / 100)
INVOICES = st.lists(st.tuples(st.integers(-60, 5), CENTS, st.booleans()), min_size=1, max_size=5)
SOURCES = ("credit_note", "on_account", "bank_of_customer", "bank_naming", "part_payment", "cheque")
MONEY = st.lists(st.tuples(st.sampled_from(SOURCES), CENTS, st.integers(0, 4)), max_size=5)
WORDS = st.lists(st.tuples(st.sampled_from(("promise", "dispute", "hold")), st.integers(0, 4)), max_size=3)


@tagged("post_install", "-at_install")
class TestRandomLedger(CoverStory):
    # a ledger that fails is told as it was found: each try takes a second, and making it smaller hundreds of them
    @settings(
        phases=[Phase.generate],
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(INVOICES, MONEY, WORDS)
    def check(self, invoices, money, words):
        with self.env.cr.savepoint() as savepoint:
            self.book(invoices, money, words)
            self.every_cent_is_somewhere()
            self.what_leaves_asks_for_no_more()
            savepoint.rollback()
            self.env.invalidate_all()

    def test_every_cent_of_a_random_ledger(self):
        self.check()

    # ---- the ledger -------------------------------------------------------------------------------------------------

    def book(self, invoices, money, words):
        self.moves = [
            self.invoice(due=f"{due:+d}d", amount=amount, **({"currency_id": self.abroad.id} if foreign else {}))
            for due, amount, foreign in invoices
        ]
        for source, amount, number in money:
            getattr(self, f"add_{source}")(amount, self.moves[number % len(self.moves)])
        for word, number in words:
            move = self.moves[number % len(self.moves)]
            if self.instalments(move).amount_residual_currency > 0:
                getattr(self, f"say_{word}")(move)

    def add_credit_note(self, amount, move):
        self.invoice(due="-2d", amount=amount, move_type="out_refund", currency_id=move.currency_id.id)

    def add_on_account(self, amount, _move):
        self.payment_on_account(amount)

    def add_bank_of_customer(self, amount, _move):
        self.bank_line(amount, debtor=self.debtor)

    def add_bank_naming(self, amount, move):
        self.bank_line(amount, f"VIR {move.name}")

    def add_part_payment(self, amount, move):
        if move.amount_residual > 0:
            self.pay(move, min(amount, move.amount_residual))

    def add_cheque(self, amount, _move):
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        journal = self.company_data["default_journal_bank"]
        self.env["account.payment"].sudo().create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.debtor.id,
                "amount": amount,
                "journal_id": journal.id,
                "recovery_case_id": case.id,
            }
        )

    def say_promise(self, move):
        self.promise(move)

    def say_dispute(self, move):
        self.dispute(move, amount=move.currency_id.round(move.amount_residual / 3) or move.amount_residual)

    def say_hold(self, move):
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        self.env["recovery.hold"].create({"move_id": move.id, "reason_id": reason.id, "date_until": self.on("+9d")})

    # ---- what holds -------------------------------------------------------------------------------------------------

    def decided(self):
        """The debtor as the engine sees him today, and what it decides."""
        today = self.on("+0d")
        ((debtor,),) = self.env["recovery.open.items"]._debtors(self.company, today, partners=self.debtor)
        return debtor, ladder.propose(debtor, today)

    def every_cent_is_somewhere(self):
        debtor, proposal = self.decided()
        residuals = {
            line.id: Decimal(str(line.currency_id.round(line.amount_residual_currency)))
            for move in self.moves
            for line in self.instalments(move)
            if line.amount_residual_currency > 0
        }
        self.assertEqual({i.id: i.residual for i in debtor.instalments}, residuals)
        moves = [move for message in proposal.messages for move in message.moves]
        for move in moves:
            self.assertGreater(move.asked, 0)
            self.assertGreaterEqual(move.credit, 0)
            self.assertEqual(move.asked + move.credit + move.disputed, residuals.pop(move.instalment.id))
        for refusal in proposal.refusals:
            self.assertEqual(refusal.instalment.residual, residuals.pop(refusal.instalment.id))
        self.assertFalse(residuals, "neither asked for nor left out")
        asked_for = [i for i in debtor.instalments if self.reason(proposal, i) not in LEFT_ALONE]
        cover = debtor.cover_of(asked_for)
        for move in moves:
            self.assertEqual(cover.of(move.instalment.id).amount, move.credit)
        for refusal in proposal.refusals:
            if refusal.reason in COVERED:
                covered = cover.of(refusal.instalment.id)
                self.assertTrue(covered.undecided or covered.amount == refusal.instalment.undisputed)
        self.money_counts_once(debtor, cover)

    def reason(self, proposal, instalment):
        return next((r.reason for r in proposal.refusals if r.instalment == instalment), None)

    def money_counts_once(self, debtor, cover):
        taken = defaultdict(Decimal)
        for covered in cover.by_item.values():
            for part in covered.parts:
                taken[id(part.money)] += part.taken
        for money in debtor.money:
            self.assertLessEqual(taken[id(money)], money.amount, money)

    def what_leaves_asks_for_no_more(self):
        """The run writes and sends what the engine decided; nothing is kept, done or paid beyond the money."""
        _debtor, proposal = self.decided()
        asked = {m.instalment.id: m.asked for message in proposal.messages for m in message.moves}
        run = self.run_and_send()
        sent = run.notice_ids.filtered(lambda notice: notice.state == "sent")
        self.assertEqual(set(sent.line_ids.move_line_id.ids), set(asked))
        for notice in sent:
            whole = sum(asked[line_id] for line_id in notice.line_ids.move_line_id.ids)
            self.assertEqual(Decimal(str(notice.currency_id.round(notice.amount_due))), whole)
        self.day("+0d")
        self.env["recovery.promise"]._judge(self.company)
        for promise in self.env["recovery.promise"].search([("partner_id", "=", self.debtor.id)]):
            if promise.state == "kept":
                self.assertGreaterEqual(promise.amount_received, promise.amount)
