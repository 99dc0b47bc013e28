"""What became of an invoice is read from the other side of its reconciliation (rule 12)."""

from odoo.tests import tagged

from ...engine.ending import Ending
from ..stories.ending import AMOUNT, EndingStory

# what each way to end is, in the words of the engine
ENDINGS = {
    "money": {Ending.MONEY: 100},
    "discount": {Ending.MONEY: 98, Ending.DISCOUNT: 2},
    "credit_note": {Ending.CREDITED: 100},
    "netting": {Ending.NETTED: 100},
    "loss": {Ending.WRITTEN_OFF: 100},
    "bank_fees": {Ending.MONEY: 100},
    "rest_written_off": {Ending.MONEY: 1, Ending.WRITTEN_OFF: 99},
    "waiver": {Ending.WAIVED: 100},
    "sale": {Ending.SOLD: 100},
    "another_debtor": {Ending.MOVED: 100},
    "another_account": {Ending.MOVED: 100},
    "doubtful": {Ending.DOUBTFUL: 100},
    "cancelling": {Ending.CANCELLED: 100},
    "draft": {Ending.DRAFT: 100},
    "later_date": {},
}


@tagged("post_install", "-at_install")
class TestEnding(EndingStory):
    def endings(self, move):
        """{ending: amount in the currency of the invoice}"""
        lines, found = self.instalments(move), {}
        for line, parts in self.env["recovery.open.items"]._endings(lines).items():
            sums = sum(part.amount for part in parts)
            residual = line.amount_residual_currency if line.parent_state == "posted" else 0.0
            self.assertAlmostEqual(float(sums) + residual, line.amount_currency, msg="every cent ends once")
            for part in filter(lambda part: part.amount, parts):
                found[part.ending] = found.get(part.ending, 0.0) + float(part.amount)
        return found

    def test_each_way(self):
        ways = self.ways()
        self.assertEqual(set(ways), set(ENDINGS))
        for name, end in ways.items():
            with self.subTest(name):
                move = self.invoice(due="-4d", amount=AMOUNT)
                end(move)
                self.assertEqual(self.endings(move), ENDINGS[name])

    def test_a_doubtful_debt_that_is_paid_was_paid(self):
        move = self.invoice(due="-4d")
        item = self.transfer(move, self.doubtful)
        self.pay_item(item, 30)
        self.assertEqual(self.endings(move), {Ending.MONEY: 30, Ending.DOUBTFUL: 70})
        self.transfer_item(item)
        self.assertEqual(self.endings(move), {Ending.MONEY: 30, Ending.WRITTEN_OFF: 70})

    def transfer_item(self, item):
        """What is left on a doubtful account is a loss."""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": self.on("+0d"),
                "line_ids": [
                    (0, 0, {"account_id": self.loss.id, "debit": item.amount_residual}),
                    (0, 0, {"account_id": item.account_id.id, "credit": item.amount_residual}),
                ],
            }
        )
        entry.action_post()
        (entry.line_ids.filtered("credit") + item).reconcile()

    def test_what_a_notary_holds_is_money_once_he_pays(self):
        move = self.invoice(due="-4d")
        item = self.transfer(move, self.elsewhere)
        self.assertEqual(self.endings(move), {Ending.MOVED: 100})
        self.pay_item(item)
        self.assertEqual(self.endings(move), {Ending.MONEY: 100})

    def test_a_payment_of_somebody_else_that_is_moved_here_is_money(self):
        """A holding has paid: the accountant moves its payment to the debtor's account."""
        move, line = self.invoice(due="-4d"), None
        payment = self.payment_on_account(100, debtor=self.other)
        theirs = payment.move_id.line_ids.filtered("credit")
        line = self.transfer(move, theirs.account_id, partner=self.other)
        self.assertEqual(self.endings(move), {Ending.MOVED: 100})
        (line + theirs).reconcile()
        self.assertEqual(self.endings(move), {Ending.MONEY: 100})

    def test_one_payment_with_a_rest_over_two_invoices(self):
        """The money counts once: 60 came in, whatever the two invoices come to."""
        moves = self.invoice(due="-9d", amount=50) | self.invoice(due="-4d", amount=50)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        wizard.create(
            {
                "group_payment": True,
                "amount": 60,
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self.loss.id,
            }
        )._create_payments()
        self.assertFalse(any(moves.mapped("amount_residual")))
        found = [self.endings(move) for move in moves]
        self.assertEqual(sum(its.get(Ending.MONEY, 0) for its in found), 60)
        self.assertEqual(sum(its.get(Ending.WRITTEN_OFF, 0) for its in found), 40)

    def test_an_opening_entry_that_is_taken_back_is_credited(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    (0, 0, {"account_id": self.receivable(self.invoice()).account_id.id, "debit": 70, **self.his()}),
                    (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "credit": 70}),
                ],
            }
        )
        entry.action_post()
        entry._reverse_moves([{"date": self.on("+0d")}], cancel=True)
        self.assertEqual(self.endings(entry), {Ending.CREDITED: 70})

    def his(self):
        return {"partner_id": self.debtor.id}

    def test_paid_at_another_rate_of_exchange(self):
        """The company books a difference: it is no money, and nothing is missing."""
        franc = self.setup_other_currency("CHF", rates=[("2016-01-01", 2.0), ("2026-03-01", 4.0)])
        move = self.invoice(due="-40d", amount=100, currency_id=franc.id)
        self.pay(move)
        self.assertEqual(self.endings(move), {Ending.MONEY: 100})
        line = self.instalments(move)
        parts = self.env["recovery.open.items"]._endings(line)[line]
        self.assertAlmostEqual(float(sum(part.company for part in parts)), line.balance)
        self.assertEqual({part.ending for part in parts if part.company}, {Ending.MONEY, Ending.EXCHANGE})

    def test_a_loss_with_its_tax(self):
        """654 net, tax back: all of it is the loss."""
        move = self.invoice(due="-4d", amount=120)
        tax = self.account("VAT to get back", "445710", "liability_current")
        line = self.receivable(move)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": self.on("+0d"),
                "line_ids": [
                    (0, 0, {"account_id": self.loss.id, "debit": 100, **self.his()}),
                    (0, 0, {"account_id": tax.id, "debit": 20, **self.his()}),
                    (0, 0, {"account_id": line.account_id.id, "credit": 120, **self.his()}),
                ],
            }
        )
        entry.action_post()
        (entry.line_ids.filtered("credit") + line).reconcile()
        self.assertEqual(self.endings(move), {Ending.WRITTEN_OFF: 120})
