"""The channels between creditor and debtor: what each is called, and what must be known of a contact to use it.

>>> [code for code, channel in CHANNELS.items() if channel.needs == "phone"]
['phone', 'sms']
"""

from typing import NamedTuple

REGISTERED, LETTER, EMAIL, SMS = "registered", "letter", "email", "sms"
PHONE, VISIT, PORTAL, OTHER = "phone", "meeting", "portal", "other"


class Channel(NamedTuple):
    """`label`: on a screen. `needs`: what must be known of a contact, as `facts.Contact` calls it; empty for nothing.
    `exported`: its name in the files for agencies."""

    label: str
    needs: str = ""
    exported: str = ""


CHANNELS = {
    EMAIL: Channel("Mail", "mail", "e-mail"),
    PHONE: Channel("Telephone", "phone"),
    SMS: Channel("SMS", "phone", "SMS"),
    LETTER: Channel("Letter", "post", "letter"),
    REGISTERED: Channel("Registered letter", "post", "registered letter"),
    VISIT: Channel("Visit", "post"),
    PORTAL: Channel("Debtor's page"),
    OTHER: Channel("Other"),
}
RECORDED = [(code, channel.label) for code, channel in CHANNELS.items() if code != REGISTERED]  # it is a letter
BY_PEOPLE = [choice for choice in RECORDED if choice[0] != PORTAL]  # the page writes down by itself
SPOKEN = (PHONE, VISIT)
IN_WRITING = (PORTAL, EMAIL, SMS, LETTER)
MESSAGES = (REGISTERED, LETTER, EMAIL, SMS)  # those of a notice, the weightiest first
