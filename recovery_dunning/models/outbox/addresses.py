"""The mail addresses that a text holds, as Odoo reads it, and a mail system takes."""

from functools import lru_cache

from odoo.tools import email_normalize_all

from ...engine.channels import is_mail_address


@lru_cache(maxsize=65536)
def usable_addresses(text):
    """Those of the mail addresses in `text` to which a mail can leave.

    >>> usable_addresses("Compta <compta@example.com>; direction@"), usable_addresses(False)
    (('compta@example.com',), ())
    """
    return tuple(address for address in email_normalize_all(text or "") if is_mail_address(address))
