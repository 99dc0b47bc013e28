"""The nouns of the trade, a room each. A room uses only what stands above it."""

from . import (  # isort: skip  # in this order
    record,
    outbox,
    procedure,
    open_items,
    claim,
    arrangement,
    limitation,
    settlement,
    notice,
    run,
    case,
    debtor,
    page,
    handoff,
    agency,
    route,
    court,
    lifecycle,
    books,
    rights,
)
