"""The cases: everything open with one debtor in one company, who works on it and what comes next.
What the debtor is by himself is in `debtor`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    case,
    contact,
    glance,
    arrangements,
    merge,
    carried,
    carrying,
    agreement_follows,
    moved,
    closing,
    outcome,
    reopening,
    ranking,
    priority,
    next_action,
    collector,
    claims,
    limitation,
    letter,
    screen,
    papers,
    cash,
    settings,
)
