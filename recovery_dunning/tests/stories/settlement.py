"""Debts that are settled for less, and invoices with tax."""

from .arrangement import PromiseStory


class OutcomeStory(PromiseStory):
    def settle(self, *moves, **values):
        lines = self.env["account.move.line"].union(*(self.instalments(move) for move in moves))
        settlement = self.env["recovery.settlement"]
        settlement = settlement.create({**settlement._prepare_for(lines), "reason": "To keep the customer", **values})
        settlement.action_settle()
        return settlement

    def with_tax(self, amount):
        """An invoice with the tax of the company, 15 %."""
        tax = self.company_data["default_tax_sale"]
        move = self.invoice(due="-20d", amount=amount)
        move.button_draft()
        move.invoice_line_ids.tax_ids = tax
        move.action_post()
        return move
