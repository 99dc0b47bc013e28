"""The debtor's page: what he sees by a signed link, pays, promises, disputes and hands in; what he answers.
The doors themselves are in `controllers`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    case_page,
    dues,
    payment,
    proof_of_payment,
    answer,
)
