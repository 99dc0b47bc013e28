"""The debtors: who they are, how they pay and stand, and what whoever visits them should know.
What is open with one is his case.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    res_partner,
    attachment,
    contacts,
    case,
    credit_status,
    satisfaction,
    score,
    file,
    visit_card,
    visit_list,
    visit_digest,
    settings,
)
