"""The arrangements: what a debtor says of his instalments: promise, plan, dispute, and how each goes on.
What takes a debt off the ledger is a settlement.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    signature,
    arrangement,
    mail,
    promise,
    plan,
    plan_signature,
    plan_followup,
    dispute,
    settings,
)
