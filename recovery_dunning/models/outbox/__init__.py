"""The outbox: what leaves and what comes back, whoever wrote it: mails, printed letters, signed links.
What a message says is decided elsewhere.
"""

from . import (  # isort: skip  # base file first: what comes later is called first
    outgoing_mail,
    handover_log,
    ir_mail_server,
    mail_mail,
    telling,
    putting_off,
    mail_thread,
    letter_printer,
    signed_link,
)
