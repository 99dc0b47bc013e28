"""The ladders: procedures and levels, which one applies, when and by which channel a message may leave.
Nothing here looks at an invoice.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    rules_cache,
    procedure,
    level,
    profile,
    choice,
    window,
    debtor,
    contact,
    settings,
)
