"""The claims: interest, indemnity and costs beside the ledger, their rates, their statement, their invoice.
The principal is not here: it is an open item.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    rate,
    interest,
    figures,
    statement,
    claim,
    invoice,
    settlement,
    following,
    clause,
    settings,
)
