"""The settlements: a debt credited, waived, written off or sold, with its entries; and mediation.
A payment is not a settlement: it is in the ledger.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    settlement,
    entries,
    mediation,
    retention,
)
