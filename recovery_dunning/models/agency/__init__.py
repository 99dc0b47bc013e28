"""The agencies: their terms and credentials, what they report and pay over, what they achieved.
What they were given is in `handoff`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    terms,
    credentials,
    res_partner,
    results,
    remittance,
    line,
    checking,
    booking,
    in_background,
    undo,
    direct_payment,
    settings,
)
