"""The open items: receivables as the ledger has them now, read set-wise and turned into facts for the engine.
Nothing is decided, nothing is kept.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    dunning_mixin,
    facts,
    reader,
    contacts,
    correspondents,
    blocks,
    sources,
    cover,
    ending,
    payment_orders,
    head_office,
    account_move,
    account_move_line,
    account_move_actions,
    preview,
)
