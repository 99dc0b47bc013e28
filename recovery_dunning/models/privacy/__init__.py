"""Privacy: notes that stay in the house, who opened whose file, until when it is kept, and what a debtor may ask for.
What happened to a debt is the record's; who may do what is `rights`.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    note,
    access,
    settings,
    keeping,
    erasing,
    handed_on,
    copy,
)
