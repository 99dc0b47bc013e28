"""The books of lost debts: the loss net of VAT, the VAT that comes back, the duplicate of the invoice, and money that
comes after all. Who agrees to a loss, and what becomes of the case, is a settlement.
"""

from . import loss, duplicate, later_money, doubtful, on_416  # isort: skip  # base file first
