"""The life cycle of e-invoices: what the buyer's platform says of an invoice, kept as it came, and what follows.
What the debtor says himself is an arrangement; why nothing is asked for is a hold.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    status,
    lifecycle,
    matching,
    importing,
    retrying,
    following,
    effects,
    arrival,
    promise,
    account_move,
    owed,
    refusal,
    timeline,
    case,
    notice,
    mailbox,
    res_partner,
    platforms,
)
