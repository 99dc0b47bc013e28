"""The notices: one message to one debtor by every channel, kept as it was sent.
Which notices there are is decided by a run.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    notice,
    line,
    addressee,
    words,
    dispatch,
    overtaken,
    claims,
    mail,
    letter,
    letter_maker,
    receipt,
    declaration,
    registered,
    sms,
    fallback,
    waiting,
    editing,
    res_company,
)
