"""Books money received from customers, as a bank remittance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from devtools.console import Failure


def bank_journal(env):
    """The first bank journal of the company."""
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    if not journal:
        raise Failure(f"The company {env.company.name} has no bank journal: is the French chart of accounts loaded?")
    return journal


def book_receipts(env, day: date, receipts: Sequence[tuple], match: bool = True):
    """Book what came in on `day` as one posted entry of the bank journal; returns it.

    Each receipt is an open receivable in the company's currency and the amount paid on it (None: all of it). `match`:
    the receipt is matched with the receivable, otherwise it stays an open credit of the customer.
    """
    env = env(context={**env.context, "skip_invoice_sync": True})  # there are no taxes or terms to work out here
    journal = bank_journal(env)
    paid = [(line, line.amount_residual if amount is None else amount) for line, amount in receipts]
    bank = {
        "account_id": journal.default_account_id.id,
        "name": "Remise du jour",
        "debit": sum(amount for _line, amount in paid),
    }
    credits = [_credit(line, amount) for line, amount in paid]
    values = {
        "move_type": "entry",
        "journal_id": journal.id,
        "date": day,
        "line_ids": [(0, 0, line) for line in [bank, *credits]],
    }
    entry = env["account.move"].create(values)
    entry._post(soft=False)
    if match:
        booked = entry.line_ids.filtered("credit").sorted("id")
        pairs = [line + credit for (line, _amount), credit in zip(paid, booked, strict=True)]
        env["account.move.line"]._reconcile_plan(pairs)
    return entry


def _credit(line, amount: float) -> dict:
    return {
        "account_id": line.account_id.id,
        "partner_id": line.partner_id.id,
        "name": f"Virement {line.move_id.name}",
        "credit": amount,
    }
