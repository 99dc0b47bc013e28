"""The cases: everything open with one debtor in one company, who works on it and what comes next.
What the debtor is by himself is in `debtor`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    case,
    merge,
    carried,
    carrying,
    agreement_follows,
    closing,
    ranking,
    priority,
    next_action,
    stirring,
    mail_activity,
    portfolio,
    collector,
    absence,
    call,
    visit,
    claims,
    costs,
    limitation,
    arrangements,
    letter,
    receipt,
    screen,
    res_company_costs,
    res_company_closing,
)
